"""API keys from the terminal."""

from typing import Annotated, Any

import typer
from rich.table import Column, Table

from app.accounts import queries
from app.accounts import service as accounts
from app.accounts.rules import DOORS
from app.brands import queries as brands
from app.cli.running import CANNOT_RUN, Json, end, moment, on_house, one_of, out, say, show_json
from app.consumers import queries as consumers
from app.consumers.rules import ERASED
from app.core.errors import NotFound
from app.core.viewer import Viewer, system
from app.main import House

group = typer.Typer(no_args_is_help=True, help="API keys.")


def register(root: typer.Typer) -> None:
    """Add the group."""
    root.add_typer(group, name="keys")


@group.command()
def make(
    kind: Annotated[str, typer.Argument(help="consumer, brand or ops.")],
    name: Annotated[str, typer.Argument(help="What the key is for.")],
    scope: Annotated[str | None, typer.Option(help="The id of the consumer or brand.")] = None,
    read_only: Annotated[bool, typer.Option("--read-only", help="May only read.")] = False, json: Json = False,
) -> None:
    """Make a key and print it, once."""
    if (one_of(kind, DOORS) == "ops") == bool(scope):
        raise end(CANNOT_RUN, f"daren: a key for {kind} " + ("takes no --scope" if scope else "needs --scope ID"))
    if not 0 < len(name.strip()) <= 80:
        raise end(CANNOT_RUN, "daren: the name says in at most 80 signs what the key is for")

    async def run(house: House) -> dict[str, Any]:
        key, secret = await house.work.do(_made, system("cli"), kind, scope, name.strip(), read_only)
        return {"id": key.id, "key": secret}
    made = on_house(run)
    if json:
        show_json(made)
    else:
        out.print(made["key"], soft_wrap=True, highlight=False)
        say("Keep it now; it is not shown again.")


async def _made(session: Any, viewer: Viewer, kind: Any, scope: str | None, name: str, read_only: bool) -> Any:
    """A key to a door that is there; a consumer's belongs to the consumer's account and ends with it."""
    account_id = None
    if kind == "brand":
        await brands.get(session, viewer, scope or "")
    elif kind == "consumer":
        consumer = await consumers.get(session, viewer, scope or "")
        if consumer.state == ERASED:
            raise NotFound("consumer")
        account_id = consumer.account_id
    return await accounts.make_key(session, viewer, kind=kind, scope_id=scope, name=name, is_read_only=read_only,
                                   account_id=account_id)


@group.command("list")
def list_(json: Json = False) -> None:
    """The keys that still open a door."""
    async def run(house: House) -> list[dict[str, Any]]:
        keys = await house.work.read(queries.keys, system("cli"))
        return [{"id": k.id, "kind": k.kind, "scope": k.scope_id, "name": k.name, "prefix": k.prefix,
                 "is_read_only": k.is_read_only, "created_at": moment(k.created_at)} for k in keys]
    found = on_house(run)
    if json:
        show_json(found)
        return
    table = Table(Column("id", no_wrap=True), "kind", "scope", "name", "prefix", "may", "made")
    for key in found:
        shown = key | {"is_read_only": "read" if key["is_read_only"] else "read and write"}
        table.add_row(*(str(value or "") for value in shown.values()))
    out.print(table)


@group.command()
def revoke(key_id: Annotated[str, typer.Argument(help="The id that `daren keys list` shows.")]) -> None:
    """Revoke a key at once."""
    on_house(lambda house: house.work.do(accounts.revoke_key, system("cli"), key_id))
    say("daren: revoked")
