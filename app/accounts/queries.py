"""Every question about accounts, contact points, links, sessions and keys."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidTag
from sqlalchemy import Row as SqlRow
from sqlalchemy import Select, and_, bindparam, false, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from app.accounts.models import Account, ApiKey, ContactPoint, Session, SignInToken
from app.accounts.rules import ACTIVE, READ
from app.accounts.rules.contacts import Contact
from app.accounts.rules.refusals import LinkGone, LinkOld, LinkUnknown, LinkUsed
from app.core import crypto
from app.core.database import Moment
from app.core.errors import NotFound
from app.core.paging import Ask, Page, page
from app.core.viewer import Viewer
from app.core.work import now


@dataclass(frozen=True, slots=True)
class KeptPassword:
    """What is known of a contact's password; both None where the contact is unknown or has none."""

    account_id: str | None
    password_hash: str | None


def visible_to(viewer: Viewer) -> Select[Account]:
    """Ops see all accounts, everybody else the own one."""
    if READ in viewer.permissions:
        return select(Account)
    mine = viewer.scope("account")
    return select(Account).where(Account.id == mine if mine else false())


def keys_visible_to(viewer: Viewer) -> Select[ApiKey]:
    """Ops see all keys, a brand's members those of the brand, a consumer the own ones."""
    if READ in viewer.permissions:
        return select(ApiKey)
    mine = viewer.scope(viewer.kind) if viewer.kind in ("brand", "consumer") else ""
    return select(ApiKey).where(
        and_(ApiKey.kind == viewer.kind, ApiKey.scope_id == mine) if mine else false())


async def get(session: AsyncSession, viewer: Viewer, account_id: str) -> Account:
    """One account, or NotFound."""
    found = await session.scalar(visible_to(viewer).where(Account.id == account_id))
    if found is None:
        raise NotFound("account")
    return found


async def own(session: AsyncSession, viewer: Viewer) -> Account:
    """The viewer's own account with its contact points, or NotFound (a key may have none)."""
    rows = select(Account).where(Account.id == viewer.scope("account")).options(selectinload(Account.contact_points))
    found = await session.scalar(rows)
    if found is None:
        raise NotFound("account")
    return found


async def contact_points(session: AsyncSession, viewer: Viewer, account_id: str) -> list[ContactPoint]:
    """The contact points of an account that are still kept, oldest first."""
    rows = select(ContactPoint).where(
        ContactPoint.account_id.in_(visible_to(viewer).with_only_columns(Account.id).where(Account.id == account_id)),
        ContactPoint.value_sealed.is_not(None))
    return list((await session.scalars(rows.order_by(ContactPoint.seq))).all())


async def get_contact_point(session: AsyncSession, viewer: Viewer, point_id: str) -> ContactPoint:
    """One of the own contact points, or NotFound; whoever sees all accounts changes no one else's either."""
    found = await session.scalar(select(ContactPoint).where(
        ContactPoint.id == point_id, ContactPoint.value_sealed.is_not(None),
        ContactPoint.account_id == viewer.scope("account")))
    if found is None:
        raise NotFound("contact point")
    return found


async def find_by_contact(session: AsyncSession, viewer: Viewer, contact: Contact) -> ContactPoint | None:
    """The point at which a contact lets in: the verified one, else the oldest that an active account claims.

    Asked at the door before there is a viewer; callers never tell what was found.
    """
    rows = select(ContactPoint).join(Account, Account.id == ContactPoint.account_id).where(
        ContactPoint.value_index == index_of(contact), ContactPoint.kind == contact.kind, Account.state == ACTIVE)
    return await session.scalar(
        rows.order_by(ContactPoint.verified_at.is_(None), ContactPoint.seq).limit(1))


async def password_of(session: AsyncSession, viewer: Viewer, contact: Contact) -> KeptPassword:
    """What there is to check a password against; only a verified contact point opens by password."""
    point = await find_by_contact(session, viewer, contact)
    if point is None or point.verified_at is None:
        return KeptPassword(None, None)
    kept = await session.scalar(select(Account.password_hash).where(Account.id == point.account_id))
    return KeptPassword(point.account_id, kept)


async def own_password(session: AsyncSession, viewer: Viewer) -> KeptPassword:
    """The viewer's own password, to check the present one before it is changed."""
    account = await own(session, viewer)
    return KeptPassword(account.id, account.password_hash)


