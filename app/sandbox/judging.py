"""What the play says of its matching: rounds with their proof, the size of each wave, models that serve or do not."""

from typing import Any

from app.core.paging import MOST, Ask
from app.core.viewer import Viewer
from app.insights.queries import lift
from app.insights.rules.lift import OUTCOMES
from app.matching.engine.learning.cards import parse
from app.matching.engine.lift.measuring import Outcome
from app.matching.models import Run
from app.matching.queries import learning, rounds
from app.sandbox.comparing import is_compared
from app.sandbox.wanting import interest_told
from app.sandbox.world import World


async def look_at_matching(world: World) -> dict[str, Any]:
    """Rounds, waves, models and interest as plain values."""
    made = (await world.work.read(rounds.list_page, world.ops, Ask(limit=MOST))).items
    cards = (await world.work.read(learning.list_page, world.ops, Ask(limit=MOST))).items
    firms = {viewer.scope("brand"): name for name, viewer in world.brands.items()}
    waves = {stand.plan.key: await world.work.read(_waves, world.ops, stand.campaign_id) for stand in world.stands}
    newest = {card.scope: card for card in reversed(cards)}
    return {
        "rounds": [{"campaigns": len(one.facts["campaigns"]), "method": one.method, "gap": one.gap,
                    "floor_share": one.floor_share, "milliseconds": one.milliseconds} for one in reversed(made)],
        "waves": {key: [{name: wave[name] for name in ("number", "offers", "free", "why", "p_over")} for wave in told]
                  for key, told in waves.items()},
        "models": [{"scope": _named(scope, firms), "kind": card.kind, "outcomes": card.outcomes,
                    "versions": card.number, "why": parse(card.card).why.default}
                   for scope, card in sorted(newest.items())],
        "lift": {stand.plan.key: {outcome: await _lift(world, stand.campaign_id, outcome) for outcome in OUTCOMES}
                 for stand in world.stands if is_compared(world, stand.plan)},
        "interest": await interest_told(world),
    }


async def _lift(world: World, campaign_id: str, outcome: Outcome) -> str:
    """What is told of a lift, in one sentence."""
    return (await world.work.read(lift.lift, world.ops, campaign_id, outcome)).sentence.default


def _named(scope: str, firms: dict[str, str]) -> str:
    kind, _, of = scope.partition(":")
    return firms.get(of, of) if kind == "brand" else of


async def _waves(session: Any, viewer: Viewer, campaign_id: str) -> list[dict[str, Any]]:
    """Every wave of a campaign, over all its runs."""
    found: list[Run] = await rounds.runs_of_campaign(session, viewer, campaign_id)
    return [wave for run in found for wave in run.facts.get("waves", ())]
