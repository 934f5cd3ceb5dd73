"""What seats tell of a person: shrunk rates of accepting and publishing."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.viewer import Viewer
from app.core.work import now
from app.matching.engine.learning.rates import ACCEPTING, PUBLISHING
from app.seats.models import Seat
from app.seats.queries.seats import visible_to
from app.seats.rules import (
    COMPLETED,
    DECLINED,
    EXCUSED,
    EXPIRED,
    NO_SHOW,
    OFFERED,
)
from app.seats.rules.standing import Outcome, Standing, rate


async def standings(session: AsyncSession, viewer: Viewer, consumer_ids: Iterable[str] | None = None,
                    at: datetime | None = None) -> dict[str, Standing]:
    """Each person's shrunk rates of accepting and publishing, computed from seats; who has no seat is left out."""
    rows = visible_to(viewer)
    if consumer_ids is not None:
        rows = rows.where(Seat.consumer_id.in_(tuple(consumer_ids)))
    answers: dict[str, list[Outcome]] = {}
    promises: dict[str, list[Outcome]] = {}
    for seat in (await session.scalars(rows.order_by(Seat.seq))).all():
        answers.setdefault(seat.consumer_id, []).extend(_answer(seat))
        promises.setdefault(seat.consumer_id, []).extend(_promise(seat))
    moment = at or now(session)
    return {who: Standing(rate(answers[who], ACCEPTING, moment), rate(promises[who], PUBLISHING, moment))
            for who in answers}


async def standing(session: AsyncSession, viewer: Viewer, consumer_id: str) -> Standing:
    """One person's shrunk rates."""
    found = await standings(session, viewer, [consumer_id])
    moment = now(session)
    return found.get(consumer_id) or Standing(rate([], ACCEPTING, moment), rate([], PUBLISHING, moment))


def _answer(seat: Seat) -> list[Outcome]:
    """How an offer was answered; excused seats and offers still open or withdrawn do not count."""
    if seat.state in (EXCUSED, OFFERED) or (seat.answered_at is None and seat.state != EXPIRED):
        return []
    return [Outcome(seat.answered_at or seat.answer_by or seat.offered_at, seat.state not in (DECLINED, EXPIRED))]


def _promise(seat: Seat) -> list[Outcome]:
    """How a promise was kept, once that is known."""
    if seat.state not in (COMPLETED, NO_SHOW):
        return []
    return [Outcome(seat.completed_at or seat.settled_at or seat.changed_at, seat.state == COMPLETED)]
