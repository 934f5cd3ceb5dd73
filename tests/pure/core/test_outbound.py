"""The outbound door, link by link: no spelling of an inner address gets a connection."""

import asyncio
import ipaddress
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.outbound import AddressRefused, NotReachable, Outbound, admitted, is_public, target_of
from app.core.outbound.door import SystemNet
from app.core.outbound.targets import _taken_apart

PUBLIC = "93.184.216.34"
NAMES = {
    "mixed.example": [PUBLIC, "127.0.0.1"], "six.example": ["::1"], "mapped.example": ["::ffff:127.0.0.1"],
    "private.example": ["10.1.2.3"], "metadata.example": ["169.254.169.254"], "nat64.example": ["64:ff9b::7f00:1"],
    "scoped.example": ["fe80::1%1"], "late.example": ["2606:4700::1111", "fd00::1"],
}


async def everything_leads_inward(host: str, port: int) -> Sequence[str]:
    """The worst resolver there could be: each name it is not told about is this machine."""
    return NAMES.get(host, ["127.0.0.1"])


@dataclass
class Listener:
    """Counts who connects to this machine."""

    port: int = 0
    connections: int = 0

    async def greet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\ninside")
        await writer.drain()
        writer.close()


@pytest.fixture(scope="module")
async def listener() -> AsyncIterator[Listener]:
    listener = Listener()
    server = await asyncio.start_server(listener.greet, "127.0.0.1", 0)
    listener.port = server.sockets[0].getsockname()[1]
    async with server:
        yield listener


