"""What tests of seats start from besides: reactions of seats alone, more offers, a bag of seats, rows looked up."""

from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.brands.models import Product, Variant
from app.campaigns.models import Campaign, Offer, OfferLine
from app.consumers.models import Consumer
from app.core.viewer import Viewer
from app.core.work import Reaction, Work, new_id
from app.journal import service as journal
from app.journal.models import Entry
from app.seats import service as seats
from app.seats.models import Seat, Stock
from tests.arrange import OPS, Live, Person, live_campaign, offered_seat, person

REACTIONS: dict[str, tuple[Reaction, ...]] = {
    "campaign.cancelled": (seats.end_with_campaign,), "campaign.completed": (seats.close_with_campaign,),
    "seat.released": (seats.promote_after_return,), "seat.excused": (seats.promote_after_return,),
    "seat.reacted": (seats.promote_after_return,),
}


async def another_offer(work: Work, campaign: Live, name: str, units: int, *, quantity: int = 1, **more: Any) -> str:
    """One more offer of a campaign, of a variant of its own; its id."""
    async def make(session: AsyncSession, viewer: Viewer) -> str:
        product = (await session.scalars(select(Product).where(Product.brand_id == campaign.brand.id))).first()
        assert product is not None
        variant = Variant(id=new_id(session, "var"), product_id=product.id, name={"default": name}, retail_value=500)
        offer = Offer(id=new_id(session, "off"), campaign_id=campaign.id, position=1, name={"default": name},
                      units=units, **more)
        session.add_all((variant, offer))
        await session.flush()
        session.add_all((OfferLine(offer_id=offer.id, variant_id=variant.id, quantity=quantity),
                         Stock(campaign_id=campaign.id, variant_id=variant.id, units=units * quantity)))
        return offer.id
    return await work.do(make, OPS)


async def crowd(work: Work, campaign: Live, count: int, start: int = 0) -> list[tuple[Person, str]]:
    """People with an offered seat each."""
    made = []
    for n in range(start, start + count):
        who = await person(work, f"p{n}")
        made.append((who, await offered_seat(work, campaign, who, rank=n)))
    return made


async def accepted(work: Work, campaign: Live | None = None, name: str = "lin", **more: Any) -> tuple[Person, Seat]:
    """A person who has just accepted."""
    campaign = campaign or await live_campaign(work)
    who = await person(work, name)
    seat_id = await offered_seat(work, campaign, who, **more)
    return who, await work.do(seats.accept, who.viewer, seat_id)


async def seat_of(work: Work, seat_id: str) -> Seat:
    """A seat as it stands in the store."""
    async def ask(session: AsyncSession, viewer: Viewer) -> Seat:
        return (await session.scalars(select(Seat).where(Seat.id == seat_id))).one()
    return await work.read(ask, OPS)


async def stock_of(work: Work, campaign_id: str) -> list[Stock]:
    """A campaign's counters."""
    async def ask(session: AsyncSession, viewer: Viewer) -> list[Stock]:
        rows = select(Stock).where(Stock.campaign_id == campaign_id).order_by(Stock.variant_id)
        return list((await session.scalars(rows)).all())
    return await work.read(ask, OPS)


async def events_of(work: Work, subject_id: str) -> list[str]:
    """What the journal says of a thing, in order."""
    async def ask(session: AsyncSession, viewer: Viewer) -> list[str]:
        rows = select(Entry.event).where(Entry.subject_id == subject_id).order_by(Entry.seq)
        return list((await session.scalars(rows)).all())
    return await work.read(ask, OPS)


async def count_states(work: Work, campaign_id: str) -> dict[str, int]:
    """How many seats of a campaign are in each state that occurs."""
    async def ask(session: AsyncSession, viewer: Viewer) -> dict[str, int]:
        rows = await session.execute(
            select(Seat.state, func.count()).where(Seat.campaign_id == campaign_id).group_by(Seat.state))
        return {row[0]: row[1] for row in rows}
    return await work.read(ask, OPS)


async def happen(work: Work, campaign_id: str, event: str, **values: Any) -> None:
    """Set columns of a campaign and tell the journal why."""
    async def write(session: AsyncSession, viewer: Viewer) -> None:
        row = (await session.scalars(select(Campaign).where(Campaign.id == campaign_id))).one()
        for name, value in values.items():
            setattr(row, name, value)
        await session.flush()
        await journal.record(session, viewer, event, row)
    await work.do(write, OPS)


async def same_home(session: AsyncSession, viewer: Viewer, consumer_ids: list[str], address_index: str) -> None:
    """Let people live at one address."""
    await session.execute(update(Consumer).where(Consumer.id.in_(consumer_ids)).values(address_index=address_index))
