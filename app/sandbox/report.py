"""The report of a play: every stage per campaign, refusals, faults and what was done, and where counts do not agree."""

from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any

from app.sandbox.counting import Recount
from app.sandbox.ledger import FAULTS, STAGES
from app.sandbox.promises import unkept
from app.sandbox.telling import Line, told
from app.sandbox.world import World


@dataclass(frozen=True, slots=True)
class Report:
    """What was played, as plain values; `differences` is empty where the store agrees with what was noted.

    `told` is what came of matching, line by line; `missing` the faults that did not occur, `unkept` what matching was
    to show and has not shown.
    """

    seed: int
    people: int
    seconds: float
    signed_up: int
    signed_in: int
    campaigns: dict[str, dict[str, Any]]
    refused: dict[str, int]
    faults: dict[str, dict[str, Any]]
    messages: dict[str, int]
    journal: dict[str, Any]
    matching: dict[str, Any]
    told: list[Line]
    weeks: dict[str, Any]
    desk: dict[str, int]
    missing: list[str]
    unkept: list[str]
    spent: dict[str, float]
    differences: list[str] = field(default_factory=list)

    @property
    def agrees(self) -> bool:
        """Whether the store says what was noted, every fault was played, and all that is promised was shown."""
        return not self.wrong

    @property
    def wrong(self) -> list[str]:
        """What does not agree, and what was to go wrong and did not, each in a sentence."""
        return [*self.differences, *(f"this fault was not played: {what}" for what in self.missing),
                *(f"this was promised and not shown: {what}" for what in self.unkept)]

    def as_json(self) -> dict[str, Any]:
        """One object."""
        return {"agrees": self.agrees, **asdict(self)}


def compare(world: World, noted: dict[str, Counter[str]], found: Recount, seconds: float) -> Report:
    """Put what the play noted beside what the store says."""
    differences = list(found.problems)
    campaigns: dict[str, dict[str, Any]] = {}
    for stand in world.stands:
        key, plan = stand.plan.key, stand.plan
        stages = {stage: found.stages[key][stage] for stage in STAGES}
        differences += [f"{key}: {stage} is {stages[stage]} in the store, {noted[key][stage]} was noted"
                        for stage in STAGES if stages[stage] != noted[key][stage]]
        campaigns[key] = {
            "id": stand.campaign_id, "brand": plan.firm, "name": plan.body["name"]["default"],
            "state": found.states[key], "stages": stages, "runs": found.runs[key],
            "rejected": dict(world.ledger.rejected.get(key, {}))}
    if found.people != world.ledger.signed_up:
        differences.append(f"{found.people} people are in the store, {world.ledger.signed_up} signed up")
    return Report(
        world.seed, world.wanted, round(seconds, 2), world.ledger.signed_up, world.ledger.signed_in, campaigns,
        dict(world.ledger.refused), {
            kind: {"what": FAULTS[kind], "times": len(world.ledger.befallen[kind]), "done": dict(done)}
            for kind, done in sorted(world.ledger.faults.items())},
        found.messages, found.journal, found.matching,
        told(found.matching, {key: str(one["name"]) for key, one in campaigns.items()}, world.wanted), found.weeks,
        found.desk, [FAULTS[kind] for kind in world.ledger.missing_faults()], unkept(found.matching, world.wanted),
        {name: round(spent, 2) for name, spent in world.seconds.items()}, differences)
