"""Load on loopback for the benchmarks: keep-alive clients over plain sockets, servers as subprocesses."""

import asyncio
import os
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


@contextmanager
def server(arguments: list[str], port: int, **settings: str) -> Iterator[subprocess.Popen[bytes]]:
    """A Python server process that answers on the port inside the block and is ended after it."""
    process = subprocess.Popen([sys.executable, *arguments], env=os.environ | settings)
    try:
        until = time.monotonic() + 60
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                if process.poll() is not None or time.monotonic() > until:
                    raise RuntimeError("the server did not start") from None
                time.sleep(0.05)
        yield process
    finally:
        process.terminate()
        process.wait(20)


async def ask(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes) -> tuple[int, bytes]:
    """One request on a kept connection; status and body."""
    writer.write(request)
    head = await reader.readuntil(b"\r\n\r\n")
    lengths = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length")]
    length = int(lengths[0].split(b":")[1]) if lengths else 0
    return int(head[9:12]), await reader.readexactly(length)


def request(method: str, path: str, key: str, body: bytes = b"") -> bytes:
    """An HTTP/1.1 request with a bearer key and a JSON body."""
    return (f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {key}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n").encode() + body


async def storm(port: int, seconds: float, clients: int,
                make: Callable[[int, int], bytes]) -> tuple[Counter[int], float]:
    """Each client sends one request after another until the time is over; statuses and the seconds it took."""
    statuses: Counter[int] = Counter()
    until = time.perf_counter() + seconds

    async def one(client: int) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        turn = 0
        while time.perf_counter() < until:
            status, _ = await ask(reader, writer, make(client, turn))
            statuses[status] += 1
            turn += 1
        writer.close()

    began = time.perf_counter()
    await asyncio.gather(*(one(client) for client in range(clients)))
    return statuses, time.perf_counter() - began
