"""The form in which a brand writes a campaign; it works without JavaScript and keeps what was typed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse

from app.brands.models import Variant
from app.campaigns import queries, service
from app.campaigns.models import Campaign
from app.campaigns.queries import Choices
from app.campaigns.rules import DRAFT, DRAFTED, OnlyDraftsChange
from app.campaigns.schemas import CampaignIn
from app.core.errors import Fault, Invalid
from app.core.i18n import Language, Text, text
from app.platforms.policies import policy
from app.questionnaires.traits import TraitSpec
from app.web import pages
from app.web.brand import campaign_typed
from app.web.brand.campaign_typed import KEY_FIELDS, Typed
from app.web.doors import Working, opens
from app.web.screen import Form, Screen, Showing, validated

router = APIRouter(prefix="/brand/campaigns")
SPARE = {"traits": 3, "conditions": 1, "quotas": 1, "offers": 1, "deliverables": 1}
GROUPS: dict[str, Text] = {
    "interest": text("Interests", "兴趣"), "habit": text("Habits", "习惯"), "about": text("About them", "基本情况"),
    "bought": text("Bought lately", "近期购买"), "wish": text("Wishes", "心愿"), "share": text("Sharing", "分享"),
    "body": text("Body (told by few)", "身体状况（填写者较少）"), "lifestyle": text("Lifestyle survey", "生活方式问卷"),
}
LESSER: dict[str, tuple[str, ...]] = {
    "audience": ("audience.", "conditions."), "quotas": ("quotas.",),
    "cost": ("freight_cost", "fee", "measures_lift", "control_share")}
DEFAULTS = frozenset({"control_share", "freight_cost", "fee"})
"""Fields that always hold something."""
Options = tuple[tuple[str, str], ...]


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
    trait_groups: tuple[tuple[str, Options], ...]
    choice_traits: tuple[tuple[str, str, Options], ...]
    variants: Options
    earlier: Options
    networks: tuple[tuple[str, Text, bool], ...]
    """Slug, name, whether it asks for filing."""
    network_names: Options
    network_rows: Mapping[str, int]
    is_open: Mapping[str, bool]
    """Which of the lesser parts are unfolded: those that hold something, or a mistake."""
    currency: str
    note: str | None = None


def _groups(traits: Mapping[str, TraitSpec], language: Language) -> Iterable[tuple[str, Options]]:
    for prefix, words in GROUPS.items():
        found = tuple((key, spec.title.pick(language)) for key, spec in traits.items() if key.startswith(f"{prefix}:"))
        if found:
            yield words.pick(language), found
    other = tuple((key, spec.title.pick(language)) for key, spec in traits.items()
                  if key.partition(":")[0] not in GROUPS)
    if other:
        yield text("Others", "其他").pick(language), other


def _choices(traits: Mapping[str, TraitSpec], language: Language) -> Iterable[tuple[str, str, Options]]:
    for key, spec in traits.items():
        if spec.choices:
            yield spec.title.pick(language), key, tuple((choice, spec.say(choice).pick(language))
                                                        for choice in spec.choices)


def _variants(found: Sequence[Variant], language: Language) -> Options:
    return tuple((v.id, f"{Text.model_validate(v.product.name).pick(language)} · "
                  f"{Text.model_validate(v.name).pick(language)}")
                 for v in found if not (v.is_archived or v.product.is_archived))


def _count(shown: Mapping[str, str], name: str) -> int:
    """How many numbered rows of a list the form holds."""
    numbers = {key.split(".")[1] for key in shown if key.startswith(f"{name}.")}
    return len([number for number in numbers if number.isdigit()])


def _page(screen: Screen, given: Choices, shown: Mapping[str, str], row: Campaign | None,
          errors: Mapping[str, str] | None = None, more: str = "") -> CampaignFormPage:
    language, home = screen.language, "/brand/campaigns"
    spare = {name: count + (name == more) for name, count in SPARE.items()}
    counts = {name: _count(shown, name) + spare.get(name, 0) for name in KEY_FIELDS}
    networks = screen.request.app.state.house.networks.all
    lines = tuple(_count(shown, f"offers.{place}.lines") for place in range(counts["offers"]))
    return CampaignFormPage(
        action=f"{home}/{row.id}/edit" if row else f"{home}/new", back=f"{home}/{row.id}" if row else home,
        is_new=row is None, shown=shown, errors=errors or {}, rows=counts, lines=lines,
        trait_groups=tuple(_groups(given.traits, language)), choice_traits=tuple(_choices(given.traits, language)),
        variants=_variants(given.variants, language),
        earlier=tuple((one.id, Text.model_validate(one.name).pick(language)) for one in given.earlier
                      if row is None or one.id != row.id),
        networks=tuple((one.slug, one.name, policy(one.slug).filing_required) for one in networks),
        network_names=tuple((one.slug, one.name.pick(language)) for one in networks),
        network_rows=_network_rows(shown, [one.slug for one in networks]),
        is_open={part: _is_used(names, shown, errors or {}) for part, names in LESSER.items()},
        currency=given.brand.currency, note=row.change_note if row else None)


def _is_used(names: Sequence[str], shown: Mapping[str, str], errors: Mapping[str, str]) -> bool:
    held = [name for name, words in shown.items() if words and name not in DEFAULTS] + list(errors)
    return any(name.startswith(tuple(names)) for name in held)


def _network_rows(shown: Mapping[str, str], slugs: Sequence[str]) -> dict[str, int]:
    """The row of each network: where it was typed, else behind those that were."""
    count = _count(shown, "platforms")
    held = {shown.get(f"platforms.{place}.platform", ""): place for place in range(count)}
    left = iter(range(count, count + len(slugs)))
    return {slug: held[slug] if slug in held else next(left) for slug in slugs}


def _typed(form: Form, given: Choices) -> Typed:
    return campaign_typed.read(form, given.traits, given.brand.time_zone, given.brand.currency)


def _by_field(faults: Iterable[Fault], typed: Typed, language: Language) -> dict[str, str]:
    """Each fault at the field of the form in which its place was typed."""
    return pages.by_field((Fault((typed.field_of(f.where),), f.code, f.message) for f in faults), language)


def _fresh() -> dict[str, str]:
    """A new form: the defaults, one post asked for."""
    blank = CampaignIn.model_validate({"name": "?", "deliverables": [{}]})
    return {name: value for name, value in campaign_typed.shown(blank, "", "").items() if value not in ("", "?")}


@router.get("/new", **opens(DRAFT))
async def new(screen: Showing, work: Working) -> HTMLResponse:
    """An empty form."""
    given = await work.read(queries.choices, screen.viewer, screen.viewer.scope("brand"))
    zone = {"time_zone": given.brand.time_zone, "currency": given.brand.currency}
    return screen.show("brand/campaign_form.html", _page(screen, given, _fresh() | zone, None))


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
    shown = campaign_typed.shown(CampaignIn.of(row), row.time_zone, row.currency)
    return screen.show("brand/campaign_form.html", _page(screen, given, shown, row))


@router.post("/{campaign_id}/edit", response_model=None, **opens(DRAFT))
async def change(campaign_id: str, screen: Showing, work: Working) -> HTMLResponse | RedirectResponse:
    """Keep a changed draft, or show the form again with one more row."""
    return await _save(screen, work, await work.read(queries.get_whole, screen.viewer, campaign_id))


async def _save(screen: Screen, work: Working, row: Campaign | None) -> HTMLResponse | RedirectResponse:
    form = await screen.form()
    given = await work.read(queries.choices, screen.viewer, row.brand_id if row else screen.viewer.scope("brand"))
    typed = _typed(form, given)
    if more := form.get("add"):
        return screen.show("brand/campaign_form.html", _page(screen, given, typed.shown, row, more=more))
    try:
        body = validated(CampaignIn, typed.values)
        saved = await (work.do(service.edit, screen.viewer, row.id, body) if row
                       else work.do(service.draft, screen.viewer, given.brand.id, body))
    except Invalid as refusal:
        errors = _by_field(refusal.faults, typed, screen.language)
        return screen.show("brand/campaign_form.html", _page(screen, given, typed.shown, row, errors), 422)
    return screen.go(f"/brand/campaigns/{saved.id}", text("The draft is saved.", "草稿已保存。"))
