"""Campaigns from a terminal: a brief in a file becomes a draft."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Column, Table

from app.brands import queries as catalogue
from app.brands import service as brands
from app.brands.models import Brand
from app.brands.schemas import ProductIn
from app.campaigns import queries as known
from app.campaigns import service as campaigns
from app.campaigns.models import Campaign
from app.campaigns.rules import CAMPAIGN
from app.cli import matching
from app.cli.briefs import Entry, read_entry, retold
from app.cli.running import Json, moment, on_house, one_of, out, say, show_json
from app.core.errors import Fault, Invalid
from app.core.i18n import Text, text
from app.core.paging import Ask
from app.core.viewer import Viewer, system
from app.core.work import now
from app.main import House
from app.matching import jobs
from app.matching.rules.foretold import Hint
from app.matching.schemas import HintOut

app = typer.Typer(no_args_is_help=True, help="Campaigns and whom they match.")
EXAMPLE_BRAND, SAMPLE_REF = "Example brand", "sample"
RUNS = timedelta(days=60)


def register(root: typer.Typer) -> None:
    """Add the group of campaigns, with what matches one, and the group that matches them all."""
    whole = typer.Typer(no_args_is_help=True, help="Campaigns and whom they match.")
    for part in (app, matching.app):
        whole.registered_commands.extend(part.registered_commands)
    root.add_typer(whole, name="campaign")
    root.add_typer(matching.rounds, name="matching")


@app.command("list")
def list_(
    state: Annotated[str | None, typer.Option(help="Only those of this state.")] = None,
    count: Annotated[int, typer.Option(min=1, max=200, help="How many at most.")] = 50,
    json: Json = False,
) -> None:
    """Campaigns, newest first."""
    wanted = state and one_of(state, CAMPAIGN.states)

    async def run(house: House) -> list[dict[str, Any]]:
        page = await house.work.read(known.page, system("cli"), Ask(limit=count), state=wanted)
        names = await house.work.read(catalogue.names_of, system("cli"), [row.brand_id for row in page.items])
        return [{"id": row.id, "name": row.name, "state": row.state, "brand": names.get(row.brand_id, ""),
                 "starts_at": row.starts_at and moment(row.starts_at),
                 "ends_at": row.ends_at and moment(row.ends_at)} for row in page.items]
    found = on_house(run)
    if json:
        show_json(found)
        return
    table = Table(Column("id", no_wrap=True), "name", "state", "brand", "starts", "ends")
    for one in found:
        name = {"name": Text.model_validate(one["name"]).default}
        table.add_row(*(escape(value or "") for value in (one | name).values()))
    out.print(table)


@app.command()
def create(
    file: Annotated[Path, typer.Argument(help="A brief in YAML: name, traits, and any other field of a campaign.")],
    brand: Annotated[str | None, typer.Option(help="Whose campaign; made where missing.")] = None,
    entry: Annotated[str | None, typer.Option(help="The name of one brief, where the file is a list.")] = None,
    json: Json = False,
) -> None:
    """Make a draft of a brief in a file and print its id."""
    async def run(house: House) -> tuple[str, list[Fault], tuple[Hint, ...]]:
        found = read_entry(file, entry, house.questionnaires)
        try:
            made = await house.work.do(write, system("cli"), found, brand or found.brand or EXAMPLE_BRAND)
        except Invalid as refusal:
            raise retold(found, refusal) from refusal
        return (made, await house.work.read(lacking, system("cli"), made),
                await jobs.obstacles(house.work, system("cli"), made))
    campaign_id, lacks, obstacles = on_house(run)
    for fault in lacks:
        say(f"before it is handed in: {fault.message.default} ({fault.pointer})")
    for hint in HintOut.all_of(obstacles):
        say(f"in its way: {hint.words.default} ({hint.pointer})")
    if json:
        show_json({"id": campaign_id})
    else:
        out.print(campaign_id, highlight=False)


async def lacking(session: Any, viewer: Viewer, campaign_id: str) -> list[Fault]:
    """What a draft still lacks before it can be handed in."""
    return await known.lacks(session, viewer, await known.get_whole(session, viewer, campaign_id))


async def write(session: Any, viewer: Viewer, found: Entry, brand_name: str) -> str:
    """Draft the campaign of a brief for a brand, both made where missing; returns the campaign's id."""
    brand = await brands.find_or_make(session, viewer, brand_name)
    await _with_variants(session, viewer, brand, found)
    starts_at = now(session)
    row: Campaign = await campaigns.draft(session, viewer, brand.id, found.campaign({
        "starts_at": starts_at, "ends_at": starts_at + RUNS, "deliverables": [{}],
        "brief": {"about": _invitation(found.values.get("name"))}}))
    return row.id


async def _with_variants(session: Any, viewer: Viewer, brand: Brand, found: Entry) -> None:
    """What the brief does not say of its samples: one sample of the brand, in as many units as it says."""
    offers = found.values.setdefault("offers", [{"units": found.units}])
    bare = [one for one in offers if isinstance(one, dict) and "lines" not in one] if isinstance(offers, list) else []
    if bare:
        variant_id = await _sample(session, viewer, brand)
        for one in bare:
            one["lines"] = [{"variant": variant_id}]


async def _sample(session: Any, viewer: Viewer, brand: Brand) -> str:
    known = await catalogue.products(session, viewer, Ask(limit=200), brand_id=brand.id)
    for product in known.items:
        if product.external_ref == SAMPLE_REF:
            return product.variants[0].id
    made = await brands.make_product(session, viewer, brand.id, ProductIn.model_validate({
        "name": text("Sample", "样品"), "category": "other", "external_ref": SAMPLE_REF,
        "variants": [{"name": text("One sample", "一份样品")}]}))
    return made.variants[0].id


def _invitation(name: object) -> Text:
    called = name if isinstance(name, str) else "the sample"
    return text(f"{called}: try it at home and say honestly what you think of it.",
                f"{called}：在家试用，如实说说你的感受。")
