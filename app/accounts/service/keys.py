"""API keys: made, shown once, revoked."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts import queries
from app.accounts.models import Account, ApiKey
from app.accounts.rules import KEY_MAKE, KEY_REVOKE, SIGN_IN
from app.accounts.rules.refusals import LinkUnknown
from app.accounts.service.entrance import take_link
from app.core import crypto
from app.core.errors import Forbidden
from app.core.viewer import Kind, Viewer
from app.core.work import new_id, now
from app.journal import service as journal


async def make_key(session: AsyncSession, viewer: Viewer, *, kind: Kind, scope_id: str | None, name: str,
                   is_read_only: bool = False, account_id: str | None = None,
                   expires_at: datetime | None = None) -> tuple[ApiKey, str]:
    """Make a key for a door and its secret, which is told this once; nobody makes one that may more than he himself.

    A brand's key belongs to the brand and outlives whoever made it; a consumer's or ops' key to the account.
    """
    viewer.require(KEY_MAKE)
    if viewer.kind in ("consumer", "brand") and (kind, scope_id) != (viewer.kind, viewer.scope(viewer.kind)):
        raise Forbidden(KEY_MAKE)
    mine = await _account_of(session, viewer) if viewer.kind == kind else None
    owner = None if kind == "brand" else account_id or mine
    return await _made(session, viewer, kind, scope_id, name, is_read_only, owner, expires_at)


async def exchange_link(session: AsyncSession, viewer: Viewer, token: str, *, account_id: str, kind: Kind,
                        scope_id: str | None, name: str, is_read_only: bool = False,
                        expires_at: datetime | None = None) -> tuple[ApiKey, str]:
    """Make a key for a one-time link, which is used up; the caller has looked up what the account is."""
    viewer.require(SIGN_IN)
    link = await take_link(session, viewer, token)
    if link.account_id != account_id:
        raise LinkUnknown
    owner = None if kind == "brand" else account_id
    return await _made(session, viewer, kind, scope_id, name, is_read_only, owner, expires_at)


async def revoke_key(session: AsyncSession, viewer: Viewer, key_id: str) -> ApiKey:
    """End a key; what is revoked already stays so."""
    viewer.require(KEY_REVOKE)
    key = await queries.get_key(session, viewer, key_id)
    if key.revoked_at is None:
        key.revoked_at = now(session)
        await journal.record(session, viewer, "api_key.revoked", key)
    return key


async def note_use(session: AsyncSession, viewer: Viewer, key_id: str) -> None:
    """Note that a key was used just now; the door asks for it once an hour, not on every call."""
    await session.execute(update(ApiKey).where(ApiKey.id == key_id).values(last_used_at=now(session)))


async def _made(session: AsyncSession, viewer: Viewer, kind: Kind, scope_id: str | None, name: str,
                is_read_only: bool, owner: str | None, expires_at: datetime | None) -> tuple[ApiKey, str]:
    secret = f"dk_{crypto.token()}"
    key = ApiKey(id=new_id(session, "key"), account_id=owner, kind=kind, scope_id=scope_id, name=name,
                 prefix=secret[:9], key_hash=crypto.token_hash(secret), is_read_only=is_read_only,
                 created_at=now(session), expires_at=expires_at)
    session.add(key)
    await session.flush()
    await journal.record(session, viewer, "api_key.made", key, kind=kind, is_read_only=is_read_only)
    return key, secret


async def _account_of(session: AsyncSession, viewer: Viewer) -> str | None:
    """The viewer's account; None where a key without one acts."""
    return await session.scalar(select(Account.id).where(Account.id == viewer.actor_id))
