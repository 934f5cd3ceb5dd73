"""Cases: consumers ask, ops answer."""

from typing import Literal

from fastapi import APIRouter

from app.cases import queries
from app.cases import service as cases
from app.cases.rules import READ, READ_OWN, REPLY, TASKS
from app.cases.schemas import CaseIn, CaseOut, TaskOut, WordsIn
from app.core.viewer import Viewer
from app.web.api.listing import Asked, Id, List, listed
from app.web.doors import Made, OnlyOnce, Who, Working, needs

TaskKind = Literal[
    "answer_case", "approve_campaign", "check_review", "find_more_people", "look_at_change", "look_at_numbers",
    "look_at_picture", "look_at_removal", "mend_trouble", "reach_person", "tell_person"]
router = APIRouter(prefix="/api/v1", tags=["cases"])


@router.post("/cases", status_code=201, **needs(READ_OWN, makes="/api/v1/cases/{id}"))
async def ask(body: CaseIn, work: Working, viewer: Who, once: OnlyOnce, made: Made) -> CaseOut:
    """Ask about an invitation, a parcel, a review, or anything."""
    return made.at(await work.do(cases.ask_own, viewer, body.kind, body.words, body.subject_type, body.subject_id,
                                 shape=CaseOut.of, once=once))


@router.get("/cases", **needs(READ_OWN, READ))
async def page(work: Working, viewer: Who, asked: Asked) -> List[CaseOut]:
    """Own cases; all of them for ops; newest first."""
    return await work.read(queries.page_of, viewer, asked, shape=listed(CaseOut.of))


@router.get("/cases/{case_id}", **needs(READ_OWN, READ))
async def get(case_id: Id, work: Working, viewer: Who) -> CaseOut:
    """One case with its messages."""
    return await work.read(queries.get, viewer, case_id, shape=CaseOut.of)


@router.post("/cases/{case_id}/messages", status_code=201, **needs(READ_OWN, REPLY))
async def say(case_id: Id, body: WordsIn, work: Working, viewer: Who, once: OnlyOnce) -> CaseOut:
    """One more message: from the consumer it opens the case again, from ops it answers it."""
    verb = cases.ask_again if _is_consumer(viewer) else cases.reply
    return await work.do(verb, viewer, case_id, body.words, shape=CaseOut.of, once=once)


@router.post("/cases/{case_id}/close", **needs(REPLY))
async def close(case_id: Id, work: Working, viewer: Who, once: OnlyOnce) -> CaseOut:
    """Close a case that needs nothing more."""
    return await work.do(cases.close, viewer, case_id, shape=CaseOut.of, once=once)


@router.get("/tasks", tags=["tasks"], **needs(TASKS))
async def tasks(work: Working, viewer: Who, asked: Asked, kind: TaskKind | None = None) -> List[TaskOut]:
    """What waits for ops, oldest first."""
    return await work.read(queries.tasks, viewer, asked, kind or "", shape=listed(TaskOut.of))


def _is_consumer(viewer: Viewer) -> bool:
    return viewer.kind == "consumer"
