"""The door of a made-up world: what is asked of a public host is asked of the simulated network in its place."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from urllib.parse import urlsplit

from app.core.outbound import MIB, Answer, NotOpened, Outbound
from app.core.outbound.wire import Keeping
from app.platforms.found import WHYS
from app.platforms.network import Address

PATIENCE = 1.0
"""Seconds: a server of the same house answers at once or never."""
AT_ONCE = 32
"""Questions at once: one server stands for many hosts, each of which has its own lane."""

UNKNOWN = "x-made-up-unknown"
"""The header by which the simulated network says of a real host's page that nobody has made it up."""


class NotSimulated(NotOpened):
    """A page that nobody has made up, asked for in a house that opens no real ones."""

    message, zh = WHYS["not_simulated"].default, WHYS["not_simulated"].pick("zh-cn")


class Mirrored(Outbound):
    """The guarded door of a house whose posts are made up: no page of a real host is ever opened.

    Only the origin is admitted, so that the guard still decides about every address that is no public name, and about
    every redirect; a final address is told as that of the host which it stands for.
    """

    def __init__(self, allow: Iterable[str], origin: str, patience: float = PATIENCE) -> None:
        super().__init__(allow, keeping=Keeping(at_once=AT_ONCE))
        self._origin, self._patience = origin.rstrip("/"), patience

    async def get(
        self, url: str, *, headers: Mapping[str, str] | None = None, etag: str | None = None,
        modified: str | None = None, max_bytes: int = MIB, total_seconds: float = 10.0, max_hops: int = 5,
    ) -> Answer:
        """The page as the simulated network shows it; raises NotSimulated where it knows of none."""
        answer = await super().get(
            mirrored(url, self._origin), headers=headers, etag=etag, modified=modified, max_bytes=max_bytes,
            total_seconds=min(total_seconds, self._patience), max_hops=max_hops)
        if UNKNOWN in answer.headers:
            raise NotSimulated
        return replace(answer, url=meant(answer.url, self._origin))


def mirrored(url: str, origin: str) -> str:
    """Where the simulated network shows a page: https://b23.tv/x is {origin}/b23.tv/x; another address stays."""
    address = Address.parse(url)
    if address is None or not (address.is_public_name and address.is_usual_port):
        return url
    parts = urlsplit(address.url)
    return f"{origin}/{address.host}{parts.path or '/'}{f'?{parts.query}' if parts.query else ''}"


def meant(url: str, origin: str) -> str:
    """The page that an address of the simulated network stands for."""
    address = Address.parse(f"https://{url.removeprefix(f'{origin}/')}") if url.startswith(f"{origin}/") else None
    return address.url if address is not None and address.is_public_name else url
