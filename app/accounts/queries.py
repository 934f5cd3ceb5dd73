"""Every question about accounts, sessions and keys."""

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.models import Account, ApiKey, Session
from app.accounts.rules import ACTIVE
from app.core.viewer import Viewer
from app.core.work import now


async def find_signed_in(session: AsyncSession, viewer: Viewer, token_hash: str) -> Account | None:
    """The active account behind a session token; None where the session is unknown, ended or too old."""
    rows = select(Account).join(Session, Session.account_id == Account.id).where(
        Session.token_hash == token_hash, Session.ended_at.is_(None), Session.expires_at > now(session),
        Account.state == ACTIVE)
    return (await session.scalars(rows)).one_or_none()


async def find_key(session: AsyncSession, viewer: Viewer, key_hash: str) -> ApiKey | None:
    """The API key with this hash; None where it is unknown, revoked, too old, or its account is not active."""
    rows = select(ApiKey).outerjoin(Account, Account.id == ApiKey.account_id).where(
        ApiKey.key_hash == key_hash, ApiKey.revoked_at.is_(None),
        or_(ApiKey.expires_at.is_(None), ApiKey.expires_at > now(session)),
        or_(ApiKey.account_id.is_(None), Account.state == ACTIVE))
    return (await session.scalars(rows)).one_or_none()
