"""All routes behind one: the few that can answer an address are found by its segments, however many there are."""

from collections.abc import Iterable
from typing import Any

from fastapi.routing import APIRoute
from starlette.routing import BaseRoute, Match
from starlette.types import Receive, Scope, Send

ANY, HERE = "{}", ""
Branch = dict[str, Any]


class Switchboard(BaseRoute):
    """A tree of path segments; of several routes for one address the one named first answers, as everywhere else."""

    def __init__(self, routes: Iterable[BaseRoute]) -> None:
        self.routes = [route for route in routes if isinstance(route, APIRoute)]
        self._tree: Branch = {}
        for number, route in enumerate(self.routes):
            branch = self._tree
            for segment in route.path.split("/")[1:]:
                branch = branch.setdefault(ANY if "{" in segment else f"/{segment}", {})
            branch.setdefault(HERE, []).append(number)

    def at(self, path: str) -> list[APIRoute]:
        """The routes that may answer at this path, in their order."""
        branches = [self._tree]
        for segment in path.split("/")[1:]:
            branches = [branch[key] for branch in branches for key in (f"/{segment}", ANY) if key in branch]
        return [self.routes[number] for number in sorted(n for branch in branches for n in branch.get(HERE, ()))]

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """The first route that takes path and method; else the first that takes the path."""
        found: tuple[Match, Scope] = (Match.NONE, {})
        for route in self.at(scope["path"]):
            match, child = route.matches(scope)
            if match == Match.FULL:
                return match, child
            if match == Match.PARTIAL and found[0] == Match.NONE:
                found = match, child
        return found

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the route answer that was found."""
        await scope["route"].handle(scope, receive, send)
