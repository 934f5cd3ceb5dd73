"""What of all reviews needs somebody of ops, the worst first, which picture waits for eyes, and what is noted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, case, cast, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased, selectinload

from app.campaigns.models import Campaign, Deliverable
from app.core.viewer import Viewer
from app.core.work import now
from app.jobs import queries as jobs
from app.jobs.models import Job
from app.journal.models import Entry
from app.reviews.models import Review, ReviewCheck, ReviewPicture
from app.reviews.rules import CHANGED, CHECKING, CLOSED, READ, REMOVED, UNREACHABLE, VERIFY
from app.reviews.rules.evidence import SUBMISSION
from app.reviews.rules.inflation.judging import LEFT_OUT
from app.reviews.rules.looks import FOLLOWED
from app.reviews.rules.risk import DOUBTED, LOST, RISKS, SOON

OVERDUE = timedelta(hours=1)
DECIDE = "review.decide"
STILL_NOTED = timedelta(minutes=1)
MOST_NOTED = 200
ACKNOWLEDGED = "review.acknowledged"
LOSSES = ("review.changed", "review.edited", "review.removed", "review.unreachable", "review.hidden")
"""What may become of a verified post that ops look at."""
HARMFUL = ("illegal", "third_party_data", "safety_claim")


@dataclass(frozen=True, slots=True)
class AtRisk:
    """A review that needs somebody, with its campaign: what is at risk and until when, and the which of how many posts
    that were agreed on it is."""

    review: Review
    campaign: Campaign
    risk: str
    until: datetime | None
    place: int
    posts: int


@dataclass(frozen=True, slots=True)
class Noted:
    """A decision that is not carried out yet, about one review or, made at once, about several."""

    decision: str
    due_at: datetime
    reviews: tuple[tuple[str, str], ...]
    """Ids and pseudonyms."""


def key_of(review_id: str) -> str:
    """The name under which the decision about a review waits to be carried out."""
    return f"{DECIDE}/{review_id}"


async def at_risk(session: AsyncSession, viewer: Viewer, skip: int = 0, limit: int = 200,
                  only: str = "") -> list[AtRisk]:
    """What ops should look at, the worst first, then what is due first, with its checks; without what is decided."""
    viewer.require(READ)
    at = now(session)
    rows = _rows(at)
    if only in RISKS:
        rows = rows.where(_risk(at) == RISKS.index(only))
    rows = rows.order_by("risk", UNTIL.is_(None), UNTIL, Review.seq).offset(skip).limit(limit)
    return [_found(*row) for row in (await session.execute(rows)).all()]


async def count_at_risk(session: AsyncSession, viewer: Viewer) -> dict[str, int]:
    """How many reviews wait for each reason, the worst first."""
    viewer.require(READ)
    at = now(session)
    risk = _risk(at).label("risk")
    rows = select(risk, func.count()).select_from(Review).where(*_waits(at)).group_by(risk).order_by(risk)
    return {RISKS[place]: count for place, count in (await session.execute(rows)).all()}


async def find_at_risk(session: AsyncSession, viewer: Viewer, review_id: str) -> AtRisk | None:
    """One review as it stands in the queue; None where it needs nobody any more."""
    viewer.require(READ)
    at = now(session)
    found = (await session.execute(_rows(at).where(Review.id == review_id))).one_or_none()
    return _found(*found) if found else None


def _rows(at: datetime) -> Select[Any]:
    """What waits, each with its checks, its campaign, and its place among the posts agreed on."""
    beside = aliased(Deliverable)
    posts = select(func.count()).where(beside.campaign_id == Review.campaign_id).scalar_subquery()
    rows = select(Review, Campaign, _risk(at).label("risk"), UNTIL, Deliverable.position, posts)
    rows = rows.join(Campaign, Campaign.id == Review.campaign_id).join(
        Deliverable, Deliverable.id == Review.deliverable_id)
    return rows.where(*_waits(at)).options(selectinload(Review.checks))


def _found(review: Review, campaign: Campaign, risk: int, until: datetime | None, position: int, posts: int) -> AtRisk:
    return AtRisk(review, campaign, RISKS[risk], until, position + 1, posts)


UNTIL = case((Review.state == CHECKING, Review.due_at), (Review.state != CLOSED, Review.online_until))


def _waits(at: datetime) -> tuple[ColumnElement[bool], ...]:
    """That a review needs somebody, is nobody's who was erased, and that no decision about it is noted."""
    is_noted = exists().where(Job.key == DECIDE + "/" + Review.id, Job.state == "due")
    return _may_need(at), or_(*_needs(at).values()), Review.erased_at.is_(None), ~is_noted


