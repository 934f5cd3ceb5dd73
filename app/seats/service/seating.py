"""Taking a seat: which offers are open to a person, whose units are left, and what is frozen."""


from sqlalchemy.ext.asyncio import AsyncSession

from app.campaigns.models import Campaign
from app.core.errors import Invalid
from app.core.i18n import text
from app.core.viewer import Viewer
from app.core.work import now
from app.journal import service as journal
from app.seats import queries
from app.seats.models import Seat
from app.seats.rules import SEAT
from app.seats.rules.caps import Keys, Verdict
from app.seats.rules.offers import Choice, is_left
from app.seats.rules.refusals import VariantGone
from app.seats.service import stock


async def take_one(session: AsyncSession, seat: Seat, mine: list[Choice], offer_id: str | None) -> Choice | None:
    """Take the chosen offer's units, or those of the only one; None where nothing is left of any."""
    chosen = next((c for c in mine if c.offer_id == offer_id), None) if offer_id else None
    if offer_id and chosen is None:
        words = text("Please choose one of the offers shown.", "请从列出的选项中选择。")
        raise Invalid.at("offer_id", words, "no_such_offer")
    if chosen is None and len(mine) == 1:
        chosen = mine[0]
    if chosen is not None and await stock.take(session, seat.campaign_id, chosen.lines):
        return chosen
    # Held from here on, so that a unit that comes back meanwhile finds this person waiting.
    left = await queries.units_left(session, seat.campaign_id, hold=True)
    free = [choice for choice in mine if is_left(choice, left)]
    if not free:
        return None
    if chosen is None:
        raise Invalid.at("offer_id", text("Please choose what you would like.", "请选择你想要的款式。"), "choose")
    if chosen in free and await stock.take(session, seat.campaign_id, chosen.lines):
        return chosen
    raise VariantGone(chosen.name, tuple(c.name for c in free), tuple(c.offer_id for c in free))


async def freeze(session: AsyncSession, viewer: Viewer, move: str, seat: Seat, campaign: Campaign, chosen: Choice,
                keys: Keys, verdict: Verdict) -> Seat:
    """Freeze what was agreed: lines, brief, terms, value, deliverables, and the keys the gift counts under."""
    happened = SEAT.move(seat, move, viewer)
    terms = await queries.terms_of(session, seat.campaign_id)
    seat.accepted_at = seat.changed_at = now(session)
    seat.offer_id, seat.retail_value, seat.currency = chosen.offer_id, chosen.retail_value, campaign.currency
    seat.lines = [{"variant_id": variant_id, "quantity": quantity} for variant_id, quantity in chosen.lines]
    seat.brief_number, seat.terms_version = terms.brief_number, terms.terms_version
    seat.deliverable_count, seat.posting_days = terms.deliverable_count, terms.posting_days
    seat.trial_days, seat.fulfilment = campaign.trial_days, campaign.fulfilment
    seat.phone_index, seat.address_index = keys.phone_index, keys.address_index
    seat.is_address_shared = keys.is_address_shared
    await session.flush()
    await journal.record(session, viewer, happened, seat, campaign_id=seat.campaign_id, consumer_id=seat.consumer_id,
                         offer_id=chosen.offer_id, sharing_address=verdict.sharing)
    return seat
