"""What the play says of its matching and its numbers: rounds with their proof, waves, scarce seats, models, weeks."""

from collections import Counter
from datetime import datetime
from typing import Any

from app.core.paging import MOST, Ask
from app.core.viewer import Viewer
from app.insights.queries import lift
from app.insights.rules.lift import OUTCOMES
from app.matching import queries as matches_of
from app.matching.engine.learning.cards import parse
from app.matching.engine.lift.measuring import Outcome
from app.matching.models import ModelCard, Run
from app.matching.queries import learning, rounds
from app.reviews.queries import weeks
from app.reviews.queries.weeks import Posts
from app.reviews.rules.weeks import Followed, weeks_of
from app.reviews.rules.words import SOURCE_WORDS
from app.sandbox.answering import all_seats, units_left
from app.sandbox.comparing import is_compared
from app.sandbox.contest import replays
from app.sandbox.wanting import interest_told
from app.sandbox.world import Stand, World
from app.seats.rules import WAITING

ANCHORED = "anchored"
"""A model that learned from outcomes and is used in place of the cold score."""


async def look_at_matching(world: World) -> dict[str, Any]:
    """Rounds, waves, models and interest as plain values."""
    made = (await world.work.read(rounds.list_page, world.ops, Ask(limit=MOST))).items
    cards = (await world.work.read(learning.list_page, world.ops, Ask(limit=MOST))).items
    firms = {viewer.scope("brand"): name for name, viewer in world.brands.items()}
    waves = {stand.plan.key: await world.work.read(_waves, world.ops, stand.campaign_id) for stand in world.stands}
    by_scope = {scope: sorted((card for card in cards if card.scope == scope), key=lambda card: card.number)
                for scope in sorted({card.scope for card in cards})}
    return {
        "rounds": [{"campaigns": len(one.facts["campaigns"]), "method": one.method, "gap": one.gap,
                    "floor_share": one.floor_share, "milliseconds": one.milliseconds} for one in reversed(made)],
        "waves": {key: [{name: wave[name] for name in ("number", "offers", "free", "why", "p_over")} for wave in told]
                  for key, told in waves.items()},
        "models": [_model(scope, firms, versions) for scope, versions in by_scope.items()],
        "lift": {stand.plan.key: {outcome: await _lift(world, stand.campaign_id, outcome) for outcome in OUTCOMES}
                 for stand in world.stands if is_compared(world, stand.plan)},
        "interest": await interest_told(world), "contest": world.contest, "replay": await replays(world),
        "scarce": {stand.plan.key: await _scarce(world, stand) for stand in world.stands if stand.plan.over_invites},
    }


def _model(scope: str, firms: dict[str, str], versions: list[ModelCard]) -> dict[str, Any]:
    """The newest version of a model, and the first one that was used in place of the cold score."""
    newest, first = versions[-1], next((one for one in versions if one.kind == ANCHORED), None)
    of, _, name = scope.partition(":")
    return {"of": of, "scope": firms.get(name, name), "versions": newest.number, **_card(newest),
            "first_used": _card(first) if first else None}


def _card(card: ModelCard) -> dict[str, Any]:
    told = parse(card.card)
    return {"kind": card.kind, "outcomes": card.outcomes, "tested": told.tested.n if told.tested else 0,
            "why": told.why.default}


async def _scarce(world: World, stand: Stand) -> dict[str, int]:
    """Units of a campaign that has fewer than people want, who waited for one, and how many of them got it."""
    run = await world.work.read(matches_of.latest_run, world.ops, stand.campaign_id)
    left = await world.work.read(units_left, world.ops, stand.campaign_id)
    still = len(await world.work.read(all_seats, world.ops, stand.campaign_id, WAITING))
    promoted = sum(place.was_promoted for place in stand.places.values())
    return {"units": stand.units, "eligible": run.counts["eligible"] if run else 0, "free": sum(left.values()),
            "waited": still + promoted, "promoted": promoted}


async def look_at_numbers_over_weeks(world: World) -> dict[str, dict[str, Any]]:
    """By campaign: of how many weeks and posts there are numbers, the views week by week, and where numbers came from.
    """
    told = {stand.plan.key: await world.work.read(weeks.posts, stand.brand, stand.campaign_id)
            for stand in world.stands}
    return {key: _weeks(found, world.now) for key, found in told.items() if found.reviews}


def _weeks(found: Posts, at: datetime) -> dict[str, Any]:
    posts = [Followed(review.verified_at, review.numbers_held_at is None, found.measured[review.id])
             for review in found.reviews if review.verified_at]
    rows = weeks_of(posts, at, found.campaign.time_zone)
    sources = Counter(one.source for post in posts for one in post.measured)
    return {"weeks": len(rows), "posts": len(posts), "views": [week.sums[0] for week in rows],
            "sources": {SOURCE_WORDS[source].default: count for source, count in sorted(sources.items())}}


async def _lift(world: World, campaign_id: str, outcome: Outcome) -> dict[str, Any]:
    """What is told of a lift, in one sentence, and whether there were answers enough for an interval."""
    found = await world.work.read(lift.lift, world.ops, campaign_id, outcome)
    return {"says": found.sentence.default, "is_enough": found.here is not None and found.here.is_enough}


async def _waves(session: Any, viewer: Viewer, campaign_id: str) -> list[dict[str, Any]]:
    """Every wave of a campaign, over all its runs."""
    found: list[Run] = await rounds.runs_of_campaign(session, viewer, campaign_id)
    return [wave for run in found for wave in run.facts.get("waves", ())]
