"""Decisions about matches that are noted and not carried out yet: what each says of whom, and until when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.campaigns.models import Campaign
from app.core.i18n import Text
from app.core.viewer import Viewer
from app.jobs.models import Job
from app.matching.models import Match, Run
from app.matching.queries import DECISION
from app.matching.rules import READ

NAMED = 3
"""So many people of a decision are named."""


@dataclass(frozen=True, slots=True)
class Noted:
    """One decision: the key to take it back, its run and campaign, about how many people and the first of them, who
    comes instead if somebody is named, and when it is carried out."""

    key: str
    run_id: str
    campaign: Text
    decision: str
    count: int
    people: tuple[str, ...]
    comes: str | None
    due_at: datetime


async def decisions(session: AsyncSession, viewer: Viewer) -> list[Noted]:
    """All that can still be taken back, the latest first; for ops."""
    viewer.require(READ)
    due = select(Job).where(Job.name == DECISION, Job.state == "due", Job.key.is_not(None)).order_by(Job.seq.desc())
    jobs = (await session.scalars(due)).all()
    if not jobs:
        return []
    names = {run_id: Text.model_validate(name) for run_id, name in (await session.execute(
        select(Run.id, Campaign.name).join(Campaign, Campaign.id == Run.campaign_id).where(
            Run.id.in_([job.args["run_id"] for job in jobs])))).all()}
    told = [match_id for job in jobs for match_id in _told(job.args)]
    rows = await session.execute(select(Match.id, Match.consumer_id).where(Match.id.in_(told)))
    who = {row[0]: row[1] for row in rows.all()}
    return [Noted(
        job.key or "", job.args["run_id"], names[job.args["run_id"]], job.args["decision"], len(job.args["match_ids"]),
        tuple(who[one] for one in job.args["match_ids"][:NAMED] if one in who), who.get(job.args.get("instead") or ""),
        job.due_at) for job in jobs]


def _told(args: dict[str, Any]) -> Sequence[str]:
    return [*args["match_ids"][:NAMED], *([args["instead"]] if args.get("instead") else [])]
