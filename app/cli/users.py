"""People who sign in: making accounts, and links that let them in."""

from typing import Annotated, Any

import typer

from app.accounts import queries
from app.accounts import service as accounts
from app.accounts.models import Account
from app.accounts.rules import DOORS
from app.accounts.rules.contacts import contact_of
from app.accounts.rules.refusals import NoEntrance
from app.brands import queries as members
from app.brands import service as brands
from app.cli.running import Json, on_house, one_of, out, say, show_json
from app.consumers import queries as consumers
from app.core.i18n import LANGUAGES
from app.core.viewer import Viewer, system
from app.main import House

group = typer.Typer(no_args_is_help=True, help="People who sign in.")
Id = Annotated[str, typer.Argument(metavar="ACCOUNT", help="The id that `add` and `link` print first.")]


def register(root: typer.Typer) -> None:
    """Add the group."""
    root.add_typer(group, name="user")


@group.command()
def add(
    contact: Annotated[str, typer.Argument(help="An email or a phone number.")],
    ops: Annotated[bool, typer.Option("--ops", help="May do what ops do.")] = False,
    brand: Annotated[str | None, typer.Option(help="Acts for this brand, made where missing.")] = None,
    name: Annotated[str | None, typer.Option(help="What we call them.")] = None,
    language: Annotated[str | None, typer.Option(help="en or zh-cn; en where it is not told.")] = None,
    json: Json = False,
) -> None:
    """Make an account with a verified contact point and print its sign-in link; who is known is given what is new."""
    spoken = language and one_of(language, LANGUAGES)

    async def run(house: House) -> dict[str, Any]:
        async def make(session: Any, viewer: Viewer) -> tuple[str, str]:
            account = await _account(session, viewer, contact)
            told = {"name": name and name.strip(), "language": spoken}
            await accounts.describe(session, viewer, account, {key: value for key, value in told.items() if value})
            if ops:
                await accounts.make_ops(session, viewer, account)
            if brand is not None:
                await _join(session, viewer, account, brand)
            door = "ops" if ops else "brand" if brand else (await doors_of(session, viewer, account))[0]
            return account.id, await accounts.mint_link(session, viewer, account.id, door=door)
        return _told(house, *await house.work.do(make, system("cli")))
    _tell(on_house(run), json)


async def _account(session: Any, viewer: Viewer, contact: str) -> Account:
    """The account that a contact lets into, made where there is none."""
    point = await queries.find_by_contact(session, viewer, contact_of(contact))
    if point is not None and point.verified_at is not None:
        return await queries.get(session, viewer, point.account_id)
    account = await accounts.make_account(session, viewer)
    await accounts.add_contact(session, viewer, account.id, None, contact, verified=True)
    return account


async def _join(session: Any, viewer: Viewer, account: Account, name: str) -> None:
    brand = await brands.find_or_make(session, viewer, name)
    if all(m.brand_id != brand.id for m in await members.memberships(session, viewer, account.id)):
        await brands.add_member(session, viewer, brand.id, account.id, "owner")


async def doors_of(session: Any, viewer: Viewer, account: Account) -> list[str]:
    """The doors that an account may go in by; the consumers' where it is nothing yet, to sign up there."""
    held = [*(["consumer"] if await consumers.find_by_account(session, viewer, account.id) else []),
            *(["brand"] if await members.memberships(session, viewer, account.id) else []),
            *(["ops"] if account.is_ops else [])]
    return held or ["consumer"]


@group.command()
def link(contact: Annotated[str, typer.Argument(help="An email or a phone number that we know.")],
         door: Annotated[str | None, typer.Option(
             help="consumer, brand or ops; the first that is theirs where it is not told.")] = None,
         json: Json = False) -> None:
    """Print a one-time sign-in link for somebody who is known."""
    wanted = door and one_of(door, DOORS)

    async def run(house: House) -> dict[str, Any]:
        async def mint(session: Any, viewer: Viewer) -> tuple[str, str]:
            account = await accounts.get_by_contact(session, viewer, contact)
            held = await doors_of(session, viewer, account)
            if wanted and wanted not in held:
                raise NoEntrance(wanted)
            return account.id, await accounts.mint_link(session, viewer, account.id, door=wanted or held[0])
        return _told(house, *await house.work.do(mint, system("cli")))
    _tell(on_house(run), json)


@group.command()
def suspend(account: Id) -> None:
    """Let somebody in no more, by no link, password or own key, until restored; their browsers are signed out."""
    on_house(lambda house: house.work.do(accounts.suspend, system("cli"), account))
    say("daren: suspended")


@group.command()
def restore(account: Id) -> None:
    """Let somebody who was suspended in again."""
    on_house(lambda house: house.work.do(accounts.restore, system("cli"), account))
    say("daren: restored")


def _told(house: House, account_id: str, token: str) -> dict[str, Any]:
    return {"id": account_id, "link": f"{house.settings.base_url}/sign-in/{token}"}


def _tell(answer: dict[str, Any], json: bool) -> None:
    if json:
        show_json(answer)
    else:
        out.print(f"{answer['id']}\n{answer['link']}", soft_wrap=True, highlight=False)
