"""What seats hold about a person, told whole and ended when the person is erased."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from app.consumers.rules import ERASE
from app.core.viewer import Viewer
from app.seats import queries
from app.seats.rules import ACCEPTED, EXCUSE, OFFERED, READ, RUN, WAITING
from app.seats.schemas import SeatOut
from app.seats.service import offers, outcome


async def export(session: AsyncSession, viewer: Viewer, consumer_id: str) -> dict[str, Any]:
    """Every seat of a person as plain values."""
    rows = queries.one_by_one(viewer)
    return {"seats": [SeatOut.of(seat).model_dump(mode="json")
                      for seat in await queries.of_person(session, rows, consumer_id)]}


async def forget(session: AsyncSession, viewer: Viewer, consumer_id: str) -> dict[str, int]:
    """Withdraw what was offered, excuse what was accepted, and drop the indexes of phone and address."""
    viewer.require(ERASE)
    doer = Viewer(viewer.actor_id, viewer.kind, frozenset({READ, RUN, EXCUSE}), viewer.scopes, viewer.caused_by)
    counts = {"withdrawn": 0, "excused": 0}
    for seat in await queries.of_person(session, queries.one_by_one(viewer), consumer_id):
        if seat.state in (OFFERED, WAITING):
            await offers.close(session, doer, seat, "withdraw")
            counts["withdrawn"] += 1
        elif seat.state == ACCEPTED:
            await outcome.excuse(session, doer, seat.id, "erased")
            counts["excused"] += 1
        seat.phone_index = seat.address_index = None
    return counts
