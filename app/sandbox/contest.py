"""What campaigns that are matched together fight over: people whom more than one of them would pick by itself."""

import asyncio
from collections import Counter
from typing import Any

from app.core.viewer import Viewer
from app.matching import jobs
from app.matching.engine.recorded import run_again
from app.matching.models import Round, Run
from app.matching.queries import rounds
from app.matching.queries.rounds import Kept
from app.sandbox.world import World

A_CONTEST = 3
"""Campaigns from which a joint round is one."""


async def note_contest(world: World, made: Round) -> None:
    """Keep of the largest joint round who took part, its seats, and how many people several of them wanted."""
    if len(made.facts["campaigns"]) < max(A_CONTEST, 1 + len(world.contest.get("keys", ()))):
        return
    kept = await world.work.read(_kept, world.ops, made.id)
    keys = {stand.campaign_id: stand.plan.key for stand in world.stands}
    parts = made.facts["campaigns"]
    dearest = max(parts, key=lambda campaign_id: parts[campaign_id]["price"])
    world.contest = {
        "keys": [keys[one.campaign_id] for one in kept],
        "units": sum(part["units"] for part in parts.values()),
        "dearest": {"key": keys[dearest], "price": parts[dearest]["price"]}, "share": made.floor_share,
        "people": await asyncio.to_thread(_wanted_by_several, kept)}


def _wanted_by_several(kept: tuple[Kept, ...]) -> int:
    alone = [run_again(one.inputs) for one in kept]
    wanted = Counter(seq for result in alone for seq in result.audience.seq[result.chosen].tolist())
    return sum(times > 1 for times in wanted.values())


async def _kept(session: Any, viewer: Viewer, round_id: str) -> tuple[Kept, ...]:
    runs = await rounds.runs_of(session, viewer, round_id)
    return (await rounds.replayable(session, viewer, runs[0].id)).together


async def replays(world: World) -> dict[str, str] | None:
    """The latest run that gives the same bytes when it is run again; of older ones people may have left since."""
    runs: list[Run] = [run for stand in world.stands
                       for run in await world.work.read(rounds.runs_of_campaign, world.ops, stand.campaign_id)]
    for run in sorted(runs, key=lambda one: -one.seq):
        if (await jobs.replay(world.work, world.ops, run.id)).is_equal:
            return {"run": run.id, "of": run.campaign_id}
    return None
