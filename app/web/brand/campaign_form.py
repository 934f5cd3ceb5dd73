"""The form in which a brand writes a campaign; it works without JavaScript and keeps what was typed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse

from app.brands.models import Variant
from app.campaigns import queries, service
from app.campaigns.models import Campaign
from app.campaigns.queries import Choices
from app.campaigns.rules import DRAFT, DRAFTED, OnlyDraftsChange
from app.campaigns.schemas import CampaignIn
from app.campaigns.schemas.completeness import lint_brief, lint_hashtags
from app.consumers.rules.regions import TIER_NAMES
from app.core.errors import Fault, Invalid
from app.core.i18n import Language, Text, text
from app.matching.queries.answered import answered
from app.matching.rules import FORECAST
from app.platforms.policies import policy
from app.web import pages
from app.web.brand import campaign_typed, trait_picker
from app.web.brand.campaign_faults import faults_of, named_rows, worded
from app.web.brand.campaign_typed import KEY_FIELDS, SHARES, Typed
from app.web.brand.campaign_words import GENDERS, OPS, Words
from app.web.brand.forecast import ForecastView, forecast_of, forecast_typed, none_yet, remembering
from app.web.brand.trait_picker import Options, Row
from app.web.doors import Working, opens
from app.web.screen import Form, Screen, Showing, validated

router = APIRouter(prefix="/brand/campaigns")
LEAST = {"traits": 3, "conditions": 1, "quotas": 1, "offers": 1, "deliverables": 1}
"""How many rows a form begins with; more are asked for by a button."""
LESSER: dict[str, tuple[str, ...]] = {
    "audience": ("audience.", "conditions."), "quotas": ("quotas.",),
    "cost": (*SHARES, "gift_cap_days", "brand_cap_days", "rival_cap_days", "freight_cost", "fee", "currency",
             "measures_lift")}
UNHEARD = frozenset({"name", "brief", "external_ref"})
"""Parts of a form that no forecast asks about, so that it does not wait for them."""


@dataclass(frozen=True)
class CampaignFormPage:
    """The form as it is shown: fields by their dotted names, rows by their number, what can be chosen."""

    action: str
    back: str
    is_new: bool
    shown: Mapping[str, str]
    errors: Mapping[str, str]
    rows: Mapping[str, int]
    lines: tuple[int, ...]
    trait_rows: tuple[Row, ...]
    condition_rows: tuple[Row, ...]
    quota_rows: tuple[Row, ...]
    parts: tuple[tuple[str, str | Options], ...]
    trait_groups: tuple[tuple[str, Options], ...]
    wish_groups: tuple[tuple[str, Options], ...]
    genders: Options
    rule_ops: Options
    """How an offer's rule may ask for an answer."""
    variants: Options
    earlier: Options
    tiers: Options
    networks: tuple[tuple[str, Text, bool], ...]
    """Slug, name, whether it asks for filing."""
    network_names: Options
    network_rows: Mapping[str, int]
    is_open: Mapping[str, bool]
    """Which of the lesser parts are unfolded: those that hold something, or a mistake."""
    currency: str
    note: str | None = None
    forecast: ForecastView | None = None


@dataclass(frozen=True, slots=True)
class BesidePage:
    """The forecast alone, as it is put beside the form while somebody types."""

    forecast: ForecastView
    action: str


def _variants(found: Sequence[Variant], language: Language) -> Options:
    return tuple((v.id, f"{Text.model_validate(v.product.name).pick(language)} · "
                  f"{Text.model_validate(v.name).pick(language)}")
                 for v in found if not (v.is_archived or v.product.is_archived))


def _count(shown: Mapping[str, str], name: str) -> int:
    """How many numbered rows of a list the form holds."""
    numbers = {key.removeprefix(f"{name}.").split(".")[0] for key in shown if key.startswith(f"{name}.")}
    return len([number for number in numbers if number.isdigit()])


def _words(screen: Screen, given: Choices) -> Words:
    return Words(given.traits, screen.request.app.state.house.networks.names, screen.language)


