"""Seats over REST, for ops."""


from fastapi import APIRouter

from app.seats import queries
from app.seats import service as seats
from app.seats.rules import EXCUSE, EXTEND, READ, RUN, STOCK, TELL
from app.seats.schemas import ExcuseIn, ExtendIn, MoveIn, SeatOut, State, StockOut
from app.web.api.listing import Asked, Id, List, Of, listed
from app.web.doors import OnlyOnce, Who, Working, needs

router = APIRouter(prefix="/api/v1", tags=["seats"])


@router.get("/seats", **needs(READ))
async def index(work: Working, viewer: Who, ask: Asked, state: State | None = None,
                campaign: Of = None) -> List[SeatOut]:
    """Seats, newest first, of one state or campaign where named."""
    return await work.read(queries.page, viewer, ask, state=state, campaign_id=campaign, shape=listed(SeatOut.of))


@router.get("/seats/{seat_id}", **needs(READ))
async def one(seat_id: Id, work: Working, viewer: Who) -> SeatOut:
    """One seat."""
    return await work.read(queries.get, viewer, seat_id, shape=SeatOut.of)


@router.post("/seats/{seat_id}/told", **needs(TELL))
async def told(seat_id: Id, work: Working, viewer: Who, once: OnlyOnce) -> SeatOut:
    """The person knows of the offer: the answer window begins."""
    return await work.do(seats.mark_told, viewer, seat_id, shape=SeatOut.of, once=once)


@router.post("/seats/{seat_id}/withdraw", **needs(RUN))
async def withdraw(seat_id: Id, work: Working, viewer: Who, once: OnlyOnce) -> SeatOut:
    """Take an offer back, or end a wait."""
    return await work.do(seats.withdraw, viewer, seat_id, shape=SeatOut.of, once=once)


@router.post("/seats/{seat_id}/excuse", **needs(EXCUSE))
async def excuse(seat_id: Id, body: ExcuseIn, work: Working, viewer: Who, once: OnlyOnce) -> SeatOut:
    """Excuse a seat without penalty."""
    return await work.do(seats.excuse, viewer, seat_id, body.reason, shape=SeatOut.of, once=once)


@router.post("/seats/{seat_id}/extend", **needs(EXTEND))
async def extend(seat_id: Id, body: ExtendIn, work: Working, viewer: Who, once: OnlyOnce) -> SeatOut:
    """Give more days."""
    return await work.do(seats.extend, viewer, seat_id, body.days, body.reason, shape=SeatOut.of, once=once)


@router.get("/campaigns/{campaign_id}/stock", tags=["stock"], **needs(READ))
async def stock(campaign_id: Id, work: Working, viewer: Who) -> StockOut:
    """Units planned, taken and kept back, of each variant."""
    return await work.read(queries.stock_for_ops, viewer, campaign_id, shape=StockOut.of)


@router.post("/campaigns/{campaign_id}/stock/move", tags=["stock"], **needs(STOCK))
async def move(campaign_id: Id, body: MoveIn, work: Working, viewer: Who, once: OnlyOnce) -> StockOut:
    """Move what is left of a reserve into the units; those who wait are promoted."""
    return await work.do(seats.move_reserve, viewer, campaign_id, body.variant_id, body.units, shape=StockOut.of,
                         once=once)
