"""A brand's campaigns: what they stand at, and what the brand may do."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse

from app.campaigns import queries, service
from app.campaigns.models import Campaign
from app.campaigns.queries import Dates
from app.campaigns.rules import CANCEL, DRAFT, DRAFTED, LIVE, PAUSE, READ_OWN, SUBMIT, has_ended
from app.core.errors import Conflict, Fault, Invalid
from app.core.i18n import Text, text
from app.core.paging import Ask
from app.core.work import Work
from app.insights import queries as insights
from app.insights.rules import Standing
from app.matching import jobs
from app.matching.queries import explaining
from app.matching.rules.telling import Told
from app.web.campaign_view import CampaignView, field_of, view_of
from app.web.doors import Working, opens
from app.web.screen import Screen, Showing

router = APIRouter(prefix="/brand/campaigns")
BEGUN = ("approved", "live", "completed", "archived", "cancelled")
"""States in which there can be reviews."""


@dataclass(frozen=True, slots=True)
class CampaignRow:
    """A campaign in the list."""

    id: str
    name: Text
    state: str
    is_paused: bool
    has_ended: bool
    units: int
    starts_at: datetime | None
    days_left: int | None
    zone: str
    currency: str
    standing: Standing | None = None
    """Its reviews and cost, once there can be any."""

    @classmethod
    def of(cls, row: Campaign, now: datetime, standing: Standing | None = None) -> "CampaignRow":
        """One line of the list."""
        return cls(row.id, Text.model_validate(row.name), row.state, row.paused_at is not None,
                   has_ended(row.state, row.ends_at, now),
                   sum(offer.units for offer in row.offers), row.starts_at,
                   max(0, (row.ends_at - now).days) if row.ends_at else None, row.time_zone, row.currency,
                   standing)


@dataclass(frozen=True, slots=True)
class Headline:
    """Over all campaigns that have begun: reviews verified and promised, days until the first live one ends, and the
    cost of a verified review."""

    verified: int
    promised: int
    next_end: int | None
    per_review: int | None
    currency: str


@dataclass(frozen=True, slots=True)
class CampaignsPage:
    """The list, newest first, with how many stand in each state, and the numbers that matter over all campaigns,
    whichever of them the page shows."""

    rows: tuple[CampaignRow, ...]
    whole: Headline
    counts: tuple[tuple[str, int, bool], ...]
    """States, how many stand in each, and whether those are past their end."""
    older: str | None


@dataclass(frozen=True, slots=True)
class CampaignPage:
    """One campaign; `refused` holds what kept it from being done just now; `people` says why those picked suit it;
    `obstacles` stand in the way of one that is about to be handed in, each with the field that mends it."""

    view: CampaignView
    refused: tuple[Text, ...] = ()
    people: Told | None = None
    obstacles: tuple[tuple[Text, str], ...] = ()


@router.get("", **opens(READ_OWN))
async def listed(screen: Showing, work: Working, after: str | None = None) -> HTMLResponse:
    """The brand's campaigns."""
    page = await work.read(queries.page, screen.viewer, Ask(after, 25))
    counts = _counted(await work.read(queries.count_by_state, screen.viewer),
                      await work.read(queries.count_ended, screen.viewer))
    begun = await work.read(queries.dates_of, screen.viewer, BEGUN)
    found = await work.read(insights.standings, screen.viewer, [one.id for one in begun])
    rows = tuple(CampaignRow.of(row, work.clock(), found.get(row.id)) for row in page.items)
    older = f"/brand/campaigns?after={page.next_cursor}" if page.next_cursor else None
    return screen.show("brand/campaigns.html", CampaignsPage(
        rows, _headline(begun, found, work.clock()), counts, older))


def _counted(by_state: dict[str, int], ended: int) -> tuple[tuple[str, int, bool], ...]:
    """Campaigns by state, live ones past their end apart from the others."""
    parts = ((state, count - ended if state == LIVE else count, False) for state, count in sorted(by_state.items()))
    return tuple(one for one in (*parts, (LIVE, ended, True)) if one[1])


def _headline(begun: Sequence[Dates], found: Mapping[str, Standing], at: datetime) -> Headline:
    """The numbers over all campaigns that have begun; a cost only where all are in one currency."""
    told = list(found.values())
    whole = Standing(*(sum(getattr(one, name) for one in told) for name in ("verified", "promised", "cost")))
    currencies = {one.currency for one in begun}
    days = [max(0, (one.ends_at - at).days) for one in begun
            if one.state == LIVE and one.ends_at is not None and not has_ended(one.state, one.ends_at, at)]
    return Headline(whole.verified, whole.promised, min(days, default=None),
                    whole.per_review if len(currencies) == 1 else None, next(iter(currencies), ""))


