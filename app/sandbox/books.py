"""Closing the books of the play: what people and programs saw, counted without asking the domain's reports."""

from collections import Counter, defaultdict
from itertools import pairwise
from typing import Any

from app.core.viewer import Viewer
from app.platforms.numbers import Numbers
from app.reviews import queries as reviews_of
from app.reviews.models import Snapshot
from app.reviews.rules.looks import COUNTS, FOLLOWED
from app.sandbox.answering import all_seats
from app.sandbox.network import SimulatedPost
from app.sandbox.network.shapes import SHAPES
from app.sandbox.polling import Dashboard
from app.sandbox.posting import LIES
from app.sandbox.reminding import note_reminders
from app.sandbox.venues import is_walled
from app.sandbox.world import Stand, World
from app.seats.rules import OFFERED

OUTCOMES: dict[str, dict[str, str]] = {
    "deleted": {"removed": "noticed at the next look; still counted, no longer live", "closed": "noticed, then closed"},
    "gone_page": {"removed": "its words were read: noticed, still counted, no longer live",
                  "closed": "noticed, then closed"},
    **{fate: {"verified": done, "closed": done} for fate, done in {
        "slow": "waited for, verified", "busy": "tried again until it answered, verified",
        "edited": "the label put back: found in order again",
        "hang": "hung up after a second, asked again later, verified",
        "drip": "hung up after a second, asked again later, verified",
        "wait": "the whole host left alone for the hour, then read, verified",
        "misspelt": "its letters told from its bytes, read, verified"}.items()},
}
"""For a fate, what a program sees of its review in the end, and what that means."""


async def close_books(world: World, programs: dict[str, Dashboard]) -> dict[str, Counter[str]]:
    """The stages of each campaign as noted, with what the programs were told of reviews, and the last faults."""
    noted = {stand.plan.key: Counter(world.ledger.stages.get(stand.plan.key, Counter())) for stand in world.stands}
    for stand in world.stands:
        told = [one for one in programs[stand.plan.firm].reviews.values() if one["campaign_id"] == stand.campaign_id]
        _count_reviews(noted[stand.plan.key], told)
        _count_seats(noted[stand.plan.key], told)
        for _ in range(noted[stand.plan.key]["no_show"]):
            world.ledger.fault("no_show", "reminded, then missed: a no-show")
        await _count_expired(world, noted[stand.plan.key], stand)
        await _note_faults(world, stand, {str(one["id"]): str(one["state"]) for one in told})
    await note_reminders(world)
    return noted


def _count_reviews(noted: Counter[str], told: list[dict[str, object]]) -> None:
    for stage, when in (("verified", "verified_at"), ("missed", "missed_at"), ("removed", "removed_at")):
        noted[stage] = sum(one[when] is not None for one in told)


def _count_seats(noted: Counter[str], told: list[dict[str, object]]) -> None:
    """A seat is completed when all of its posts were verified, and missed when one was missed."""
    by_seat: defaultdict[object, list[dict[str, object]]] = defaultdict(list)
    for one in told:
        by_seat[one["pseudonym"]].append(one)
    for posts in by_seat.values():
        if all(post["verified_at"] is not None for post in posts):
            noted["completed"] += 1
        elif any(post["missed_at"] is not None for post in posts):
            noted["no_show"] += 1


async def _count_expired(world: World, noted: Counter[str], stand: Stand) -> None:
    """Who was invited, said nothing, and is invited no longer."""
    still = {seat.id for seat in await world.work.read(all_seats, world.ops, stand.campaign_id, OFFERED)}
    silent = [place for place in stand.places.values() if not place.answer and place.seat_id not in still]
    noted["expired"] = len(silent)
    noted["offered"] += len(still - stand.places.keys())


async def _note_faults(world: World, stand: Stand, states: dict[str, str]) -> None:
    for place in stand.places.values():
        for review_id, post_id in place.posts.items():
            if (place.fates[review_id] != "expired" and is_shared_short(world.network.posts[post_id])
                    and states.get(review_id) in FOLLOWED):
                world.ledger.fault("short", "followed to the post itself, read, verified")
        for review_id, fate in place.fates.items():
            done = OUTCOMES.get(fate, {}).get(states.get(review_id, ""))
            if fate == "edited" and review_id not in place.noted:
                continue
            if done is None and fate in LIES:
                done = await _lie_told(world, review_id, fate)
            if done is not None:
                world.ledger.fault(fate, done, review_id)


def is_shared_short(post: SimulatedPost) -> bool:
    """Whether what the app copies is a short link to a post that is then shown to everybody."""
    return bool(SHAPES[post.platform].short) and not is_walled(post.platform)


async def _lie_told(world: World, review_id: str, fate: str) -> str | None:
    """What is kept of numbers that cannot be true."""
    kept = [Numbers(*(getattr(one, name) for name in COUNTS)) for one in await world.work.read(_numbers, world.ops,
            review_id)]
    views = [one.views for one in kept if one.views is not None]
    if fate == "endless" and kept and all(one.likes is None for one in kept):
        return "refused: unknown in every sum"
    if fate == "more_likes" and any(one.is_doubtful for one in kept):
        return "kept as told, marked as doubtful"
    if fate == "falling" and any(later < before for before, later in pairwise(views)):
        return "kept as told, the fall marked"
    return None


async def _numbers(session: Any, viewer: Viewer, review_id: str) -> list[Snapshot]:
    return await reviews_of.numbers_of(session, [review_id])
