"""What the play leaves on ops' desk: in its last days posts change, and what comes in waits for whoever tries it."""

from collections.abc import Callable
from datetime import timedelta
from itertools import cycle
from typing import Any

from app.core.viewer import Viewer
from app.reviews import queries as reviews_of
from app.reviews.models import Review
from app.reviews.queries import queue
from app.reviews.queries.reviews import Filters
from app.reviews.rules import VERIFIED
from app.reviews.rules.risk import RISK_WORDS
from app.sandbox.network import SimulatedPost
from app.sandbox.paging import all_of
from app.sandbox.posting import SPOILS
from app.sandbox.world import Place, World

MANY = 8
"""Posts that change in the last days of a world of any size, where so many are looked at in them."""
TELLS_MUCH = ("simulated", "bilibili", "kuaishou", "tiktok", "youtube")
"""Networks that tell both views and likes."""
TIMES, LEAST_VIEWS = 4, 300
Change = Callable[[World, Place, SimulatedPost], str]


async def unsettle(world: World) -> None:
    """Some of the posts that will be looked at before the end are deleted, edited, hidden, handed over, or praised by
    likes that were bought."""
    places = world.places
    due = [review for review in await world.work.read(_followed, world.ops) if review.next_look_at
           and timedelta(hours=1) < review.next_look_at - world.now < world.end - world.now - timedelta(hours=1)
           and (review.online_until is None or review.online_until > world.end)
           and places[review.seat_id].fates.get(review.id) == "plain"]
    first = sorted(due, key=lambda one: one.platform not in TELLS_MUCH)[:MANY]
    for review, change in zip(first, cycle(CHANGES), strict=False):
        place = places[review.seat_id]
        place.fates[review.id] = change(world, place, world.network.posts[place.posts[review.id]])
        world.left.add(review.id)


async def _followed(session: Any, viewer: Viewer) -> list[Review]:
    return await all_of(lambda ask: reviews_of.listed(session, viewer, Filters(states=(VERIFIED,)), ask))


def _spoil(fate: str) -> Change:
    def change(world: World, place: Place, post: SimulatedPost) -> str:
        SPOILS[fate](world, place, post)
        return fate
    return change


def _praise(world: World, place: Place, post: SimulatedPost) -> str:
    """Likes come at once, far more than views would bring; where the network tells no views, it is deleted instead."""
    views = post.numbers(world.now)["views"]
    if post.platform not in TELLS_MUCH or views < LEAST_VIEWS:
        return _spoil("deleted")(world, place, post)
    post.bought, post.bought_at = views * TIMES, world.now
    return "bought"


def _rewrite(world: World, place: Place, post: SimulatedPost) -> str:
    """A line is added; everything that was asked for is still there."""
    more = {"en": "Three weeks on I still use it.", "zh-cn": "三周后补充：还在用。"}[place.person.life.language]
    post.text, post.edited_at = f"{post.text} {more}", world.now
    return "edited"


CHANGES: tuple[Change, ...] = (_praise, _spoil("edited"), _spoil("deleted"), _praise, _rewrite, _spoil("hidden"),
                               _praise, _spoil("author_changed"))


async def left_on_the_desk(world: World) -> dict[str, int]:
    """How many reviews wait for ops, by what is at risk in words, the worst first."""
    found = await world.work.read(queue.count_at_risk, world.ops)
    return {RISK_WORDS[risk].default: count for risk, count in found.items()}
