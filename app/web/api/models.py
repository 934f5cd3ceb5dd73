"""Model cards: what was learned from outcomes, how well it did on the latest of them, and whether it serves."""

from fastapi import APIRouter, Request

from app.campaigns.rules.traits import titles, traits_of
from app.matching import jobs
from app.matching.queries import learning
from app.matching.rules import READ, RUN
from app.matching.schemas import LearnedOut, ModelCardOut
from app.web.api.listing import Asked, List, listed
from app.web.doors import Who, Working, needs

router = APIRouter(prefix="/api/v1/models", tags=["models"])


@router.get("", **needs(READ))
async def index(request: Request, work: Working, viewer: Who, asked: Asked) -> List[ModelCardOut]:
    """Every version of every model, newest first."""
    named = titles(traits_of(request.app.state.house.questionnaires))
    return await work.read(learning.list_page, viewer, asked, shape=listed(lambda row: ModelCardOut.of(row, named)))


@router.post("/learn", **needs(RUN))
async def learn(work: Working, viewer: Who) -> LearnedOut:
    """Learn from all outcomes now instead of tonight; outcomes that are not new make no new version."""
    return LearnedOut(cards=await jobs.learn_now(work, viewer))
