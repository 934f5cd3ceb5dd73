"""Accounts on social networks: what a person declares, changes and takes away."""

from collections.abc import Iterable
from typing import cast

from sqlalchemy import Table, delete, insert
from sqlalchemy.ext.asyncio import AsyncSession

from app.consumers.models import SocialAccount
from app.consumers.queries.answers import accounts_of
from app.consumers.rules.places import plain_handle
from app.core import crypto
from app.core.viewer import Viewer
from app.core.work import insert_at_end, new_id, now
from app.journal import service as journal
from app.questionnaires.extract import SocialAccount as Declared

NEW_ACCOUNT = insert(cast(Table, SocialAccount.__table__))


def handle_index(platform: str, handle: str) -> str:
    """The blind index of a handle on its network."""
    return crypto.keyring().blind_index(f"handle:{platform}", plain_handle(handle))


async def declare(session: AsyncSession, viewer: Viewer, consumer_id: str, declared: Iterable[Declared],
                  gone: Iterable[str] = (), *, is_first: bool = False) -> None:
    """Keep the accounts that were named and take away those on the networks in `gone`; a new handle is unverified.

    `is_first`: the person has none on these networks yet, so none is looked for, and nobody reads them in this unit.
    """
    held = {} if is_first else {account.platform: account for account in await accounts_of(session, consumer_id)}
    for one in declared:
        await _keep(session, viewer, consumer_id, held.get(one["platform"]), one, is_first)
    for platform in gone:
        account = held.get(platform)
        if account is not None:
            await session.execute(delete(SocialAccount).where(SocialAccount.id == account.id))
            await journal.record(session, viewer, "social_account.removed", account, platform=platform)


async def _keep(session: AsyncSession, viewer: Viewer, consumer_id: str, account: SocialAccount | None,
                one: Declared, is_first: bool) -> None:
    index, band = handle_index(one["platform"], one["handle"]), one["followers"]
    follower_band = None if band is None else str(band)
    if account is not None and (account.handle_index, account.follower_band) == (index, follower_band):
        return
    if account is None:
        account = SocialAccount(id=new_id(session, "soc"), consumer_id=consumer_id, platform=one["platform"])
        if not is_first:
            session.add(account)
    if account.handle_index != index:
        account.handle, account.handle_index = plain_handle(one["handle"]), index
        account.declared_at, account.verified_at = now(session), None
        account.author_id = account.proof_asked_at = account.proof_outcome = account.proof_picture = None
    account.follower_band = follower_band
    if is_first:
        insert_at_end(session, NEW_ACCOUNT, {
            "id": account.id, "consumer_id": consumer_id, "platform": account.platform, "handle_index": index,
            "handle_sealed": account.handle_sealed, "follower_band": follower_band, "declared_at": now(session)})
    await journal.record(session, viewer, "social_account.declared", account, platform=account.platform)