TRICKY_LINKS = (
    "http://127.0.0.1:{port}/",
    "http://127.1.2.3:{port}/",
    "http://localhost:{port}/",
    "http://LOCALHOST:{port}/",
    "http://localhost.:{port}/",
    "http://127.0.0.1.:{port}/",
    "http://0.0.0.0:{port}/",
    "http://0:{port}/",
    "http://127.1:{port}/",
    "http://127.0.1:{port}/",
    "http://2130706433:{port}/",
    "http://0x7f000001:{port}/",
    "http://0x7f.0.0.1:{port}/",
    "http://0x7f.1:{port}/",
    "http://0X7F.0.0.1:{port}/",
    "http://0177.0.0.1:{port}/",
    "http://017700000001:{port}/",
    "http://127.0.0.01:{port}/",
    "http://00000127.0.0.1:{port}/",
    "http://4294967297:{port}/",
    "http://127.0.0.1.0x0:{port}/",
    "http://256.256.256.256:{port}/",
    "http://１２７.０.０.１:{port}/",
    "http://①②⑦.0.0.1:{port}/",
    "http://127。0。0。1:{port}/",
    "http://127．0．0．1:{port}/",
    "http://١٢٧.0.0.1:{port}/",
    "http://ｌocalhost:{port}/",
    "http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ:{port}/",
    "http://loc\u200balhost:{port}/",
    "http://loc\u00adalhost:{port}/",
    "http://127\u2024\u0030.0.1:{port}/",
    "http://127\u30fb0.0.1:{port}/",
    "http://\u217c\u2134calhost:{port}/",
    "http://LOCALHO\u017fT:{port}/",
    "http://localhost\u3002:{port}/",
    "http://localhost..:{port}/",
    "http://public.example\uff0f@127.0.0.1:{port}/",
    "http://public.example\uff1f@127.0.0.1:{port}/",
    "http://public.example\uff03@127.0.0.1:{port}/",
    "http://public.example\u2044@127.0.0.1:{port}/",
    "http://127.0.0.1\uff1a{port}/",
    "http://127.0.0.1:\uff18\uff10/",
    "http://127.0.0.1:-{port}/",
    "http://127.0.0.1:{port}e0/",
    "http://127.0.0.1:1{port}0/",
    "http://xn--/:{port}/",
    "http://xn--127-0-0-1:{port}/",
    "http://\ufeff127.0.0.1:{port}/",
    "http://\u202e1.0.0.721:{port}/",
    "http://127.0.0.1%00.public.example:{port}/",
    "http://[::ffff:0:127.0.0.1]:{port}/",
    "http://[::1%25]:{port}/",
    "http://[0000:0000:0000:0000:0000:0000:0000:0001]:{port}/",
    "http://[::1]:{port}/",
    "http://[::]:{port}/",
    "http://[0:0:0:0:0:0:0:1]:{port}/",
    "http://[::ffff:127.0.0.1]:{port}/",
    "http://[::ffff:7f00:1]:{port}/",
    "http://[::127.0.0.1]:{port}/",
    "http://[64:ff9b::127.0.0.1]:{port}/",
    "http://[64:ff9b:1::7f00:1]:{port}/",
    "http://[2002:7f00:1::]:{port}/",
    "http://[2001:0:7f00:1::]:{port}/",
    "http://[fe80::1]:{port}/",
    "http://[fe80::1%25lo]:{port}/",
    "http://[fc00::1]:{port}/",
    "http://[::1]evil.example:{port}/",
    "http://evil.example[::1]:{port}/",
    "http://[127.0.0.1]:{port}/",
    "http://10.0.0.1:{port}/",
    "http://172.16.0.1:{port}/",
    "http://192.168.1.1:{port}/",
    "http://169.254.169.254/latest/meta-data/",
    "http://100.100.100.200/",
    "http://192.0.0.192/",
    "http://198.18.0.1/",
    "http://224.0.0.1/",
    "http://255.255.255.255/",
    "http://user@127.0.0.1:{port}/",
    "http://user:word@public.example:{port}/",
    "http://@127.0.0.1:{port}/",
    "http://public.example@127.0.0.1:{port}/",
    "http://127.0.0.1:{port}#@public.example/",
    "http://127.0.0.1:{port}?@public.example/",
    "http://127.0.0.1:{port}\\@public.example/",
    "http://public.example\\@127.0.0.1:{port}/",
    "http:\\\\127.0.0.1:{port}\\",
    "http://public.example＠127.0.0.1:{port}/",
    "http://127.0.0.1%3a{port}/",
    "http://%31%32%37.0.0.1:{port}/",
    "http://127.0.0.1:{port}:80/",
    "http://127.0.0.1:0{port}/",
    "http://127.0.0.1:+{port}/",
    "http://127.0.0.1 :{port}/",
    "http://127.0.0.1\t:{port}/",
    "http://127.0.0.1:{port}/\r\nHost: public.example",
    " http://127.0.0.1:{port}/",
    "http://127.0.0.1:{port}/\x00",
    "http:/127.0.0.1:{port}/",
    "http:127.0.0.1:{port}",
    "//127.0.0.1:{port}/",
    "http://",
    "http:///",
    "http://-.example:{port}/",
    "http://a..b:{port}/",
    "http://.:{port}/",
    "http://public.example:{port}/",
    "https://public.example:{port}/",
    "HTTP://public.example:{port}/",
    "http://mixed.example:{port}/",
    "http://six.example:{port}/",
    "http://mapped.example:{port}/",
    "http://private.example:{port}/",
    "http://metadata.example/",
    "http://nat64.example:{port}/",
    "http://scoped.example:{port}/",
    "http://late.example:{port}/",
    "http://127.0.0.1.nip.example:{port}/",
    "http://xn--bcher-kva.example:{port}/",
    "http://bücher.example:{port}/",
    "http://例子.example:{port}/",
    "http://127.0.0.1:22/",
    "http://public.example:25/",
    "http://public.example:99999/",
    "ftp://127.0.0.1:{port}/",
    "file:///etc/passwd",
    "gopher://127.0.0.1:{port}/_GET",
    "unix://127.0.0.1:{port}/",
    "javascript:alert(1)",
    "data:text/html,hello",
    "ws://127.0.0.1:{port}/",
)


@dataclass
class Dialled(SystemNet):
    """The machine's own network, and a list of the addresses that were dialled on it."""

    addresses: list[str] = field(default_factory=list)

    async def connect(self, make, address, port, tls, name):
        self.addresses.append(address)
        return await super().connect(make, address, port, tls, name)


