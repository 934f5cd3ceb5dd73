"""Fifty hosts in one process of its own, which all take the same time to answer."""

import asyncio
import os
import time
from multiprocessing.connection import Connection

import orjson

HOSTS, SERVICE = int(os.environ.get("HOSTS", "50")), float(os.environ.get("SERVICE", "2.0"))


def serve(tell: Connection) -> None:
    """Fifty hosts in a process of its own; tells its port, then the time of every answer when asked."""
    told, at_once, most = list[float](), dict[str, int](), [0]

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode()
                host = head.lower().split("host: ")[1].split("\r\n")[0]
                at_once[host] = at_once.get(host, 0) + 1
                most[0] = max(most[0], at_once[host])
                await asyncio.sleep(SERVICE)
                at_once[host] -= 1
                post = head.split(" ")[1].rsplit("/", 1)[-1]
                body = orjson.dumps({"id": post, "author": "@a", "text": "Oat milk #gifted", "views": len(told)})
                writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n"
                             % len(body) + body)
                told.append(time.monotonic())
        except (asyncio.IncompleteReadError, asyncio.CancelledError, ConnectionError):
            writer.close()

    async def main() -> None:
        server = await asyncio.start_server(answer, "127.0.0.1", 0, backlog=512)
        tell.send(server.sockets[0].getsockname()[1])
        await asyncio.to_thread(tell.recv)
        tell.send((told, most[0]))
    asyncio.run(main())
