"""Answers that two readers could take differently, or that never end, are none, and cost no more than their limit."""

import asyncio
import gzip
import itertools
import zlib
from collections.abc import Callable, Iterator

import pytest

from app.core.outbound import NotOpened, NotReachable, Outbound, TooLarge
from app.core.outbound.body import MOST_MEMBERS
from app.core.outbound.wire import MOST_HEADERS
from tests.faults.servers import says, serving

OK = b"HTTP/1.1 200 OK\r\n"
BODY = b"0\r\n\r\nhello"
CHUNKED = OK + b"transfer-encoding: chunked\r\n"


def headers(many: int) -> bytes:
    return b"".join(b"x-%d: y\r\n" % number for number in range(many))


UNSOUND = {
    "two lengths": OK + b"content-length: 5\r\ncontent-length: 4\r\n\r\nhello",
    "the same length twice": OK + b"content-length: 5\r\ncontent-length: 5\r\n\r\nhello",
    "a list of lengths": OK + b"content-length: 5, 5\r\n\r\nhello",
    "a length with a sign": OK + b"content-length: +5\r\n\r\nhello",
    "a length below nothing": OK + b"content-length: -1\r\n\r\nhello",
    "a length in hex": OK + b"content-length: 0x5\r\n\r\nhello",
    "an empty length": OK + b"content-length:\r\n\r\nhello",
    "a length beyond all numbers": OK + b"content-length: " + b"9" * 30 + b"\r\n\r\nhello",
    "a length of many zeros": OK + b"content-length: " + b"0" * 5_000 + b"5\r\n\r\nhello",
    "a length and chunks": CHUNKED + b"content-length: 5\r\n\r\n" + BODY,
    "chunks and a length": OK + b"content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n" + BODY,
    "chunks of something else": OK + b"transfer-encoding: gzip\r\n\r\nhello",
    "chunks twice": OK + b"transfer-encoding: chunked, chunked\r\n\r\n" + BODY,
    "chunks in two lines": CHUNKED + b"transfer-encoding: identity\r\n\r\n" + BODY,
    "chunks and then more": OK + b"transfer-encoding: chunked, identity\r\n\r\n" + BODY,
    "nearly chunks": OK + b"transfer-encoding: xchunked\r\n\r\n" + BODY,
    "a chunk beyond all numbers": CHUNKED + b"\r\n" + b"f" * 20 + b"\r\nhello",
    "a chunk below nothing": CHUNKED + b"\r\n-1\r\nhello",
    "a chunk without an end": CHUNKED + b"\r\n5\r\nhelloworld\r\n0\r\n\r\n",
    "no last chunk": CHUNKED + b"\r\n5\r\nhello\r\n",
    "less than it said": OK + b"content-length: 6\r\n\r\nhello",
    "a space before the colon": OK + b"content-length : 5\r\n\r\nhello",
    "a line that is no header": OK + b"hello\r\n\r\n",
    "a zero in a header": OK + b"x: \0\r\ncontent-length: 5\r\n\r\nhello",
    "a header on two lines": OK + b"transfer-encoding:\r\n chunked\r\ncontent-length: 5\r\n\r\n" + BODY,
    "lines without their ends": b"HTTP/1.1 200 OK\ncontent-length: 5\n\nhello"[:20],
    "another protocol": b"HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\nhello",
    "another version": b"HTTP/3.0 200 OK\r\ncontent-length: 5\r\n\r\nhello",
    "another language": b"SSH-2.0-OpenSSH_9.6\r\n",
    "no status": b"HTTP/1.1 OK\r\n\r\n",
    "a status of nothing": b"HTTP/1.1 000 No\r\ncontent-length: 5\r\n\r\nhello",
    "a long status": b"HTTP/1.1 2000 OK\r\ncontent-length: 5\r\n\r\nhello",
    "an interim answer with a body": b"HTTP/1.1 103 Hints\r\ncontent-length: 5\r\n\r\nhello" + OK + b"\r\n",
    "an interim answer and no more": b"HTTP/1.1 100 Continue\r\n\r\n",
    "too many headers": OK + headers(MOST_HEADERS + 1) + b"\r\n",
    "deflate, that nobody asked for": OK + b"content-encoding: deflate\r\n\r\n" + zlib.compress(b"hello"),
    "gzip that is none": OK + b"content-encoding: gzip\r\ncontent-length: 5\r\n\r\nhello",
    "gzip and more after it": OK + b"content-encoding: gzip\r\n\r\n" + gzip.compress(b"hello") + b"world",
    "a wrong sum": OK + b"content-encoding: gzip\r\n\r\n" + gzip.compress(b"hello")[:-8] + b"12345678",
    "very many members": OK + b"content-encoding: gzip\r\n\r\n" + gzip.compress(b"") * (MOST_MEMBERS + 1),
}