async def _page(screen: Screen, work: Working, given: Choices, shown: Mapping[str, str], row: Campaign | None,
                errors: Mapping[str, str] | None = None, more: str = "") -> CampaignFormPage:
    language, home = screen.language, "/brand/campaigns"
    counts = {name: max(_count(shown, name) + (name == more), LEAST.get(name, 0)) for name in KEY_FIELDS}
    library, words = screen.request.app.state.house.questionnaires, _words(screen, given)
    networks = screen.request.app.state.house.networks.all
    lines = tuple(_count(shown, f"offers.{place}.lines") for place in range(counts["offers"]))
    marks = trait_picker.marks_of(given.traits, *await work.read(answered, screen.viewer), language)
    groups = trait_picker.groups(given.traits, library, language, marks)
    return CampaignFormPage(
        action=f"{home}/{row.id}/edit" if row else f"{home}/new", back=f"{home}/{row.id}" if row else home,
        is_new=row is None, shown=shown, errors=errors or {}, rows=counts, lines=lines,
        trait_rows=trait_picker.rows_of("traits", counts["traits"], shown, words),
        condition_rows=trait_picker.rows_of("conditions", counts["conditions"], shown, words),
        quota_rows=trait_picker.parts_of(counts["quotas"], shown, words), parts=trait_picker.parts(groups, words),
        trait_groups=groups,
        wish_groups=trait_picker.groups(trait_picker.wishable(given.traits), library, language, marks),
        genders=tuple((one, name.pick(language)) for one, name in GENDERS.items()),
        rule_ops=tuple((op, OPS[op].pick(language)) for op in ("any_of", "at_least", "at_most")),
        variants=_variants(given.variants, language),
        earlier=tuple((one.id, Text.model_validate(one.name).pick(language)) for one in given.earlier
                      if row is None or one.id != row.id),
        tiers=tuple((str(tier), name.pick(language)) for tier, name in TIER_NAMES.items() if tier),
        networks=tuple((one.slug, one.name, policy(one.slug).filing_required) for one in networks),
        network_names=tuple((one.slug, one.name.pick(language)) for one in networks),
        network_rows=_network_rows(shown, [one.slug for one in networks]),
        is_open=_opened(shown, errors or {}, given.brand.currency),
        currency=given.brand.currency, note=row.change_note if row else None)


def _opened(shown: Mapping[str, str], errors: Mapping[str, str], currency: str) -> dict[str, bool]:
    """Which of the lesser parts hold something that a new form does not, or a mistake."""
    usual = _fresh() | {"currency": currency}
    held = [name for name, words in shown.items() if words and words != usual.get(name)
            and not name.endswith((".kind", ".op", ".was"))]
    return {part: any(name.startswith(names) for name in (*held, *errors)) for part, names in LESSER.items()}


def _network_rows(shown: Mapping[str, str], slugs: Sequence[str]) -> dict[str, int]:
    """The row of each network: where it was typed, else behind those that were."""
    count = _count(shown, "platforms")
    held = {shown.get(f"platforms.{place}.platform", ""): place for place in range(count)}
    left = iter(range(count, count + len(slugs)))
    return {slug: held[slug] if slug in held else next(left) for slug in slugs}


def _typed(screen: Screen, form: Form, given: Choices) -> Typed:
    return campaign_typed.read(form, _words(screen, given), given.brand.time_zone, given.brand.currency)


def _by_field(faults: Iterable[Fault], typed: Typed, words: Words) -> dict[str, str]:
    """Each fault at the field of the form in which its place was typed; of a row that cannot be read, only why."""
    found = faults_of(typed, words) if typed.values else ()
    unread = tuple(Fault((typed.field_of(f.where),), f.code, f.message) for f in found)
    rows = {_row_of(str(fault.where[0])) for fault in unread} - {""}
    said = (worded(fault, typed, words) for fault in faults)
    placed = (Fault((typed.field_of(f.where),), f.code, f.message) for f in said)
    return pages.by_field((*unread, *(f for f in placed if _row_of(str(f.where[0])) not in rows)), words.language)


def _row_of(field: str) -> str:
    name, _, rest = field.partition(".")
    return f"{name}.{rest.partition('.')[0]}" if name in KEY_FIELDS else ""


def _fresh() -> dict[str, str]:
    """A new form: the defaults, one post asked for."""
    blank = CampaignIn.model_validate({"name": "?", "deliverables": [{}]})
    return {name: value for name, value in campaign_typed.shown(blank, "", "", Words({}, {})).items()
            if value not in ("", "?")}


@router.get("/new", **opens(DRAFT))
async def new(screen: Showing, work: Working) -> HTMLResponse:
    """An empty form."""
    given = await work.read(queries.choices, screen.viewer, screen.viewer.scope("brand"))
    zone = {"time_zone": given.brand.time_zone, "currency": given.brand.currency}
    return screen.show("brand/campaign_form.html", await _page(screen, work, given, _fresh() | zone, None))


@router.post("/new", response_model=None, **opens(DRAFT))
async def draft(screen: Showing, work: Working) -> HTMLResponse | RedirectResponse:
    """Keep a new draft, or show the form again with one more row."""
    return await _save(screen, work, None)


