"""Small real servers on this machine, and the two things that lead a client to them: a wire and names."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

Handler = Callable[[bytes, asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Server:
    """A real server on this machine: hands each request to a handler and remembers it."""

    handler: Handler
    waits_to_be_left: bool = False
    port: int = 0
    requests: list[bytes] = field(default_factory=list)
    asked: asyncio.Event = field(default_factory=asyncio.Event)
    left: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            request = await reader.readuntil(b"\r\n\r\n")
            head = request.decode("latin-1").lower()
            if "content-length: " in head:
                request += await reader.readexactly(int(head.split("content-length: ")[1].split("\r\n")[0]))
            self.requests.append(request)
            self.asked.set()
            await self.handler(request, writer)
            if self.waits_to_be_left:
                await reader.read()
                self.left.set()
        writer.close()
        with suppress(ConnectionError, ssl.SSLError):
            await writer.wait_closed()

    @property
    def origin(self) -> str:
        return f"127.0.0.1:{self.port}"

    def url(self, path: str = "/") -> str:
        return f"http://{self.origin}{path}"

    def header(self, name: str, which: int = -1) -> str | None:
        lines = self.requests[which].decode("latin-1").split("\r\n")[1:]
        return {line.partition(": ")[0].lower(): line.partition(": ")[2] for line in lines}.get(name)


@asynccontextmanager
async def serving(
    handler: Handler, tls: ssl.SSLContext | None = None, waits_to_be_left: bool = False
) -> AsyncIterator[Server]:
    server = Server(handler, waits_to_be_left)
    async with await asyncio.start_server(server, "127.0.0.1", 0, ssl=tls) as listening:
        server.port = listening.sockets[0].getsockname()[1]
        yield server


@dataclass
class Talker:
    """A real server that keeps connections open: the nth connection follows the nth script, an answer a question."""

    scripts: Sequence[Sequence[bytes]]
    port: int = 0
    connections: int = 0
    questions: list[bytes] = field(default_factory=list)
    late: bytes = b""
    said: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        script = self.scripts[min(self.connections, len(self.scripts) - 1)]
        self.connections += 1
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            for answer in script:
                self.questions.append(await reader.readuntil(b"\r\n\r\n"))
                writer.write(answer)
                await writer.drain()
                if self.late:
                    await asyncio.sleep(0.01)
                    writer.write(self.late)
                self.said.set()
            if script and script[-1]:
                await reader.read()
        writer.close()

    @property
    def origin(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        return f"http://{self.origin}/"


@asynccontextmanager
async def talking(
    *scripts: Sequence[bytes], late: bytes = b"", tls: ssl.SSLContext | None = None
) -> AsyncIterator[Talker]:
    talker = Talker(scripts, late=late)
    async with await asyncio.start_server(talker, "127.0.0.1", 0, ssl=tls) as listening:
        talker.port = listening.sockets[0].getsockname()[1]
        yield talker


def says(*pieces: bytes) -> Handler:
    async def answer(request: bytes, writer: asyncio.StreamWriter) -> None:
        for piece in pieces:
            writer.write(piece)
            await writer.drain()
    return answer


def page(body: bytes = b"hello", status: str = "200 OK", **headers: str) -> Handler:
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    return says(f"HTTP/1.1 {status}\r\n{lines}content-length: {len(body)}\r\n\r\n".encode() + body)


def forwards(location: str, status: str = "302 Found") -> Handler:
    return page(b"moved", status, location=location)


def with_gzip(pieces: Iterable[bytes]) -> Handler:
    return says(b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\n\r\n", *pieces)


class Wire:
    """Carries connections for public addresses to a server on this machine, and writes down what was dialled."""

    def __init__(self, port: int, dead: Sequence[str] = ()) -> None:
        self.port, self.dead, self.dialled = port, dead, []

    async def connect(self, make, address, port, tls, name):
        self.dialled.append((address, port))
        if address in self.dead:
            raise ConnectionRefusedError("nobody there")
        _, connection = await asyncio.get_running_loop().create_connection(
            make, "127.0.0.1", port if address == "127.0.0.1" else self.port, ssl=tls, server_hostname=name)
        return connection


class Names:
    """A resolver that answers from a script, a new line each time it is asked."""

    def __init__(self, *answers: Sequence[str]) -> None:
        self.answers, self.asked = list(answers), 0

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        self.asked += 1
        return self.answers[min(self.asked, len(self.answers)) - 1]
