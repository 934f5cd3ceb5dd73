"""Assignments: who was given which seat by a run or by a round, as one table to be checked or studied elsewhere."""

from typing import Literal

from fastapi import APIRouter, Response

from app.matching import jobs
from app.matching.queries import assignment
from app.matching.rules import READ
from app.matching.schemas import AssignedOut
from app.matching.schemas.assignment import as_csv
from app.web.api.listing import Id, List
from app.web.doors import Who, Working, needs

router = APIRouter(prefix="/api/v1", tags=["runs"])
Form = Literal["json", "csv"]
table_needs = needs(READ)
table_needs["responses"] = {**table_needs["responses"], 200: {"content": {"text/csv": {"schema": {"type": "string"}}}}}


@router.get("/runs/{run_id}/assignment", response_model=List[AssignedOut], **table_needs)
async def of_run(run_id: Id, work: Working, viewer: Who, form: Form = "json") -> Response | List[AssignedOut]:
    """Everybody whom a run picked, those with a unit first, each by rank; `form=csv` answers a sheet."""
    return _table(await jobs.assignment(work, viewer, assignment.of_run, run_id), run_id, form)


@router.get("/rounds/{round_id}/assignment", response_model=List[AssignedOut], **table_needs)
async def of_round(round_id: Id, work: Working, viewer: Who, form: Form = "json") -> Response | List[AssignedOut]:
    """Everybody whom the runs of a round picked, campaign by campaign; `form=csv` answers a sheet."""
    return _table(await jobs.assignment(work, viewer, assignment.of_round, round_id), round_id, form)


def _table(rows: list[AssignedOut], of: str, form: Form) -> Response | List[AssignedOut]:
    if form == "csv":
        return Response(as_csv(rows), media_type="text/csv; charset=utf-8", headers={
            "Content-Disposition": f'attachment; filename="assignment-{of}.csv"'})
    return List(data=rows, has_more=False, next_cursor=None)
