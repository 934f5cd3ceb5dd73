"""Where a gift goes: an address changes under the locks of the caps, until the parcel is handed over."""

from sqlalchemy.ext.asyncio import AsyncSession

from app.consumers import queries as consumers
from app.consumers import service as people
from app.consumers.models import Address
from app.consumers.rules import COURIER
from app.consumers.schemas import AddressIn
from app.core.viewer import Viewer
from app.core.work import now
from app.journal import service as journal
from app.seats import queries
from app.seats.models import Seat
from app.seats.rules import ACCEPTED
from app.seats.rules.refusals import AddressFrozen, AddressHadGift
from app.seats.schemas import AcceptIn
from app.seats.service import answers, caps


async def change_address(session: AsyncSession, viewer: Viewer, consumer_id: str, address: AddressIn) -> Address:
    """Change where a person's samples go; the caps of old and new phone and home are held and decided again.

    Raises AddressFrozen while a parcel without trouble is on its way, AddressHadGift where somebody else there has
    a gift that counts.
    """
    await consumers.get(session, viewer, consumer_id)
    old = queries.keys_of(await caps.hold_person(session, consumer_id))
    open_seats = [s for s in await queries.of_consumer(session, consumer_id, (ACCEPTED,)) if s.received_at is None]
    for seat in open_seats:
        if seat.exported_at is not None and not await queries.is_in_trouble(session, seat.id):
            raise AddressFrozen(seat.id)
    kept = await people.set_address(session, viewer, consumer_id, address)
    new = queries.keys_of(await caps.hold_person(session, consumer_id))
    await caps.lock(session, tuple(sorted({*old.household, *new.household})))
    for seat in open_seats:
        campaign = await queries.campaign_of(session, seat)
        verdict = await caps.judge(session, seat, campaign, new, others_only=True)
        if verdict.full is not None:
            raise AddressHadGift(verdict.full)
        seat.phone_index, seat.address_index = new.phone_index, new.address_index
        seat.is_address_shared, seat.changed_at = new.is_address_shared, now(session)
        await journal.record(session, viewer, "seat.address_changed", seat, campaign_id=seat.campaign_id,
                             sharing_address=verdict.sharing)
    return kept


async def accept_with(session: AsyncSession, viewer: Viewer, seat_id: str, yes: AcceptIn) -> Seat:
    """Say yes with all that was still missing: the address, and the leave to pass it to the courier."""
    if yes.address is not None or yes.courier_consent:
        seat = await queries.locked(session, viewer, seat_id)
        if yes.address is not None:
            await change_address(session, viewer, seat.consumer_id, yes.address)
        if yes.courier_consent:
            await people.give_consent(session, viewer, seat.consumer_id, COURIER)
    return await answers.accept(session, viewer, seat_id, yes.offer_id, yes.confirms)
