"""One connection to one checked address: a question, then its whole answer or a reason why there is none."""

import asyncio
import select
from collections.abc import Callable
from typing import NamedTuple, cast

from httptools import HttpParserError, HttpParserUpgrade, HttpResponseParser

from app.core.outbound.body import FRAMING_SLACK, Body
from app.core.outbound.refusals import Stale, TooLarge, Unsound
from app.core.outbound.targets import Site

MOST_HEADERS = 256
MOST_HEADER_BYTES = 65_536
REDIRECTS = frozenset({301, 302, 303, 307, 308})
WITHOUT_BODY = frozenset({204, 304})
MEASURES = frozenset({"content-length", "transfer-encoding"})

Said = tuple[int, dict[str, str], bytes]
"""Status, headers by their names in lower case, and the body unpacked."""

# A server that says always the same few names need not have them decoded each time.
_NAMES = {name.encode(): name.lower() for word in (
    "content-type", "content-length", "content-encoding", "transfer-encoding", "etag", "last-modified", "date",
    "server", "cache-control", "connection", "location", "retry-after", "vary", "expires", "age", "set-cookie",
) for name in (word, word.title())} | {b"ETag": "etag"}


class Keeping(NamedTuple):
    """How connections are kept: at once (and resting) for one host, resting in all, and the seconds of rest and life.

    A connection does not outlive `oldest` so that a site that has moved is found at its new address.
    """

    at_once: int = 2
    most: int = 64
    idle: float = 15.0
    oldest: float = 60.0


class Reads(NamedTuple):
    """How an answer is to be read: bytes at most, until when (loop time), whether a redirect's body is left unread."""

    limit: int
    until: float
    follows: bool = True


