"""The outbound door before real servers that forward inward, drip, hang, lie, break off and send bombs."""

import asyncio
import gzip
import time
import tracemalloc
import zlib
from collections.abc import Callable, Iterable, Sequence

import pytest

from app.core.outbound import MIB, AddressRefused, NotReachable, Outbound, TooLarge, TooManyHops, TooSlow
from tests.faults.servers import Handler, Names, Wire, forwards, page, says, serving, with_gzip

PUBLIC, OTHER_PUBLIC = "93.184.216.34", "93.184.216.35"


# where it leads


async def test_a_name_that_turns_inward_after_the_check_is_not_followed():
    async with serving(page()) as server:
        names, wire = Names([PUBLIC], ["127.0.0.1"]), Wire(server.port)
        outbound = Outbound(resolve=names, net=wire)
        answer = await outbound.get("http://rebinding.example/a?b=c")
        assert (answer.body, names.asked, wire.dialled) == (b"hello", 1, [(PUBLIC, 80)])
        assert server.header("host") == "rebinding.example"
        with pytest.raises(AddressRefused):
            await outbound.get("http://rebinding.example/")
        assert (wire.dialled, len(server.requests)) == ([(PUBLIC, 80)], 1)


async def test_a_name_that_turns_inward_between_two_hops_is_refused_at_the_second():
    async with serving(forwards("/next")) as server:
        wire = Wire(server.port)
        with pytest.raises(AddressRefused):
            await Outbound(resolve=Names([PUBLIC], ["10.0.0.1"]), net=wire).get("http://rebinding.example/")
        assert wire.dialled == [(PUBLIC, 80)]


@pytest.mark.parametrize("location", [
    "http://127.0.0.1:{port}/", "//127.0.0.1:{port}/", "http://0x7f.1:{port}/", "http://[::ffff:127.0.0.1]:{port}/",
    "http://u@127.0.0.1:{port}/", "file:///etc/passwd", "http://[", "http://127.0.0.1\\@public.example/",
])
async def test_a_redirect_inward_is_refused_and_never_dialled(location: str):
    async with serving(page(b"inside")) as inner:
        async with serving(forwards(location.replace("{port}", str(inner.port)))) as outer:
            with pytest.raises(AddressRefused):
                await Outbound({outer.origin}, ports={inner.port}).get(outer.url())
        assert inner.requests == []


async def test_a_chain_of_redirects_is_checked_to_its_last_link():
    async def leads_on(request: bytes, writer: asyncio.StreamWriter) -> None:
        step = int(request.split(b" ")[1].strip(b"/") or 0)
        next_one = f"http://public{step}.example/{step + 1}" if step < 3 else "http://169.254.169.254/latest/"
        await forwards(next_one, ("301 Moved", "302 Found", "307 Go", "308 Gone on")[step])(request, writer)

    async with serving(leads_on) as server:
        wire = Wire(server.port)
        with pytest.raises(AddressRefused):
            await Outbound(resolve=Names([PUBLIC]), net=wire).get("http://public.example/")
        assert (wire.dialled, len(server.requests)) == ([(PUBLIC, 80)] * 4, 4)


async def test_a_redirect_to_an_odd_port_is_refused_though_the_address_is_public():
    async with serving(forwards("http://public.example:6379/")) as server:
        wire = Wire(server.port)
        with pytest.raises(AddressRefused) as refused:
            await Outbound(resolve=Names([PUBLIC]), net=wire).get("http://public.example/")
        assert (refused.value.reason, wire.dialled) == ("port", [(PUBLIC, 80)])


async def test_one_inner_address_among_public_ones_refuses_the_name():
    wire = Wire(1)
    with pytest.raises(AddressRefused):
        await Outbound(resolve=Names([PUBLIC, "192.168.0.1"]), net=wire).get("http://mixed.example/")
    assert wire.dialled == []


async def test_the_next_address_is_tried_where_the_first_is_dead():
    async with serving(page()) as server:
        wire = Wire(server.port, dead=[PUBLIC])
        outbound = Outbound(resolve=Names([PUBLIC, OTHER_PUBLIC]), net=wire)
        assert (await outbound.get("http://two.example/")).status == 200
        assert wire.dialled == [(PUBLIC, 80), (OTHER_PUBLIC, 80)]


