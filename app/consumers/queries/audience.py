"""Everybody who may be matched, read in bulk, or one person alike: four statements whatever the number of people."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import orjson
from sqlalchemy import Select, Text, cast, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.consumers.models import Consent, Consumer, SocialAccount, Traits
from app.consumers.queries.people import get
from app.consumers.rules import ERASED, MATCHING, READ, SENSITIVE
from app.core.errors import NotFound
from app.core.viewer import Viewer
from app.core.work import now

BLOCK = 1000
"""Rows held at once while reading."""
NOTHING = ("[]", "{}", "null", None)
S = TypeVar("S", bound=Select[*tuple[Any, ...]])
Some = Select[str] | Sequence[str] | None
"""Whose rows are read: ids, or a select of them; None: everybody's."""


@dataclass(frozen=True, slots=True)
class Account:
    """A person's account on a network, with the follower band as it was declared."""

    platform: str
    is_verified: bool
    follower_band: str | None


@dataclass(slots=True)
class Person:
    """What matching may know of one person; traits hold only the keys that were asked for."""

    seq: int
    id: str
    external_id: str | None
    state: str
    birth_month: int | None
    gender: str | None
    region_code: str | None
    works_for: tuple[str, ...]
    refuses_automatic: bool
    phone_index: str | None
    address_index: str | None
    is_address_shared: bool
    has_agreed: bool = False
    has_agreed_to_sensitive: bool = False
    traits: dict[str, Any] = field(default_factory=dict)
    accounts: tuple[Account, ...] = ()


async def people(session: AsyncSession, viewer: Viewer, keys: Collection[str], sensitive: Collection[str] = (),
                 only: Some = None) -> list[Person]:
    """All who are not erased, or some of them, by seq, with the wanted trait keys; a sensitive one only where its
    consent stands."""
    viewer.require(READ)
    return await _read(session, keys, sensitive, only)


async def one(session: AsyncSession, viewer: Viewer, consumer_id: str, keys: Collection[str],
              sensitive: Collection[str] = ()) -> Person:
    """One person whom the viewer sees (ops anybody, a consumer himself), as matching would read him; or NotFound."""
    await get(session, viewer, consumer_id)
    found = await _read(session, keys, sensitive, select(Consumer.id).where(Consumer.id == consumer_id))
    if not found:
        raise NotFound("consumer")
    return found[0]


async def _read(session: AsyncSession, keys: Collection[str], sensitive: Collection[str],
                only: Some = None) -> list[Person]:
    found = await _consumers(session, only)
    await _add_consents(session, found, only)
    if keys:
        await _add_traits(session, found, frozenset(keys), frozenset(sensitive), only)
    await _add_accounts(session, found, only)
    return list(found.values())


def _of(rows: S, column: Any, only: Some) -> S:
    return rows if only is None else rows.where(column.in_(only))


async def _blocks(session: AsyncSession, rows: Any, only: Some) -> AsyncIterator[Sequence[Any]]:
    """Rows in blocks as they come; those of few people at once, for a cursor costs more round trips than they do."""
    if isinstance(only, Sequence):
        yield (await session.execute(rows)).all()
        return
    stream = await session.stream(rows.execution_options(yield_per=BLOCK))
    async for block in stream.partitions():
        yield block


def _unread(column: Any) -> Any:
    """A JSON column as its text. Rows are parsed one at a time and let go at once: whole blocks of parsed answers
    would keep the garbage collector busier than everything else here."""
    return cast(column, Text)


async def _consumers(session: AsyncSession, only: Some) -> dict[str, Person]:
    columns = (Consumer.seq, Consumer.id, Consumer.external_id, Consumer.state, Consumer.birth_month, Consumer.gender,
               Consumer.region_code, _unread(Consumer.works_for), Consumer.refuses_automatic, Consumer.phone_index,
               Consumer.address_index, Consumer.is_address_shared)
    rows = _of(select(*columns).where(Consumer.state != ERASED).order_by(Consumer.seq), Consumer.id, only)
    everyone = [_person(*row) async for block in _blocks(session, rows, only) for row in block]
    return {person.id: person for person in everyone}


def _person(*row: Any) -> Person:
    works_for = () if row[7] in NOTHING else tuple(orjson.loads(row[7]))
    return Person(*(*row[:7], works_for, *row[8:]))


async def _add_consents(session: AsyncSession, found: Mapping[str, Person], only: Some) -> None:
    at = now(session)
    rows = _of(select(Consent.consumer_id, Consent.purpose).where(
        Consent.purpose.in_((MATCHING, SENSITIVE)), Consent.withdrawn_at.is_(None),
        Consent.until.is_(None) | (Consent.until > at)), Consent.consumer_id, only)
    async for block in _blocks(session, rows, only):
        for consumer_id, purpose in block:
            if person := found.get(consumer_id):
                if purpose == MATCHING:
                    person.has_agreed = True
                else:
                    person.has_agreed_to_sensitive = True


async def _add_traits(session: AsyncSession, found: Mapping[str, Person], keys: frozenset[str],
                      sensitive: frozenset[str], only: Some) -> None:
    rows = _of(select(Traits.consumer_id, Traits.slug, Traits.answered_at, _unread(Traits.values),
                      _unread(Traits.earlier)), Traits.consumer_id, only)
    told: dict[str, dict[str, str]] = {}
    async for block in _blocks(session, rows, only):
        for consumer_id, slug, answered_at, values, earlier in block:
            if person := found.get(consumer_id):
                open_to_us = keys if person.has_agreed_to_sensitive else keys - sensitive
                known: dict[str, Any] = orjson.loads(values)
                before: dict[str, str] = {} if earlier in NOTHING else orjson.loads(earlier)
                _tell(person, {key: known[key] for key in open_to_us & known.keys()}, told.setdefault(consumer_id, {}),
                      f"{answered_at.isoformat()} {slug}", {key: f"{at} {slug}" for key, at in before.items()})


def _tell(person: Person, values: Mapping[str, Any], told_at: dict[str, str], latest: str,
          earlier: Mapping[str, str]) -> None:
    """Keep the latest answer to each key, whatever the order in which rows come; of equals the later slug's."""
    for key, value in values.items():
        at = earlier.get(key, latest)
        if at >= told_at.get(key, ""):
            person.traits[key], told_at[key] = value, at


async def _add_accounts(session: AsyncSession, found: Mapping[str, Person], only: Some) -> None:
    rows = _of(select(SocialAccount.consumer_id, SocialAccount.platform, SocialAccount.verified_at.is_not(None),
                      SocialAccount.follower_band), SocialAccount.consumer_id, only)
    async for block in _blocks(session, rows, only):
        for consumer_id, platform, is_verified, band in block:
            if person := found.get(consumer_id):
                person.accounts = (*person.accounts, Account(platform, is_verified, band))