@router.get("/{campaign_id}/edit", **opens(DRAFT))
async def edit(campaign_id: str, screen: Showing, work: Working) -> HTMLResponse:
    """The form of a draft."""
    row = await work.read(queries.get_whole, screen.viewer, campaign_id)
    if row.state != DRAFTED:
        raise OnlyDraftsChange(row.state)
    given = await work.read(queries.choices, screen.viewer, row.brand_id)
    body = CampaignIn.of(row)
    words = _words(screen, given)
    shown = campaign_typed.shown(body, row.time_zone, row.currency, words)
    typed = Typed(shown, {}, tuple((name, place) for name in ("musts", "must_nots")
                                   for place, _ in enumerate(getattr(body, name))))
    errors = _by_field([*lint_brief(body.brief), *lint_hashtags(body)], typed, words)
    page = await _page(screen, work, given, shown, row, errors)
    if screen.request.query_params.get("forecast"):
        page = replace(page, forecast=await forecast_of(screen, work, row, given))
    return remembering(screen.show("brand/campaign_form.html", page), page.forecast)


@router.post("/{campaign_id}/edit", response_model=None, **opens(DRAFT))
async def change(campaign_id: str, screen: Showing, work: Working) -> HTMLResponse | RedirectResponse:
    """Keep a changed draft, or show the form again with one more row."""
    return await _save(screen, work, await work.read(queries.get_whole, screen.viewer, campaign_id))


@router.post("/new/forecast", **opens(FORECAST))
async def forecast_of_new(screen: Showing, work: Working) -> HTMLResponse:
    """The forecast that stands beside a new form, of what is typed so far; keeps nothing."""
    return await _foretell(screen, work, None)


@router.post("/{campaign_id}/edit/forecast", **opens(FORECAST))
async def forecast_of_change(campaign_id: str, screen: Showing, work: Working) -> HTMLResponse:
    """The forecast that stands beside a draft's form, of what is typed so far; keeps nothing."""
    return await _foretell(screen, work, await work.read(queries.get_whole, screen.viewer, campaign_id))


async def _foretell(screen: Screen, work: Working, row: Campaign | None) -> HTMLResponse:
    given = await work.read(queries.choices, screen.viewer, row.brand_id if row else screen.viewer.scope("brand"))
    typed, campaign_id = _typed(screen, await screen.form(), given), row.id if row else "new"
    values = {name: value for name, value in typed.values.items() if name not in UNHEARD} | {"name": {"default": "?"}}
    words = _words(screen, given)
    try:
        body = validated(CampaignIn, values)
        if faults_of(typed, words):
            raise Invalid
        found = await forecast_typed(screen, work, campaign_id, body, given)
    except Invalid as refusal:
        found = none_yet(campaign_id, named_rows(_by_field(refusal.faults, typed, words), screen.language))
    action = f"/brand/campaigns/{campaign_id}/edit" if row else "/brand/campaigns/new"
    return remembering(screen.show("brand/_forecast_beside.html", BesidePage(found, action)), found)


async def _save(screen: Screen, work: Working, row: Campaign | None) -> HTMLResponse | RedirectResponse:
    form = await screen.form()
    given = await work.read(queries.choices, screen.viewer, row.brand_id if row else screen.viewer.scope("brand"))
    typed = _typed(screen, form, given)
    if more := form.get("add"):
        return screen.show("brand/campaign_form.html", await _page(screen, work, given, typed.shown, row, more=more))
    body, faults = await _read(screen, work, typed, given, row)
    if body is None:
        errors = _by_field(faults, typed, _words(screen, given))
        return screen.show("brand/campaign_form.html", await _page(screen, work, given, typed.shown, row, errors), 422)
    saved = await (work.do(service.edit, screen.viewer, row.id, body) if row
                   else work.do(service.draft, screen.viewer, given.brand.id, body))
    if faults:
        return screen.go(f"/brand/campaigns/{saved.id}/edit", text(
            "The draft is saved. Before you submit it, look at what the brief asks.",
            "草稿已保存。提交之前，请再看看说明中的要求。"))
    forecast = "/edit?forecast=1#forecast" if form.get("then") == "forecast" else ""
    return screen.go(f"/brand/campaigns/{saved.id}{forecast}", text("The draft is saved.", "草稿已保存。"))


async def _read(screen: Screen, work: Working, typed: Typed, given: Choices,
                row: Campaign | None) -> tuple[CampaignIn | None, list[Fault]]:
    """The campaign that was typed with what its brief may not ask, else none with everything that is wrong.

    Where parts cannot be read, what is left is judged without them, so that nothing is told only in a second round.
    """
    faults, values = list(faults_of(typed, _words(screen, given))), typed.values
    try:
        body = validated(CampaignIn, values)
    except Invalid as refusal:
        faults += refusal.faults
        body = validated(CampaignIn, {"name": {"default": "?"}} | campaign_typed.without(values, refusal.faults))
    wrong, asked = await work.read(queries.mistakes, screen.viewer, given.brand.id, body, row.id if row else None)
    return (None, [*faults, *wrong, *asked]) if faults or wrong else (body, asked)
