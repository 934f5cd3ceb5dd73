"""What may go wrong between a question and its answer, over real HTTP: late, packed, sent elsewhere, misspelt."""

import asyncio
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator

from starlette.responses import HTMLResponse, Response, StreamingResponse

Trouble = Callable[[Response], Awaitable[Response]]
"""What becomes of a right answer."""
HANGS, SLOW = 6.0, 0.3
BOMB_MIB = 512
SAYS_WAIT = 3600
INWARD: dict[str, str] = {
    "inward_metadata": "http://169.254.169.254/latest/meta-data/", "inward_neighbour": "http://10.0.0.7/admin",
    "inward_port": "http://127.0.0.1:9/", "inward_six": "http://[::1]/",
}
"""Where no redirect may lead: metadata of a cloud, a neighbour, another port of this machine, this machine itself."""


async def _late(answer: Response) -> Response:
    await asyncio.sleep(HANGS)
    return answer


async def _slow(answer: Response) -> Response:
    await asyncio.sleep(SLOW)
    return answer


async def _dripping(answer: Response) -> Response:
    """Byte by byte, so that something always seems to be coming."""
    async def drip() -> AsyncIterator[bytes]:
        for byte in bytes(answer.body):
            yield bytes((byte,))
            await asyncio.sleep(HANGS / 100)
    return StreamingResponse(drip(), answer.status_code, media_type="text/html")


async def _bomb(answer: Response) -> Response:
    """Half a GiB of nothing, packed while it is sent: neither side ever holds more than a piece of it."""
    return StreamingResponse(_packed(), media_type="text/html", headers={"content-encoding": "gzip"})


def _packed() -> Iterator[bytes]:
    packer, piece = zlib.compressobj(9, wbits=16 + zlib.MAX_WBITS), bytes(1 << 20)
    for _ in range(BOMB_MIB):
        yield packer.compress(piece)
    yield packer.flush()


async def _misspelt(answer: Response) -> Response:
    """The page in GB 18030, which nothing declares."""
    words = bytes(answer.body).decode().replace("<meta charset=utf-8>", "")
    return Response(words.encode("gb18030"), answer.status_code, {"content-type": "text/html"})


def _saying(status: int, **headers: str) -> Trouble:
    async def refuse(answer: Response) -> Response:
        return HTMLResponse("<!doctype html><title>Busy</title>", status, headers)
    return refuse


def _sent_to(place: str) -> Trouble:
    async def send(answer: Response) -> Response:
        return Response(status_code=302, headers={"location": place})
    return send


TROUBLES: dict[str, Trouble] = {
    "hang": _late, "slow": _slow, "drip": _dripping, "bomb": _bomb, "misspelt": _misspelt,
    "broken": _saying(500), "busy": _saying(503), "wait": _saying(429, **{"retry-after": str(SAYS_WAIT)}),
    **{name: _sent_to(place) for name, place in INWARD.items()},
}
