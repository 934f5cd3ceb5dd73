"""What a campaign would bring: a page of its own, and the part that stands beside the form of a draft."""

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from app.campaigns import queries
from app.campaigns.models import Campaign
from app.campaigns.queries import Choices
from app.campaigns.rules import DRAFTED
from app.core.errors import Invalid
from app.core.i18n import Language, Text, text
from app.core.work import Work
from app.matching import jobs
from app.matching.rules import FORECAST, READ
from app.matching.rules.forecasting import Foreseen, Line, shown, worth_telling
from app.matching.rules.foretold import Look, changed, hints, people, summary
from app.web.campaign_view import CampaignView, view_of
from app.web.doors import Working, opens
from app.web.screen import Screen, Showing

router = APIRouter(prefix="/brand/campaigns")
COOKIE, DAY = "daren_forecast", 24 * 3600
AUDIENCE: dict[str, Text] = {
    "ages": text("The ages asked for", "年龄要求"), "regions": text("The regions", "地区"),
    "tiers": text("The city tiers", "城市级别"), "genders": text("The genders", "性别")}
PRODUCTS: dict[str, Text] = {
    "never_wanted": text("People who asked never to be sent this", "表示不想收到这类产品的人"),
    "contraindications": text("People for whom the product is not safe", "产品不适合的人")}


@dataclass(frozen=True, slots=True)
class ForecastView:
    """A forecast in words and figures; with `faults` there is none. Lines: (what, who fails it, who fails only it)."""

    campaign_id: str
    is_draft: bool
    faults: tuple[str, ...] = ()
    summary: str = ""
    changed: str | None = None
    is_told: bool = False
    """Whether enough people could be picked for figures to be shown."""
    eligible: int = 0
    units: int = 0
    reviews: float = 0.0
    low: int = 0
    high: int = 0
    goal: int | None = None
    chance: float | None = None
    samples_needed: int | None = None
    fill_days: int | None = None
    fit: float = 0.0
    mean_fit: float = 0.0
    lines: tuple[tuple[str, str, str], ...] = ()
    hints: tuple[str, ...] = ()
    look: Look | None = None


@dataclass(frozen=True, slots=True)
class ForecastPage:
    """A campaign's forecast on a page of its own."""

    name: Text
    forecast: ForecastView


async def forecast_of(screen: Screen, work: Work, row: Campaign, given: Choices) -> ForecastView:
    """The forecast of a stored campaign, with what moved since the last look; ?reviews= is the goal."""
    asked = screen.request.query_params.get("reviews", "").strip()
    goal = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 0
    posts = sum(offer.units for offer in row.offers) * max(len(row.deliverables), 1)
    try:
        found = await jobs.forecast_now(work, screen.viewer, row.id, goal or max(posts // 2, 1))
    except Invalid as refusal:
        return ForecastView(row.id, row.state == DRAFTED, tuple(
            fault.message.pick(screen.language) for fault in refusal.faults))
    names = {one.slug: one.name for one in screen.request.app.state.house.networks.all}
    view = view_of(row, given, screen.viewer, work.clock(), names)
    return _view(found, row, view, screen, names)


def _view(found: Foreseen, row: Campaign, view: CampaignView, screen: Screen,
          names: Mapping[str, Text]) -> ForecastView:
    language, is_exact = screen.language, READ in screen.viewer.permissions
    look, before = Look.of(found, is_exact), _last_look(screen, row.id)
    told, least = found.told, shown(found.eligible, is_exact)

    def count(many: int) -> str:
        return people(shown(many, is_exact)).pick(language)
    return ForecastView(
        row.id, row.state == DRAFTED, (), summary(found, is_exact).pick(language),
        changed(before, look).pick(language) if before else None, least is not None, least or 0, found.units,
        told.reviews, told.low, told.high, found.goal, told.chance, told.samples_needed, told.fill_days, told.fit,
        found.mean_fit,
        tuple((_label(line, view, found, names, language), count(line.fails), count(line.alone))
              for line in worth_telling(found.lines, is_exact)),
        tuple(hint.words.pick(language) for hint in hints(found, is_exact)), look)


def _label(line: Line, view: CampaignView, found: Foreseen, names: Mapping[str, Text], language: Language) -> str:
    """A line of the brief as the brand wrote it."""
    match line.where:
        case ("musts", int(place)):
            return f"{view.musts[place].title.pick(language)}: {view.musts[place].words.pick(language)}"
        case ("must_nots", int(place)):
            told = view.must_nots[place]
            return text("not ", "不能是 ").pick(language) + f"{told.title.pick(language)}: {told.words.pick(language)}"
        case ("platforms", str(slug)):
            account = text("an account on {name}", "{name}账号").pick(language)
            return account.format(name=names[slug].pick(language) if slug in names else slug)
        case ("quotas", int(place)):
            return text("at most: ", "上限：").pick(language) + found.quotas[place]
        case ("audience", str(name)):
            return AUDIENCE[name].pick(language)
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
