"""What is held about an account, told whole and erased."""

from typing import Any

from sqlalchemy import ColumnElement, and_, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts import queries
from app.accounts.models import Account, ApiKey, Session, SignInToken
from app.accounts.rules import ACCOUNT, KEY_REVOKE
from app.accounts.service.contacts import blank
from app.accounts.service.settings import end_sessions
from app.core.errors import NotFound
from app.core.viewer import Kind, Viewer
from app.core.work import now
from app.journal import service as journal


async def export(session: AsyncSession, viewer: Viewer, account_id: str) -> dict[str, Any]:
    """Everything held about an account, as plain values; secrets are held as hashes only and are not among it."""
    account = await queries.get(session, viewer, account_id)
    points = await queries.contact_points(session, viewer, account_id)
    sessions = (await session.scalars(select(Session).where(Session.account_id == account_id))).all()
    keys = (await session.scalars(select(ApiKey).where(ApiKey.account_id == account_id))).all()
    return {
        "id": account.id, "state": account.state, "name": account.name, "language": account.language,
        "time_zone": account.time_zone, "created_at": account.created_at.isoformat(),
        "has_password": account.password_hash is not None,
        "contact_points": [{
            "kind": p.kind, "value": p.value, "opted_out": p.opted_out, "added_at": p.created_at.isoformat(),
            "verified_at": p.verified_at.isoformat() if p.verified_at else None} for p in points],
        "sessions": [{"began_at": s.created_at.isoformat(), "ends_at": s.expires_at.isoformat(),
                      "ended_at": s.ended_at.isoformat() if s.ended_at else None} for s in sessions],
        "keys": [{"name": k.name, "prefix": k.prefix, "made_at": k.created_at.isoformat(),
                  "revoked_at": k.revoked_at.isoformat() if k.revoked_at else None} for k in keys],
    }


async def forget(session: AsyncSession, viewer: Viewer, account_id: str) -> dict[str, int]:
    """Erase an account: nothing lets in any more, no name and no contact is left. Returns how many of each."""
    account = await session.scalar(
        queries.visible_to(viewer).where(Account.id == account_id).with_for_update(of=Account))
    if account is None:
        raise NotFound("account")
    moved = ACCOUNT.move(account, "erase", viewer)
    points = await queries.contact_points(session, viewer, account_id)
    for point in points:
        blank(point)
    account.name, account.password_hash = None, None
    counts = {"contact_points": len(points), "sessions": await end_sessions(session, account_id),
              "keys": await _revoke(session, ApiKey.account_id == account_id)}
    await session.execute(delete(SignInToken).where(SignInToken.account_id == account_id))
    await session.flush()
    await journal.record(session, viewer, moved, account, **counts)
    return counts


async def forget_keys(session: AsyncSession, viewer: Viewer, kind: Kind, scope_id: str) -> dict[str, int]:
    """End every key to a door that is gone, also those that belong to no account. Returns how many."""
    viewer.require(KEY_REVOKE)
    return {"keys": await _revoke(session, and_(ApiKey.kind == kind, ApiKey.scope_id == scope_id))}


async def _revoke(session: AsyncSession, which: ColumnElement[bool]) -> int:
    ended = await session.scalars(update(ApiKey).where(which, ApiKey.revoked_at.is_(None))
                                  .values(revoked_at=now(session)).returning(ApiKey.id))
    return len(ended.all())
