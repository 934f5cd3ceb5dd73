"""Every question about people's accounts on networks."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.consumers.models import SocialAccount
from app.consumers.queries.answers import accounts_of
from app.consumers.rules import CONFIRM_ACCOUNT
from app.core.errors import NotFound
from app.core.viewer import Viewer

MOST_WAITING = 200


async def find(session: AsyncSession, consumer_id: str, platform: str) -> SocialAccount | None:
    """The account that a person declared on a network; whoever calls has seen to it that he may."""
    return await session.scalar(select(SocialAccount).where(
        SocialAccount.consumer_id == consumer_id, SocialAccount.platform == platform))


async def find_by_id(session: AsyncSession, account_id: str) -> SocialAccount | None:
    """An account by its id, for the worker; None where it has been taken away."""
    return await session.scalar(select(SocialAccount).where(SocialAccount.id == account_id))


async def own(session: AsyncSession, viewer: Viewer) -> list[SocialAccount]:
    """The viewer's own accounts."""
    return await accounts_of(session, viewer.scope("consumer"))


async def take_own(session: AsyncSession, viewer: Viewer, platform: str) -> SocialAccount:
    """The viewer's own account on a network, locked so that it can be changed, or NotFound."""
    found = await session.scalar(select(SocialAccount).where(
        SocialAccount.consumer_id == viewer.scope("consumer"), SocialAccount.platform == platform).with_for_update())
    if found is None:
        raise NotFound("social_account")
    return found


async def get(session: AsyncSession, viewer: Viewer, account_id: str) -> SocialAccount:
    """Any account, for ops; NotFound for others."""
    found = await find_by_id(session, account_id) if CONFIRM_ACCOUNT in viewer.permissions else None
    if found is None:
        raise NotFound("social_account")
    return found


async def take(session: AsyncSession, viewer: Viewer, account_id: str) -> SocialAccount:
    """Any account, for ops and the worker, locked; NotFound for others."""
    rows = select(SocialAccount).where(SocialAccount.id == account_id).with_for_update()
    found = await session.scalar(rows) if CONFIRM_ACCOUNT in viewer.permissions else None
    if found is None:
        raise NotFound("social_account")
    return found


async def holder_of(session: AsyncSession, account: SocialAccount) -> str | None:
    """The id of another person who has shown the same account to be his own."""
    return await session.scalar(select(SocialAccount.consumer_id).where(
        SocialAccount.platform == account.platform, SocialAccount.handle_index == account.handle_index,
        SocialAccount.verified_at.is_not(None), SocialAccount.id != account.id))


async def with_picture(session: AsyncSession, viewer: Viewer) -> list[SocialAccount]:
    """Accounts whose screenshot waits for the eyes of ops, the longest waiting first."""
    viewer.require(CONFIRM_ACCOUNT)
    rows = select(SocialAccount).where(SocialAccount.proof_picture.is_not(None), SocialAccount.verified_at.is_(None))
    return list((await session.scalars(rows.order_by(SocialAccount.proof_asked_at).limit(MOST_WAITING))).all())


async def is_picture_used(session: AsyncSession, sha256: str) -> bool:
    """Whether any account still shows a picture."""
    found = select(SocialAccount.id).where(SocialAccount.proof_picture == sha256).limit(1)
    return await session.scalar(found) is not None