@pytest.mark.parametrize("link", TRICKY_LINKS)
async def test_no_spelling_of_an_inner_address_gets_a_connection(link: str, listener: Listener):
    net = Dialled()
    outbound = Outbound(resolve=everything_leads_inward, ports={80, 443, listener.port}, net=net)
    was = listener.connections
    with pytest.raises(AddressRefused):
        await outbound.get(link.replace("{port}", str(listener.port)), total_seconds=2)
    with pytest.raises(AddressRefused):
        await outbound.post(link.replace("{port}", str(listener.port)).replace("http:", "https:"), b"", total_seconds=2)
    assert (listener.connections, net.addresses) == (was, [])


@dataclass
class Nowhere:
    """A network without anybody, and a list of the addresses that were dialled on it."""

    addresses: list[str] = field(default_factory=list)

    async def connect(self, make, address, port, tls, name):
        self.addresses.append(address)
        raise ConnectionRefusedError


INNER = ("127.0.0.1", "10.0.0.1", "169.254.169.254", "::1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::",
         "fe80::1%1")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.sampled_from((PUBLIC, "2606:4700::1111", *INNER)), min_size=1, max_size=3), max_size=6))
async def test_a_resolver_that_answers_differently_each_time_never_leads_inward(answers: list[list[str]]):
    told, net = iter(answers), Nowhere()

    async def changes_its_mind(host: str, port: int) -> Sequence[str]:
        return next(told)

    outbound = Outbound(resolve=changes_its_mind, net=net)
    for answer in answers:
        with pytest.raises(AddressRefused if set(answer) & set(INNER) else NotReachable):
            await outbound.get("http://rebinding.example/")
    assert set(net.addresses) <= {PUBLIC, "2606:4700::1111"}


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(["http", "https"]), st.from_regex(r"[A-Za-z0-9_.:-]{1,12}", fullmatch=True),
       st.text("aZ09/%:@!$&'()*+,;=~?[]|^`{}._-", max_size=30))
def test_a_link_that_is_plain_already_is_taken_apart_as_every_other(scheme: str, authority: str, rest: str):
    def told(take_apart) -> object:
        try:
            return take_apart(f"{scheme}://{authority}/{rest}")
        except (AddressRefused, ValueError):
            return None

    assert told(target_of) == told(_taken_apart)


@pytest.mark.parametrize("link", ["http://127.0.0.1:{port}/", "http://localhost:{port}/", "http://１２７.0.0.1:{port}/"])
async def test_the_same_listener_answers_once_its_origin_is_admitted(link: str, listener: Listener):
    allow = {f"127.0.0.1:{listener.port}", f"LocalHost:{listener.port}"}
    outbound, was = Outbound(allow, resolve=everything_leads_inward), listener.connections
    assert (await outbound.get(link.replace("{port}", str(listener.port)))).body == b"inside"
    assert listener.connections == was + 1


async def test_an_admitted_origin_admits_neither_its_other_names_nor_its_other_ports(listener: Listener):
    outbound = Outbound({f"localhost:{listener.port}"}, resolve=everything_leads_inward, ports={listener.port, 80})
    for link in (f"http://127.0.0.1:{listener.port}/", "http://localhost/", f"http://localhost.evil.example:{listener.port}/"):
        with pytest.raises(AddressRefused):
            await outbound.get(link)


@pytest.mark.parametrize("origin", ["http://a:80", "localhost", "localhost:80/x", "", "a b:80", "*:80", "u@h:80"])
def test_an_exception_that_is_no_origin_stops_the_start(origin: str):
    with pytest.raises((ValueError, AddressRefused)):
        Outbound({origin})


def test_an_admitted_origin_is_kept_in_its_plain_spelling():
    assert admitted("LocalHost.:8001") == "localhost:8001"
    assert admitted("[0::1]:8001") == "[::1]:8001"


