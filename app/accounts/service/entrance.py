"""How people come in and go: one-time links, passwords, sessions."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts import queries
from app.accounts.models import Account, ContactPoint, Session, SignInToken
from app.accounts.rules import ACTIVE, CHANGE_OWN, DOORS, LET_IN, LINK_LIVES, PATHS, SESSION_LIVES, SIGN_IN
from app.accounts.rules.contacts import contact_of
from app.accounts.rules.refusals import LinkUnknown, PasswordChanged
from app.accounts.service.contacts import verify
from app.accounts.service.settings import end_sessions
from app.core import crypto
from app.core.errors import NotFound
from app.core.viewer import Viewer
from app.core.work import new_id, now
from app.journal import service as journal


@dataclass
class LinkAsk:
    """What a reaction needs to send a link; the path to go on to is no fact of the journal."""

    id: str
    contact_point_id: str
    door: str
    next_path: str | None
    __tablename__: ClassVar[str] = "accounts"


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Somebody who has come in: the secret of the new session, told this once, and where to go on."""

    account: Account
    session_token: str
    expires_at: datetime
    door: str
    next_path: str | None


async def ask_link(session: AsyncSession, viewer: Viewer, contact: str, door: str = "consumer",
                   next_path: str | None = None) -> None:
    """Ask for a one-time link to a contact; nothing tells whether it is known. Raises Invalid at "contact"."""
    viewer.require(SIGN_IN)
    point = await queries.find_by_contact(session, viewer, contact_of(contact))
    if point is not None:
        asked = LinkAsk(point.account_id, point.id, door, next_path)
        await journal.record(session, viewer, "account.link_asked", asked, contact_point_id=point.id, door=door)


async def ask_own_link(session: AsyncSession, viewer: Viewer, point_id: str) -> ContactPoint:
    """Ask for the link that verifies one of the own contact points."""
    viewer.require(CHANGE_OWN)
    point = await queries.get_contact_point(session, viewer, point_id)
    door = viewer.kind if viewer.kind in DOORS else "consumer"
    asked = LinkAsk(point.account_id, point.id, door, f"/{PATHS[door]}/settings")
    await journal.record(session, viewer, "account.link_asked", asked, contact_point_id=point.id, door=door)
    return point


async def get_by_contact(session: AsyncSession, viewer: Viewer, contact: str) -> Account:
    """The account that a contact lets in, or NotFound."""
    viewer.require(LET_IN)
    point = await queries.find_by_contact(session, viewer, contact_of(contact))
    if point is None:
        raise NotFound("account")
    return await queries.get(session, viewer, point.account_id)


async def mint_link(session: AsyncSession, viewer: Viewer, account_id: str, contact_point_id: str | None = None,
                    door: str = "consumer", next_path: str | None = None, lives: timedelta = LINK_LIVES) -> str:
    """Make the secret of a link that signs an account in once; only its hash is kept.

    With a contact point, using it verifies that point.
    """
    viewer.require(LET_IN)
    secret = crypto.token()
    session.add(SignInToken(
        token_hash=crypto.token_hash(secret), account_id=account_id, contact_point_id=contact_point_id, door=door,
        next_path=next_path, made_at=now(session), expires_at=now(session) + lives))
    if viewer.kind != "system":
        account = await queries.get(session, viewer, account_id)
        await journal.record(session, viewer, "account.link_made", account, door=door)
    return secret


async def use_link(session: AsyncSession, viewer: Viewer, token: str) -> SignedIn:
    """Sign in by a one-time link, which is used up and verifies its contact point; raises a LinkGone."""
    viewer.require(SIGN_IN)
    link = await take_link(session, viewer, token)
    account = await _active(session, link.account_id)
    return await _come_in(session, viewer, account, link.door, link.next_path, how="link")


async def take_link(session: AsyncSession, viewer: Viewer, token: str) -> SignInToken:
    """Use a link up and verify its contact point; raises a LinkGone, or ContactTaken."""
    link = await session.scalar(
        select(SignInToken).where(SignInToken.token_hash == crypto.token_hash(token)).with_for_update())
    refusal = queries.gone(link, session)
    if refusal is not None or link is None:
        raise refusal or LinkUnknown()
    link.used_at = now(session)
    if link.contact_point_id is not None:
        await _verify(session, viewer, link.contact_point_id)
    return link


async def _verify(session: AsyncSession, viewer: Viewer, point_id: str) -> None:
    """Verify a point. The first one of an account shuts out whoever had typed it in without being able to read it."""
    point = (await session.scalars(select(ContactPoint).where(ContactPoint.id == point_id))).one()
    if point.value_sealed is None:
        raise LinkUnknown
    had_one = await session.scalar(select(ContactPoint.id).where(
        ContactPoint.account_id == point.account_id, ContactPoint.verified_at.is_not(None)).limit(1))
    if await verify(session, viewer, point) and had_one is None:
        account = await _active(session, point.account_id)
        account.password_hash = None
        await end_sessions(session, account.id)


async def sign_in(session: AsyncSession, viewer: Viewer, account_id: str, checked_hash: str,
                  door: str = "consumer", next_path: str | None = None) -> SignedIn:
    """Sign in by a password that was checked beforehand, outside any transaction, against `checked_hash`."""
    viewer.require(SIGN_IN)
    account = await _active(session, account_id)
    if account.password_hash != checked_hash:
        raise PasswordChanged
    return await _come_in(session, viewer, account, door, next_path, how="password")


async def sign_out(session: AsyncSession, viewer: Viewer, token: str) -> None:
    """End the session of a browser; one that is not known has ended already."""
    found = await session.scalar(select(Session).where(
        Session.token_hash == crypto.token_hash(token), Session.ended_at.is_(None)))
    if found is not None:
        found.ended_at = now(session)
        account = (await session.scalars(select(Account).where(Account.id == found.account_id))).one()
        await journal.record(session, viewer, "account.signed_out", account, session_id=found.id)


async def _active(session: AsyncSession, account_id: str) -> Account:
    """The account, where it may be let in."""
    account = await session.scalar(select(Account).where(Account.id == account_id, Account.state == ACTIVE))
    if account is None:
        raise LinkUnknown
    return account


async def _come_in(session: AsyncSession, viewer: Viewer, account: Account, door: str, next_path: str | None,
                   how: str) -> SignedIn:
    secret, until = crypto.token(), now(session) + SESSION_LIVES
    row = Session(id=new_id(session, "ses"), account_id=account.id, token_hash=crypto.token_hash(secret),
                  created_at=now(session), expires_at=until)
    session.add(row)
    await journal.record(session, viewer, "account.signed_in", account, session_id=row.id, how=how)
    return SignedIn(account, secret, until, door, next_path)
