"""API keys from the terminal."""

from typing import Annotated, Any

import typer
from rich.table import Table

from app.accounts import queries
from app.accounts import service as accounts
from app.cli.running import CANNOT_RUN, end, on_house, out, say, show_json
from app.core.viewer import system
from app.main import House

group = typer.Typer(no_args_is_help=True, help="API keys.")
Json = Annotated[bool, typer.Option("--json", help="JSON on stdout.")]


def register(root: typer.Typer) -> None:
    """Add the group."""
    root.add_typer(group, name="keys")


@group.command()
def make(
    kind: Annotated[str, typer.Argument(help="consumer, brand or ops.")],
    name: Annotated[str, typer.Argument(help="What the key is for.")],
    scope: Annotated[str | None, typer.Option(help="The id of the consumer or brand.")] = None,
    read_only: Annotated[bool, typer.Option(help="May only read.")] = False, json: Json = False,
) -> None:
    """Make a key and print it, once."""
    if kind not in ("consumer", "brand", "ops") or (kind != "ops" and not scope):
        raise end(CANNOT_RUN, "daren: kind is consumer, brand or ops; the first two need --scope ID")

    async def run(house: House) -> dict[str, Any]:
        key, secret = await house.work.do(
            accounts.make_key, system("cli"), kind=kind, scope_id=scope, name=name, is_read_only=read_only)
        return {"id": key.id, "key": secret}
    made = on_house(run)
    if json:
        show_json(made)
    else:
        out.print(made["key"], soft_wrap=True, highlight=False)
        say("Keep it now; it is not shown again.")


@group.command("list")
def list_(json: Json = False) -> None:
    """The keys that still open a door."""
    async def run(house: House) -> list[dict[str, Any]]:
        keys = await house.work.read(queries.keys, system("cli"))
        return [{"id": k.id, "kind": k.kind, "scope": k.scope_id, "name": k.name, "prefix": k.prefix,
                 "created_at": k.created_at} for k in keys]
    found = on_house(run)
    if json:
        show_json(found)
        return
    table = Table("id", "kind", "scope", "name", "prefix", "made")
    for key in found:
        table.add_row(*(str(value or "") for value in key.values()))
    out.print(table)


@group.command()
def revoke(key_id: str) -> None:
    """Revoke a key at once."""
    on_house(lambda house: house.work.do(accounts.revoke_key, system("cli"), key_id))
    say("daren: revoked")