@pytest.mark.parametrize(("link", "plain"), [
    ("http://Public.Example", "http://public.example/"),
    ("HTTPS://public.example.:443/a?b=c#d", "https://public.example/a?b=c"),
    ("http://public.example:/", "http://public.example/"),
    ("http://public.example:443/", "http://public.example:443/"),
    ("https://bücher.example/ü?q=读&r=%E8", "https://xn--bcher-kva.example/%C3%BC?q=%E8%AF%BB&r=%E8"),
    ("https://例子.example/笔记/1", "https://xn--fsqu00a.example/%E7%AC%94%E8%AE%B0/1"),
    ("http://[2606:4700:0:0::1111]:80/", "http://[2606:4700::1111]/"),
    ("https://a_b.public.example/👩\u200d🍳", "https://a_b.public.example/%F0%9F%91%A9%E2%80%8D%F0%9F%8D%B3"),
])
def test_an_ordinary_link_is_made_plain(link: str, plain: str):
    assert target_of(link).url == plain
    assert target_of(plain).url == plain


@pytest.mark.parametrize("link", [
    "http://user@public.example/", "http://@public.example/", "http://user:word@public.example/", "http://0x5db8d822/",
    "http://1572395042/", "http://93.184.55330/", "http://0135.184.216.34/", "http://public.example.7/",
    "http:/public.example/", "http://public.example\\/", "http://public.example/\\a", "http://public .example/",
    "http://public.example%00/", "http://[2606:4700::1111]x/",
    "http://public.example:٨٠/", "http://pub\nlic.example/", "http://[2606:4700::1111%251]/", "http://\ud800.example/",
])
def test_a_link_that_readers_take_apart_differently_is_refused_wherever_it_leads(link: str):
    with pytest.raises(AddressRefused) as refused:
        target_of(link)
    assert refused.value.reason == "link"


def test_a_link_of_many_thousand_characters_is_refused():
    with pytest.raises(AddressRefused):
        target_of("http://public.example/" + "a" * 5_000)


def test_a_refused_link_is_told_so_in_both_languages_without_the_link():
    with pytest.raises(AddressRefused) as refused:
        target_of("http://user:word@public.example/")
    assert refused.value.facts() == {"reason": "link"}
    assert refused.value.sentence() == "We only open ordinary pages of the public web; this link leads elsewhere."
    assert refused.value.sentence("zh-cn") == "我们只能打开公开的网页，这个链接指向了别处。"


@pytest.mark.parametrize(("address", "public"), [
    (PUBLIC, True), ("8.8.8.8", True), ("2606:4700::1111", True), ("::ffff:8.8.8.8", True), ("64:ff9b::808:808", True),
    ("2002:808:808::", True), ("192.0.0.9", False), ("192.88.99.1", False), ("2001:db8::1", False), ("3fff::1", False),
    ("2001:0:808:808::", False), ("::8.8.8.8", False), ("fec0::1", False), ("ff0e::1", False), ("5f00::1", False),
    ("4000::1", False), ("::ffff:10.0.0.1", False), ("64:ff9b::a00:1", False), ("2002:a00:1::", False),
    ("239.1.1.1", False), ("240.0.0.1", False), ("0.1.2.3", False), ("100.64.0.1", False), ("2606:4700::1%eth0", False),
])
def test_only_addresses_of_the_public_internet_are_public(address: str, public: bool):
    assert is_public(ipaddress.ip_address(address)) is public


@settings(max_examples=60, deadline=None)
@given(st.ip_addresses(v=4, network="10.0.0.0/8") | st.ip_addresses(v=4, network="127.0.0.0/8"))
def test_an_inner_address_stays_inner_in_every_dress_of_ipv6(inner: ipaddress.IPv4Address):
    number = int(inner)
    for dressed in (0xFFFF << 32 | number, 0x64_FF9B << 96 | number, 0x2002 << 112 | number << 80 | 1, number):
        assert not is_public(ipaddress.IPv6Address(dressed))


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=40), st.sampled_from(["", "http://", "https://", "http://public.example/", "http://[", "http://x:"]))
def test_whatever_is_typed_is_a_plain_target_or_a_refusal(typed: str, start: str):
    try:
        target = target_of(start + typed)
    except AddressRefused:
        return
    assert target_of(target.url) == target
    assert target.url.isascii()
    assert target.url.isprintable()
