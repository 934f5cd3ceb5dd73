"""The account itself: made, changed, given a password, suspended."""

from collections.abc import Mapping

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts import queries
from app.accounts.models import Account, Session
from app.accounts.rules import ACCOUNT, CHANGE_OWN, LET_IN, SIGN_IN
from app.accounts.rules.refusals import PasswordChanged
from app.accounts.schemas import SettingsIn
from app.core.viewer import Viewer
from app.core.work import new_id, now
from app.journal import service as journal


async def make_account(session: AsyncSession, viewer: Viewer, *, language: str = "en",
                       time_zone: str = "Asia/Shanghai", name: str | None = None) -> Account:
    """Make an account that nothing lets in yet."""
    viewer.require(SIGN_IN)
    account = Account(id=new_id(session, "acc"), language=language, time_zone=time_zone, created_at=now(session))
    account.name = name
    session.add(account)
    await session.flush()
    await journal.record(session, viewer, "account.made", account)
    return account


async def change(session: AsyncSession, viewer: Viewer, body: SettingsIn) -> Account:
    """Change name, language or time zone of the own account; what the body leaves out stays."""
    viewer.require(CHANGE_OWN)
    account = await queries.own(session, viewer)
    changed = body.model_dump(exclude_unset=True, exclude_none=True)
    for field, value in changed.items():
        setattr(account, field, value)
    if changed:
        await session.flush()
        await journal.record(session, viewer, "account.changed", account, fields=sorted(changed))
    return account


async def describe(session: AsyncSession, viewer: Viewer, account: Account, told: Mapping[str, str]) -> Account:
    """Note what somebody else tells of an account: its name, its language."""
    viewer.require(LET_IN)
    for field, value in told.items():
        setattr(account, field, value)
    if told:
        await session.flush()
        await journal.record(session, viewer, "account.changed", account, fields=sorted(told))
    return account


async def make_ops(session: AsyncSession, viewer: Viewer, account: Account) -> Account:
    """Let an account do what ops do; who may already stays so."""
    viewer.require(LET_IN)
    if not account.is_ops:
        account.is_ops = True
        await session.flush()
        await journal.record(session, viewer, "account.ops_made", account)
    return account


async def set_password(session: AsyncSession, viewer: Viewer, password_hash: str, *, was: str | None,
                       kept_session: str | None = None) -> Account:
    """Take a new password (hashed beforehand) in place of the one that was checked; every other browser is signed out.

    `kept_session` is the hash of the session that asks, which goes on.
    """
    viewer.require(CHANGE_OWN)
    account = await queries.own(session, viewer)
    if account.password_hash != was:
        raise PasswordChanged
    account.password_hash = password_hash
    await end_sessions(session, account.id, kept_session)
    await journal.record(session, viewer, "account.password_set", account)
    return account


async def suspend(session: AsyncSession, viewer: Viewer, account_id: str) -> Account:
    """Let an account in no more, until it is restored."""
    account = await queries.get(session, viewer, account_id)
    await journal.record(session, viewer, ACCOUNT.move(account, "suspend", viewer), account)
    await end_sessions(session, account.id)
    return account


async def restore(session: AsyncSession, viewer: Viewer, account_id: str) -> Account:
    """Let a suspended account in again."""
    account = await queries.get(session, viewer, account_id)
    await journal.record(session, viewer, ACCOUNT.move(account, "restore", viewer), account)
    return account


async def end_sessions(session: AsyncSession, account_id: str, kept_session: str | None = None) -> int:
    """Sign an account's browsers out, but for one; returns how many."""
    rows = update(Session).where(Session.account_id == account_id, Session.ended_at.is_(None),
                                 Session.token_hash != (kept_session or ""))
    ended = await session.scalars(rows.values(ended_at=now(session)).returning(Session.id))
    return len(ended.all())
