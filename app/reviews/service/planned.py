"""Decisions made on a page: carried out after ten seconds, undone by taking the plan back."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.i18n import Text
from app.core.states import WrongState
from app.core.viewer import Viewer
from app.core.work import now
from app.jobs import queries as planned
from app.jobs import service as jobs
from app.reviews import queries
from app.reviews.models import Review
from app.reviews.rules import REVIEW, VERIFY
from app.reviews.rules.checks import Fix
from app.reviews.rules.refusals import PostNotKnown, StillPlanned
from app.reviews.service import deciding

UNDO = timedelta(seconds=10)


def _key(review_id: str) -> str:
    return f"review.decide/{review_id}"


async def decide_later(session: AsyncSession, viewer: Viewer, review_id: str, decision: str, *,
                       reason: str | None = None, fixes: Sequence[Fix] = ()) -> Review:
    """Plan to verify, ask for fixes, reject for a reason, or find in order again; raises StillPlanned for a second."""
    viewer.require(REVIEW[decision].permission)
    review = await queries.get(session, viewer, review_id)
    if not REVIEW.can(review.state, decision):
        raise WrongState(REVIEW.noun, review.state, decision)
    if decision == "verify" and review.post_index is None:
        raise PostNotKnown
    waiting = await decision_of(session, viewer, review_id)
    if waiting is not None:
        raise StillPlanned(waiting)
    await jobs.plan(session, "review.decide", now(session) + UNDO, key=_key(review.id), review_id=review.id,
                    decision=decision, actor_id=viewer.actor_id, reason=reason,
                    fixes=[fix.as_json() for fix in fixes])
    return review


async def decision_of(session: AsyncSession, viewer: Viewer, review_id: str) -> str | None:
    """The decision that waits to be carried out, if any."""
    viewer.require(VERIFY)
    job = await planned.find(session, _key(review_id))
    return str(job.args["decision"]) if job is not None and job.state == "due" else None


async def undo(session: AsyncSession, viewer: Viewer, review_id: str) -> bool:
    """Take a planned decision back; tells whether it was still there. What was carried out is not undone."""
    viewer.require(VERIFY)
    review = await queries.get(session, viewer, review_id)
    return await jobs.cancel(session, _key(review.id))


async def carry_out(session: AsyncSession, viewer: Viewer, review_id: str, decision: str, actor_id: str, *,
                    reason: str | None, fixes: list[dict[str, Any]]) -> None:
    """Do what a person of ops decided on a page, in that person's name; a review that has moved on stays as it is."""
    person = Viewer(actor_id, "ops", viewer.permissions, {}, viewer.caused_by)
    review = await queries.take(session, person, review_id)
    if not REVIEW.can(review.state, decision):
        return
    match decision:
        case "verify":
            await deciding.verify(session, person, review_id)
        case "recheck":
            await deciding.recheck(session, person, review_id)
        case "reject":
            await deciding.reject(session, person, review_id, reason or "")
        case "ask_fix":
            await deciding.ask_fix(session, person, review_id, fixes_from(fixes))


def fixes_from(stored: list[dict[str, Any]]) -> list[Fix]:
    """Fixes as they were stored."""
    return [Fix(one["check"], Text.model_validate(one["message"])) for one in stored]
