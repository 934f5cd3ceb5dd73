"""Posts that are not in order: people mend what the checks ask for, ops look where eyes are needed."""

from collections.abc import Iterable
from typing import Any

from app.core.paging import MOST, Ask
from app.core.viewer import Viewer
from app.reviews import queries as reviews_of
from app.reviews import service as reviews
from app.reviews.models import Review
from app.reviews.queries import Filters
from app.reviews.rules import CHANGED, CHECKING, NEEDS_FIX, UNREACHABLE
from app.reviews.rules.checks import NOT_OPEN, Fix
from app.reviews.rules.inflation.judging import LEFT_OUT
from app.sandbox.pictures import show_picture
from app.sandbox.posting import hand_in, publish, put_label
from app.sandbox.venues import is_walled
from app.sandbox.world import Place, World

NOT_OPENED = ("inward", "bomb")
DONE = {
    "missing_label": "asked to add it in these very words, added, handed in again",
    "wrong_author": "asked for the own post, which was handed in", "private": "asked to make it public, done",
    "too_early": "asked for a post after trying, which was written",
    "inward": "not followed; asked for the link anew, handed in again and read",
    "bomb": "put away after a MiB; asked for the link anew, handed in again and read",
    "expired": "asked for the long link, which was handed in and read",
}
SAME_WORDS = ["Great, where can I buy it?"] * 8


async def look_at_reviews(world: World) -> None:
    """People read what they are asked to mend; ops look at what no check could tell, and at changes that are mended."""
    by_seat = world.places
    for review in await world.work.read(_in_states, world.ops, (NEEDS_FIX, CHECKING, CHANGED, UNREACHABLE)):
        place = by_seat[review.seat_id]
        if review.state == NEEDS_FIX and (review.id, review.attempt) not in place.mended:
            place.mended.add((review.id, review.attempt))
            world.ledger.count(place.stand.plan.key, "fixes")
            world.after(place.chance.uniform(4, 30), _mending(world, place, review.id, str(review.fixes[0]["check"])))
        elif world.is_ending or review.id in world.left:
            continue
        elif review.state == CHECKING and _is_unknown(review):
            await _decide(world, place, review)
        elif review.state in (CHANGED, UNREACHABLE):
            await _look_at_change(world, place, review)


async def _in_states(session: Any, viewer: Viewer, states: Iterable[str]) -> list[Review]:
    return (await reviews_of.listed(session, viewer, Filters(states=tuple(states)), Ask(limit=MOST))).items


def _is_unknown(review: Review) -> bool:
    return any(check.attempt == review.attempt and check.outcome == "unknown" for check in review.checks)


async def _decide(world: World, place: Place, review: Review) -> None:
    """Ops open what could not be read; what no door should open is asked for anew. Screenshots are looked at apart."""
    if is_walled(world.network.posts[place.posts[review.id]].platform):
        return
    if place.fates[review.id] in NOT_OPENED:
        await world.work.do(reviews.ask_fix, world.ops, review.id, [Fix("network", NOT_OPEN)])
        return
    if review.post_id is None:
        return  # Where a short link leads is for the next look to find out: ops can verify no post that is not known.
    await world.work.do(reviews.verify, world.ops, review.id)
    world.ledger.fault("unseen", "looked at by ops, verified", review.id)


async def _look_at_change(world: World, place: Place, review: Review) -> None:
    fate, post = place.fates[review.id], world.network.posts[place.posts[review.id]]
    if fate == "author_changed" and review.state == CHANGED:
        _once(world, place, review, fate, "noticed at the next look: its author told, ops see the other name")
    elif fate == "hidden" and review.state == UNREACHABLE:
        post.is_private = False
        _once(world, place, review, fate, "noticed, its author told; public again, found again")
    elif fate == "edited" and review.state == CHANGED and review.id not in place.noted:
        _once(world, place, review, fate, "noticed at the next look: its author told what is missing")

        async def put_back() -> None:
            put_label(world, place, post)
        world.after(place.chance.uniform(4, 30), put_back)


def _once(world: World, place: Place, review: Review, fate: str, done: str) -> None:
    if review.id not in place.noted:
        place.noted.add(review.id)
        world.ledger.fault(fate, done, review.id)


def _mending(world: World, place: Place, review_id: str, check: str) -> Any:
    async def mend() -> None:
        post = world.network.posts[place.posts[review_id]]
        if check == "screenshot" and (await world.work.read(reviews_of.get, world.ops, review_id)).state == NEEDS_FIX:
            await show_picture(world, place, review_id, "submission")
            return
        if check == "label":
            put_label(world, place, post)
        if check == "network":
            post.is_private = False
            post.troubles.clear()
        if check in ("label", "network", "screenshot"):
            link = world.network.address(post)
        else:
            link = publish(world, place, review_id, "plain")
        await hand_in(world, place, review_id, link)
        if place.fates[review_id] in DONE:
            world.ledger.fault(place.fates[review_id], DONE[place.fates[review_id]], review_id)
    return mend


async def look_at_numbers(world: World) -> None:
    """Ops look at numbers that seem bought: at two signals they read the comments, at three they judge."""
    for place in world.places.values():
        for review_id in [one for one, fate in place.fates.items() if fate == "bought" and one in place.posts]:
            review = await world.work.read(reviews_of.get, world.ops, review_id)
            if (review.numbers_held_at is not None and not review.judgement and not world.is_ending
                    and review_id not in world.left):
                await world.work.do(reviews.judge_numbers, world.ops, review_id, LEFT_OUT, "bought")
                names = ", ".join(flag["name"] for flag in review.flags)
                world.ledger.fault("bought", f"held for ops with the evidence ({names}); left out of the sums",
                                   review_id)
            elif len(review.flags) == 2 and not review.account_facts:
                await world.work.do(_read_comments, world.ops, review_id)


async def _read_comments(session: Any, viewer: Viewer, review_id: str) -> None:
    await reviews.tell_account(session, viewer, review_id, comments=SAME_WORDS)
