"""Matching a campaign from a terminal: as a trial that stores nothing, or for good."""

from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from app.cli.running import Json, on_house, out, show_json
from app.main import House
from app.matching import jobs, queries
from app.matching.jobs import Tried
from app.matching.models import Match, Run
from app.matching.queries import assignment as tables
from app.matching.rules.computing import contributions_of
from app.matching.rules.forecasting import Foreseen, Line
from app.matching.rules.words import round_sentence, sentence
from app.matching.schemas import MOST_SEED, ReplayOut, RoundOut
from app.matching.schemas.assignment import as_csv
from app.web import roles
from app.web.api.forecasts import ForecastOut

app = typer.Typer(no_args_is_help=True)
rounds = typer.Typer(no_args_is_help=True, help="All open campaigns at once, and runs run again.")
OPS = roles.ops("cli")
Seed = Annotated[int | None, typer.Option(
    min=0, max=MOST_SEED, help="The same seed picks the same people; drawn where none is told.")]
SHOWN = 20
FIGURES = ("eligible", "units", "waves", "accepted", "reviews", "low", "high", "goal", "chance", "samples_needed",
           "fill_days", "fit", "mean_fit")
"""The numbers of a forecast, in the order in which they are read."""


@app.command()
def match(
    campaign: Annotated[str, typer.Argument(help="The campaign's id.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Store nothing; works on a draft too.")] = False,
    seed: Seed = None,
    json: Json = False,
) -> None:
    """Match a campaign: all who could be picked, best first, who gets a unit or waits, and the reasons in points."""
    told = on_house(lambda house: tried(house, campaign, seed) if dry_run else stored(house, campaign, seed))
    if json:
        show_json({name: told[name] for name in ("picks", "counts", "shortfalls")} | told["more"])
        return
    table = Table("rank", "person", "gets", "fit", "answered", "what lifts and lowers", title=f"Campaign {campaign}")
    for pick in told["picks"][:SHOWN]:
        parts = ", ".join(f"{key} {points:+.1f}" for key, points in pick["contributions"].items())
        who = str(pick["rank"]), escape(pick["external_id"] or pick["consumer_id"]), pick["place"] or ""
        table.add_row(*who, f"{pick['fit']:.4f}", f"{pick['coverage']:.0%}", escape(parts))
    out.print(table)
    if (rest := len(told["picks"]) - SHOWN) > 0:
        out.print(f"and {rest:,} more; --json gives all of them.", highlight=False, markup=False)
    out.print(told["sentence"], highlight=False, markup=False)


@app.command()
def forecast(
    campaign: Annotated[str, typer.Argument(help="The campaign's id; a draft too.")],
    reviews: Annotated[int | None, typer.Option(min=1, help="How many reviews you hope for.")] = None,
    json: Json = False,
) -> None:
    """What a campaign would bring before it is posted: people, reviews, samples needed, what costs most people."""
    found = on_house(lambda house: jobs.forecast_now(house.work, OPS, campaign, reviews))
    told = ForecastOut.of(found, is_exact=True)
    if json:
        show_json(told.model_dump(mode="json", by_alias=True))
        return
    out.print(told.summary.default, highlight=False, markup=False, soft_wrap=True)
    table = Table("figure", "", title=f"Forecast of {campaign}", min_width=50)
    for name in FIGURES:
        value = getattr(told, name)
        if value is not None:
            table.add_row(name.replace("_", " "), f"{value:,.2f}".removesuffix(".00"))
    for line, cost in zip(found.lines, told.lines, strict=True):
        table.add_row(escape(f"people lost by {_line(line, found, cost.pointer)} alone"), str(cost.alone))
    out.print(table)
    for hint in told.hints:
        out.print(f"{hint.pointer}: {hint.words.default}", highlight=False, markup=False)


def _line(line: Line, found: Foreseen, pointer: str) -> str:
    """A line of a brief by its words, a quota's maximum by its name; else by its place."""
    match line.where:
        case ("quotas", int(place)):
            return f"the maximum of “{found.quotas[place]}”"
    return line.words.default if line.words else pointer


