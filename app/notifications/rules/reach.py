"""Which kinds of contact points can be reached from here, and which of somebody's is used."""

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol, TypeVar

from app.core.settings import Settings
from app.notifications.rules import ALWAYS


class Point(Protocol):
    """A contact point, as far as the choice goes."""

    kind: str
    verified_at: datetime | None
    opted_out: list[str]


P = TypeVar("P", bound=Point)


def reachable(settings: Settings) -> tuple[str, ...]:
    """The kinds in the order in which they are preferred; with nothing set up, files take every kind."""
    if settings.smtp_url is None and settings.gateway_url is None:
        return ("email", "phone", "wechat")
    return (("email",) if settings.smtp_url else ()) + (("phone", "wechat") if settings.gateway_url else ())


def best_point(points: Iterable[P], purpose: str, kinds: tuple[str, ...]) -> P | None:
    """The verified one before the others, then by the order of kinds, then the oldest; None where none is left."""
    usable = [p for p in points if p.kind in kinds and (purpose in ALWAYS or purpose not in p.opted_out)]
    return min(usable, key=lambda p: (p.verified_at is None, kinds.index(p.kind)), default=None)