def _may_need(at: datetime) -> ColumnElement[bool]:
    """What is told from a row alone, so that of the many reviews in order hardly any is looked at closely."""
    is_shown = select(ReviewPicture.review_id).where(
        ReviewPicture.shown_at.is_not(None), ReviewPicture.judged_at.is_(None))
    return or_(Review.state.in_((CHECKING, *LOST)), Review.numbers_held_at.is_not(None),
               Review.next_look_at < at - OVERDUE, cast(Review.flags, String) != "[]", Review.id.in_(is_shown))


def _risk(at: datetime) -> ColumnElement[int]:
    needs = _needs(at)
    does_harm = Review.withheld_reason.in_(HARMFUL)
    return case((does_harm, RISKS.index("harm")), *((needs[name], place) for place, name in enumerate(RISKS) if place))


def _needs(at: datetime) -> dict[str, ColumnElement[bool]]:
    verdict = Review.judgement["verdict"].as_string()
    is_open = exists().where(ReviewCheck.review_id == Review.id, ReviewCheck.attempt == Review.attempt,
                             ReviewCheck.outcome == "unknown")
    lost_label = exists().where(
        ReviewCheck.review_id == Review.id, ReviewCheck.attempt == Review.attempt, ReviewCheck.name == "label",
        ReviewCheck.outcome == "failed", ReviewCheck.checked_at >= Review.edited_at)
    is_odd, waits = ReviewPicture.flags[0].as_string().is_not(None), _picture_waits()
    has_odd, has_any, is_news = exists().where(waits, is_odd), exists().where(waits), ~_acknowledged()
    return {
        "held": Review.numbers_held_at.is_not(None) & or_(verdict.is_(None), verdict != LEFT_OUT),
        "gone": (Review.state == REMOVED) & or_(Review.online_until.is_(None), Review.online_until > at) & is_news,
        "label": (Review.state == CHANGED) & lost_label & is_news,
        "window": (Review.state == CHECKING) & is_open & (Review.due_at < at + SOON),
        "unknown": (Review.state == CHECKING) & is_open & ~has_any,
        "odd": has_odd,
        "changed": (Review.state == CHANGED) & is_news,
        "doubted": Review.flags[(DOUBTED - 1, "name")].as_string().is_not(None) & verdict.is_(None),
        "unseen": (Review.state == UNREACHABLE) & is_news,
        "overdue": Review.state.in_(FOLLOWED) & (Review.next_look_at < at - OVERDUE),
        "drawn": has_any,
    }


def _acknowledged() -> ColumnElement[bool]:
    """That ops left a post as it is, and nothing more has become of it since."""
    latest = select(Entry.event).where(Entry.subject_id == Review.id, Entry.event.in_((ACKNOWLEDGED, *LOSSES)))
    return func.coalesce(latest.order_by(Entry.seq.desc()).limit(1).scalar_subquery(), "") == ACKNOWLEDGED


