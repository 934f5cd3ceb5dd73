"""Connections that are kept: answers never mix, a stale one is replaced once, and one host is asked by two at most."""

import asyncio
import gzip
import threading
from collections import Counter
from contextlib import asynccontextmanager, suppress

import pytest
import uvloop

from app.core.outbound import NotReachable, Outbound, TooSlow
from app.core.outbound.wire import Keeping
from tests.faults.servers import Names, Wire, talking

PUBLIC = "93.184.216.34"
OK = b"HTTP/1.1 200 OK\r\n"
SECOND = OK + b"content-length: 6\r\n\r\nsecond"
HELLO = OK + b"content-length: 5\r\n\r\nhello"
FALSE = OK + b"content-length: 5\r\n\r\nfalse"


@asynccontextmanager
async def door(origin: str, **more):
    outbound = Outbound({origin}, **more)
    yield outbound
    outbound.close()


@pytest.mark.parametrize(("first", "status", "body"), [
    (HELLO, 200, b"hello"),
    (OK + b"transfer-encoding: chunked\r\n\r\n2\r\nhe\r\n3;a=b\r\nllo\r\n0\r\n\r\n", 200, b"hello"),
    (OK + b"Transfer-Encoding: Chunked\r\ncontent-encoding: gzip\r\n\r\n%x\r\n%b\r\n0\r\n\r\n"
     % (len(gzip.compress(b"hello")), gzip.compress(b"hello")), 200, b"hello"),
    (b"HTTP/1.1 204 No Content\r\n\r\n", 204, b""),
    (b"HTTP/1.1 304 Not Modified\r\netag: x\r\n\r\n", 304, b""),
    (b"HTTP/1.1 304 Not Modified\r\ncontent-length: 61440\r\ncontent-encoding: br\r\n\r\n", 304, b""),
    (OK + b"content-length: 0\r\n\r\n", 200, b""),
    (b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n" + HELLO, 200, b"hello"),
    (b"HTTP/1.0 200 OK\r\nconnection: keep-alive\r\ncontent-length: 5\r\n\r\nhello", 200, b"hello"),
    (b"HTTP/1.1 429 Wait\r\nretry-after: 7\r\ncontent-length: 5\r\n\r\nhello", 429, b"hello"),
], ids=["length", "chunked", "gzip", "204", "304", "304 with a length", "empty", "interim", "old", "429"])
async def test_a_whole_answer_leaves_the_connection_for_the_next_question(first: bytes, status: int, body: bytes):
    async with talking([first, SECOND]) as server, door(server.origin) as outbound:
        answer = await outbound.get(server.url)
        assert (answer.status, answer.body) == (status, body)
        assert (await outbound.get(server.url)).body == b"second"
        assert server.connections == 1


@pytest.mark.parametrize("first", [
    OK + b"connection: close\r\ncontent-length: 5\r\n\r\nhello",
    b"HTTP/1.0 200 OK\r\ncontent-length: 5\r\n\r\nhello",
    OK + b"transfer-encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\nx-late: header\r\n\r\n",
    HELLO + b"x", HELLO + FALSE, HELLO + b"\0", HELLO + FALSE[:9],
], ids=["close", "old", "trailer", "a byte more", "an answer more", "a zero", "half an answer more"])
async def test_an_odd_end_of_an_answer_ends_the_connection_with_it(first: bytes):
    async with talking([first, FALSE], [SECOND]) as server, door(server.origin) as outbound:
        answer = await outbound.get(server.url)
        assert (answer.body, answer.headers.get("x-late")) == (b"hello", None)
        assert (await outbound.get(server.url)).body == b"second"
        assert server.connections == 2


@pytest.mark.parametrize("late", [b"\r\n", b"x", FALSE], ids=["a line", "a byte", "an answer"])
@pytest.mark.parametrize("looks_away", [True, False])
async def test_what_comes_late_never_becomes_the_next_answer(late: bytes, looks_away: bool):
    async with talking([HELLO, FALSE], [SECOND], late=late) as server, door(server.origin) as outbound:
        assert (await outbound.get(server.url)).body == b"hello"
        await server.said.wait()
        if not looks_away:
            await asyncio.sleep(0.02)
        assert (await outbound.get(server.url)).body == b"second"
        assert server.connections == 2


async def test_a_connection_that_the_server_left_is_replaced_once():
    async with talking([HELLO, b""], [SECOND]) as server, door(server.origin) as outbound:
        await outbound.get(server.url)
        assert (await outbound.get(server.url)).body == b"second"
        assert (server.connections, len(server.questions)) == (2, 3)


async def test_a_server_that_always_leaves_is_not_asked_for_ever():
    async with talking([HELLO, b""], [b""]) as server, door(server.origin) as outbound:
        await outbound.get(server.url)
        with pytest.raises(NotReachable):
            await outbound.get(server.url)
        assert server.connections == 2


async def test_an_answer_that_breaks_off_on_a_kept_connection_is_not_asked_for_again():
    async with talking([HELLO, HELLO[:-2], b""], [SECOND]) as server, door(server.origin) as outbound:
        await outbound.get(server.url)
        with pytest.raises(TooSlow):
            await outbound.get(server.url, total_seconds=0.1)
        assert len(server.questions) == 2


async def test_a_message_takes_a_connection_of_its_own_and_is_never_sent_twice():
    async with talking([HELLO, HELLO], [b""], [SECOND]) as server, door(server.origin) as outbound:
        await outbound.get(server.url)
        with pytest.raises(NotReachable):
            await outbound.post(server.url, b"")
        assert (await outbound.get(server.url)).body == b"hello"
        verbs = Counter(question.split(b" ")[0] for question in server.questions)
        assert (verbs, server.connections) == ({b"GET": 2, b"POST": 1}, 2)
        assert b"connection: close\r\n" in server.questions[1]


async def test_a_forwarding_page_leaves_the_connection_only_where_its_body_has_come_along():
    moved = b"HTTP/1.1 302 Found\r\nlocation: /next\r\ncontent-length: 5\r\n\r\n"
    for first, connections in ((moved + b"moved", 1), (moved + b"mov", 2)):
        async with talking([first, SECOND], [SECOND]) as server, door(server.origin) as outbound:
            answer = await outbound.get(server.url)
            assert (answer.body, answer.hops, server.connections) == (b"second", 1, connections)


async def test_a_forwarding_page_may_be_of_any_size():
    moved = b"HTTP/1.1 302 Found\r\nlocation: /next\r\ncontent-length: 99999999999\r\n\r\n"
    async with talking([moved], [SECOND]) as server, door(server.origin) as outbound:
        assert (await outbound.get(server.url, max_bytes=10)).body == b"second"


async def test_a_connection_rests_and_lives_for_a_while_only():
    for keeping in (Keeping(idle=0.02), Keeping(oldest=0.02)):
        async with talking([HELLO, FALSE], [SECOND]) as server, door(server.origin, keeping=keeping) as outbound:
            await outbound.get(server.url)
            await asyncio.sleep(0.05)
            assert (await outbound.get(server.url)).body == b"second"


async def test_a_connection_may_be_asked_slowly_for_longer_than_it_may_rest():
    async with talking([HELLO] * 5) as server, door(server.origin, keeping=Keeping(idle=0.1)) as outbound:
        for _ in range(4):
            await outbound.get(server.url, total_seconds=0.05)
            await asyncio.sleep(0.04)
        assert server.connections == 1


async def test_only_so_many_connections_are_kept_and_the_oldest_gives_way():
    async with talking([HELLO] * 3) as one, talking([HELLO] * 3) as two:
        outbound = Outbound({one.origin, two.origin}, keeping=Keeping(most=1))
        for server in (one, two, two, one):
            await outbound.get(server.url)
        outbound.close()
        assert (one.connections, two.connections) == (2, 1)


async def test_a_kept_connection_stays_with_the_address_that_was_checked():
    async with talking([HELLO, HELLO, b""], [SECOND]) as server:
        wire = Wire(server.port)
        outbound = Outbound(resolve=Names([PUBLIC], ["127.0.0.1"]), net=wire)
        for _ in range(2):
            assert (await outbound.get("http://rebinding.example/")).body == b"hello"
        assert wire.dialled == [(PUBLIC, 80)]
        outbound.close()


async def test_sites_that_differ_share_no_connection():
    async with talking([HELLO, FALSE]) as server:
        wire = Wire(server.port)
        outbound = Outbound(resolve=Names([PUBLIC]), net=wire)
        for url in ("http://a.example/", "http://b.example/", "http://a.example:443/"):
            assert (await outbound.get(url)).body == b"hello"
        assert len(wire.dialled) == server.connections == 3
        outbound.close()


async def test_whoever_stops_waiting_takes_the_connection_away():
    async with talking([HELLO, HELLO[:-1]], [SECOND]) as server, door(server.origin) as outbound:
        await outbound.get(server.url)
        server.said.clear()
        asking = asyncio.create_task(outbound.get(server.url))
        await server.said.wait()
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
        assert (await outbound.get(server.url)).body == b"second"


class Gate:
    """Holds every question until it is opened, and tells when three are there at once."""

    def __init__(self) -> None:
        self.open, self.three, self.here = asyncio.Event(), asyncio.Event(), 0

    async def __call__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError):
            while await reader.readuntil(b"\r\n\r\n"):
                self.here += 1
                if self.here == 3:
                    self.three.set()
                await self.open.wait()
                self.here -= 1
                writer.write(HELLO)
        writer.close()


