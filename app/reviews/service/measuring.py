"""Numbers of a post: every measurement is appended, a number that falls is kept and flagged, unknown stays unknown."""

from collections.abc import Mapping
from typing import cast

from sqlalchemy import Table, insert
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import Fault, Invalid
from app.core.i18n import text
from app.core.states import WrongState
from app.core.viewer import Viewer
from app.core.work import insert_at_end, new_id, now
from app.platforms.numbers import Numbers
from app.reviews import queries
from app.reviews.models import Review, Snapshot
from app.reviews.rules import REVIEW, TRACK
from app.reviews.rules.evidence import impossible
from app.reviews.rules.inflation import Measured
from app.reviews.rules.looks import COUNTS, FOLLOWED, has_fallen, known_of
from app.reviews.service.entries import note
from app.reviews.service.flagging import weigh_numbers

SNAPSHOT = insert(cast(Table, Snapshot.__table__))
IMPOSSIBLE = text("This number cannot be right. Please read it off the post once more.",
                  "这个数字不太对，请再核对一下作品上的数据。")

NO_NUMBERS = text("Please give at least one number; what is not known stays empty.",
                  "请至少填写一项数字，不清楚的可以留空。")


def numbers_now(review: Review) -> Numbers:
    """The last known numbers of a review."""
    return Numbers(*(getattr(review, name) for name in COUNTS))


async def append(session: AsyncSession, viewer: Viewer, review: Review, numbers: Numbers, source: str,
                 sources: Mapping[str, str] | None = None) -> None:
    """Append a snapshot and keep the last known numbers on the review; tells where they have changed.

    `sources` names the numbers that came from elsewhere than the rest.
    """
    before = numbers_now(review)
    fell = has_fallen(before, numbers)
    counts = {name: getattr(numbers, name) for name in COUNTS}
    insert_at_end(session, SNAPSHOT, {
        "id": new_id(session, "snp"), "review_id": review.id, "measured_at": now(session), "source": source,
        "sources": {name: one for name, one in (sources or {}).items() if one != source}, "has_fallen": fell, **counts})
    review.measured_at, review.measured_how = now(session), source
    latest = known_of(before, numbers)
    if latest != before:
        for name in COUNTS:
            setattr(review, name, getattr(latest, name))
        await note(session, viewer, "review.measured", review, source=source, has_fallen=fell, **counts)
    await weigh_numbers(session, viewer, review, Measured(now(session), numbers))


def refuse_impossible(numbers: Numbers) -> None:
    """Raise Invalid at each number read off by a person that no post can have."""
    faults = tuple(Fault((name,), "impossible_numbers", IMPOSSIBLE) for name in impossible(numbers))
    if faults:
        raise Invalid(faults)


async def measure(session: AsyncSession, viewer: Viewer, review_id: str, numbers: Numbers, *,
                  picture: str | None = None) -> Review:
    """Enter numbers by hand, or read from a screenshot whose stored picture is named by its hash."""
    viewer.require(TRACK)
    review = await queries.take(session, viewer, review_id)
    if review.state not in FOLLOWED:
        raise WrongState(REVIEW.noun, review.state, "measure")
    if numbers == Numbers():
        raise Invalid.at("views", NO_NUMBERS, "missing")
    refuse_impossible(numbers)
    await append(session, viewer, review, numbers, "screenshot" if picture else "manual")
    review.picture = picture or review.picture
    return review
