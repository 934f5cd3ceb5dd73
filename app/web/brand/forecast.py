"""What a campaign would bring: a page of its own, and the part that stands beside the form of a draft."""

from collections.abc import Awaitable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from math import ceil

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from app.campaigns import queries
from app.campaigns.models import Campaign
from app.campaigns.queries import Choices
from app.campaigns.rules import DRAFTED
from app.campaigns.schemas import CampaignIn
from app.campaigns.schemas.completeness import ended
from app.core.errors import Invalid
from app.core.i18n import Language, Text, text
from app.core.work import Work
from app.matching import jobs
from app.matching.engine.lift.holdout import planned
from app.matching.rules import FORECAST, READ
from app.matching.rules.forecasting import Foreseen, Line, shown, worth_telling
from app.matching.rules.foretold import Look, changed, cost, hints, summary
from app.matching.rules.line_words import AUDIENCE
from app.platforms.known import Networks
from app.web import typed
from app.web.campaign_view import Wanted, conditions
from app.web.doors import Working, opens
from app.web.screen import Screen, Showing

router = APIRouter(prefix="/brand/campaigns")
COOKIE, DAY = "daren_forecast", 24 * 3600
NO_GOAL = text("Please give a whole number from 1 to 999,999; until then half of the posts are taken.",
               "请填写 1 到 999,999 的整数；目前按一半的内容数计算。")
PRODUCTS: dict[str, Text] = {
    "never_wanted": text("People who asked never to be sent this", "表示不想收到这类产品的人"),
    "contraindications": text("People for whom the product is not safe", "产品不适合的人")}


@dataclass(frozen=True, slots=True)
class ForecastView:
    """A forecast in words and figures; with `faults` there is none. Lines: (what, what it costs)."""

    campaign_id: str
    is_draft: bool
    faults: tuple[str, ...] = ()
    summary: str = ""
    changed: str | None = None
    is_told: bool = False
    """Whether figures can be shown: enough people could be picked, and units are planned."""
    eligible: int = 0
    units: int = 0
    reviews: float = 0.0
    low: int = 0
    high: int = 0
    goal: int | None = None
    hoped: str = ""
    """The reviews hoped for as they were typed, with what is wrong with them."""
    hoped_error: str | None = None
    holds_out: str | None = None
    """What part of whom is held out to measure the lift."""
    chance: float | None = None
    samples_needed: int | None = None
    fill_days: int | None = None
    fit: float = 0.0
    mean_fit: float = 0.0
    lines: tuple[tuple[str, str], ...] = ()
    hints: tuple[str, ...] = ()
    look: Look | None = None


@dataclass(frozen=True, slots=True)
class ForecastPage:
    """A campaign's forecast on a page of its own."""

    name: Text
    forecast: ForecastView


@dataclass(frozen=True, slots=True)
class Wording:
    """How a brief's lines are called: its conditions as the brand wrote them, the networks."""

    musts: tuple[Wanted, ...]
    must_nots: tuple[Wanted, ...]
    networks: Mapping[str, Text]
    hold_out: float | None = None
    """The share held out; None: the lift is not measured."""
    waitlist: float = 0.0


async def forecast_of(screen: Screen, work: Work, row: Campaign, given: Choices) -> ForecastView:
    """The forecast of a stored campaign, with what moved since the last look; ?reviews= is the goal."""
    posts = sum(offer.units for offer in row.offers) * max(len(row.deliverables), 1)
    asked = partial(jobs.forecast_now, work, screen.viewer, row.id, _goal(screen, posts))
    wording = Wording(conditions(row.musts, given), conditions(row.must_nots, given), _networks(screen),
                      row.hold_out_share if row.measures_lift else None, row.waitlist_share)
    try:
        _still_to_come(row.ends_at, work)
        return await _told(screen, asked(), row.id, row.state == DRAFTED, wording)
    except Invalid as refusal:
        return none_yet(row.id, (fault.message.pick(screen.language) for fault in refusal.faults))


async def forecast_typed(screen: Screen, work: Work, campaign_id: str, body: CampaignIn,
                         given: Choices) -> ForecastView:
    """The forecast of a campaign as it stands in its form; nothing of it is kept. Invalid where there can be none."""
    _still_to_come(body.ends_at, work)
    posts = sum(offer.units for offer in body.offers) * max(len(body.deliverables), 1)
    asked = jobs.forecast_of(work, screen.viewer, given.brand.id, body, _goal(screen, posts))
    musts, must_nots = ([one.model_dump(exclude_none=True) for one in lines] for lines in (body.musts, body.must_nots))
    wording = Wording(conditions(musts, given), conditions(must_nots, given), _networks(screen),
                      body.hold_out_share if body.measures_lift else None, body.waitlist_share)
    return await _told(screen, asked, campaign_id, True, wording)


def _still_to_come(ends_at: datetime | None, work: Work) -> None:
    if found := tuple(ended(ends_at, work.clock())):
        raise Invalid(found)


