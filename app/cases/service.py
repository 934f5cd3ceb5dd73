"""Verbs of cases and tasks, and the reactions that open them."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from app.cases import queries
from app.cases.models import Case, CaseMessage, Task
from app.cases.rules import ASK, CASE, FINDING, HARM, REACTED, READ_OWN, TASKS
from app.core.viewer import Viewer
from app.core.work import Happened, new_id, now
from app.journal import service as journal
from app.seats.queries import free_units


async def ask(session: AsyncSession, viewer: Viewer, consumer_id: str, kind: str, words: str,
              subject_type: str | None = None, subject_id: str | None = None) -> Case:
    """Open a case about something of the consumer's, or about nothing in particular."""
    viewer.require(ASK)
    campaign_id = None
    if subject_type and subject_id:
        campaign_id = await queries.campaign_of(session, subject_type, subject_id, consumer_id)
    case = Case(id=new_id(session, "case"), state=CASE.start, consumer_id=consumer_id, kind=kind,
                subject_type=subject_type, subject_id=subject_id, campaign_id=campaign_id,
                opened_at=now(session), changed_at=now(session), messages=[])
    session.add(case)
    await session.flush()
    _say(session, viewer, case, words)
    await journal.record(session, viewer, "case.opened", case, kind=kind)
    return case


async def ask_own(session: AsyncSession, viewer: Viewer, kind: str, words: str,
                  subject_type: str | None = None, subject_id: str | None = None) -> Case:
    """Open a case as the consumer who is signed in."""
    viewer.require(READ_OWN)
    return await ask(session, viewer, viewer.scope("consumer"), kind, words, subject_type, subject_id)


async def reply(session: AsyncSession, viewer: Viewer, case_id: str, words: str) -> Case:
    """Answer the consumer."""
    return await _move(session, viewer, case_id, "reply", words)


async def ask_again(session: AsyncSession, viewer: Viewer, case_id: str, words: str) -> Case:
    """The consumer writes again; the case is open again."""
    return await _move(session, viewer, case_id, "ask_again", words)


async def close(session: AsyncSession, viewer: Viewer, case_id: str) -> Case:
    """Close a case that needs nothing more."""
    return await _move(session, viewer, case_id, "close")


async def _move(session: AsyncSession, viewer: Viewer, case_id: str, move: str, words: str | None = None) -> Case:
    case = await queries.get(session, viewer, case_id)
    moved = CASE.move(case, move, viewer)
    case.changed_at = now(session)
    case.closed_at = now(session) if move == "close" else None
    if words:
        _say(session, viewer, case, words)
    await journal.record(session, viewer, moved, case)
    return case


def _say(session: AsyncSession, viewer: Viewer, case: Case, words: str) -> None:
    message = CaseMessage(id=new_id(session, "cmsg"), case_id=case.id, author_kind=viewer.kind,
                          author_id=viewer.actor_id, at=now(session))
    message.words = words
    case.messages.append(message)


async def open_task(session: AsyncSession, viewer: Viewer, kind: str, subject_id: str,
                    campaign_id: str | None = None, due_at: datetime | None = None, **facts: Any) -> Task:
    """Open a task for ops; one that is open already stays as it is."""
    task = await queries.find_open_task(session, kind, subject_id)
    if task is None:
        task = Task(id=new_id(session, "task"), kind=kind, subject_id=subject_id, campaign_id=campaign_id,
                    due_at=due_at, facts=facts, opened_at=now(session))
        session.add(task)
        await journal.record(session, viewer, "task.opened", task, kind=kind)
    return task


async def finish_task(session: AsyncSession, viewer: Viewer, kind: str, subject_id: str) -> None:
    """Mark the open task of one kind about one thing as done, if there is one."""
    viewer.require(TASKS)
    task = await queries.find_open_task(session, kind, subject_id)
    if task is not None:
        task.done_at, task.done_by = now(session), viewer.actor_id
        await journal.record(session, viewer, "task.done", task, kind=kind)


