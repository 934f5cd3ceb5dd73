"""Open campaigns on a phone: what there is, I am interested or not any more, and why one was or was not picked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse

from app.campaigns.rules import READ_OPEN
from app.core.errors import Conflict, Invalid
from app.core.i18n import Text, text
from app.core.paging import Ask
from app.matching import service
from app.matching.queries import interest
from app.matching.queries.interest import Screener
from app.matching.queries.why_me import why_me
from app.matching.rules import INTEREST
from app.matching.schemas import OpenCampaignOut, StepOut, WhyOut
from app.platforms.known import Networks
from app.questionnaires.forms import from_form
from app.questionnaires.questionnaire import Questionnaire
from app.web import asking, pages
from app.web.api.listing import Id
from app.web.asking import Asked
from app.web.consumer.invitation import FORMATS
from app.web.doors import Working, opens
from app.web.screen import Screen, Showing

router = APIRouter(prefix="/me/campaigns")
MOST_WANTED = 50
PLACES = {"answer": "/me/answers", "connect": "/me/answers", "agree": "/me/consents",
          "allow": "/me/consents#automatic", "come_back": "/me", "publish": "/me/reviews", "address": "/me/address",
          "ask": "/me/help"}
"""Where each kind of step is taken; a step that is not here is only told."""


@dataclass(frozen=True, slots=True)
class CampaignsPage:
    """What one is interested in, what is open besides, and where the older ones are."""

    wanted: tuple[OpenCampaignOut, ...]
    open: tuple[OpenCampaignOut, ...]
    networks: dict[str, Text]
    older: str | None


@dataclass(frozen=True, slots=True)
class ToDo:
    """A step in words, and the page on which it is taken."""

    words: Text
    href: str | None


@dataclass(frozen=True, slots=True)
class CampaignPage:
    """One campaign: what is given and asked, its own questions, how one stands in it, and what would change that."""

    told: OpenCampaignOut
    networks: dict[str, Text]
    formats: dict[str, Text]
    questions: tuple[Asked, ...]
    why: WhyOut | None
    to_do: tuple[ToDo, ...]
    notice: str | None = None
    errors: dict[str, str] = field(default_factory=dict)


def _networks(screen: Screen) -> dict[str, Text]:
    networks: Networks = screen.request.app.state.house.networks
    return networks.names


def _to_do(step: StepOut) -> ToDo:
    place = PLACES.get(step.kind)
    return ToDo(step.words, f"{place}/{step.page}" if place and step.page else place)


def _questions(screener: Screener | None, typed: Mapping[str, object]) -> tuple[Asked, ...]:
    if screener is None:
        return ()
    answers = {**screener.answers, **typed}
    return tuple(one for page in screener.questionnaire.pages
                 for one in asking.asked_on(screener.questionnaire, page.name, answers))


@router.get("", **opens(READ_OPEN))
async def index(screen: Showing, work: Working) -> HTMLResponse:
    """What is open, and what one is interested in."""
    after = screen.request.query_params.get("after")
    wanted = await work.read(interest.page, screen.viewer, Ask(None, MOST_WANTED), is_interested=True)
    found = await work.read(interest.page, screen.viewer, Ask(after, 20), is_interested=False)
    older = f"/me/campaigns?after={found.next_cursor}" if found.next_cursor else None
    return screen.show("consumer/campaigns.html", CampaignsPage(
        () if after else tuple(wanted.items), tuple(found.items), _networks(screen), older))


async def _show(screen: Screen, work: Working, campaign_id: str, status: int = 200,
                typed: Mapping[str, object] | None = None, **more: Any) -> HTMLResponse:
    told = await work.read(interest.one, screen.viewer, campaign_id)
    screener = await work.read(interest.screener_of, screen.viewer, campaign_id)
    why = await work.read(why_me, screen.viewer, campaign_id) if told.is_interested else None
    return screen.show("consumer/campaigns_one.html", CampaignPage(
        told, _networks(screen), FORMATS, _questions(screener, typed or {}), why,
        tuple(map(_to_do, why.steps)) if why else (), **more), status)


@router.get("/{campaign_id}", **opens(READ_OPEN))
async def one(campaign_id: Id, screen: Showing, work: Working) -> HTMLResponse:
    """One campaign, and how one stands in it."""
    return await _show(screen, work, campaign_id)


def _typed(questionnaire: Questionnaire, pairs: tuple[tuple[str, str], ...]) -> dict[str, object]:
    """The answers of all pages of one form."""
    found: dict[str, object] = {}
    for page in questionnaire.pages:
        here = {question.name for question in page.elements}
        found |= from_form(questionnaire, page.name, [pair for pair in pairs if pair[0].partition("#")[0] in here])
    return found


@router.post("/{campaign_id}/interest", response_model=None, **opens(INTEREST))
async def show_interest(campaign_id: Id, screen: Showing, work: Working) -> HTMLResponse | RedirectResponse:
    """I am interested; the campaign's own questions come along where it has some."""
    form, screener = await screen.form(), await work.read(interest.screener_of, screen.viewer, campaign_id)
    typed = _typed(screener.questionnaire, form.pairs) if screener else None
    try:
        await work.do(service.show_interest, screen.viewer, campaign_id, typed)
    except Invalid as refusal:
        return await _show(screen, work, campaign_id, 422, typed, errors=pages.by_field(
            refusal.faults, screen.language))
    except Conflict as refusal:
        return await _show(screen, work, campaign_id, 409, typed, notice=refusal.sentence(screen.language))
    return screen.go(f"/me/campaigns/{campaign_id}", text(
        "Noted. If it fits, we invite you.", "已记录。如果合适，我们会邀请你。"))


@router.post("/{campaign_id}/withdraw", **opens(INTEREST))
async def withdraw_interest(campaign_id: Id, screen: Showing, work: Working) -> RedirectResponse:
    """Not any more."""
    await work.do(service.withdraw_interest, screen.viewer, campaign_id)
    return screen.go("/me/campaigns", text("Noted: not any more. It costs you nothing.", "已取消，没有任何影响。"))
