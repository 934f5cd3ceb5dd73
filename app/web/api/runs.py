"""Runs: ops match a campaign, read what came of it, and approve in bulk."""

from fastapi import APIRouter

from app.consumers.queries.doubts import doubts_of
from app.matching import jobs, queries, service
from app.matching.models import Match
from app.matching.queries import rounds
from app.matching.rules import DECIDE, READ, RUN
from app.matching.schemas import (
    ApproveIn,
    ByHandIn,
    MatchOut,
    PersonOut,
    ReplayOut,
    RoundIn,
    RoundOut,
    RunIn,
    RunOut,
    WhatIfIn,
    WhatIfOut,
)
from app.web.api.listing import Asked, Id, List, listed
from app.web.doors import Made, OnlyOnce, Who, Working, needs

router = APIRouter(prefix="/api/v1", tags=["runs"])


@router.post("/campaigns/{campaign_id}/runs", status_code=201, **needs(RUN, makes="/api/v1/runs/{id}"))
async def run(campaign_id: Id, work: Working, viewer: Who, once: OnlyOnce, made: Made,
              body: RunIn | None = None) -> RunOut:
    """Match an approved or live campaign; what earlier runs proposed steps aside, who was invited stays."""
    return made.at(await jobs.run_now(work, viewer, campaign_id, body.seed if body else None, once=once,
                                      shape=RunOut.of))


@router.get("/campaigns/{campaign_id}/runs", **needs(READ))
async def of_campaign(campaign_id: Id, work: Working, viewer: Who, asked: Asked) -> List[RunOut]:
    """The runs of a campaign, newest first."""
    return await work.read(queries.page_of_campaign, viewer, campaign_id, asked, shape=listed(RunOut.of))


@router.post("/rounds", status_code=201, **needs(RUN))
async def run_together(work: Working, viewer: Who, once: OnlyOnce, body: RoundIn | None = None) -> RoundOut:
    """Match all open campaigns at once, or those named: one allocation with a proven bound, a run for each."""
    asked = body or RoundIn()
    return await jobs.round_now(work, viewer, asked.campaigns, asked.seed, once=once, shape=RoundOut.of)


@router.get("/rounds", **needs(READ))
async def list_rounds(work: Working, viewer: Who, asked: Asked) -> List[RoundOut]:
    """Joint matchings, newest first."""
    return await work.read(rounds.list_page, viewer, asked, shape=listed(RoundOut.of))


@router.get("/rounds/{round_id}", **needs(READ))
async def get_round(round_id: Id, work: Working, viewer: Who) -> RoundOut:
    """One joint matching with what each campaign got."""
    return await work.read(rounds.get, viewer, round_id, shape=RoundOut.of)


@router.get("/runs/{run_id}/replay", **needs(READ))
async def replay(run_id: Id, work: Working, viewer: Who) -> ReplayOut:
    """Run it again from what was kept of its inputs; the digests are equal where the picks are the same bytes."""
    return ReplayOut.model_validate(await jobs.replay(work, viewer, run_id))


@router.get("/runs/{run_id}", **needs(READ))
async def get(run_id: Id, work: Working, viewer: Who) -> RunOut:
    """One run with its parameters, hashes and counts at every stage."""
    return await work.read(queries.get_run, viewer, run_id, shape=RunOut.of)


@router.get("/runs/{run_id}/people/{consumer_id}", **needs(READ))
async def person(run_id: Id, consumer_id: Id, work: Working, viewer: Who) -> PersonOut:
    """Why one person was picked or not: every failing rule, contributions, chances, what bound, doubtful answers."""
    found = await jobs.look(work, viewer, run_id, consumer_id)
    doubted = await work.read(doubts_of, viewer, [consumer_id])
    return PersonOut.of(consumer_id, found.why.words.label, found.why.match_id, found.found,
                        doubted.get(consumer_id, ()))


@router.post("/runs/{run_id}/people/{consumer_id}/pick", status_code=201,
             **needs(DECIDE, makes="/api/v1/matches/{id}"))
async def pick_by_hand(run_id: Id, consumer_id: Id, body: ByHandIn, work: Working, viewer: Who, once: OnlyOnce,
                       made: Made) -> MatchOut:
    """Propose a person whom the run did not pick; also one who refuses automatic decisions."""
    return made.at(await work.do(service.pick_by_hand, viewer, run_id, consumer_id, body.reason, shape=MatchOut.of,
                                 once=once))


@router.post("/runs/{run_id}/what-if", **needs(READ))
async def what_if(run_id: Id, body: WhatIfIn, work: Working, viewer: Who) -> WhatIfOut:
    """Try other weights on the run's own inputs: who would come in, who would go out; nothing is stored."""
    return WhatIfOut.of(*await jobs.what_if(work, viewer, run_id, body.weights))


@router.get("/runs/{run_id}/matches", **needs(READ))
async def matches(run_id: Id, work: Working, viewer: Who, asked: Asked) -> List[MatchOut]:
    """Who was picked: units by rank, then the waiting list, each with the reasons."""
    return await work.read(queries.page_of_run, viewer, run_id, asked, shape=listed(MatchOut.of))


@router.post("/runs/{run_id}/approve", **needs(DECIDE))
async def approve(run_id: Id, work: Working, viewer: Who, once: OnlyOnce,
                  body: ApproveIn | None = None) -> List[MatchOut]:
    """Approve the named matches of a run, or all that it proposed."""
    return await work.do(service.approve_of_run, viewer, run_id, body.matches if body else None,
                         shape=of_all, once=once)


def of_all(found: list[Match]) -> List[MatchOut]:
    """All that one decision changed."""
    return List(data=[MatchOut.of(match) for match in found], has_more=False, next_cursor=None)
