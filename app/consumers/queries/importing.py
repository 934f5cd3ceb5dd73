"""What an import must know of people who are there already."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import and_, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.consumers.models import Consent, Consumer, Response, Traits


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody who is there already; `digest` of the latest answers to this questionnaire."""

    id: str
    state: str
    version: int
    digest: str | None


async def known_people(session: AsyncSession, source: str, external_ids: Sequence[str],
                       erased_id: Callable[[str, str], str]) -> dict[str, Known]:
    """Who of these outer ids is there, by outer id; erased people are found by the fingerprint of theirs."""
    if await session.scalar(select(Consumer.id).where(Consumer.external_source == source).limit(1)) is None:
        return {}
    known = await _known(session, source, external_ids)
    # Asked by their own ids only for those who are not known: whether anybody at all is erased only all rows could say.
    may_be_erased = {erased_id(source, one): one for one in external_ids if one not in known}
    erased = await _known(session, source, list(may_be_erased)) if may_be_erased else {}
    return known | {may_be_erased[one]: who for one, who in erased.items()}


async def _known(session: AsyncSession, source: str, external_ids: Sequence[str]) -> dict[str, Known]:
    rows = await session.execute(
        select(Consumer.external_id, Consumer.id, Consumer.state, Consumer.version, Response.answers_hash)
        .outerjoin(Traits, and_(Traits.consumer_id == Consumer.id, Traits.slug == source))
        .outerjoin(Response, Response.id == Traits.response_id)
        .where(Consumer.external_source == source, Consumer.external_id.in_(external_ids)))
    return {row.external_id: Known(row.id, row.state, row.version, row.answers_hash) for row in rows}


async def consented(session: AsyncSession, consumer_ids: Sequence[str]) -> frozenset[tuple[str, str]]:
    """(person, purpose) of every consent that was ever given, withdrawn ones too."""
    rows = await session.execute(
        select(Consent.consumer_id, Consent.purpose).where(Consent.consumer_id.in_(consumer_ids)))
    return frozenset((consumer_id, purpose) for consumer_id, purpose in rows)
