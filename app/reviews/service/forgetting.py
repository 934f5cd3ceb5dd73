"""What is held about a person in reviews: given out whole, or erased so that counts and dates alone remain."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from app.consumers import queries as consumers
from app.core.viewer import Viewer
from app.core.work import now
from app.jobs import service as jobs
from app.reviews import queries
from app.reviews.models import Review, ReviewCheck, ReviewPicture, Snapshot
from app.reviews.rules.looks import COUNTS
from app.reviews.service.entries import note
from app.reviews.service.thumbnails import drop_thumbnail


async def export(session: AsyncSession, viewer: Viewer, consumer_id: str) -> dict[str, Any]:
    """Everything that is held about a person's reviews; NotFound where the viewer may not see the person."""
    await consumers.get(session, viewer, consumer_id)
    reviews = await queries.all_of(session, consumer_id)
    measured = await queries.numbers_of(session, [review.id for review in reviews])
    shown = await queries.pictures_of(session, [review.id for review in reviews])
    return {"reviews": [{**_exported(one, [s for s in measured if s.review_id == one.id]),
                         "pictures": [_picture(p) for p in shown if p.review_id == one.id]} for one in reviews]}


def _picture(shown: ReviewPicture) -> dict[str, Any]:
    return {"moment": shown.moment, "picture": shown.picture, "due_at": _iso(shown.due_at),
            "shown_at": _iso(shown.shown_at), "is_accepted": shown.is_accepted}


def _exported(review: Review, measured: list[Snapshot]) -> dict[str, Any]:
    plain = ("id", "state", "campaign_id", "asked_platform", "platform", "post_id", "url", "link", "author",
             "post_text", "picture", "image", "thumbnail", "is_gifted", "is_late", "is_on_other_network", "fixes",
             "rejection", "withheld_reason", "flags", "account_facts")
    times = ("due_at", "published_at", "edited_at", "submitted_at", "verified_at", "missed_at", "removed_at",
             "closed_at", "withheld_at")
    return {
        **{name: getattr(review, name) for name in plain},
        **{name: _iso(getattr(review, name)) for name in times},
        "checks": [_check(one) for one in review.checks],
        "snapshots": [{"measured_at": _iso(one.measured_at), "source": one.source,
                       **{name: getattr(one, name) for name in COUNTS}} for one in measured],
    }


def _check(row: ReviewCheck) -> dict[str, Any]:
    return {"attempt": row.attempt, "name": row.name, "outcome": row.outcome, "evidence": row.evidence,
            "to_add": row.to_add, "to_copy": row.to_copy, "rule_version": row.rule_version,
            "checked_at": _iso(row.checked_at)}


def _iso(at: Any) -> str | None:
    return None if at is None else at.isoformat()


async def forget(session: AsyncSession, viewer: Viewer, consumer_id: str) -> dict[str, int]:
    """Erase what names a person: state, dates and numbers stay, and the post's blind index, so that it counts once."""
    await consumers.get(session, viewer, consumer_id)
    reviews = await queries.all_of(session, consumer_id)
    checks = 0
    for review in reviews:
        if review.erased_at is None:
            checks += await _erase(session, viewer, review)
    return {"reviews": len(reviews), "checks": checks}


async def _erase(session: AsyncSession, viewer: Viewer, review: Review) -> int:
    if review.picture is not None:
        await jobs.let_go(session, viewer, [review.picture])
    await drop_thumbnail(session, viewer, review)
    review.link = review.author = review.earlier_text = review.author_index = None
    review.url = review.post_id = review.post_text = review.content_hash = review.picture = None
    review.etag = review.last_modified = review.next_look_at = None
    review.fixes, review.flags, review.account_facts, review.erased_at = [], [], {}, now(session)
    for row in review.checks:
        row.evidence = None
    await _erase_pictures(session, viewer, review)
    await note(session, viewer, "review.erased", review)
    return len(review.checks)


async def _erase_pictures(session: AsyncSession, viewer: Viewer, review: Review) -> None:
    for shown in await queries.pictures_of(session, [review.id]):
        if shown.picture is not None:
            await jobs.let_go(session, viewer, [shown.picture])
        shown.picture = shown.post_index = None

