"""What following a post asks of the store: windows that are over, what hosts have told, who shares a door."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import BindParameter, ScalarSelect, and_, bindparam, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased, load_only

from app.consumers.models import Consumer
from app.core.errors import NotFound
from app.core.viewer import Viewer
from app.core.work import now
from app.jobs.models import Job
from app.platforms.numbers import Numbers
from app.reviews.models import Review, Robots, Snapshot
from app.reviews.queries.reviews import of_its_post, visible_to
from app.reviews.rules import CHECKING, SUBMITTED
from app.reviews.rules.inflation import Measured
from app.reviews.rules.looks import COUNTS
from app.seats.models import Seat
from app.seats.rules import ACCEPTED

MOST_WINDOWS = 500
OF_A_LOOK = (Review.id, Review.state, Review.looks, Review.attempt, Review.platform, Review.post_id,
             Review.link_sealed, Review.etag, Review.last_modified, Review.image_sealed, Review.image_index)


def _others_linked() -> ScalarSelect[int]:
    own = aliased(Consumer)
    whose: BindParameter[str] = bindparam("consumer_id")
    phone, address = (select(index).where(own.id == whose) for index in (own.phone_index, own.address_index))
    at_address = and_(Consumer.address_index == address.where(own.is_address_shared.is_(False)).scalar_subquery(),
                      Consumer.is_address_shared.is_(False))
    return select(func.count()).where(or_(Consumer.phone_index == phone.scalar_subquery(), at_address),
                                      Consumer.id != whose, Consumer.erased_at.is_(None)).scalar_subquery()


_LINKED = select(_others_linked().label("others")).subquery()
LOOKS = select(_LINKED.c.others, Snapshot.measured_at, *(getattr(Snapshot, name) for name in COUNTS)).select_from(
    _LINKED).outerjoin(Snapshot, and_(Snapshot.review_id == bindparam("review_id"), of_its_post())).order_by(
    Snapshot.seq).execution_options(autoflush=False)
"""Every look at one review beside what its author's account is linked with, which is asked once."""


async def over_windows(session: AsyncSession) -> list[Seat]:
    """Accepted seats whose deadline has passed and of which nothing is being checked, the longest overdue first."""
    is_open = exists().where(Review.seat_id == Seat.id, Review.state.in_((SUBMITTED, CHECKING)))
    rows = select(Seat).where(Seat.state == ACCEPTED, Seat.settled_at.is_(None), Seat.deadline_at < now(session),
                              Seat.deliverable_count > 0, ~is_open)
    return list((await session.scalars(rows.order_by(Seat.deadline_at, Seat.seq).limit(MOST_WINDOWS))).all())


async def to_look(session: AsyncSession, viewer: Viewer, review_id: str, key: str) -> tuple[Review, int]:
    """What a look at a review needs of it, and how often the look planned under this key was tried; or NotFound."""
    rows = visible_to(viewer).options(load_only(*OF_A_LOOK, raiseload=True)).add_columns(func.coalesce(Job.attempts, 0))
    found = (await session.execute(rows.outerjoin(Job, Job.key == key).where(Review.id == review_id))).first()
    if found is None:
        raise NotFound("review")
    return found[0], found[1]


async def looks_of(session: AsyncSession, review: Review) -> tuple[list[Measured], int]:
    """A review's numbers as they were measured, oldest first, and how many other people stand at its author's phone or
    address; an address that many share is nobody's. In one statement, and without sending what waits to be stored."""
    rows = (await session.execute(LOOKS, {"review_id": review.id, "consumer_id": review.consumer_id})).all()
    return [Measured(at, Numbers(*counts)) for _, at, *counts in rows if at is not None], rows[0][0]


async def robots_of(session: AsyncSession, origins: Sequence[str], since: datetime) -> list[Robots]:
    """What these origins told readers by machine since a moment."""
    rows = select(Robots).where(Robots.origin.in_(origins), Robots.fetched_at > since)
    return list((await session.scalars(rows)).all()) if origins else []