@pytest.mark.parametrize("said", UNSOUND.values(), ids=UNSOUND.keys())
async def test_an_unsound_answer_is_told_as_not_reachable(said: bytes):
    async with serving(says(said)) as server:
        with pytest.raises(NotReachable):
            await Outbound({server.origin}).get(server.url(), total_seconds=2)


async def test_as_many_headers_and_members_as_a_page_may_have_are_read():
    body = gzip.compress(b"") * (MOST_MEMBERS - 1) + gzip.compress(b"hello")
    said = OK + b"content-encoding: gzip\r\n" + headers(MOST_HEADERS - 1) + b"\r\n" + body
    async with serving(says(said)) as server:
        answer = await Outbound({server.origin}).get(server.url())
        assert (answer.body, len(answer.headers)) == (b"hello", MOST_HEADERS)


async def test_a_length_beyond_the_limit_is_refused_before_a_byte_of_it():
    async with serving(says(OK + b"content-length: 99999999999\r\n\r\n"), waits_to_be_left=True) as server:
        with pytest.raises(TooLarge):
            await Outbound({server.origin}).get(server.url(), total_seconds=2)
        await asyncio.wait_for(server.left.wait(), 1)


ENDLESS: dict[str, Callable[[], Iterator[bytes]]] = {
    "headers": lambda: itertools.chain([OK], itertools.repeat(b"x: y\r\n" * 500)),
    "one header": lambda: itertools.chain([OK + b"x: "], itertools.repeat(b"y" * 4_000)),
    "one name": lambda: itertools.chain([OK], itertools.repeat(b"y" * 4_000)),
    "a reason": lambda: itertools.chain([b"HTTP/1.1 200 "], itertools.repeat(b"y" * 4_000)),
    "interim answers": lambda: itertools.repeat(b"HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n" * 100),
    "a chunk's extension": lambda: itertools.chain([CHUNKED + b"\r\n5;"], itertools.repeat(b"y" * 60_000)),
    "a chunk's size": lambda: itertools.chain([CHUNKED + b"\r\n"], itertools.repeat(b"0" * 60_000)),
    "chunks of a byte": lambda: itertools.chain([CHUNKED + b"\r\n"], itertools.repeat(b"1\r\nx\r\n" * 10_000)),
    "trailers": lambda: itertools.chain([CHUNKED + b"\r\n0\r\n"], itertools.repeat(b"x: y\r\n" * 10_000)),
    "a body": lambda: itertools.chain([OK + b"\r\n"], itertools.repeat(b"x" * 60_000)),
    "members": lambda: itertools.chain(
        [OK + b"content-encoding: gzip\r\n\r\n"], itertools.repeat(gzip.compress(b"") * 900)),
    "a gzip header's name": lambda: itertools.chain(
        [OK + b"content-encoding: gzip\r\n\r\n\x1f\x8b\x08\x08" + b"\0" * 6], itertools.repeat(b"y" * 60_000)),
}


@pytest.mark.parametrize("endless", ENDLESS.values(), ids=ENDLESS.keys())
async def test_what_never_ends_is_left_after_a_little(endless: Callable[[], Iterator[bytes]]):
    sent = 0

    async def pours(request: bytes, writer: asyncio.StreamWriter) -> None:
        nonlocal sent
        for piece in endless():
            writer.write(piece)
            await writer.drain()
            sent += len(piece)

    async with serving(pours) as server:
        with pytest.raises(NotOpened) as refused:
            await Outbound({server.origin}).get(server.url(), max_bytes=100_000, total_seconds=5)
    assert isinstance(refused.value, NotReachable | TooLarge)
    # Kernel buffers of both sides take some megabytes before the server notices.
    assert sent < 20_000_000


@pytest.mark.parametrize("value", ["a\r\nx: y", "a\nx: y", "a\ry", "a\0", "\u4e00"])
async def test_nothing_that_is_more_than_a_line_is_sent_as_a_header(value: str):
    async with serving(says(OK + b"content-length: 0\r\n\r\n")) as server:
        outbound = Outbound({server.origin})
        said = ({"x-key": value}, {value: "x"})
        for conditions in ({"etag": value}, {"modified": value}, *({"headers": headers} for headers in said)):
            with pytest.raises(ValueError):
                await outbound.get(server.url(), **conditions)
        assert server.requests == []