async def test_proxies_of_the_environment_are_ignored(monkeypatch):
    async with serving(page(b"proxied")) as proxy, serving(page(b"direct")) as server:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url())
        assert (await Outbound({server.origin}).get(server.url())).body == b"direct"
        assert proxy.requests == []


# tls


async def test_tls_is_verified_by_the_name_though_the_address_is_dialled(certificates):
    theirs, ours = certificates
    named: list[str | None] = []
    theirs.sni_callback = lambda _, name, __: named.append(name)
    async with serving(page(), theirs) as server:
        wire = Wire(server.port)
        outbound = Outbound(resolve=Names([PUBLIC]), net=wire, tls=ours)
        assert (await outbound.get("https://shop.example/")).url == "https://shop.example/"
        assert (named, wire.dialled, server.header("host")) == (["shop.example"], [(PUBLIC, 443)], "shop.example")
        with pytest.raises(NotReachable, match=r"other\.example could not be reached"):
            await outbound.get("https://other.example/")
        with pytest.raises(NotReachable):
            await Outbound(resolve=Names([PUBLIC]), net=wire).get("https://shop.example/")
        assert len(server.requests) == 1


async def test_a_downgrade_to_http_carries_no_credentials(certificates):
    theirs, ours = certificates
    async with serving(page()) as plain, serving(forwards(plain.url("/in")), theirs) as secure:
        outbound = Outbound({plain.origin}, resolve=Names([PUBLIC]), net=Wire(secure.port), tls=ours)
        await outbound.get("https://shop.example/", headers={"Authorization": "Bearer s3cret", "Accept": "text/html"})
        assert secure.header("authorization") == "Bearer s3cret"
        assert (plain.header("authorization"), plain.header("accept")) == (None, "text/html")


# what is sent


async def test_credentials_stay_with_the_origin_they_were_given_for():
    async def first_here_then_there(request: bytes, writer: asyncio.StreamWriter) -> None:
        await forwards("/here" if request.startswith(b"GET / ") else other.url("/there"), "307 Go")(request, writer)

    async with serving(page()) as other, serving(first_here_then_there) as first:
        asked = {"Authorization": "Bearer s3cret", "X-Key": "k", "Cookie": "a=b", "Host": "elsewhere.example"}
        answer = await Outbound({first.origin, other.origin}).get(first.url(), headers=asked)
        assert (answer.hops, answer.url) == (2, other.url("/there"))
        assert [first.header("authorization", which) for which in (0, 1)] == ["Bearer s3cret"] * 2
        assert [other.header(name) for name in ("authorization", "x-key", "cookie")] == [None] * 3
        assert (first.header("host"), first.header("cookie")) == (first.origin, None)


async def test_cookies_are_neither_shown_nor_sent_back():
    async with serving(page(set_cookie="a=b; Path=/")) as server:
        outbound = Outbound({server.origin})
        assert "set-cookie" not in (await outbound.get(server.url())).headers
        await outbound.get(server.url())
        assert server.header("cookie") is None


async def test_a_page_that_has_not_changed_is_told_so_by_its_tag_and_date():
    etag, modified = 'W/"caf\u00e9"', "Fri, 01 May 2026 12:00:00 GMT"
    unchanged = b'HTTP/1.1 304 Not Modified\r\nETag: W/"caf\xe9"\r\ncontent-encoding: gzip\r\n'
    async with serving(says(unchanged, b"content-length: 99\r\n\r\n")) as server:
        answer = await Outbound({server.origin}).get(server.url(), etag=etag, modified=modified)
        assert (answer.status, answer.body, answer.headers["etag"]) == (304, b"", etag)
        assert (server.header("if-none-match"), server.header("if-modified-since")) == (etag, modified)


async def test_a_message_is_posted_whole_and_its_redirect_is_not_followed():
    async with serving(forwards("/elsewhere", "307 Temporary Redirect")) as server:
        headers = {"Content-Type": "application/json"}
        answer = await Outbound({server.origin}).post(server.url("/send"), b'{"to": 1}', headers)
        assert (answer.status, answer.body, len(server.requests)) == (307, b"moved", 1)
        assert server.requests[0].startswith(b"POST /send HTTP/1.1\r\n")
        assert server.requests[0].endswith(b'\r\n\r\n{"to": 1}')
        assert server.header("content-type") == "application/json"


