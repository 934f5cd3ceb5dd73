"""The gift caps: whose gifts count against whom, and from when another one may be taken."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

GIFTS_AT_ONCE = 1


@dataclass(frozen=True, slots=True)
class Keys:
    """Under which a person's gifts are counted. An address shared by many (dormitory, office) caps nobody."""

    consumer_id: str
    phone_index: str | None = None
    address_index: str | None = None
    is_address_shared: bool = False

    @property
    def person(self) -> str:
        """The row that is locked first: it sorts before all others."""
        return f"consumer:{self.consumer_id}"

    @property
    def household(self) -> tuple[str, ...]:
        """The rows of phone and address, in the order in which they are locked."""
        return tuple(sorted([*([f"phone:{self.phone_index}"] if self.phone_index else []),
                             *([f"place:{self.address_index}"] if self.address_index else [])]))


@dataclass(frozen=True, slots=True)
class Gift:
    """A gift taken: whose, when, from which brand."""

    keys: Keys
    brand_id: str
    accepted_at: datetime


@dataclass(frozen=True, slots=True)
class Limits:
    """A campaign's caps: days between two gifts, and between two of one brand."""

    brand_id: str
    any_days: int
    brand_days: int

    @property
    def since(self) -> timedelta:
        """How far back gifts may matter."""
        return timedelta(days=max(self.any_days, self.brand_days))


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the caps say: the key that is full and from when it is free, or how many share the address."""

    full: str | None = None
    free_at: datetime | None = None
    sharing: int = 0


def decide(keys: Keys, limits: Limits, gifts: Iterable[Gift], at: datetime) -> Verdict:
    """Decide whether one more gift may be taken at a moment, given the gifts of all who share a key."""
    sharing: set[str] = set()
    full: dict[str, list[datetime]] = {}
    for gift in gifts:
        days = limits.brand_days if gift.brand_id == limits.brand_id else 0
        free_at = gift.accepted_at + timedelta(days=max(days, limits.any_days))
        if free_at <= at:
            continue
        for key in _shared(keys, gift.keys):
            if key == "address" and (keys.is_address_shared or gift.keys.is_address_shared):
                sharing.add(gift.keys.consumer_id)
            else:
                full.setdefault(key, []).append(free_at)
    for key, until in full.items():
        if len(until) >= GIFTS_AT_ONCE:
            return Verdict(key, sorted(until)[-GIFTS_AT_ONCE], len(sharing))
    return Verdict(sharing=len(sharing))


def _shared(one: Keys, other: Keys) -> list[str]:
    """The names of the keys that two people have in common."""
    return [*(["consumer"] if one.consumer_id == other.consumer_id else []),
            *(["phone"] if one.phone_index and one.phone_index == other.phone_index else []),
            *(["address"] if one.address_index and one.address_index == other.address_index else [])]
