"""An audience as a struct of arrays: one column a trait or fact, one place a person, always in the order of seq."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NotRequired, TypedDict

import numpy as np
from numpy.typing import NDArray

from app.core.errors import Fault, Invalid
from app.core.i18n import text
from app.matching.engine.kinds import Column, Kind, Mask, WrongAnswer, answered, blank

Ints = NDArray[np.int64]
Days = NDArray[np.int32]
Bytes = NDArray[np.uint8]

GENDERS = ("female", "male", "other")
"""Code = place + 1; 0 = not said."""
UNKNOWN = -1
"""No birth month, no region, no gift yet, no cap key."""


class Account(TypedDict):
    """A social account of a row: its platform, whether it is proven, its follower band from 1 (0 = unknown)."""

    platform: str
    verified: NotRequired[bool]
    band: NotRequired[int]


class Row(TypedDict):
    """One person as plain values; what is left out is unknown, false or none (consent too)."""

    seq: int
    traits: NotRequired[Mapping[str, object]]
    birth_month: NotRequired[int | None]
    region: NotRequired[int | None]
    tier: NotRequired[int]
    gender: NotRequired[str | None]
    consent: NotRequired[bool]
    paused: NotRequired[bool]
    flagged: NotRequired[bool]
    conflict: NotRequired[bool]
    open_gift: NotRequired[bool]
    has_seat: NotRequired[bool]
    holds_seat: NotRequired[bool]
    had_product: NotRequired[bool]
    open_offer: NotRequired[bool]
    accounts: NotRequired[Sequence[Account]]
    last_gift_on: NotRequired[date | None]
    last_brand_gift_on: NotRequired[date | None]
    last_rival_gift_on: NotRequired[date | None]
    phone_key: NotRequired[str | None]
    address_key: NotRequired[str | None]


@dataclass(frozen=True, eq=False)
class Audience:
    """People in ascending seq: arrays of shape (people,), `bands` (people, platforms); days are proleptic ordinals."""

    specs: Mapping[str, Kind]
    platforms: tuple[str, ...]
    seq: Ints
    traits: Mapping[str, Column]
    birth_month: Days
    region: Days
    tier: Bytes
    gender: Bytes
    consent: Mask
    paused: Mask
    flagged: Mask
    conflict: Mask
    open_gift: Mask
    has_seat: Mask
    holds_seat: Mask
    had_product: Mask
    open_offer: Mask
    declared: NDArray[np.uint64]
    verified: NDArray[np.uint64]
    bands: Bytes
    last_gift_on: Days
    last_brand_gift_on: Days
    last_rival_gift_on: Days
    phone_key: Ints
    address_key: Ints

    def __len__(self) -> int:
        return len(self.seq)

    def places(self, seqs: Collection[int]) -> tuple[Ints, Mask]:
        """Where some seqs would stand, and which of them do; shape (seqs,)."""
        wanted = np.fromiter(seqs, np.int64, len(seqs))
        places = np.searchsorted(self.seq, wanted)
        if not len(self):
            return places, np.zeros(len(wanted), np.bool_)
        return places, np.asarray(self.seq[np.minimum(places, len(self) - 1)] == wanted, np.bool_)

    def marked(self, seqs: Collection[int]) -> Mask:
        """Who is among some seqs; shape (people,)."""
        found = np.zeros(len(self), np.bool_)
        places, is_there = self.places(seqs)
        found[places[is_there]] = True
        return found

    def part(self, who: Mask) -> "Audience":
        """Some of the people."""
        cut: dict[str, Any] = {name: column[who] for name, column in vars(self).items()
                               if isinstance(column, np.ndarray)}
        return replace(self, traits={key: column[who] for key, column in self.traits.items()}, **cut)

    def answered(self, key: str) -> Mask:
        """Who has answered a trait; shape (people,)."""
        return answered(self.specs[key], self.traits[key])

    def years(self, today: date) -> Days:
        """Completed years of age, a birthday counting once its month is over; -1 where the birth month is unknown."""
        months = np.int32(month_of(today.year, today.month) - 1) - self.birth_month
        return np.where(self.birth_month == UNKNOWN, np.int32(UNKNOWN), np.maximum(months // 12, 0)).astype(np.int32)

    def on_platform(self, platform: str, verified: bool) -> Mask:
        """Who has an account there, declared or proven; nobody where no one named the platform."""
        if platform not in self.platforms:
            return np.zeros(len(self), np.bool_)
        held = self.verified if verified else self.declared
        return np.asarray(held >> np.uint64(self.platforms.index(platform)) & np.uint64(1), np.bool_)

    def band(self, platform: str) -> Bytes:
        """Follower bands on a platform, 0 where unknown; shape (people,)."""
        if platform not in self.platforms:
            return np.zeros(len(self), np.uint8)
        return self.bands[:, self.platforms.index(platform)]


def month_of(year: int, month: int) -> int:
    """A month as a number: months since year 0, January of year 0 being 0."""
    return year * 12 + month - 1


def build(rows: Iterable[Row], specs: Mapping[str, Kind]) -> Audience:
    """The audience of plain rows in any order; Invalid where a row has unknown fields, wrong answers or a used seq."""
    placed = list(enumerate(rows))
    if faults := tuple(_row_faults(placed)):
        raise Invalid(faults)
    placed.sort(key=lambda pair: pair[1]["seq"])
    people: list[dict[str, Any]] = [dict(row) for _, row in placed]
    declared, verified, bands, platforms = _accounts(people)
    return Audience(
        specs=dict(specs), platforms=platforms, seq=_whole(people, "seq", np.int64, 0), traits=_traits(placed, specs),
        birth_month=_whole(people, "birth_month", np.int32), region=_whole(people, "region", np.int32),
        tier=_whole(people, "tier", np.uint8, 0), gender=_genders(people), consent=_said(people, "consent"),
        paused=_said(people, "paused"), flagged=_said(people, "flagged"), conflict=_said(people, "conflict"),
        open_gift=_said(people, "open_gift"), has_seat=_said(people, "has_seat"),
        holds_seat=_said(people, "holds_seat"), had_product=_said(people, "had_product"),
        open_offer=_said(people, "open_offer"),
        declared=declared, verified=verified, bands=bands,
        last_gift_on=_days(people, "last_gift_on"), last_brand_gift_on=_days(people, "last_brand_gift_on"),
        last_rival_gift_on=_days(people, "last_rival_gift_on"),
        phone_key=_keys(people, "phone_key"), address_key=_keys(people, "address_key"),
    )


_ROW = frozenset(Row.__annotations__)


def _row_faults(placed: Sequence[tuple[int, Row]]) -> Iterator[Fault]:
    seen: set[int] = set()
    for place, row in placed:
        for name in sorted(set(row) - _ROW):
            yield Fault((place, name), "unknown_field", text(f"A row has no field {name}.", f"数据行没有字段 {name}。"))
        if (seq := row.get("seq")) is None or seq in seen:
            words = text("Every row needs a number of its own.", "每一行都需要一个不重复的编号。")
            yield Fault((place, "seq"), "seq_used", words)
        seen.add(-1 if seq is None else seq)
        if (gender := row.get("gender")) and gender not in GENDERS:
            words = text(f"Gender is one of {', '.join(GENDERS)}.", f"性别只能是 {'、'.join(GENDERS)}。")
            yield Fault((place, "gender"), "unknown_gender", words)


def _whole(people: Sequence[Mapping[str, Any]], name: str, dtype: type[np.generic],
           missing: int = UNKNOWN) -> Column:
    return np.array([missing if row.get(name) is None else row[name] for row in people], dtype)


def _said(people: Sequence[Mapping[str, Any]], name: str) -> Mask:
    return np.array([bool(row.get(name)) for row in people], np.bool_)


def _genders(people: Sequence[Mapping[str, Any]]) -> Bytes:
    return np.array([GENDERS.index(row["gender"]) + 1 if row.get("gender") else 0 for row in people], np.uint8)


def _days(people: Sequence[Mapping[str, Any]], name: str) -> Column:
    return np.array([row[name].toordinal() if row.get(name) else UNKNOWN for row in people], np.int32)


def _keys(people: Sequence[Mapping[str, Any]], name: str) -> Column:
    """Text keys as numbers by their alphabet, so that row order cannot show."""
    number = {key: place for place, key in enumerate(sorted({row[name] for row in people if row.get(name)}))}
    return np.array([number.get(row.get(name), UNKNOWN) for row in people], np.int64)


def _traits(placed: Sequence[tuple[int, Row]], specs: Mapping[str, Kind]) -> dict[str, Column]:
    columns = {key: blank(kind, len(placed)) for key, kind in specs.items()}
    faults: list[Fault] = []
    for at, (place, row) in enumerate(placed):
        for key, answer in row.get("traits", {}).items():
            if key not in specs or answer is None:
                continue
            try:
                columns[key][at] = specs[key].code(answer)
            except WrongAnswer:
                words = text(f"{answer!r} is no answer to {key}.", f"{answer!r} 不是“{key}”的有效答案。")
                faults.append(Fault((place, "traits", key), "wrong_answer", words))
    if faults:
        raise Invalid(tuple(faults))
    return columns


def _accounts(people: Sequence[Mapping[str, Any]]) -> tuple[Column, Column, Bytes, tuple[str, ...]]:
    platforms = tuple(sorted({account["platform"] for row in people for account in row.get("accounts", ())}))
    declared, verified = np.zeros(len(people), np.uint64), np.zeros(len(people), np.uint64)
    bands = np.zeros((len(people), len(platforms)), np.uint8)
    for at, row in enumerate(people):
        for account in row.get("accounts", ()):
            place = platforms.index(account["platform"])
            bit = np.uint64(1 << place)
            declared[at] |= bit
            verified[at] |= bit if account.get("verified") else np.uint64(0)
            bands[at, place] = max(bands[at, place], account.get("band", 0))
    return declared, verified, bands, platforms
