"""What a gzip bomb of 10 GiB costs the door in memory: the peak of the process before and after."""

import asyncio
import resource
import sys
import zlib

from app.core.outbound import MIB, Outbound, TooLarge

UNPACKED_MIB = 10 * 1024
ALLOWED_MIB = 20


async def throw(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer with a stream that unpacks to 10 GiB of zeros: one flushed block that repeats itself byte for byte."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    first = packer.compress(bytes(MIB)) + packer.flush(zlib.Z_FULL_FLUSH)
    block = packer.compress(bytes(MIB)) + packer.flush(zlib.Z_FULL_FLUSH)
    try:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Type: text/html\r\n\r\n" + first)
        for _ in range(UNPACKED_MIB - 1):
            writer.write(block)
            await writer.drain()
    except (ConnectionError, asyncio.IncompleteReadError):
        pass
    writer.close()


async def serve(port: int) -> None:
    """Throw bombs until the process is ended."""
    async with await asyncio.start_server(throw, "127.0.0.1", port) as server:
        await server.serve_forever()


def peak() -> float:
    """MiB that this process has held at most so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


async def grown(port: int) -> float:
    """MiB by which ten bombs at once, each refused, have raised the peak of this process."""
    outbound, before = Outbound([f"127.0.0.1:{port}"]), peak()
    outcomes = await asyncio.gather(*(outbound.get(f"http://127.0.0.1:{port}/") for _ in range(10)),
                                    return_exceptions=True)
    assert all(isinstance(outcome, TooLarge) for outcome in outcomes), outcomes
    outbound.close()
    return peak() - before


def figures(port: int) -> dict[str, float]:
    """The share of the allowed memory that the bombs took."""
    mebibytes = asyncio.run(grown(port))
    print(f"{'ten bombs':>16} {'door':8} {mebibytes:9.1f} MiB")
    return {"tracker_bomb_of_20mib": mebibytes / ALLOWED_MIB}


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1])))
