"""Decisions made on a page: carried out after ten seconds, undone by taking the plan back."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import Conflict, Invalid
from app.core.i18n import Text, text
from app.core.states import WrongState
from app.core.viewer import Viewer
from app.core.work import now
from app.jobs import queries as planned
from app.jobs import service as jobs
from app.reviews import queries
from app.reviews.models import Review
from app.reviews.queries import queue
from app.reviews.rules import REVIEW, VERIFY
from app.reviews.rules.checks import Fix
from app.reviews.rules.inflation.judging import GROUNDS, IN_ORDER, LEFT_OUT
from app.reviews.rules.refusals import CountsElsewhere, PostNotKnown, StillPlanned
from app.reviews.rules.risk import LOST
from app.reviews.service import claims, deciding, evidence, flagging, taking_away

UNDO = timedelta(seconds=10)
OF_PICTURE = {"accept_picture": True, "refuse_picture": False}
OF_NUMBERS = {"numbers_in_order": IN_ORDER, "numbers_left_out": LEFT_OUT}
BESIDE = (*OF_PICTURE, *OF_NUMBERS, "acknowledge")
"""Decisions that are no moves of the machine."""


async def decide_later(session: AsyncSession, viewer: Viewer, review_id: str, decision: str, *,
                       reason: str | None = None, fixes: Sequence[Fix] = ()) -> Review:
    """Plan to verify, ask for fixes, reject for a reason, find in order again or leave as it is, or to judge the
    picture that waits or the numbers; raises StillPlanned for a second decision."""
    viewer.require(VERIFY if decision in BESIDE else REVIEW[decision].permission)
    review = await queries.take(session, viewer, review_id)
    if not await _is_possible(session, review, decision):
        raise WrongState(REVIEW.noun, review.state, decision)
    if decision == "verify" and review.post_id is None:
        raise PostNotKnown
    if decision == "verify" and (elsewhere := await claims.counts_elsewhere(session, review)):
        raise CountsElsewhere(elsewhere)
    if decision in OF_NUMBERS and reason not in GROUNDS[OF_NUMBERS[decision]]:
        raise Invalid.at("reason", text("Please choose one of the grounds.", "请选择一项依据。"), "no_such_grounds")
    waiting = await decision_of(session, viewer, review_id)
    if waiting is not None:
        raise StillPlanned(waiting)
    seen = await queue.picture_to_judge(session, review.id) if decision in OF_PICTURE else None
    await jobs.plan(session, queue.DECIDE, now(session) + UNDO, key=queue.key_of(review.id), review_id=review.id,
                    decision=decision, actor_id=viewer.actor_id, reason=reason,
                    fixes=[fix.as_json() for fix in fixes], picture_id=seen.id if seen else None)
    return review


async def _is_possible(session: AsyncSession, review: Review, decision: str) -> bool:
    if decision in OF_PICTURE:
        return await queue.picture_to_judge(session, review.id) is not None
    if decision in OF_NUMBERS:
        return bool(review.flags) or review.numbers_held_at is not None
    return review.state in LOST if decision == "acknowledge" else REVIEW.can(review.state, decision)


async def decide_all_later(session: AsyncSession, viewer: Viewer, review_ids: Sequence[str],
                           decision: str) -> list[str]:
    """Plan one decision about several reviews; the ids of those about which it could be made, in their order."""
    done = []
    for review_id in sorted(review_ids):
        try:
            done.append((await decide_later(session, viewer, review_id, decision)).id)
        except Conflict:
            continue
    return done


async def decision_of(session: AsyncSession, viewer: Viewer, review_id: str) -> str | None:
    """The decision that waits to be carried out, if any."""
    viewer.require(VERIFY)
    job = await planned.find(session, queue.key_of(review_id))
    return str(job.args["decision"]) if job is not None and job.state == "due" else None


async def undo(session: AsyncSession, viewer: Viewer, review_id: str) -> bool:
    """Take a planned decision back; tells whether it was still there. What was carried out is not undone."""
    viewer.require(VERIFY)
    review = await queries.get(session, viewer, review_id)
    return await jobs.cancel(session, queue.key_of(review.id))


async def undo_all(session: AsyncSession, viewer: Viewer, review_ids: Sequence[str]) -> int:
    """Take several planned decisions back; how many were still there."""
    return sum([await undo(session, viewer, review_id) for review_id in review_ids])


async def carry_out(session: AsyncSession, viewer: Viewer, review_id: str, decision: str, actor_id: str, *,
                    reason: str | None, fixes: list[dict[str, Any]], picture_id: str | None = None) -> None:
    """Do what a person of ops decided on a page, in that person's name; a review that has moved on stays as it is, and
    of pictures the one that was seen is judged."""
    person = Viewer(actor_id, "ops", viewer.permissions, {}, viewer.caused_by)
    review = await queries.take(session, person, review_id)
    if not await _is_possible(session, review, decision):
        return
    if decision == "verify" and await claims.counts_elsewhere(session, review):
        return
    match decision:
        case "verify":
            await deciding.verify(session, person, review_id)
        case "recheck":
            await deciding.recheck(session, person, review_id)
        case "acknowledge":
            await deciding.acknowledge(session, person, review_id)
        case "reject":
            await deciding.reject(session, person, review_id, reason or "")
        case "take_away":
            await taking_away.take_away(session, person, review_id, reason or "")
        case "ask_fix":
            await deciding.ask_fix(session, person, review_id, fixes_from(fixes))
        case "accept_picture" | "refuse_picture":
            await _judge_picture(session, person, picture_id, review_id, OF_PICTURE[decision], fixes_from(fixes))
        case "numbers_in_order" | "numbers_left_out":
            await flagging.judge_numbers(session, person, review_id, OF_NUMBERS[decision], reason or "")


async def _judge_picture(session: AsyncSession, person: Viewer, picture_id: str | None, review_id: str,
                         is_accepted: bool, lacks: Sequence[Fix]) -> None:
    waiting = await queue.picture_to_judge(session, review_id)
    if waiting is not None and waiting.id == picture_id:
        await evidence.judge_picture(session, person, waiting.id, is_accepted, lacks)


def fixes_from(stored: list[dict[str, Any]]) -> list[Fix]:
    """Fixes as they were stored."""
    return [Fix(one["check"], Text.model_validate(one["message"])) for one in stored]
