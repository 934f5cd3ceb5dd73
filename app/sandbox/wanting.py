"""People who want a product say so: before its campaign looks for anybody, and in one that is open at the end."""

from typing import Any

from app.core.paging import MOST, Ask
from app.core.viewer import Viewer
from app.matching import queries as matches_of
from app.matching import service as matching
from app.matching.queries import interest, rounds
from app.matching.rules import INTERESTED
from app.sandbox.arriving import come_in
from app.sandbox.world import Person, Stand, World, together

MANY = 40
"""People who say that they want a product, in a world of two thousand."""


async def show_interest(world: World, stand: Stand) -> None:
    """Some who are keen on what the brief wants most say so, with the answers to its own questions."""
    found = _keen(world, stand)
    await together(_want(world, stand, person) for person in found)
    stand.wanted = len(found)


def _keen(world: World, stand: Stand) -> list[Person]:
    """Half of them those whom the product suits best and who have had no gift, half whoever feels like it."""
    wants = {one["trait"]: one["weight"] for one in stand.plan.body["traits"] if one["want"] == "high"}

    def keenness(person: Person) -> int:
        return sum(weight * int(person.life.answers.get(key, 3)) for key, weight in wants.items())
    able = [person for person in world.people if not person.has_left and person.life.answers["consent:matching"]
            and person.life.answers["about:works_for"] == ["none"]]
    many = max(6, round(MANY * world.wanted / 2000))
    best = sorted((one for one in able if not one.is_seated and one.is_on_network), key=lambda one: -keenness(one))
    others = [person for person in able if person not in best[:many // 2]]
    return [*best[:many // 2], *world.chance("interest", stand.plan.key).sample(others, many - many // 2)]


async def _want(world: World, stand: Stand, person: Person) -> None:
    await come_in(world, person)
    await world.work.do(matching.show_interest, person.viewer, stand.campaign_id, _said(world, stand, person))


def _said(world: World, stand: Stand, person: Person) -> dict[str, object] | None:
    if not stand.plan.body.get("screener"):
        return None
    chance = world.chance("screener", stand.plan.key, person.life.number)
    return {"sun:outside": chance.randint(1, 5), "sun:uses": chance.choice(("daily", "sometimes", "never"))}


async def interest_told(world: World) -> dict[str, dict[str, Any]]:
    """By campaign with interest: how many showed it, how many of them were among the picks, whether more still may."""
    return {stand.plan.key: {
        "shown": stand.wanted, "picked": await world.work.read(_picked, world.ops, stand.campaign_id),
        "is_open": stand.campaign_id in await _open(world)} for stand in world.stands if stand.wanted}


async def _open(world: World) -> frozenset[str]:
    """The campaigns in which somebody who has no seat may show interest now."""
    somebody = next((person for person in world.people if not person.is_seated), None)
    if somebody is None:
        return frozenset()
    found = await world.work.read(interest.page, somebody.viewer, Ask(limit=MOST))
    return frozenset(one.id for one in found.items)


async def _picked(session: Any, viewer: Viewer, campaign_id: str) -> int:
    """Matches of any run of a campaign whose people had shown interest, each person once."""
    runs = await rounds.runs_of_campaign(session, viewer, campaign_id)
    found = [one for run in runs for one in await matches_of.of_run(session, viewer, run.id)]
    return len({one.consumer_id for one in found if one.source == INTERESTED})


async def left_out(session: Any, viewer: Viewer, campaign_id: str) -> list[str]:
    """Who has shown interest in a campaign that was matched, and was picked by no run of it."""
    runs = await rounds.runs_of_campaign(session, viewer, campaign_id)
    picked = {one.consumer_id for run in runs for one in await matches_of.of_run(session, viewer, run.id)}
    wants = await matches_of.interested_in(session, viewer, campaign_id) if runs else []
    return [consumer_id for consumer_id in wants if consumer_id not in picked]
