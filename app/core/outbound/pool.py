"""Connections kept open for the next question, and the turns of those who would ask one host at the same time."""

import asyncio
from collections import deque

from app.core.outbound.targets import Site
from app.core.outbound.wire import Connection, Keeping


class Pool:
    """Connections that rest, a few for each site; the site that rested longest gives way to a new one."""

    def __init__(self, keeping: Keeping) -> None:
        self._per_site, self._most, self._count = keeping.at_once, keeping.most, 0
        self._resting: dict[str, list[Connection]] = {}

    def __len__(self) -> int:
        return self._count

    def take(self, site: Site, loop: asyncio.AbstractEventLoop) -> Connection | None:
        """The connection to a site that rested last and is still sound; unsound ones end here."""
        resting = self._resting.get(site.name)
        while resting:
            connection = resting.pop()
            self._count -= 1
            if not resting:
                del self._resting[site.name]
            if connection.loop is loop and connection.is_ready():
                return connection
            connection.end()
        return None

    def keep(self, connection: Connection) -> None:
        """Let a connection rest, or end it where it cannot be asked again."""
        if not connection.rests():
            return
        resting = self._resting.pop(connection.site.name, [])
        self._resting[connection.site.name] = resting
        resting.append(connection)
        self._count += 1
        if len(resting) > self._per_site:
            self._drop(connection.site.name)
        elif self._count > self._most:
            self._drop(next(iter(self._resting)))

    def _drop(self, site: str) -> None:
        self._resting[site][0].end()
        self.forget(self._resting[site][0])

    def forget(self, connection: Connection) -> None:
        """A connection has ended by itself."""
        resting = self._resting.get(connection.site.name, [])
        if connection in resting:
            resting.remove(connection)
            self._count -= 1
            if not resting:
                del self._resting[connection.site.name]

    def close(self) -> None:
        """End every connection that rests, and let none rest from now on."""
        self._most = 0
        for connection in [one for resting in self._resting.values() for one in resting]:
            connection.end()
        self._resting.clear()
        self._count = 0


class Turns:
    """At most so many questions to one host at the same time; the others wait in the order in which they came."""

    def __init__(self, at_once: int) -> None:
        self._at_once = at_once
        self._busy: dict[str, int] = {}
        self._waiting: dict[str, deque[asyncio.Future[None]]] = {}

    def take(self, host: str) -> bool:
        """Take a turn if one is free."""
        busy = self._busy.get(host, 0)
        if busy >= self._at_once:
            return False
        self._busy[host] = busy + 1
        return True

    async def wait(self, host: str) -> None:
        """Wait until someone hands his turn over."""
        mine: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(host, deque()).append(mine)
        try:
            await mine
        except asyncio.CancelledError:
            if mine.done() and not mine.cancelled():
                self.give(host)
            raise

    def give(self, host: str) -> None:
        """Give a turn back: to the first who still waits, or to nobody."""
        waiting = self._waiting.get(host)
        while waiting:
            following = waiting.popleft()
            if not waiting:
                del self._waiting[host]
            if not following.done():
                return following.set_result(None)
        if self._busy[host] == 1:
            del self._busy[host]
        else:
            self._busy[host] -= 1
        return None
