"""A brand's catalogue: the list, and the form for a product with its variants."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse

from app.brands import queries, service
from app.brands.models import Product
from app.brands.rules import CATALOGUE, CATEGORIES, is_age_gated
from app.brands.schemas import ProductIn
from app.core.errors import Fault, Invalid
from app.core.i18n import Text, text
from app.core.paging import Ask
from app.core.work import Work
from app.questionnaires.traits import TraitKind, catalogue
from app.web import pages, typed
from app.web.doors import Working, opens
from app.web.screen import Screen, Showing, validated
from app.web.typed import Values

router = APIRouter(prefix="/brand/products")
SPARE = 1
CATEGORY_WORDS: dict[str, Text] = {
    "skincare": text("Skincare", "护肤"), "makeup": text("Make-up", "彩妆"), "fashion": text("Fashion", "服饰"),
    "food": text("Food", "食品"), "drink": text("Drinks", "饮品"), "cooking": text("Cooking", "厨房用品"),
    "home": text("Home", "家居"), "parenting": text("Parenting", "母婴"), "pets": text("Pets", "宠物"),
    "fitness": text("Fitness", "健身"), "outdoors": text("Outdoors", "户外"), "gadgets": text("Gadgets", "数码"),
    "reading": text("Reading and culture", "阅读与文化"), "travel": text("Travel", "旅行"),
    "cars": text("Cars", "汽车"), "games": text("Games", "游戏"), "wellness": text("Wellness", "养生"),
    "alcohol": text("Alcohol (from 18)", "酒类（满 18 岁）"),
    "health": text("Health products (from 18)", "保健品（满 18 岁）"),
    "other": text("Something else", "其他"),
}


@dataclass(frozen=True, slots=True)
class ProductRow:
    """A product in the list."""

    id: str
    name: Text
    category: Text
    is_age_gated: bool
    variants: tuple[tuple[Text, int], ...]

    @classmethod
    def of(cls, row: Product) -> "ProductRow":
        """One line of the list."""
        return cls(row.id, Text.model_validate(row.name), CATEGORY_WORDS[row.category], is_age_gated(row.category),
                   tuple((Text.model_validate(v.name), v.retail_value) for v in row.variants if not v.is_archived))


@dataclass(frozen=True, slots=True)
class ProductsPage:
    """The catalogue, or what was archived."""

    rows: tuple[ProductRow, ...]
    currency: str
    is_archived: bool
    older: str | None


@dataclass(frozen=True, slots=True)
class ProductFormPage:
    """The form as it is shown; each choice question with its answers may exclude people."""

    action: str
    is_new: bool
    product_id: str
    currency: str
    rows: int
    categories: tuple[tuple[str, Text], ...]
    questions: tuple[tuple[str, Text, tuple[tuple[str, Text], ...]], ...]
    shown: Mapping[str, str] = field(default_factory=dict)
    excluded: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)


@router.get("", **opens(CATALOGUE))
async def listed(screen: Showing, work: Working, after: str | None = None, archived: bool = False) -> HTMLResponse:
    """The catalogue, newest first."""
    brand = await work.read(queries.get, screen.viewer, screen.viewer.scope("brand"))
    page = await work.read(queries.products, screen.viewer, Ask(after, 50), is_archived=archived)
    older = f"?archived={str(archived).lower()}&after={page.next_cursor}" if page.next_cursor else None
    return screen.show("brand/products.html", ProductsPage(
        tuple(map(ProductRow.of, page.items)), brand.currency, archived, older))


async def _form(screen: Screen, work: Work, row: Product | None, shown: Mapping[str, str],
                excluded: Mapping[str, tuple[str, ...]], errors: Mapping[str, str] | None = None,
                more: int = 0) -> HTMLResponse:
    brand = await work.read(queries.get, screen.viewer, screen.viewer.scope("brand"))
    asked = catalogue(screen.request.app.state.house.questionnaires.latest(service.SIGN_UP))
    questions = tuple((key, spec.title, tuple(zip(spec.choices, spec.choice_texts, strict=True)))
                      for key, spec in asked.items() if key.startswith("body:")
                      and spec.kind in (TraitKind.SINGLE, TraitKind.MULTIPLE))
    held = {name.split(".")[1] for name in shown if name.startswith("variants.")}
    page = ProductFormPage(
        action=f"/brand/products/{row.id}/edit" if row else "/brand/products/new", is_new=row is None,
        product_id=row.id if row else "", currency=brand.currency, rows=len(held) + SPARE + more,
        categories=tuple((name, CATEGORY_WORDS[name]) for name in CATEGORIES), questions=questions, shown=shown,
        excluded=excluded, errors=errors or {})
    return screen.show("brand/product_form.html", page, 422 if errors else 200)


def _shown(row: Product, currency: str) -> dict[str, str]:
    body = ProductIn.of(row)
    return typed.flat({
        "name": body.name.as_json(), "about": body.about.as_json(), "category": body.category,
        "aliases": ", ".join(body.aliases), "external_ref": body.external_ref,
        "variants": [{"id": v.id, "name": v.name.as_json(), "external_ref": v.external_ref,
                      "options": ", ".join(f"{key}: {value}" for key, value in v.options.items()),
                      "retail_value": typed.major(v.retail_value, currency),
                      "unit_cost": typed.major(v.unit_cost, currency)} for v in body.variants if not v.is_archived]})


def _variant(row: Values, currency: str) -> Values:
    options = dict(part.split(":", 1) for part in typed.listed(str(row.get("options") or "").replace("：", ":"))
                   if ":" in part)
    kept: Values = {name: row[name] for name in ("id", "external_ref") if row.get(name)}
    return kept | {"name": typed.text_of(row.get("name")) or {"default": ""},
                   "options": {key.strip(): value.strip() for key, value in options.items()},
                   **{name: typed.minor(row[name], currency) for name in ("retail_value", "unit_cost")
                      if row.get(name)}}


async def _save(screen: Screen, work: Work, row: Product | None) -> HTMLResponse | RedirectResponse:
    form = await screen.form()
    brand = await work.read(queries.get, screen.viewer, screen.viewer.scope("brand"))
    nested = typed.nest(form.pairs)
    plain, named = typed.words_of(nested), nested.get("variants")
    for one in named.values() if isinstance(named, dict) else ():
        if isinstance(one, dict):
            one["called"] = " ".join(typed.words_of(one.get("name")).values()).strip()
    rows = typed.rows(named, ("called", "retail_value", "unit_cost", "external_ref"), ("name",))
    excluded = {name.removeprefix("excluded."): tuple(form.all(name)) for name, _ in form.pairs
                if name.startswith("excluded.")}
    shown = typed.flat({**nested, "variants": rows})
    if form.get("add"):
        return await _form(screen, work, row, shown, excluded, more=1)
    values: dict[str, Any] = {name: plain[name] for name in ("category", "external_ref") if plain.get(name)}
    values |= {"name": typed.text_of(nested.get("name")) or {"default": ""},
               "about": typed.text_of(nested.get("about")) or {"default": ""},
               "aliases": typed.listed(plain.get("aliases")), "contraindications": excluded,
               "variants": [_variant(one, brand.currency) for one in rows]}
    try:
        body = validated(ProductIn, values)
        saved = await (work.do(service.change_product, screen.viewer, row.id, body) if row
                       else work.do(service.make_product, screen.viewer, brand.id, body))
    except Invalid as refusal:
        errors = pages.by_field((_placed(fault) for fault in refusal.faults), screen.language)
        return await _form(screen, work, row, shown, excluded, errors)
    return screen.go("/brand/products", text(f"{saved.name['default']} is saved.", "产品已保存。"))


def _placed(fault: Fault) -> Fault:
    """A fault at the field of the form in which its place was typed."""
    if not fault.where:
        return fault
    message = fault.message
    if fault.where == ("variants",):
        message = text("Please name at least one variant, such as a size or a flavour.",
                       "请至少填写一个规格，例如容量或口味。")
    elif fault.where[-1] in ("retail_value", "unit_cost") and fault.code.startswith("int_"):
        message = typed.AMOUNT
    name = ".".join(map(str, fault.where[:3] if fault.where[0] == "variants" else fault.where[:2]))
    if name == "name" or (fault.where[0] == "variants" and fault.where[-1] == "name"):
        name += ".default"
    if name == "variants":
        name = "variants.0.name.default"
    return Fault((name.replace("contraindications.", "excluded."),), fault.code, message)


@router.get("/new", **opens(CATALOGUE))
async def new(screen: Showing, work: Working) -> HTMLResponse:
    """An empty form."""
    return await _form(screen, work, None, {}, {})


@router.post("/new", response_model=None, **opens(CATALOGUE))
async def make(screen: Showing, work: Working) -> HTMLResponse | RedirectResponse:
    """Add the product, or show the form again with one more variant."""
    return await _save(screen, work, None)


@router.get("/{product_id}/edit", **opens(CATALOGUE))
async def edit(product_id: str, screen: Showing, work: Working) -> HTMLResponse:
    """The form of a product."""
    row = await work.read(queries.product, screen.viewer, product_id)
    brand = await work.read(queries.get, screen.viewer, row.brand_id)
    excluded = {key: tuple(choices) for key, choices in row.contraindications.items()}
    return await _form(screen, work, row, _shown(row, brand.currency), excluded)


@router.post("/{product_id}/edit", response_model=None, **opens(CATALOGUE))
async def change(product_id: str, screen: Showing, work: Working) -> HTMLResponse | RedirectResponse:
    """Write the product anew, or show the form again with one more variant."""
    return await _save(screen, work, await work.read(queries.product, screen.viewer, product_id))


@router.post("/{product_id}/archive", **opens(CATALOGUE))
async def archive(product_id: str, screen: Showing, work: Working) -> RedirectResponse:
    """Take it out of the catalogue."""
    await work.do(service.archive_product, screen.viewer, product_id)
    return screen.go("/brand/products", text("The product is archived.", "产品已归档。"))


@router.post("/{product_id}/restore", **opens(CATALOGUE))
async def restore(product_id: str, screen: Showing, work: Working) -> RedirectResponse:
    """Put it back."""
    await work.do(service.restore_product, screen.viewer, product_id)
    return screen.go("/brand/products", text("The product is back in the catalogue.", "产品已恢复。"))