async def test_one_host_is_asked_by_two_at_most_and_the_others_in_their_order():
    gate = Gate()
    async with await asyncio.start_server(gate, "127.0.0.1", 0) as listening:
        wire = Wire(listening.sockets[0].getsockname()[1])
        outbound = Outbound(resolve=Names([PUBLIC]), net=wire)
        done: list[int] = []

        async def ask(number: int) -> None:
            await outbound.get(f"http://posts.example/{number}")
            done.append(number)

        asking = [asyncio.create_task(ask(number)) for number in range(7)]
        elsewhere = asyncio.create_task(outbound.get("http://elsewhere.example/"))
        await gate.three.wait()
        asking[3].cancel()
        with pytest.raises(TooSlow):
            await outbound.get("http://posts.example/late", total_seconds=0.02)
        assert (gate.here, len(wire.dialled)) == (3, 3)
        gate.open.set()
        await asyncio.gather(elsewhere, *asking, return_exceptions=True)
        assert (sorted(done), done[-1]) == ([0, 1, 2, 4, 5, 6], 6)
        await outbound.get("http://posts.example/after")
        outbound.close()


async def test_a_tls_connection_is_kept_too(certificates):
    theirs, ours = certificates
    async with talking([HELLO, HELLO, SECOND], tls=theirs) as server:
        wire = Wire(server.port)
        outbound = Outbound(resolve=Names([PUBLIC]), net=wire, tls=ours)
        bodies = [(await outbound.get("https://shop.example/")).body for _ in range(3)]
        assert (bodies, len(wire.dialled)) == ([b"hello", b"hello", b"second"], 1)
        outbound.close()


async def test_a_closed_door_still_opens_but_keeps_nothing():
    async with talking([HELLO, FALSE], [SECOND, FALSE], [SECOND]) as server, door(server.origin) as outbound:
        assert (await outbound.get(server.url)).body == b"hello"
        outbound.close()
        assert [(await outbound.get(server.url)).body for _ in range(2)] == [b"second", b"second"]
        assert server.connections == 3


async def test_the_door_works_the_same_on_the_faster_loop():
    async def fetch() -> list[bytes]:
        async with talking([HELLO, SECOND], [HELLO[:-1], b""]) as server, door(server.origin) as outbound:
            bodies = [(await outbound.get(server.url)).body for _ in range(2)]
            with pytest.raises(TooSlow):
                await asyncio.gather(*(outbound.get(server.url, total_seconds=0.1) for _ in range(2)))
            return bodies

    found: list[bytes] = []
    thread = threading.Thread(target=lambda: found.extend(uvloop.run(fetch())))
    thread.start()
    await asyncio.to_thread(thread.join)
    assert found == [b"hello", b"second"]
