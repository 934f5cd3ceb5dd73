"""Showing that an account is one's own: by the code in its profile or in a post, or by a screenshot for ops' eyes."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from app.consumers.models import SocialAccount
from app.consumers.queries import accounts
from app.consumers.queries.answers import accounts_of
from app.consumers.rules import CHANGE_OWN, CONFIRM_ACCOUNT
from app.consumers.rules.proof import Outcome, code_of, holds_code
from app.consumers.rules.refusals import AccountTaken
from app.core.viewer import Viewer
from app.core.work import now
from app.jobs import service as jobs
from app.journal import service as journal
from app.platforms.readings import Profile


async def prove_account(session: AsyncSession, viewer: Viewer, platform: str) -> SocialAccount:
    """The code stands in the profile now: have it looked for. Nothing happens where the account is proven."""
    viewer.require(CHANGE_OWN)
    account = await accounts.take_own(session, viewer, platform)
    if account.verified_at is None:
        account.proof_asked_at, account.proof_outcome = now(session), None
        await jobs.plan(session, "social_account.look", key=f"social_account.look/{account.id}", account_id=account.id)
        await _note(session, viewer, "social_account.proof_asked", account)
    return account


async def show_account(session: AsyncSession, viewer: Viewer, platform: str, picture: str) -> SocialAccount:
    """Hand in a screenshot of the profile with the code, for ops' eyes; `picture` is its stored hash."""
    viewer.require(CHANGE_OWN)
    account = await accounts.take_own(session, viewer, platform)
    if account.verified_at is not None:
        await jobs.let_go(session, viewer, [picture])
        return account
    await _drop(session, viewer, account)
    account.proof_picture, account.proof_asked_at, account.proof_outcome = picture, now(session), None
    await _note(session, viewer, "social_account.shown", account)
    return account


async def record_profile(session: AsyncSession, viewer: Viewer, account_id: str, profile: Profile | None) -> None:
    """What a look at a profile found; a profile that cannot be read proves nothing."""
    viewer.require(CONFIRM_ACCOUNT)
    account = await accounts.find_by_id(session, account_id)
    if account is None or account.verified_at is not None:
        return
    if profile is None:
        await _settle(session, viewer, account, "unreadable")
    elif not holds_code(profile.bio, code_of(account.consumer_id, account.platform)):
        await _settle(session, viewer, account, "missing")
    else:
        account.author_id = account.author_id or profile.author_id
        await _prove(session, viewer, account, "profile")


async def learn_account(session: AsyncSession, viewer: Viewer, consumer_id: str, platform: str, *,
                        author_id: str | None, is_proven: bool) -> None:
    """What a post by the declared account shows: the network's own name of it, and with the code whose it is."""
    viewer.require(CONFIRM_ACCOUNT)
    account = await accounts.find(session, consumer_id, platform)
    if account is None:
        return
    account.author_id = account.author_id or author_id
    if is_proven and account.verified_at is None:
        await _prove(session, viewer, account, "post")


async def confirm_account(session: AsyncSession, viewer: Viewer, account_id: str) -> SocialAccount:
    """Ops have seen the code on the screenshot; raises AccountTaken where somebody else has proven the account."""
    account = await accounts.take(session, viewer, account_id)
    if await accounts.holder_of(session, account) is not None:
        raise AccountTaken
    if account.verified_at is None:
        await _prove(session, viewer, account, "screenshot")
    return account


async def decline_account(session: AsyncSession, viewer: Viewer, account_id: str) -> SocialAccount:
    """The screenshot does not show the code; another one may be handed in."""
    account = await accounts.take(session, viewer, account_id)
    if account.verified_at is None:
        await _settle(session, viewer, account, "declined")
        await _drop(session, viewer, account)
    return account


async def _prove(session: AsyncSession, viewer: Viewer, account: SocialAccount, how: str) -> None:
    """One account belongs to one person; the unique index decides between two who prove it at the same instant."""
    if await accounts.holder_of(session, account) is not None:
        await _settle(session, viewer, account, "taken")
        return
    account.verified_at, account.proof_outcome = now(session), "found"
    await _drop(session, viewer, account)
    await _note(session, viewer, "social_account.verified", account, how=how)


async def _settle(session: AsyncSession, viewer: Viewer, account: SocialAccount, outcome: Outcome) -> None:
    account.proof_outcome = outcome
    await _note(session, viewer, "social_account.not_verified", account, outcome=outcome)


async def _drop(session: AsyncSession, viewer: Viewer, account: SocialAccount) -> None:
    """A picture that has been looked at is kept no longer."""
    if account.proof_picture is not None:
        await jobs.let_go(session, viewer, [account.proof_picture])
        account.proof_picture = None


async def _note(session: AsyncSession, viewer: Viewer, event: str, account: SocialAccount, **facts: Any) -> None:
    await journal.record(session, viewer, event, account, platform=account.platform, **facts)


async def drop_proofs(session: AsyncSession, viewer: Viewer, consumer_id: str) -> None:
    """Have every screenshot of a person's accounts deleted; the person is being erased."""
    for account in await accounts_of(session, consumer_id):
        await _drop(session, viewer, account)
