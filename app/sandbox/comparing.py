"""A campaign that measures lift: everybody drawn for it, held out or not, is asked the same questions when it ends."""

from datetime import timedelta
from random import Random

from app.insights import service as insights
from app.matching.queries import records
from app.sandbox.briefs import Plan
from app.sandbox.world import Person, Stand, World, together

ENOUGH_PEOPLE = 1500
"""A smaller world has not the three hundred fitting people that a comparison needs."""
ANSWERS = 0.85
MEANS_TO_BUY, AFTER_A_SAMPLE = 0.5, 0.9
BUYS = 0.07


def plan_comparison(world: World, stand: Stand) -> None:
    """Ask a day after the campaign's end."""
    if is_compared(world, stand.plan):
        world.later(stand.begins_at + timedelta(days=stand.plan.ends_after + 1), lambda: _ask_all(world, stand))


def is_compared(world: World, plan: Plan) -> bool:
    """Whether this world is large enough to measure what the plan wants measured."""
    return plan.compares and world.wanted >= ENOUGH_PEOPLE


async def _ask_all(world: World, stand: Stand) -> None:
    drawn = await world.work.read(records.drawn_for, world.ops, stand.campaign_id)
    received = {place.person.consumer_id for place in stand.places.values() if place.is_received}
    asked = [world.by_consumer[one] for one in drawn
             if one in world.by_consumer and not world.by_consumer[one].has_left]
    await together(_answer(world, stand, person, person.consumer_id in received) for person in asked)


async def _answer(world: World, stand: Stand, person: Person, has_received: bool) -> None:
    chance = world.chance("survey", stand.plan.key, person.life.number)
    if chance.random() < ANSWERS:
        await world.work.do(insights.answer, person.viewer, stand.campaign_id, "after", _said(chance, has_received))


def _said(chance: Random, has_received: bool) -> dict[str, object]:
    likes = chance.random() < (AFTER_A_SAMPLE if has_received else MEANS_TO_BUY)
    said: dict[str, object] = {
        "view:intent": chance.choice((4, 5) if likes else (1, 2, 3)),
        "view:bought": "yes" if chance.random() < BUYS else "no", "view:tried": "yes" if has_received else "no"}
    if has_received:
        said |= {"view:recommend": chance.choice((9, 10) if likes else (3, 6, 7)),
                 "view:stars": chance.choice((4, 5) if likes else (2, 3))}
    return said