def gone(link: SignInToken | None, session: AsyncSession) -> LinkGone | None:
    """Why a link lets nobody in; None where it does."""
    if link is None:
        return LinkUnknown()
    if link.used_at is not None:
        return LinkUsed()
    return LinkOld() if link.expires_at <= now(session) else None


async def get_link(session: AsyncSession, viewer: Viewer, token_hash: str) -> SignInToken:
    """A one-time link that still lets in, or the refusal that says why not; looking does not use it up."""
    link = await session.scalar(select(SignInToken).where(SignInToken.token_hash == token_hash))
    refusal = gone(link, session)
    if refusal is not None or link is None:
        raise refusal or LinkUnknown()
    return link


async def find_account_of(session: AsyncSession, viewer: Viewer, link: SignInToken) -> Account:
    """The account that a link lets in; asked by the door before there is a viewer."""
    return (await session.scalars(select(Account).where(Account.id == link.account_id))).one()


# Built once: the doors ask them at every request, and building costs more than running.
_SIGNED_IN = select(Account).join(Session, Session.account_id == Account.id).where(
    Session.token_hash == bindparam("token_hash"), Session.ended_at.is_(None),
    Session.expires_at > bindparam("at", type_=Moment), Account.state == ACTIVE)
_KEY = select(ApiKey).outerjoin(Account, Account.id == ApiKey.account_id).where(
    ApiKey.key_hash == bindparam("key_hash"), ApiKey.revoked_at.is_(None),
    or_(ApiKey.expires_at.is_(None), ApiKey.expires_at > bindparam("at", type_=Moment)),
    or_(ApiKey.account_id.is_(None),
        and_(Account.state == ACTIVE, or_(ApiKey.kind != "ops", Account.is_ops.is_(True)))))


async def find_signed_in(session: AsyncSession, viewer: Viewer, token_hash: str) -> Account | None:
    """The active account behind a session token; None where the session is unknown, ended or too old."""
    return (await session.scalars(_SIGNED_IN, {"token_hash": token_hash, "at": now(session)})).one_or_none()


async def find_key(session: AsyncSession, viewer: Viewer, key_hash: str) -> SqlRow[Any] | None:
    """The columns of the key with this hash; None where it is unknown, revoked, too old, or its account's no more."""
    return (await (await session.connection()).execute(_KEY, {"key_hash": key_hash, "at": now(session)})).one_or_none()


async def get_key(session: AsyncSession, viewer: Viewer, key_id: str) -> ApiKey:
    """One key, or NotFound."""
    found = await session.scalar(keys_visible_to(viewer).where(ApiKey.id == key_id))
    if found is None:
        raise NotFound("key")
    return found


async def page_of_keys(session: AsyncSession, viewer: Viewer, ask: Ask) -> Page[ApiKey]:
    """The keys that a viewer may see, newest first."""
    return await page(session, keys_visible_to(viewer), ApiKey.seq, ask, newest_first=True)


async def keys(session: AsyncSession, viewer: Viewer) -> list[ApiKey]:
    """The keys that still open a door, as far as the viewer may see them, oldest first."""
    rows = keys_visible_to(viewer).where(
        ApiKey.revoked_at.is_(None), or_(ApiKey.expires_at.is_(None), ApiKey.expires_at > now(session)))
    return list((await session.scalars(rows.order_by(ApiKey.seq))).all())


async def wrong_key(session: AsyncSession, viewer: Viewer) -> str | None:
    """Which of our keys did not make what is stored, asked of the newest contact; None where both did."""
    point = await session.scalar(
        select(ContactPoint).where(ContactPoint.value_sealed.is_not(None)).order_by(ContactPoint.seq.desc()).limit(1))
    if point is None:
        return None
    try:
        value = point.value
    except (InvalidTag, KeyError):
        return "DAREN_DATA_KEY"
    fits = crypto.keyring().blind_index(point.kind, value) == point.value_index
    return None if fits else "DAREN_INDEX_KEY"


async def people(session: AsyncSession, viewer: Viewer, account_ids: Sequence[str]) -> dict[str, Account]:
    """Accounts with their contact points by id, for a list whose rows the caller was allowed to see."""
    rows = select(Account).where(Account.id.in_(account_ids)).options(selectinload(Account.contact_points))
    return {account.id: account for account in (await session.scalars(rows)).all()}


def index_of(contact: Contact) -> str:
    """The blind index under which a contact point is found."""
    return crypto.keyring().blind_index(contact.kind, contact.value)