async def test_an_empty_message_is_still_a_post():
    async with serving(page()) as server:
        await Outbound({server.origin}).post(server.url(), b"")
        assert (server.requests[0][:5], server.header("content-length")) == (b"POST ", "0")


async def test_messages_go_over_https_only():
    wire = Wire(1)
    with pytest.raises(AddressRefused) as refused:
        await Outbound(resolve=Names([PUBLIC]), net=wire).post("http://gateway.example/", b"hello")
    assert (refused.value.reason, wire.dialled) == ("scheme", [])


# what comes back


@pytest.mark.parametrize("status", ["200 OK", "404 Not Found", "429 Wait", "500 Oops", "503 Busy", "302 Found"])
async def test_every_status_is_an_answer(status: str):
    async with serving(page(b"said", status, Retry_After="7")) as server:
        answer = await Outbound({server.origin}).get(server.url())
        assert (answer.status, answer.body, answer.headers["retry-after"]) == (int(status[:3]), b"said", "7")


@pytest.mark.parametrize("body", [
    [gzip.compress(b"hello " * 1000)], [gzip.compress(b"hello " * 500), gzip.compress(b"hello " * 500)],
    [bytes([byte]) for byte in gzip.compress(b"hello " * 1000)],
], ids=["whole", "two members", "byte by byte"])
async def test_a_packed_page_is_unpacked(body: list[bytes]):
    async with serving(with_gzip(body)) as server:
        assert (await Outbound({server.origin}).get(server.url())).body == b"hello " * 1000
        assert server.header("accept-encoding") == "gzip"