@rounds.command("run")
def run_together(
    seed: Seed = None,
    json: Json = False,
) -> None:
    """Match every approved or live campaign with a free unit at once, and store a run for each."""
    made = on_house(lambda house: jobs.round_now(house.work, OPS, None, seed, shape=RoundOut.of))
    told = made.model_dump(mode="json", by_alias=True)
    if json:
        show_json(told)
        return
    campaigns = told["facts"]["campaigns"]
    alone = ["of what it could get alone"] if len(campaigns) > 1 else []
    table = Table("campaign", "units", "picked", *alone, title=f"Round {told['id']}")
    for campaign, part in campaigns.items():
        shares = [f"{part['share']:.1%}"] if alone else []
        table.add_row(campaign, str(part["units"]), str(part["chosen"]), *shares)
    out.print(table)
    out.print(round_sentence(told, "en"), highlight=False, markup=False)
    for campaign, why in told["facts"]["left_out"].items():
        out.print(f"{campaign} was left out: {' '.join(words['default'] for words in why)}", highlight=False,
                  markup=False)


@rounds.command()
def replay(
    run: Annotated[str, typer.Argument(help="The run's id.")],
    json: Json = False,
) -> None:
    """Run a stored run again from what was kept of its inputs; ends with 1 where the picks are not the same bytes."""
    found = on_house(lambda house: jobs.replay(house.work, OPS, run))
    if json:
        show_json(ReplayOut.model_validate(found).model_dump(mode="json", by_alias=True))
    else:
        out.print(f"{run}: {found.why.default} ({found.chosen} picked, {found.waitlist} waiting, of {found.people})\n"
                  f"then {found.digest}\nnow  {found.again}", highlight=False, markup=False, soft_wrap=True)
    if not found.is_equal:
        raise typer.Exit(1)


@rounds.command()
def assignment(
    of: Annotated[str, typer.Argument(metavar="RUN_OR_ROUND", help="The id of a run, or of a round for all its runs.")],
    json: Json = False,
) -> None:
    """Who was given which seat, as CSV: fit, chances, rank, lots, quotas and reasons of each person."""
    which = tables.of_round if of.startswith("rnd_") else tables.of_run
    rows = on_house(lambda house: jobs.assignment(house.work, OPS, which, of))
    if json:
        show_json([row.model_dump() for row in rows])
    else:
        typer.echo(as_csv(rows), nl=False)


async def tried(house: House, campaign: str, seed: int | None) -> dict[str, Any]:
    """A trial: all eligible people in order."""
    found: Tried = await jobs.try_now(house.work, OPS, campaign, seed)
    result = found.result
    places = dict.fromkeys(result.chosen.tolist(), "unit") | dict.fromkeys(result.waitlist.tolist(), "waitlist")
    picks = []
    for index in result.order.tolist():
        known = found.known[int(result.audience.seq[index])]
        picks.append(_pick(int(result.ranks[index]), known.consumer_id, known.external_id, places.get(index),
                           float(result.fit[index]), float(result.coverage[index]), contributions_of(result, index)))
    units = int(str(result.parameters["units"]))
    short = [{"name": s.name, "minimum": s.minimum, "reached": s.reached, "available": s.available}
             for s in result.shortfalls]
    return {"picks": picks, "counts": found.counts, "shortfalls": short, "more": {},
            "sentence": sentence(found.counts, units, short, "en")}


async def stored(house: House, campaign: str, seed: int | None) -> dict[str, Any]:
    """A run for good: the units and the waiting list."""
    run: Run = await jobs.run_now(house.work, OPS, campaign, seed, shape=lambda made: made)
    matches = await house.work.read(queries.of_run, OPS, run.id)
    names = await house.work.read(queries.external_ids, OPS, [one.consumer_id for one in matches])
    picks = [_of_match(one, names) for one in matches]
    return {"picks": picks, "counts": run.counts, "shortfalls": run.shortfalls,
            "more": {"run_id": run.id, "digest": run.digest},
            "sentence": sentence(run.counts, run.units, run.shortfalls, "en")}


def _of_match(one: Match, names: dict[str, str | None]) -> dict[str, Any]:
    return _pick(one.rank, one.consumer_id, names.get(one.consumer_id), "waitlist" if one.is_on_waitlist else "unit",
                 one.fit, one.coverage, one.contributions)


def _pick(rank: int, consumer_id: str, external_id: str | None, place: str | None, fit: float, coverage: float,
          parts: dict[str, Any]) -> dict[str, Any]:
    ordered = sorted(parts.items(), key=lambda part: -part[1]["points"])
    return {"rank": rank, "consumer_id": consumer_id, "external_id": external_id, "place": place, "fit": fit,
            "coverage": coverage, "contributions": {key: part["points"] for key, part in ordered}}
