"""Campaigns over REST: written by brands, decided by ops."""

from typing import Any, Literal

from fastapi import APIRouter

from app.campaigns import queries, service
from app.campaigns.models import Campaign
from app.campaigns.rules import APPROVE, CANCEL, DRAFT, PAUSE, READ, READ_OWN, RESUME, RUN, SUBMIT
from app.campaigns.schemas import BriefIn, CampaignChange, CampaignIn, CampaignOut, CampaignStateOut
from app.core.shapes import In
from app.matching import jobs
from app.matching.schemas import HintOut
from app.web.api.listing import Asked, Id, List, Whose, listed
from app.web.doors import Made, OnlyOnce, Who, Working, needs, whose

router = APIRouter(prefix="/api/v1/campaigns", tags=["campaigns"])
State = Literal["draft", "submitted", "changes_requested", "approved", "live", "completed", "archived", "cancelled"]


class SubmittedOut(CampaignStateOut):
    """A campaign that was handed in, with what stands in its way as it is."""

    hints: list[HintOut]


class NoteIn(In):
    """What to change."""

    note: str


@router.get("", **needs(READ, READ_OWN))
async def page(work: Working, viewer: Who, ask: Asked, state: State | None = None,
               brand: Whose = None) -> List[CampaignOut]:
    """Campaigns, newest first."""
    return await work.read(queries.page, viewer, ask, state=state, brand_id=brand, shape=listed(CampaignOut.of))


@router.post("", status_code=201, **needs(DRAFT, makes="/api/v1/campaigns/{id}"))
async def draft(body: CampaignIn, work: Working, viewer: Who, once: OnlyOnce, made: Made,
                brand: Whose = None) -> CampaignOut:
    """Begin a campaign; it may lack much, but what is there must be right."""
    return made.at(await work.do(service.draft, viewer, whose(viewer, brand), body, shape=CampaignOut.of, once=once))


@router.get("/{campaign_id}", **needs(READ, READ_OWN))
async def one(campaign_id: Id, work: Working, viewer: Who) -> CampaignOut:
    """One campaign with everything that was agreed."""
    return await work.read(queries.get_whole, viewer, campaign_id, shape=CampaignOut.of)


@router.patch("/{campaign_id}", **needs(DRAFT))
async def edit(campaign_id: Id, body: CampaignChange, work: Working, viewer: Who) -> CampaignOut:
    """Change some fields of a draft; a list that is given replaces the whole list."""
    return await work.do(service.edit, viewer, campaign_id, body, shape=CampaignOut.of)


@router.put("/{campaign_id}/brief", **needs(APPROVE))
async def change_brief(campaign_id: Id, body: BriefIn, work: Working, viewer: Who) -> CampaignStateOut:
    """Give an approved or live campaign a new version of its brief."""
    return await work.do(service.change_brief, viewer, campaign_id, body, shape=CampaignStateOut.of)


@router.post("/{campaign_id}/request-changes", **needs(APPROVE))
async def request_changes(campaign_id: Id, body: NoteIn, work: Working, viewer: Who,
                          once: OnlyOnce) -> CampaignStateOut:
    """Send a submitted campaign back with a note."""
    return await work.do(service.request_changes, viewer, campaign_id, body.note, shape=CampaignStateOut.of, once=once)


@router.post("/{campaign_id}/submit", **needs(SUBMIT))
async def submit(campaign_id: Id, work: Working, viewer: Who, once: OnlyOnce) -> SubmittedOut:
    """Hand a draft in; what it lacks is named, everything at once; `hints` say what stands in its way."""
    found = HintOut.all_of(await jobs.obstacles(work, viewer, campaign_id))

    def shape(row: Campaign) -> SubmittedOut:
        return SubmittedOut(**CampaignStateOut.of(row).model_dump(), hints=found)
    return await work.do(service.submit, viewer, campaign_id, shape=shape, once=once)


def _move(path: str, verb: Any, permission: str, words: str) -> None:
    """A move of the campaign's machine as a route; what it says stands in the description of the API."""
    async def move(campaign_id: Id, work: Working, viewer: Who, once: OnlyOnce) -> CampaignStateOut:
        answer: CampaignStateOut = await work.do(verb, viewer, campaign_id, shape=CampaignStateOut.of, once=once)
        return answer
    move.__name__ = verb.__name__
    router.post(f"/{{campaign_id}}/{path}", description=words, **needs(permission))(move)


_move("reopen", service.reopen, DRAFT, "Take up again as a draft what was sent back.")
_move("approve", service.approve, APPROVE, "Approve: the stock opens, and the campaign goes live when it starts.")
_move("go-live", service.go_live, RUN, "Open an approved campaign now.")
_move("pause", service.pause, PAUSE, "Stop offers and exports at once.")
_move("resume", service.resume, RESUME, "Let a paused campaign go on.")
_move("complete", service.complete, RUN, "Close a live campaign.")
_move("archive", service.archive, RUN, "Put a completed campaign away.")
_move("cancel", service.cancel, CANCEL, "Call a campaign off; what has been sent goes on.")