class Connection(asyncio.Protocol):
    """Carries one question at a time; whatever comes unasked, or oddly, ends it, so that answers never mix."""

    def __init__(
        self, loop: asyncio.AbstractEventLoop, site: Site, keeping: Keeping, lost: Callable[["Connection"], None]
    ) -> None:
        self.loop, self.site, self.is_open, self._lost = loop, site, False, lost
        self._idle_seconds, self._dies = keeping.idle, loop.time() + keeping.oldest
        self._parser = HttpResponseParser(self)
        self._timer: asyncio.TimerHandle | None = None
        self._armed = self._due = 0.0
        self._answer: asyncio.Future[Said] | None = None
        self._is_used = self._is_clean = False
        self._begin(Reads(0, 0.0))

    def _begin(self, reads: Reads) -> None:
        self._reads = reads
        self._taken, self._status, self._most = 0, 0, MOST_HEADER_BYTES
        self._raw: list[tuple[bytes, bytes]] = []
        self._headers: dict[str, str] = {}
        self._body: Body | None = None
        self._why: Unsound | TooLarge | None = None
        self._ends_with_the_connection = self._is_passed_on = self._is_whole = self._has_trailer = False

    # what the door does

    def ask(self, request: bytes, reads: Reads) -> asyncio.Future[Said]:
        """Send a request; its future ends as Said, Unsound, TooLarge, or TimeoutError when time is up."""
        answer = self._answer = self.loop.create_future()
        self._begin(reads)
        if not self.is_open:
            self._fail(Stale("closed") if self._is_used else Unsound("closed"))
            return answer
        self._is_clean = False
        self._remind(reads.until)
        self._transport.write(request)
        return answer

    def is_ready(self) -> bool:
        """Whether another question may be sent: the last answer was whole and nothing has come since."""
        return self._is_clean and self.is_open and self.loop.time() < self._dies and not self._poll.poll(0)

    def rests(self) -> bool:
        """Keep it for the next question, or end it where its last answer was not whole; says which."""
        if self._is_clean and self.is_open:
            self._remind(self.loop.time() + self._idle_seconds)
            return True
        self.end()
        return False

    def end(self) -> None:
        """Close at once."""
        self.is_open = self._is_clean = False
        if self._timer is not None:
            self._timer.cancel()
        if not self.loop.is_closed():
            self._transport.abort()

    # time: one timer a connection, which moves on by itself instead of being set anew for each question

    def _remind(self, due: float) -> None:
        self._due = due
        if self._timer is None or due < self._armed:
            if self._timer is not None:
                self._timer.cancel()
            self._armed, self._timer = due, self.loop.call_at(due, self._look_at_the_time)

    def _look_at_the_time(self) -> None:
        self._timer = None
        if self.loop.time() < self._due - 0.001:
            self._remind(self._due)
        elif self._answer is not None:
            self._fail(TimeoutError())
        else:
            self.end()

    # what the network says

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take the connection over."""
        # uvloop's transports are transports by their manners, not by their class.
        self._transport, self.is_open = cast("asyncio.Transport", transport), True
        self._poll = select.poll()
        self._poll.register(transport.get_extra_info("socket").fileno(), select.POLLIN)
        self._remind(self.loop.time() + self._idle_seconds)

    def data_received(self, data: bytes) -> None:
        """Read on; an answer is given out only when the bytes that came with its end have been looked at too."""
        if self._answer is None:
            return self.end()
        self._taken += len(data)
        try:
            self._parser.feed_data(data)
        except (HttpParserError, HttpParserUpgrade) as error:
            self._is_clean = False
            if not self._is_whole:
                return self._fail(self._why or Unsound(str(error)))
        if self._is_whole or self._is_passed_on:
            self._give()
        elif self._taken > self._most:
            self._fail(TooLarge(self._reads.limit) if self._status else Unsound("headers without end"))
        return None

    def eof_received(self) -> None:
        """The end of the connection is the end of a body that has no other."""
        if self._answer is not None and self._ends_with_the_connection:
            self._give()

    def connection_lost(self, error: Exception | None) -> None:
        """Whoever still waits learns that nothing more will come."""
        self.is_open = self._is_clean = False
        if self._timer is not None:
            self._timer.cancel()
        if self._answer is not None:
            self._fail(Stale("closed") if self._is_used and not self._taken else Unsound("cut short"))
        self._lost(self)

    # what the parser finds

    def on_message_begin(self) -> None:
        """Nothing may follow an answer."""
        if self._is_whole:
            raise Unsound("more than was asked for")

    def on_header(self, name: bytes, value: bytes) -> None:
        """Keep a header; one that follows the body is not needed, and ends the connection with the answer."""
        if self._status:
            self._has_trailer = True
        else:
            self._raw.append((name, value))

    def on_headers_complete(self) -> None:
        """Decide how far the body goes, and refuse whatever two readers could measure differently."""
        status = self._parser.get_status_code()
        if len(self._raw) > MOST_HEADERS:
            raise Unsound("too many headers")
        self._headers = _lower(self._raw)
        if status < 200:
            self._raw.clear()
            if status < 100 or status == 101 or not self._headers.keys().isdisjoint(MEASURES):
                raise Unsound("an interim answer with a body, or another protocol")
            return
        self._status, self._most = status, self._reads.limit + FRAMING_SLACK + self._taken
        self._is_passed_on = self._reads.follows and status in REDIRECTS and "location" in self._headers
        has_body = status not in WITHOUT_BODY and not self._is_passed_on
        self._ends_with_the_connection = not self._is_measured(self._headers, has_body) and status not in WITHOUT_BODY

    def _is_measured(self, headers: dict[str, str], has_body: bool) -> bool:
        length, coding = headers.get("content-length"), headers.get("transfer-encoding")
        if coding is not None and (length is not None or coding.lower() != "chunked"):
            raise Unsound("two measures of one body")
        if length is not None and not (length.isascii() and length.isdigit()):
            raise Unsound("a length that is no number")
        if has_body and length is not None and int(length) > self._reads.limit + FRAMING_SLACK:
            raise self._because(TooLarge(self._reads.limit))
        return length is not None or coding is not None

    def on_body(self, piece: bytes) -> None:
        """Unpack the next bytes; the way on of a redirect is all we want of it."""
        if self._is_passed_on:
            return
        try:
            if self._body is None:
                self._body = Body(self._headers.get("content-encoding", "").strip().lower(), self._reads.limit)
            self._body.add(piece)
        except (Unsound, TooLarge) as reason:
            raise self._because(reason) from None

    def on_message_complete(self) -> None:
        """The answer is whole, unless it was an interim one."""
        if self._status:
            self._is_whole = True
            self._is_clean = self._parser.should_keep_alive() and not self._has_trailer

    def _because(self, reason: Unsound | TooLarge) -> Unsound | TooLarge:
        """Remember the reason, because the parser hides what its callbacks raise."""
        self._why = reason
        return reason

    # the end of a question

    def _give(self) -> None:
        answer, self._answer, self._is_used = self._answer, None, True
        if not self._is_clean or not self._is_whole:
            self.end()
        if answer is None or answer.done():
            return
        try:
            body = b"" if self._body is None or self._is_passed_on else self._body.whole()
        except Unsound as reason:
            answer.set_exception(reason)
        else:
            answer.set_result((self._status, self._headers, body))
        self._body = None

    def _fail(self, reason: Exception) -> None:
        answer, self._answer = self._answer, None
        self.end()
        if answer is not None and not answer.done():
            answer.set_exception(reason)


def _lower(headers: list[tuple[bytes, bytes]]) -> dict[str, str]:
    """Headers as a lower-case mapping, repeated ones joined; cookies are not even shown."""
    joined: dict[str, str] = {}
    for raw, value in headers:
        name, words = _NAMES.get(raw) or raw.decode("latin-1").lower(), value.decode("latin-1")
        if name != "set-cookie":
            joined[name] = f"{joined[name]}, {words}" if name in joined else words
    return joined