async def view(screen: Screen, work: Work, campaign_id: str) -> CampaignView:
    """A campaign in words for whoever looks, with its numbers once there can be any."""
    row = await work.read(queries.get_whole, screen.viewer, campaign_id)
    given = await work.read(queries.choices, screen.viewer, row.brand_id)
    lacks: list[Fault] = []
    if row.state in (DRAFTED, "submitted"):
        lacks = await work.read(queries.lacks, screen.viewer, row)
    summary = None
    if row.state in BEGUN:
        summary = await work.read(insights.summary, screen.viewer, campaign_id)
    names = screen.request.app.state.house.networks.names
    return view_of(row, given, screen.viewer, work.clock(), names, lacks, summary)


@router.get("/{campaign_id}", **opens(READ_OWN))
async def one(campaign_id: str, screen: Showing, work: Working) -> HTMLResponse:
    """One campaign: its numbers, and everything that was agreed."""
    people = await work.read(explaining.reasons_of, screen.viewer, campaign_id)
    return screen.show("brand/campaign.html", CampaignPage(await view(screen, work, campaign_id), (), people))


async def obstacles(screen: Screen, work: Work, row: Campaign) -> tuple[tuple[Text, str], ...]:
    """What stands in a campaign's way before anything runs, each with the field of its form that mends it."""
    return tuple((hint.words, field_of(hint.where, row))
                 for hint in await jobs.obstacles(work, screen.viewer, row.id))


async def _do(screen: Screen, work: Work, verb: Callable[..., Awaitable[Any]], campaign_id: str,
              done: Text) -> HTMLResponse | RedirectResponse:
    try:
        await work.do(verb, screen.viewer, campaign_id)
    except Invalid as refusal:
        refused = tuple(fault.message for fault in refusal.faults)
        return screen.show("brand/campaign.html", CampaignPage(await view(screen, work, campaign_id), refused), 422)
    except Conflict as refusal:
        refused = (refusal.said,)
        return screen.show("brand/campaign.html", CampaignPage(await view(screen, work, campaign_id), refused), 409)
    return screen.go(f"/brand/campaigns/{campaign_id}", done)


@router.post("/{campaign_id}/submit", response_model=None, **opens(SUBMIT))
async def submit(campaign_id: str, screen: Showing, work: Working) -> HTMLResponse | RedirectResponse:
    """Hand the draft in; what stands in its way is said first, and it may be handed in all the same."""
    shown = await view(screen, work, campaign_id)
    is_told = bool((await screen.form()).get("as_it_is"))
    if "submit" in shown.moves and not shown.lacks and not is_told:
        found = await obstacles(screen, work, shown.row)
        if found:
            return screen.show("brand/campaign.html", CampaignPage(shown, obstacles=found), 422)
    return await _do(screen, work, service.submit, campaign_id, text(
        "Submitted. We look at it and tell you.", "已提交，审批后会通知你。"))


@router.post("/{campaign_id}/reopen", response_model=None, **opens(DRAFT))
async def reopen(campaign_id: str, screen: Showing, work: Working) -> HTMLResponse | RedirectResponse:
    """Take it up again as a draft."""
    return await _do(screen, work, service.reopen, campaign_id, text(
        "It is a draft again; change what you like.", "已转回草稿，可以修改。"))


@router.post("/{campaign_id}/pause", response_model=None, **opens(PAUSE))
async def pause(campaign_id: str, screen: Showing, work: Working) -> HTMLResponse | RedirectResponse:
    """Stop offers and exports at once."""
    return await _do(screen, work, service.pause, campaign_id, text(
        "Paused. Nothing more is offered or sent until we resume it.", "已暂停，恢复之前不再邀请和寄送。"))


@router.get("/{campaign_id}/cancel", **opens(CANCEL))
async def sure(campaign_id: str, screen: Showing, work: Working) -> HTMLResponse:
    """What cancelling means, before it is done."""
    return screen.show("brand/campaign_cancel.html", CampaignPage(await view(screen, work, campaign_id)))


@router.post("/{campaign_id}/cancel", response_model=None, **opens(CANCEL))
async def cancel(campaign_id: str, screen: Showing, work: Working) -> HTMLResponse | RedirectResponse:
    """Call it off."""
    return await _do(screen, work, service.cancel, campaign_id, text("The campaign is cancelled.", "活动已取消。"))
