"""A pasted text to the one post it names: words around the link, its dress and its tracking do not matter."""

import re
from collections.abc import Iterator, Sequence

from app.core.i18n import Text, text
from app.platforms.network import Address, Kind, Link, Network
from app.platforms.refusals import LinkRefused, NoLink, NotAPost, UnknownNetwork

__all__ = ["Address", "Kind", "Link", "recognise"]

_MOST_CHARACTERS = 4000
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufe0e\ufe0f]")
_WIDE_SCHEME = re.compile(r"(https?)\s?[:：]\s?[/／]{2}", re.IGNORECASE)
_IN_LINK = r"[A-Za-z0-9._~:/?#@!$&'()*+,;=%\[\]-]"
_WHOLE = re.compile(rf"https?://{_IN_LINK}+", re.IGNORECASE)
_BARE = re.compile(rf"(?<![A-Za-z0-9@/:.=_\\%-])(?:[A-Za-z0-9-]+\.)+[A-Za-z]{{2,}}/{_IN_LINK}+")
_TRAILING = ".,;:!?'\")]}>*"
_ANY = text(
    "Open the post in its app, tap Share, then Copy link.",
    "在应用里打开这篇内容，点“分享”，再点“复制链接”。",
)


def recognise(pasted: str, networks: Sequence[Network], wanted: Network | None = None,
              agreed: Sequence[Network] = ()) -> Link:
    """The post or short link in a pasted text. A post goes before a short link, an earlier one before a later one.

    Raises NoLink, UnknownNetwork or NotAPost; `wanted` is the network whose link was asked for, to say how to copy it,
    `agreed` are those that it may come from, to be named in place of all that can be read.
    """
    short: Link | None = None
    refusal: LinkRefused | None = None
    for address in _addresses(pasted, networks):
        found = _read(address, networks, agreed)
        if isinstance(found, LinkRefused):
            refusal = _stronger(refusal, found)
        elif found.kind == "post":
            return found
        else:
            short = short or found
    if short:
        return short
    raise refusal or NoLink(wanted=wanted.how_to_copy if wanted else _ANY)


def _read(address: Address, networks: Sequence[Network], agreed: Sequence[Network]) -> Link | LinkRefused:
    for network in networks:
        if network.owns(address):
            return network.link(address) or NotAPost(network=network.name, wanted=network.how_to_copy)
    return UnknownNetwork(host=address.host[:80], known=_named(agreed or networks))


def _stronger(first: LinkRefused | None, later: LinkRefused) -> LinkRefused:
    """A right network with a wrong page tells the person more than a stranger's link beside it."""
    return later if first is None or (isinstance(first, UnknownNetwork) and isinstance(later, NotAPost)) else first


def _addresses(pasted: str, networks: Sequence[Network]) -> Iterator[Address]:
    """Every http(s) link in the text; only where there is none, known hosts written without a scheme."""
    shown = _WIDE_SCHEME.sub(r"\1://", _INVISIBLE.sub("", pasted[:_MOST_CHARACTERS])).replace("&amp;", "&")
    whole = [Address.parse(found.rstrip(_TRAILING)) for found in _WHOLE.findall(shown)]
    if whole:
        yield from (address for address in whole if address)
        return
    for found in _BARE.findall(shown):
        address = Address.parse("https://" + found.rstrip(_TRAILING))
        if address and any(network.owns(address) for network in networks):
            yield address


def _named(networks: Sequence[Network]) -> Text:
    return text(
        ", ".join(network.name.pick("en") for network in networks),
        "、".join(network.name.pick("zh-cn") for network in networks),
    )
