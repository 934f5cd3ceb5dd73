"""Checking the journal's chain and reading its end."""

from typing import Annotated

import typer
from rich.table import Table

from app.cli.running import REFUSED, Json, end, moment, on_house, out, say, show_json
from app.core.paging import Ask
from app.journal import queries
from app.web import roles

group = typer.Typer(no_args_is_help=True, help="The journal.")


def register(root: typer.Typer) -> None:
    """Add the group."""
    root.add_typer(group, name="journal")


@group.command()
def check(json: Json = False) -> None:
    """Compute every seal anew; a broken chain is named and ends with 1."""
    audit = on_house(lambda house: house.work.read(queries.audit, roles.ops("cli")))
    if json:
        show_json({"sealed": audit.sealed, "unsealed": audit.unsealed, "broken_at": audit.broken_at})
    else:
        out.print(f"{audit.sealed} entries sealed, {audit.unsealed} waiting for their seal")
        if audit.unsealed:
            say("The worker seals them within a second: daren serve, or daren worker.")
    if audit.broken_at is not None:
        raise end(REFUSED, f"daren: the chain is broken at seal {audit.broken_at}")


@group.command()
def tail(count: Annotated[int, typer.Option(min=1, max=200, help="How many at most.")] = 20,
         event: Annotated[str, typer.Option(help="Only those of this event: review.verified.")] = "",
         json: Json = False) -> None:
    """The newest entries."""
    page = on_house(lambda house: house.work.read(queries.newest, roles.ops("cli"), Ask(limit=count), event))
    if json:
        show_json([queries.facts_of(entry) for entry in page.items])
        return
    table = Table("at", "event", "actor", "subject", "facts")
    for entry in page.items:
        at = moment(entry.at.replace(microsecond=0))
        table.add_row(at, entry.event, entry.actor_id, entry.subject_id, str(entry.facts))
    out.print(table)