OPENED_BY: dict[str, tuple[str, timedelta]] = {
    "campaign.submitted": ("approve_campaign", timedelta(days=1)),
    "campaign.waitlist_empty": (FINDING, timedelta(days=1)),
    "trouble.opened": ("mend_trouble", timedelta(days=1)),
    "review.needs_eyes": ("check_review", timedelta(days=1)),
    "review.changed": ("look_at_change", timedelta(days=2)),
    "review.removed": ("look_at_removal", timedelta(days=2)),
    "review.hidden": ("look_at_removal", timedelta(days=2)),
    "review.picture_drawn": ("look_at_picture", timedelta(days=2)),
    "review.numbers_doubted": ("look_at_numbers", timedelta(days=4)),
    "review.numbers_held": ("look_at_numbers", timedelta(days=2)),
    "message.failed": ("reach_person", timedelta(days=1)),
    "case.opened": ("answer_case", timedelta(days=1)),
    "case.asked_again": ("answer_case", timedelta(days=1)),
}
"""Event to the task it opens and the time there is for it."""
FINISHED_BY: dict[str, tuple[str, ...]] = {
    "campaign.approved": ("approve_campaign",), "campaign.changes_requested": ("approve_campaign",),
    "campaign.cancelled": ("approve_campaign", FINDING), "campaign.completed": (FINDING,),
    "trouble.resent": ("mend_trouble",), "trouble.resolved": ("mend_trouble",), "trouble.given_up": ("mend_trouble",),
    "review.verified": ("check_review",), "review.fix_asked": ("check_review",), "review.rejected": ("check_review",),
    "review.taken_back": ("check_review",), "review.waived": ("check_review",), "review.gave_way": ("check_review",),
    "review.taken_away": ("look_at_change", "look_at_removal", "look_at_picture", "look_at_numbers"),
    "review.verified_again": ("look_at_change", "look_at_removal"),
    "review.acknowledged": ("look_at_change", "look_at_removal"),
    "review.closed": ("look_at_change", "look_at_removal"), "review.picture_judged": ("look_at_picture",),
    "review.numbers_released": ("look_at_numbers",), "review.numbers_left_out": ("look_at_numbers",),
    "case.answered": ("answer_case",), "case.closed": ("answer_case",),
    "seat.told": ("tell_person",), "seat.accepted": ("tell_person",), "seat.declined": ("tell_person",),
    "seat.withdrawn": ("tell_person",), "message.sent": ("reach_person",), "message.skipped": ("reach_person",),
}
"""Event to the kinds of tasks that it ends."""


async def open_task_for(session: AsyncSession, viewer: Viewer, happened: Happened) -> None:
    """Reaction: what happened needs a person of ops."""
    kind, within = OPENED_BY[happened.event]
    campaign_id = getattr(happened.subject, "campaign_id", None)
    await open_task(session, viewer, kind, happened.subject_id, campaign_id, now(session) + within)


async def finish_tasks_for(session: AsyncSession, viewer: Viewer, happened: Happened) -> None:
    """Reaction: what happened ends what was waiting."""
    for kind in FINISHED_BY[happened.event]:
        await finish_task(session, viewer, kind, happened.subject_id)


async def finish_finding(session: AsyncSession, viewer: Viewer, happened: Happened) -> None:
    """Reaction: a campaign that looked for more people has no unit left for any."""
    campaign_id = happened.subject.campaign_id
    if await queries.find_open_task(session, FINDING, campaign_id) and not await free_units(session, campaign_id):
        await finish_task(session, viewer, FINDING, campaign_id)


async def open_telling(session: AsyncSession, viewer: Viewer, happened: Happened) -> None:
    """Reaction: an offer to somebody who cannot be written to waits for ops to tell the person."""
    seat = happened.subject
    if not await queries.can_be_told(session, seat.consumer_id):
        await open_task(session, viewer, "tell_person", seat.id, seat.campaign_id, now(session) + timedelta(days=2))


async def open_for_reaction(session: AsyncSession, viewer: Viewer, happened: Happened) -> None:
    """Reaction: somebody reacted to a sample; a case is open at once, before anybody has written a word."""
    seat = happened.subject
    await ask(session, viewer, seat.consumer_id, HARM, REACTED, "seats", seat.id)


async def export(session: AsyncSession, viewer: Viewer, consumer_id: str) -> dict[str, Any]:
    """What is held about a person here."""
    cases = await queries.of_consumer(session, consumer_id)
    return {"cases": [{"id": case.id, "kind": case.kind, "state": case.state, "opened_at": case.opened_at,
                       "messages": [{"at": m.at, "by": m.author_kind, "words": m.words} for m in case.messages]}
                      for case in cases]}


async def forget(session: AsyncSession, viewer: Viewer, consumer_id: str) -> dict[str, int]:
    """Take the words out of a person's cases; kinds and dates stay."""
    messages = [m for case in await queries.of_consumer(session, consumer_id) for m in case.messages]
    for message in messages:
        message.words = None
    return {"case_messages": len(messages)}
