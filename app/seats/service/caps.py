"""The gift caps, decided under locks: a row for each key, taken in key order."""

from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from app.campaigns.models import Campaign
from app.consumers.models import Consumer
from app.core.work import now
from app.seats import queries
from app.seats.models import CapRow, Seat
from app.seats.rules.caps import Keys, Verdict, decide
from app.seats.rules.refusals import ProductHad


async def lock(session: AsyncSession, keys: tuple[str, ...]) -> None:
    """Hold the rows of these keys until the end of the transaction; missing ones are made. Keys come in order.

    One statement makes or updates them one after the other, which holds them. SQLite's writers queue as a whole.
    """
    if not keys or session.get_bind().dialect.name == "sqlite":
        return
    made = insert(CapRow).values([{"key": key} for key in keys])
    await session.execute(made.on_conflict_do_update(index_elements=[CapRow.key], set_={"key": made.excluded.key}))


async def hold_person(session: AsyncSession, consumer_id: str) -> Consumer:
    """Hold the person's own row, then read the person anew: phone and address cannot change any more."""
    await lock(session, (Keys(consumer_id).person,))
    return (await session.scalars(select(Consumer).where(Consumer.id == consumer_id).execution_options(
        populate_existing=True))).one()


async def hold_for_product(session: AsyncSession, campaign: Campaign, consumer_ids: Sequence[str]) -> Collection[str]:
    """Hold the rows of some people until the end of the transaction; of them those who have the campaign's product by
    now from another one, or an open offer of it."""
    await lock(session, tuple(sorted(Keys(one).person for one in consumer_ids)))
    return await queries.who_has(session, campaign, consumer_ids)


async def refuse_product(session: AsyncSession, seat: Seat, campaign: Campaign) -> None:
    """Raise ProductHad where the person, whose row the caller holds, took the same product elsewhere; an open offer of
    it is no obstacle, for only one of two can be accepted."""
    if had := await queries.who_has(session, campaign, [seat.consumer_id], counts_open=False):
        raise ProductHad(had[seat.consumer_id])


async def judge(session: AsyncSession, seat: Seat, campaign: Campaign, keys: Keys, *,
                others_only: bool = False) -> Verdict:
    """What the caps say of one more gift; the rows of the keys are held by the caller. `others_only` leaves the
    person's own gifts aside, for one that was decided before and only moves house.
    """
    limits = queries.limits_of(campaign)
    gifts = await queries.gifts_under(session, keys, now(session) - limits.since, but_for=seat.id)
    if others_only:
        gifts = [gift for gift in gifts if gift.keys.consumer_id != keys.consumer_id]
    return decide(keys, limits, gifts, now(session))
