"""Coming in: what an account is to us, where it goes first, and passwords checked outside any transaction."""

from dataclasses import dataclass

from fastapi import Request, Response

from app.accounts import queries, service
from app.accounts.models import Account
from app.accounts.queries import KeptPassword
from app.accounts.rules import SESSION_LIVES, passwords
from app.accounts.rules.contacts import contact_of
from app.accounts.rules.passwords import Cost
from app.accounts.rules.refusals import NoEntrance
from app.accounts.schemas import ContactPointOut
from app.accounts.service import SignedIn
from app.brands import queries as brands
from app.consumers import queries as consumers
from app.core.errors import Invalid
from app.core.i18n import text
from app.core.limits import Limits
from app.core.settings import Settings
from app.core.viewer import ANONYMOUS, Kind, Viewer
from app.core.work import Work
from app.web.doors import SESSION_COOKIE
from app.web.screen import inner_path

DO_NOT_MATCH = text("These do not match. Try again, or leave the password empty and we send you a link.",
                    "账号与密码不匹配。请重试，或不填密码，我们会发送登录链接。")
NOT_THE_PRESENT = text("This is not your present password.", "当前密码不正确。")


@dataclass(frozen=True, slots=True)
class Entrance:
    """One thing that an account is: the door, the row it is there, and the door's first page."""

    kind: Kind
    scope_id: str | None
    path: str


async def entrances(work: Work, account: Account) -> tuple[Entrance, ...]:
    """Everything that an account is to us."""
    consumer = await work.read(consumers.find_by_account, ANONYMOUS, account.id)
    members = await work.read(brands.memberships, ANONYMOUS, account.id)
    return (
        *((Entrance("consumer", consumer.id, "/me"),) if consumer else ()),
        *(Entrance("brand", member.brand_id, "/brand/campaigns") for member in members[:1]),
        *((Entrance("ops", None, "/ops"),) if account.is_ops else ()),
    )


async def entrance(work: Work, account: Account, kind: str) -> Entrance:
    """The entrance of a kind, or NoEntrance."""
    found = next((one for one in await entrances(work, account) if one.kind == kind), None)
    if found is None:
        raise NoEntrance(kind)
    return found


async def first_page(work: Work, signed_in: SignedIn) -> str:
    """Where somebody who has come in goes: on to where he wanted, else in by the door, else to sign up."""
    held = await entrances(work, signed_in.account)
    by_door = [one.path for one in held if one.kind == signed_in.door] or [one.path for one in held]
    return inner_path(signed_in.next_path, next(iter(by_door), "/sign-up"))


def address_of(request: Request) -> str:
    """The address that a request came from, for limits."""
    return request.client.host if request.client else "unknown"


async def ask_link(work: Work, limits: Limits, viewer: Viewer, contact: str, next_path: str | None,
                   address: str) -> None:
    """Ask for a link, counted for the contact and for the address, whether or not the contact is known."""
    await limits.hit("sign_in_address", address)
    await limits.hit("sign_in_point", f"link {queries.index_of(contact_of(contact))}")
    await work.do(service.ask_link, viewer, contact, next_path=next_path)


async def ask_own_link(work: Work, limits: Limits, viewer: Viewer, point_id: str) -> ContactPointOut:
    """Have the link sent that verifies one of the own contact points."""
    point = await work.read(queries.get_contact_point, viewer, point_id)
    await limits.hit("sign_in_point", f"link {point.value_index}")
    return await work.do(service.ask_own_link, viewer, point_id, shape=ContactPointOut.of)


async def by_password(work: Work, limits: Limits, viewer: Viewer, contact: str, password: str, cost: Cost,
                      next_path: str | None, address: str) -> SignedIn:
    """Sign in by password; whoever is unknown waits as long and reads the same as whoever typed it wrong."""
    known = contact_of(contact)
    await limits.hit("sign_in_address", address)
    await limits.hit("sign_in_point", f"password {queries.index_of(known)}")
    kept = await work.read(queries.password_of, viewer, known)
    if not await passwords.matches(kept.password_hash, password, cost) or not (kept.account_id and kept.password_hash):
        raise Invalid.at("password", DO_NOT_MATCH, "wrong_password")
    return await work.do(service.sign_in, viewer, kept.account_id, kept.password_hash, next_path=next_path)


async def set_password(work: Work, limits: Limits, viewer: Viewer, password: str, present: str | None, cost: Cost,
                       kept_session: str | None = None) -> Account:
    """Choose a password; where there is one, the present one is asked for."""
    wanted = passwords.checked(password)
    kept: KeptPassword = await work.read(queries.own_password, viewer)
    await limits.hit("sign_in_point", f"password {kept.account_id}")
    if kept.password_hash is not None and not await passwords.matches(kept.password_hash, present or "", cost):
        raise Invalid.at("present", NOT_THE_PRESENT, "wrong_password")
    return await work.do(service.set_password, viewer, await passwords.hash_of(wanted, cost), was=kept.password_hash,
                         kept_session=kept_session)


def keep_cookie(answer: Response, signed_in: SignedIn, settings: Settings) -> None:
    """Give the browser its session: out of reach for scripts, sent to us alone, over https where we are reached so."""
    answer.set_cookie(SESSION_COOKIE, signed_in.session_token, max_age=int(SESSION_LIVES.total_seconds()),
                      httponly=True, samesite="lax", secure=settings.base_url.startswith("https:"))
