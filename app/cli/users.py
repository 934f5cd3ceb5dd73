"""People who sign in: making accounts, and links that let them in."""

from typing import Annotated, Any

import typer

from app.accounts import service as accounts
from app.brands import service as brands
from app.cli.running import on_house, out, show_json
from app.core.viewer import Viewer, system
from app.main import House

group = typer.Typer(no_args_is_help=True, help="People who sign in.")
Json = Annotated[bool, typer.Option("--json", help="One JSON object on stdout.")]


def register(root: typer.Typer) -> None:
    """Add the group."""
    root.add_typer(group, name="user")


@group.command()
def add(
    contact: Annotated[str, typer.Argument(help="An email or a phone number.")],
    ops: Annotated[bool, typer.Option(help="May do what ops do.")] = False,
    brand: Annotated[str | None, typer.Option(help="Acts for this brand, made where missing.")] = None,
    language: Annotated[str, typer.Option(help="en or zh-cn.")] = "en",
    json: Json = False,
) -> None:
    """Make an account with a verified contact point and print its sign-in link."""
    async def run(house: House) -> dict[str, Any]:
        async def make(session: Any, viewer: Viewer) -> tuple[str, str]:
            account = await accounts.make_account(session, viewer, language=language)
            account.is_ops = ops
            await accounts.add_contact(session, viewer, account.id, accounts.kind_of(contact), contact, verified=True)
            if brand is not None:
                made = await brands.find_or_make(session, viewer, brand)
                await brands.add_member(session, viewer, made.id, account.id, "owner")
            door = "ops" if ops else "brand" if brand else "consumer"
            return account.id, await accounts.mint_link(session, viewer, account.id, door=door)
        account_id, token = await house.work.do(make, system("cli"))
        return {"id": account_id, "link": f"{house.settings.base_url}/sign-in/{token}"}
    _tell(on_house(run), json)


@group.command()
def link(contact: Annotated[str, typer.Argument(help="An email or a phone number that we know.")],
         door: Annotated[str, typer.Option(help="consumer, brand or ops.")] = "consumer", json: Json = False) -> None:
    """Print a one-time sign-in link for somebody who is known."""
    async def run(house: House) -> dict[str, Any]:
        async def mint(session: Any, viewer: Viewer) -> tuple[str, str]:
            account = await accounts.get_by_contact(session, viewer, contact)
            return account.id, await accounts.mint_link(session, viewer, account.id, door=door)
        account_id, token = await house.work.do(mint, system("cli"))
        return {"id": account_id, "link": f"{house.settings.base_url}/sign-in/{token}"}
    _tell(on_house(run), json)


def _tell(answer: dict[str, Any], json: bool) -> None:
    if json:
        show_json(answer)
    else:
        out.print(f"{answer['id']}\n{answer['link']}", soft_wrap=True, highlight=False)
