"""A pasted text to the one post it names: words around the link, its dress and its tracking do not matter."""

import re
from collections.abc import Collection, Iterator, Sequence
from urllib.parse import unquote

from app.core.i18n import Text, text
from app.platforms.hosts import host_of
from app.platforms.network import Address, Kind, Link, Network
from app.platforms.refusals import LinkRefused, NoLink, NotAPost, UnknownNetwork

__all__ = ["Address", "Kind", "Link", "recognise"]

_MOST_CHARACTERS = 4000
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufe0e\ufe0f]")
_WIDE_SCHEME = re.compile(r"(https?)\s?[:：]\s?[/／]{2}", re.IGNORECASE)
_IN_LINK = r"[A-Za-z0-9._~:/?#@!$&'()*+,;=%\[\]-]"
_WHOLE = re.compile(rf"https?://{_IN_LINK}+", re.IGNORECASE)
_BARE = re.compile(rf"(?<![A-Za-z0-9@/:.=_\\%-])(?:[A-Za-z0-9-]+\.)+[A-Za-z]{{2,}}/{_IN_LINK}+")
_ENCODED = re.compile(r"https?%3A%2F%2F[A-Za-z0-9%._~-]+", re.IGNORECASE)
_TRAILING = ".,;:!?'\")]}>*"
_ANY = text(
    "Open the post in its app, tap Share, then Copy link.",
    "在应用里打开这篇内容，点“分享”，再点“复制链接”。",
)


def recognise(pasted: str, networks: Sequence[Network], wanted: Network | None = None,
              agreed: Sequence[Network] = (), own_hosts: Collection[str] = ()) -> Link:
    """The post or short link in a pasted text. A post goes before a short link, an earlier one before a later one.

    Raises NoLink, UnknownNetwork or NotAPost; `wanted` is the network whose link was asked for, to say how to copy it,
    `agreed` are those that it may come from, to be named in place of all that can be read. A host that no network owns
    is a blog only where a blog is wanted or agreed, or the person has said that the host is theirs (`own_hosts`).
    """
    asked = (*((wanted,) if wanted else ()), *(one for one in agreed if one is not wanted))
    short: Link | None = None
    refusal: LinkRefused | None = None
    for address in _addresses(pasted, networks, asked):
        found = _read(address, networks, asked, own_hosts)
        if isinstance(found, LinkRefused):
            refusal = _stronger(refusal, found)
        elif found.kind == "post":
            return found
        else:
            short = short or found
    if short:
        return short
    raise refusal or _no_link(pasted, networks, wanted)


def _read(address: Address, networks: Sequence[Network], asked: Sequence[Network],
          own_hosts: Collection[str]) -> Link | LinkRefused:
    for network in networks:
        if network.owns(address):
            return network.link(address) or _not_a_post(network)
    host, theirs = f".{host_of(address.host)}", [host_of(said) for said in own_hosts]
    is_theirs = any(host.endswith(f".{one}") for one in theirs if one)
    for network in networks:
        if network.is_open and network.takes(address) and (is_theirs or network in asked):
            return network.link(address) or _not_a_post(network)
    closed = [network for network in networks if not network.is_open]
    return UnknownNetwork(host=address.host[:80], known=_named(asked or closed))


def _not_a_post(network: Network) -> NotAPost:
    return NotAPost(network=network.name, wanted=network.how_to_copy)


def _no_link(pasted: str, networks: Sequence[Network], wanted: Network | None) -> NoLink:
    """How to copy the link in the app that was asked for, else in the app that the words name: 打开【小红书】."""
    named = (one for one in networks if any(
        sign in pasted for name in (one.name.pick("zh-cn"), one.name.pick("en"))
        for sign in (f"【{name}】", f"打开{name}", f"{name}App", f"{name} App")))
    meant = wanted or next(named, None)
    return NoLink(wanted=meant.how_to_copy if meant else _ANY)


def _stronger(first: LinkRefused | None, later: LinkRefused) -> LinkRefused:
    """A right network with a wrong page tells the person more than a stranger's link beside it."""
    return later if first is None or (isinstance(first, UnknownNetwork) and isinstance(later, NotAPost)) else first


def _addresses(pasted: str, networks: Sequence[Network], asked: Sequence[Network]) -> Iterator[Address]:
    """Every http(s) link in the text; where there is none, one written in %-signs or a host that is
    known, or asked for, without a scheme."""
    shown = _WIDE_SCHEME.sub(r"\1://", _INVISIBLE.sub("", pasted[:_MOST_CHARACTERS])).replace("&amp;", "&")
    written = _WHOLE.findall(shown) or [unquote(found) for found in _ENCODED.findall(shown)]
    whole = [Address.parse(found.rstrip(_TRAILING)) for found in written]
    if whole:
        yield from (address for address in whole if address)
        return
    for found in _BARE.findall(shown):
        address = Address.parse("https://" + found.rstrip(_TRAILING))
        if address and any(one.owns(address) or (one in asked and one.takes(address)) for one in networks):
            yield address


def _named(networks: Sequence[Network]) -> Text:
    return text(
        ", ".join(network.name.pick("en") for network in networks),
        "、".join(network.name.pick("zh-cn") for network in networks),
    )
