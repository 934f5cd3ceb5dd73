"""Everybody who may be matched, read in bulk: four statements whatever the number of people."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.consumers.models import Consent, Consumer, SocialAccount, Traits
from app.consumers.rules import ERASED, MATCHING, READ, SENSITIVE
from app.core.viewer import Viewer
from app.core.work import now

BLOCK = 4000
"""Rows held at once while reading."""


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
    works_for: list[str]
    refuses_automatic: bool
    phone_index: str | None
    address_index: str | None
    is_address_shared: bool
    has_agreed: bool = False
    has_agreed_to_sensitive: bool = False
    traits: dict[str, Any] = field(default_factory=dict)
    accounts: list[Account] = field(default_factory=list)
    told_at: dict[str, str] = field(default_factory=dict)
    """Trait key to the time of its answer, so that of two answers the later one counts."""


async def people(session: AsyncSession, viewer: Viewer, keys: Collection[str],
                 sensitive: Collection[str] = ()) -> list[Person]:
    """All who are not erased, by seq, with the wanted trait keys; a sensitive one only where its consent stands."""
    viewer.require(READ)
    found = await _consumers(session)
    await _add_consents(session, found)
    if keys:
        await _add_traits(session, found, frozenset(keys), frozenset(sensitive))
    await _add_accounts(session, found)
    return list(found.values())


async def _consumers(session: AsyncSession) -> dict[str, Person]:
    columns = (Consumer.seq, Consumer.id, Consumer.external_id, Consumer.state, Consumer.birth_month, Consumer.gender,
               Consumer.region_code, Consumer.works_for, Consumer.refuses_automatic, Consumer.phone_index,
               Consumer.address_index, Consumer.is_address_shared)
    rows = select(*columns).where(Consumer.state != ERASED).order_by(Consumer.seq)
    stream = await session.stream(rows.execution_options(yield_per=BLOCK))
    everyone = [Person(*tuple[Any, ...](row)) async for block in stream.partitions() for row in block]
    return {person.id: person for person in everyone}


async def _add_consents(session: AsyncSession, found: Mapping[str, Person]) -> None:
    at = now(session)
    rows = select(Consent.consumer_id, Consent.purpose).where(
        Consent.purpose.in_((MATCHING, SENSITIVE)), Consent.withdrawn_at.is_(None),
        Consent.until.is_(None) | (Consent.until > at))
    stream = await session.stream(rows.execution_options(yield_per=BLOCK))
    async for block in stream.partitions():
        for consumer_id, purpose in block:
            if person := found.get(consumer_id):
                if purpose == MATCHING:
                    person.has_agreed = True
                else:
                    person.has_agreed_to_sensitive = True


async def _add_traits(session: AsyncSession, found: Mapping[str, Person], keys: frozenset[str],
                      sensitive: frozenset[str]) -> None:
    rows = select(Traits.consumer_id, Traits.slug, Traits.answered_at, Traits.values, Traits.earlier)
    stream = await session.stream(rows.execution_options(yield_per=BLOCK))
    async for block in stream.partitions():
        for consumer_id, slug, answered_at, values, earlier in block:
            if person := found.get(consumer_id):
                known = keys if person.has_agreed_to_sensitive else keys - sensitive
                _tell(person, known & values.keys(), values, _times(slug, answered_at, earlier))


def _times(slug: str, answered_at: datetime, earlier: Mapping[str, str]) -> tuple[str, Mapping[str, str]]:
    stamp = answered_at.isoformat()
    return f"{stamp} {slug}", {key: f"{at} {slug}" for key, at in earlier.items()}


def _tell(person: Person, keys: Collection[str], values: Mapping[str, Any],
          times: tuple[str, Mapping[str, str]]) -> None:
    """Keep the latest answer to each key, whatever the order in which rows come; of equals the later slug's."""
    latest, earlier = times
    for key in keys:
        at = earlier.get(key, latest)
        if at >= person.told_at.get(key, ""):
            person.traits[key], person.told_at[key] = values[key], at


async def _add_accounts(session: AsyncSession, found: Mapping[str, Person]) -> None:
    rows = select(SocialAccount.consumer_id, SocialAccount.platform, SocialAccount.verified_at,
                  SocialAccount.follower_band)
    stream = await session.stream(rows.execution_options(yield_per=BLOCK))
    async for block in stream.partitions():
        for consumer_id, platform, verified_at, band in block:
            if person := found.get(consumer_id):
                person.accounts.append(Account(platform, verified_at is not None, band))