def _picture_waits() -> ColumnElement[bool]:
    """That a picture of a review was shown and is to be looked at: of the hand-in once a look has shown that it is
    needed, or later."""
    was_looked_at = exists().where(ReviewCheck.review_id == Review.id, ReviewCheck.attempt == Review.attempt)
    is_of_hand_in = and_(ReviewPicture.moment == SUBMISSION, Review.state == CHECKING, was_looked_at,
                         or_(ReviewPicture.post_index.is_(None), ReviewPicture.post_index == Review.post_index))
    is_later = and_(ReviewPicture.moment != SUBMISSION, Review.state.in_((*FOLLOWED, CLOSED)))
    is_odd = ReviewPicture.flags[0].as_string().is_not(None)
    return and_(ReviewPicture.review_id == Review.id, ReviewPicture.shown_at.is_not(None),
                ReviewPicture.judged_at.is_(None), or_(ReviewPicture.is_drawn, is_odd), or_(is_of_hand_in, is_later))


async def picture_to_judge(session: AsyncSession, review_id: str) -> ReviewPicture | None:
    """The latest picture of a review that waits for ops' eyes."""
    rows = select(ReviewPicture).join(Review, Review.id == ReviewPicture.review_id).where(
        Review.id == review_id, _picture_waits())
    found: ReviewPicture | None = await session.scalar(rows.order_by(ReviewPicture.seq.desc()).limit(1))
    return found


async def noted(session: AsyncSession, viewer: Viewer) -> list[Noted]:
    """The viewer's own decisions that can still be taken back, the latest first; made at once, they are one."""
    viewer.require(VERIFY)
    at = now(session)
    found = await jobs.planned(session, DECIDE, at - STILL_NOTED, at + STILL_NOTED, MOST_NOTED)
    batches: dict[tuple[datetime, str], list[str]] = {}
    for job in found:
        if job.args["actor_id"] == viewer.actor_id:
            batches.setdefault((job.due_at, job.args["decision"]), []).append(job.args["review_id"])
    names = await _pseudonyms(session, [one for ids in batches.values() for one in ids])
    return [Noted(decision, due_at, tuple((one, names[one]) for one in ids))
            for (due_at, decision), ids in batches.items()]


async def _pseudonyms(session: AsyncSession, ids: Sequence[str]) -> dict[str, str]:
    rows = select(Review.id, Review.pseudonym).where(Review.id.in_(ids))
    return dict(iter((await session.execute(rows)).all())) if ids else {}


async def pictures_to_see(session: AsyncSession, viewer: Viewer,
                          review_id: str) -> tuple[list[ReviewPicture], ReviewPicture | None]:
    """The pictures that a review was shown by, the newest first, and the one of them that waits for ops' eyes."""
    viewer.require(READ)
    rows = select(ReviewPicture).where(ReviewPicture.review_id == review_id, ReviewPicture.shown_at.is_not(None))
    found = (await session.scalars(rows.order_by(ReviewPicture.seq.desc()))).all()
    return list(found), await picture_to_judge(session, review_id)


async def shown_elsewhere(session: AsyncSession, viewer: Viewer, review_id: str) -> list[tuple[str, str, str]]:
    """The pictures of a review that were shown for others too: their hashes, with the others' ids and pseudonyms."""
    viewer.require(READ)
    own = select(ReviewPicture.picture).where(ReviewPicture.review_id == review_id, ReviewPicture.picture.is_not(None))
    rows = select(ReviewPicture.picture, Review.id, Review.pseudonym).join(
        Review, Review.id == ReviewPicture.review_id).where(
        ReviewPicture.picture.in_(own), ReviewPicture.review_id != review_id).distinct().order_by(Review.id)
    found = (await session.execute(rows)).all()
    return [(picture, other, pseudonym) for picture, other, pseudonym in found if picture is not None]


async def withheld_just_now(session: AsyncSession, viewer: Viewer, review_id: str) -> tuple[str, str] | None:
    """The id and pseudonym of a review that the viewer withheld within the last minute."""
    viewer.require(READ)
    rows = select(Review.id, Review.pseudonym).where(
        Review.id == review_id, Review.withheld_by == viewer.actor_id, Review.withheld_at > now(session) - STILL_NOTED)
    found = (await session.execute(rows)).one_or_none()
    return (found[0], found[1]) if found else None
