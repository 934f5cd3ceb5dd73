"""A pasted text to the one post it names: words around the link, its dress and its tracking do not matter."""

import re
from collections.abc import Collection, Iterator, Sequence
from urllib.parse import unquote, urljoin

from app.core.i18n import Text, text
from app.platforms.hosts import host_of
from app.platforms.network import Address, Kind, Link, Network
from app.platforms.refusals import LinkRefused, NoLink, NotAPost, OnlyACode, TooMuchPasted, UnknownNetwork, UnusualPort

__all__ = ["Address", "Kind", "Link", "meant", "named_in", "recognise"]

_MOST_CHARACTERS = 4000
_MOST_DOORS = 3
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufe0e\ufe0f]")
_WIDE_SCHEME = re.compile(r"(?:(https?)\s?[:：]\s?[/／]{1,2}\s?)+", re.IGNORECASE)
"""How a link begins, also where spaces stand in it, a stroke is missing, or it was written twice."""
_WIDE_DOT = re.compile(r"(?<=[A-Za-z0-9])[。｡](?=[A-Za-z0-9.。｡-]+/)")
"""The stop of a Chinese keyboard within a host."""
_WIDE = {0xFF00 + code: 0x20 + code for code in (*range(0x10, 0x1A), *range(0x21, 0x3B), *range(0x41, 0x5B))} | {
    ord(wide): plain for wide, plain in zip("．／－＿＝＆％", "./-_=&%", strict=True)}
"""Letters, digits and signs of a link in full width; those that end a sentence stay as they are."""
_WIDE_QUERY = re.compile(r"？(?=[A-Za-z0-9_]+=)")
_IN_LINK = r"[A-Za-z0-9._~:/?#@!$&'()*+,;=%\[\]-]"
_SPELT_OUT = r"(?:(?<=[/.?&=_~+#!-])[^\W\x00-\x7f]+)"
"""Han and other letters where one part of a link begins; behind a letter of it they are the sentence around it."""
_PLAIN = re.compile(rf"https?://{_IN_LINK}+", re.IGNORECASE)
_WHOLE = re.compile(rf"https?://(?:{_IN_LINK}|{_SPELT_OUT})+", re.IGNORECASE)
_BARE = re.compile(
    rf"(?<![A-Za-z0-9@/:.=_\\%-])(?:[A-Za-z0-9-]+\.)+[A-Za-z]{{2,}}/(?:{_IN_LINK}|{_SPELT_OUT})+")
_ENCODED = re.compile(r"https?%3A%2F%2F[A-Za-z0-9%._~-]+", re.IGNORECASE)
_TRAILING = ".,;:!?'\")]}>*"
_ANY = text(
    "Open the post in its app, tap Share, then Copy link.",
    "在应用里打开这篇内容，点“分享”，再点“复制链接”。",
)


def recognise(pasted: str, networks: Sequence[Network], wanted: Network | None = None,
              agreed: Sequence[Network] = (), own_hosts: Collection[str] = ()) -> Link:
    """The post or short link in a pasted text. A post goes before a short link, an earlier one before a later one.

    Raises TooMuchPasted, NoLink, OnlyACode, UnknownNetwork, UnusualPort or NotAPost; `wanted` is the network whose link
    was asked for, to say how to copy it, `agreed` are those that it may come from, to be named in place of all that can
    be read. A host that no network owns is a blog only where a blog is wanted or agreed, or the person has said that
    the host is theirs (`own_hosts`).
    """
    asked = (*((wanted,) if wanted else ()), *(one for one in agreed if one is not wanted))
    if len(pasted) > _MOST_CHARACTERS:
        raise TooMuchPasted(most=_MOST_CHARACTERS, wanted=_how_to_copy(asked))
    short: Link | None = None
    refusal: LinkRefused | None = None
    for address in _addresses(pasted, networks, asked):
        found = _read(meant(address, networks), networks, asked, own_hosts)
        if isinstance(found, LinkRefused):
            refusal = _stronger(refusal, found)
        elif found.kind == "post":
            return found
        else:
            short = short or found
    if short:
        return short
    raise refusal or _no_link(pasted, networks, asked)


def named_in(pasted: str, networks: Sequence[Network], asked: Sequence[Network] = ()) -> tuple[Link, ...]:
    """Each post that a pasted text names, once and in its order, or each short link where it names no post; where there
    are several, the first is the one that recognise() takes."""
    read = [_read(meant(address, networks), networks, asked, ()) for address in _addresses(pasted, networks, asked)]
    links = [one for one in read if isinstance(one, Link)]
    meanings = [one for one in links if one.kind == "post"] or links
    found: dict[tuple[str, str], Link] = {}
    for one in meanings:
        found.setdefault((one.platform, one.post_id or one.url), one)
    return tuple(found.values())