def _hoped(screen: Screen) -> str:
    return screen.request.query_params.get("reviews", "").strip()[:20]


def _goal(screen: Screen, posts: int) -> int:
    """The reviews hoped for: what was asked in the address, else half of the posts."""
    return _goal_in(_hoped(screen)) or max(posts // 2, 1)


def _goal_in(asked: str) -> int | None:
    goal = typed.number(asked)
    return goal if isinstance(goal, int) and 0 < goal < 1_000_000 else None


def _networks(screen: Screen) -> dict[str, Text]:
    networks: Networks = screen.request.app.state.house.networks
    return networks.names


async def _told(screen: Screen, asked: Awaitable[Foreseen], campaign_id: str, is_draft: bool,
                wording: Wording) -> ForecastView:
    found, hoped = await asked, _hoped(screen)
    language, is_exact = screen.language, READ in screen.viewer.permissions
    look, before = Look.of(found, is_exact), _last_look(screen, campaign_id)
    told, least = found.told, shown(found.eligible, is_exact)
    moved = changed(before, look) if before else None
    return ForecastView(
        campaign_id, is_draft, (), summary(found, is_exact).pick(language),
        moved.pick(language) if moved else None, least is not None and found.units > 0, least or 0,
        found.units, told.reviews, told.low, told.high, found.goal, hoped,
        NO_GOAL.pick(language) if hoped and not _goal_in(hoped) else None, _held_out(found, wording, language),
        told.chance, told.samples_needed, told.fill_days,
        told.fit, found.mean_fit,
        tuple((_label(line, wording, found, language), cost(line, is_exact).pick(language))
              for line in worth_telling(found.lines)),
        tuple(hint.words.pick(language) for hint in hints(found, is_exact)), look)


def _held_out(found: Foreseen, wording: Wording, language: Language) -> str | None:
    if wording.hold_out is None or not found.units or found.too_few:
        return None
    held, people = planned(found.units + ceil(wording.waitlist * found.units), wording.hold_out)
    told = text(
        f"Measuring the lift holds out {held:,} of the {people:,} people who fit best ({held / people:.0%}), drawn by "
        "lot: they are not invited.",
        f"衡量提升会从最合适的 {people:,} 人中随机留出 {held:,} 人（{held / people:.0%}），这些人不会受邀。")
    return told.pick(language)


def none_yet(campaign_id: str, sentences: Iterable[str]) -> ForecastView:
    """Why there is no forecast of a draft yet, each reason once."""
    return ForecastView(campaign_id, True, tuple(dict.fromkeys(sentences)))


def _label(line: Line, wording: Wording, found: Foreseen, language: Language) -> str:
    """A line of the brief as the brand wrote it."""
    match line.where:
        case ("musts", int(place)):
            told = wording.musts[place]
            return f"{told.title.pick(language)}: {told.words.pick(language)}"
        case ("must_nots", int(place)):
            told = wording.must_nots[place]
            return text("not ", "不能是 ").pick(language) + f"{told.title.pick(language)}: {told.words.pick(language)}"
        case ("platforms", str(slug)):
            account = text("an account on {name}", "{name}账号").pick(language)
            return account.format(name=wording.networks[slug].pick(language) if slug in wording.networks else slug)
        case ("quotas", int(place)):
            return text("at most: ", "上限：").pick(language) + found.quotas[place]
        case ("audience", str(name)):
            words = AUDIENCE[name].pick(language)
            return words[0].upper() + words[1:]
        case (_, str(name)):
            return PRODUCTS[name].pick(language)
    return ""


def _last_look(screen: Screen, campaign_id: str) -> Look | None:
    """What this browser saw of the campaign's forecast last."""
    try:
        of, eligible, reviews, fit = screen.request.cookies.get(COOKIE, "").split(":")
        if of == campaign_id:
            return Look(int(eligible) if eligible else None, int(reviews), float(fit))
    except ValueError:
        return None
    return None


def remembering(answer: HTMLResponse, forecast: ForecastView | None) -> HTMLResponse:
    """The answer, with a note of what it shows for the next look to be compared with."""
    if forecast is not None and forecast.look is not None:
        seen = forecast.look
        eligible = "" if seen.eligible is None else seen.eligible
        answer.set_cookie(COOKIE, f"{forecast.campaign_id}:{eligible}:{seen.reviews}:{seen.fit}", DAY,
                          path="/brand/campaigns", httponly=True, samesite="lax")
    return answer


@router.get("/{campaign_id}/forecast", **opens(FORECAST))
async def show(campaign_id: str, screen: Showing, work: Working) -> HTMLResponse:
    """A campaign's forecast."""
    row = await work.read(queries.get_whole, screen.viewer, campaign_id)
    found = await forecast_of(screen, work, row, await work.read(queries.choices, screen.viewer, row.brand_id))
    return remembering(screen.show("brand/forecast.html", ForecastPage(Text.model_validate(row.name), found)), found)
