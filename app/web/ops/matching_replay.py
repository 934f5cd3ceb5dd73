"""A run that is run again from what was kept of it, told on its own page."""

from fastapi import APIRouter
from fastapi.responses import RedirectResponse

from app.matching import jobs
from app.matching.rules import READ
from app.matching.rules.refusals import NothingToReplay
from app.web.doors import Working, opens
from app.web.screen import Showing

router = APIRouter(prefix="/ops/matching")


@router.post("/{run_id}/replay", **opens(READ))
async def replay(run_id: str, screen: Showing, work: Working) -> RedirectResponse:
    """Run it again; nothing is stored, and what came of it is said above the run."""
    try:
        why = (await jobs.replay(work, screen.viewer, run_id)).why
    except NothingToReplay as refusal:
        why = refusal.said
    return screen.go(f"/ops/matching/{run_id}", why)