def zeros_in_one_stream(mebibytes: int) -> Iterable[bytes]:
    """A gzip stream that unpacks to so many MiB: one flushed block repeats itself byte for byte."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    yield packer.compress(bytes(MIB)) + packer.flush(zlib.Z_FULL_FLUSH)
    block = packer.compress(bytes(MIB)) + packer.flush(zlib.Z_FULL_FLUSH)
    for _ in range(mebibytes - 1):
        yield block


def zeros_in_many_members(mebibytes: int) -> Iterable[bytes]:
    member = gzip.compress(bytes(16 * MIB))
    return (member for _ in range(mebibytes // 16))


def packed_nothing(mebibytes: int) -> Iterable[bytes]:
    """Empty blocks without end: bytes come in, none come out."""
    yield zlib.compressobj(9, zlib.DEFLATED, 31).flush(zlib.Z_SYNC_FLUSH)
    for _ in range(mebibytes * 16):
        yield b"\x00\x00\x00\xff\xff" * 13_107


@pytest.mark.parametrize("bomb", [zeros_in_one_stream, zeros_in_many_members, packed_nothing])
async def test_a_bomb_of_ten_gibibytes_is_put_down_within_a_few_mebibytes(bomb: Callable[[int], Iterable[bytes]]):
    sent = 0

    async def throw(request: bytes, writer: asyncio.StreamWriter) -> None:
        nonlocal sent
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\n\r\n")
        for piece in bomb(10 * 1024):
            writer.write(piece)
            await writer.drain()
            sent += len(piece)

    async with serving(throw) as server:
        tracemalloc.start()
        try:
            with pytest.raises(TooLarge) as refused:
                await Outbound({server.origin}).get(server.url())
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    assert refused.value.facts() == {"limit": MIB}
    assert peak < 20 * MIB
    assert sent < 64 * MIB


@pytest.mark.parametrize(("size", "fits"), [(10_000, True), (10_001, False)])
@pytest.mark.parametrize("packed", [True, False])
async def test_the_limit_counts_unpacked_bytes_to_the_byte(size: int, fits: bool, packed: bool):
    body = b"x" * size
    async with serving(with_gzip([gzip.compress(body)]) if packed else page(body)) as server:
        asking = Outbound({server.origin}).get(server.url(), max_bytes=10_000)
        if fits:
            assert (await asking).body == body
        else:
            with pytest.raises(TooLarge):
                await asking


@pytest.mark.parametrize("broken", [
    [], [b"nonsense\r\n\r\n"], [b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf"],
    [b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n"], [b"HTTP/1.1 200 OK\r\nx: " + b"y" * 300_000],
    [b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\n\r\n", gzip.compress(b"hello")[:-4]],
    [b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\n\r\nnot gzip at all"],
    [b"HTTP/1.1 200 OK\r\ncontent-encoding: br\r\n\r\nxxxx"],
    [b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip, gzip\r\n\r\n", gzip.compress(gzip.compress(b"hello"))],
])
async def test_a_broken_answer_is_told_as_not_reachable(broken: list[bytes]):
    async with serving(says(*broken)) as server:
        with pytest.raises(NotReachable) as refused:
            await Outbound({server.origin}).get(server.url())
        assert refused.value.sentence("zh-cn") == "无法访问 127.0.0.1，或对方没有正常回应。"


async def test_a_closed_port_and_a_name_without_addresses_are_not_reachable():
    async with serving(page()) as server:
        pass
    with pytest.raises(NotReachable):
        await Outbound({server.origin}).get(server.url())
    with pytest.raises(NotReachable):
        await Outbound(resolve=Names([])).get("http://nowhere.example/")


# how long and how far


async def drips(request: bytes, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
    while not writer.is_closing():
        writer.write(b"x")
        await writer.drain()
        await asyncio.sleep(0.01)


async def drips_headers(request: bytes, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\n")
    while not writer.is_closing():
        writer.write(b"x: y\r\n")
        await writer.drain()
        await asyncio.sleep(0.01)


@pytest.mark.parametrize("handler", [says(), says(b"HTTP/1.1 200 OK\r\n\r\nx"), drips, drips_headers])
async def test_a_server_that_takes_its_time_is_left_when_time_is_up(handler: Handler):
    async with serving(handler, waits_to_be_left=True) as server:
        began = time.monotonic()
        with pytest.raises(TooSlow, match=r"longer than 0\.2 seconds"):
            await Outbound({server.origin}).get(server.url(), total_seconds=0.2)
        assert time.monotonic() - began < 1


async def test_the_time_is_one_for_all_hops_together():
    async def dawdles(request: bytes, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.1)
        await forwards("/again")(request, writer)

    async with serving(dawdles) as server:
        with pytest.raises(TooSlow):
            await Outbound({server.origin}).get(server.url(), total_seconds=0.25, max_hops=50)
        assert len(server.requests) <= 3


async def test_a_resolver_that_hangs_is_left_too():
    async def never(host: str, port: int) -> Sequence[str]:
        await asyncio.Event().wait()
        return []

    with pytest.raises(TooSlow):
        await Outbound(resolve=never).get("http://public.example/", total_seconds=0.1)


async def test_five_hops_are_followed_and_a_sixth_is_not():
    async def counts_down(request: bytes, writer: asyncio.StreamWriter) -> None:
        left = int(request.split(b" ")[1].strip(b"/"))
        await (forwards(f"/{left - 1}") if left else page(b"arrived"))(request, writer)

    async with serving(counts_down) as server:
        outbound = Outbound({server.origin})
        answer = await outbound.get(server.url("/5"))
        assert (answer.body, answer.hops, answer.url) == (b"arrived", 5, server.url("/0"))
        with pytest.raises(TooManyHops) as refused:
            await outbound.get(server.url("/6"))
        assert refused.value.facts() == {"limit": 5}
        with pytest.raises(TooManyHops):
            await outbound.get(server.url("/1"), max_hops=0)


async def test_a_redirect_written_in_chinese_is_followed():
    async with serving(forwards("/笔记?q=读")) as server:
        with pytest.raises(TooManyHops):
            await Outbound({server.origin}).get(server.url(), max_hops=1)
        assert server.requests[1].startswith(b"GET /%E7%AC%94%E8%AE%B0?q=%E8%AF%BB HTTP/1.1\r\n")


async def test_who_stops_waiting_leaves_no_connection_behind():
    async with serving(says(), waits_to_be_left=True) as server:
        asking = asyncio.create_task(Outbound({server.origin}).get(server.url()))
        await server.asked.wait()
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
        await asyncio.wait_for(server.left.wait(), 1)