def _read(address: Address, networks: Sequence[Network], asked: Sequence[Network],
          own_hosts: Collection[str]) -> Link | LinkRefused:
    for network in networks:
        if network.owns(address):
            return network.link(address) or _not_a_post(network)
    host, theirs = f".{host_of(address.host)}", [host_of(said) for said in own_hosts]
    is_theirs = any(host.endswith(f".{one}") for one in theirs if one)
    if _poses(host, networks):
        return _unknown(address, networks, asked)
    for network in networks:
        if network.is_open and network.takes(address) and (is_theirs or network in asked):
            return network.link(address) or _not_a_post(network)
    for network in networks:
        if network.knows(address) or (network.is_open and address.is_public_name and (is_theirs or network in asked)):
            return UnusualPort(port=address.origin.rpartition(":")[2], wanted=network.how_to_copy)
    for network in networks:
        if network.is_above(address):
            return _not_a_post(network)
    return _unknown(address, networks, asked)


def _poses(host: str, networks: Sequence[Network]) -> bool:
    """Whether a stranger's host holds a whole host of a network within it, as xiaohongshu.com.evil.example does."""
    return any(f".{one}." in host for network in networks for one in network.hosts)


def _unknown(address: Address, networks: Sequence[Network], asked: Sequence[Network]) -> UnknownNetwork:
    closed = [network for network in networks if not network.is_open]
    return UnknownNetwork(host=address.host[:80], known=_named(asked or closed), wanted=_how_to_copy(asked))


def meant(address: Address, networks: Sequence[Network]) -> Address:
    """Where an address leads that only carries another one: a page to sign in on, a door before every link."""
    for _ in range(_MOST_DOORS):
        owner = next((network for network in networks if network.owns(address)), None)
        names = owner.carries if owner and owner.link(address) is None else ()
        told = next((address.query[name] for name in names if name in address.query), "")
        inner = Address.parse(urljoin(address.url, told)) if told.startswith(("http", "/")) else None
        if inner is None:
            break
        address = inner
    return address


def _how_to_copy(asked: Sequence[Network]) -> Text:
    """How the link is copied in the one app that was asked for, else in any."""
    return asked[0].how_to_copy if len(asked) == 1 else _ANY


def _not_a_post(network: Network) -> NotAPost:
    return NotAPost(network=network.name, wanted=network.how_to_copy)


def _no_link(pasted: str, networks: Sequence[Network], asked: Sequence[Network]) -> NoLink | OnlyACode:
    """How to copy the link in the app that was asked for, else in the one that the words name (打开【小红书】) or whose
    code they hold."""
    opens = next((one for one in networks if _holds_code(pasted, one)), None)
    named = next((one for one in networks if any(
        sign in pasted for name in (one.name.pick("zh-cn"), one.name.pick("en"))
        for sign in (f"【{name}", f"打开{name}", f"{name}App", f"{name} App"))), None)
    app = asked[0] if len(asked) == 1 else named or opens
    wanted = app.how_to_copy if app else _ANY
    return OnlyACode(network=(named or opens).name, wanted=wanted) if opens else NoLink(wanted=wanted)


def _holds_code(pasted: str, network: Network) -> bool:
    """Whether there is something that only this network's app opens."""
    return bool(network.code and network.code.search(pasted)) or f"小程序://{network.name.pick('zh-cn')}" in pasted


def _stronger(first: LinkRefused | None, later: LinkRefused) -> LinkRefused:
    """A right network with a wrong page tells the person more than a stranger's link beside it."""
    return first if first is not None and (isinstance(later, UnknownNetwork) or not isinstance(
        first, UnknownNetwork)) else later


def _addresses(pasted: str, networks: Sequence[Network], asked: Sequence[Network]) -> Iterator[Address]:
    """Every http(s) link in the text; where there is none, one written in %-signs or a host that is
    known, or asked for, without a scheme."""
    shown = _INVISIBLE.sub("", pasted[:_MOST_CHARACTERS]).translate(_WIDE)
    shown = _WIDE_QUERY.sub("?", _WIDE_SCHEME.sub(r"\1://", shown.replace("\\/", "/"))).replace("&amp;", "&")
    shown = _WIDE_DOT.sub(".", shown)
    written = _WHOLE.findall(shown) or [unquote(found) for found in _ENCODED.findall(shown)]
    if written:
        yield from (address for found in written if (address := _address(found, networks)))
        return
    for found in _BARE.findall(shown):
        address = _address("https://" + found, networks)
        if address and any(one.owns(address) or (one in asked and one.takes(address)) for one in networks):
            yield address


def _address(written: str, networks: Sequence[Network]) -> Address | None:
    """One link; a network's own has no letters beyond ASCII, so that words behind it are none of its, unless it names
    a post only with them."""
    plain, whole = _PLAIN.match(written), Address.parse(written.rstrip(_TRAILING))
    address = Address.parse(plain[0].rstrip(_TRAILING)) if plain else None
    owner = next((one for one in networks if address and one.owns(address)), None)
    if address is None or owner is None:
        return whole
    names_more = owner.link(address) is None and whole is not None and owner.owns(whole) and owner.recognise(whole)
    return whole if names_more else address


def _named(networks: Sequence[Network]) -> Text:
    return text(
        ", ".join(network.name.pick("en") for network in networks),
        "、".join(network.name.pick("zh-cn") for network in networks),
    )
