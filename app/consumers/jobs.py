"""Work for later about consumers: old drafts thrown away, profiles looked at for their owner's code."""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from app.consumers import service
from app.consumers.queries import accounts
from app.core.outbound import NotOpened, Outbound
from app.core.viewer import Viewer
from app.core.work import resource
from app.jobs.registry import InStore, Kind, Outside
from app.platforms.known import Networks
from app.platforms.looking import ProfileRequest, profile_request, read_profile
from app.platforms.readings import Profile


@dataclass(frozen=True, slots=True)
class ProfilePlan:
    """One account whose profile is to be read; `request` is None where its network shows it to nobody."""

    account_id: str
    request: ProfileRequest | None


JOBS = (InStore("draft.forget", service.forget_expired, every=timedelta(days=1)),)
"""Answers that nobody came back for are thrown away."""


def kinds(outbound: Outbound) -> tuple[Kind, ...]:
    """Every job of consumers; profiles are opened through the one guarded door."""
    async def perform(plan: ProfilePlan) -> Profile | None:
        return await _look(outbound, plan)

    return (*JOBS, Outside("social_account.look", _plan, perform, _record))


async def _plan(session: AsyncSession, viewer: Viewer, account_id: str) -> ProfilePlan | None:
    """The look at one profile; None where the account is proven or has been taken away meanwhile."""
    account = await accounts.find_by_id(session, account_id)
    if account is None or account.verified_at is not None or account.handle is None:
        return None
    networks = resource(session, Networks)
    is_known = account.platform in networks.slugs
    return ProfilePlan(account.id, profile_request(account.platform, account.handle, networks) if is_known else None)


async def _look(outbound: Outbound, plan: ProfilePlan) -> Profile | None:
    """What the profile says; a door that stays shut is no answer, and the person may ask again at any time."""
    if plan.request is None:
        return None
    try:
        answer = await outbound.get(plan.request.url, headers=dict(plan.request.headers))
    except NotOpened:
        return None
    return read_profile(plan.request, answer.status, answer.headers, answer.body)


async def _record(session: AsyncSession, viewer: Viewer, plan: ProfilePlan, profile: Profile | None) -> None:
    """Record what was found there."""
    await service.record_profile(session, viewer, plan.account_id, profile)
