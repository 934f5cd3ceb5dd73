"""People publish what they think, hand in the link, mend what the checks ask for; ops look where eyes are needed."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from app.core.i18n import Language, Text
from app.core.paging import MOST, Ask
from app.core.viewer import Viewer
from app.reviews import queries as reviews_of
from app.reviews import service as reviews
from app.reviews.models import Review
from app.reviews.queries import Filters
from app.reviews.rules import CHANGED, CHECKING, NEEDS_FIX
from app.reviews.rules.checks import Other
from app.reviews.rules.checks.copies import nearest, own_part
from app.sandbox.network import SimulatedPost
from app.sandbox.words import LABELS, words
from app.sandbox.world import Place, World

DRAFTS = 4
TROUBLES: dict[str, tuple[str, ...]] = {"slow": ("slow",), "busy": ("busy", "busy")}
"""What goes wrong with each look in turn."""
SHARED = {"en": "Have a look at my new post: {link} (copied from the app)",
          "zh-cn": "快来看看我的新笔记 {link} 复制本条打开"}


async def begin_trial(world: World, place: Place) -> None:
    """Somebody tries the product, and posts when it is time; who keeps no promises posts nothing."""
    if place.fate == "no_show":
        return
    promised = await world.work.read(_promised, place.person.viewer, place.seat_id)
    days = place.stand.plan.body["trial_days"] * place.chance.uniform(0.6, 1.0)
    for number, review_id in enumerate(promised):
        fate = place.fate if number == 0 else "plain"
        hours = 24 * days + place.chance.uniform(4, 80) + 30 * number
        world.after(hours, _posting(world, place, review_id, fate))


async def _promised(session: Any, viewer: Viewer, seat_id: str) -> list[str]:
    mine = [row.review for row in await reviews_of.of_consumer(session, viewer) if row.review.seat_id == seat_id]
    return [review.id for review in sorted(mine, key=lambda one: one.seq)]


def _posting(world: World, place: Place, review_id: str, fate: str) -> Any:
    async def post() -> None:
        link = _publish(world, place, review_id, fate)
        world.after(place.chance.uniform(1, 8), lambda: _hand_in(world, place, review_id, link))
        if fate in ("deleted", "edited"):
            world.after(50, _spoiling(world, place, review_id, fate))
    return post


def _publish(world: World, place: Place, review_id: str, fate: str) -> str:
    """Put a post online; its address as the network's share sheet copies it."""
    life, number = place.person.life, len(world.network.posts)
    name = Text.model_validate(place.stand.name).pick(life.language)
    says = _own_words(place, life.language, name, label=fate != "missing_label")
    post = SimulatedPost(
        id=f"p{world.seed}-{life.number:05d}-{number:05d}", text=says, reach=max(20, life.reach),
        author="somebody_else" if fate == "wrong_author" else life.handle,
        published_at=place.stand.begins_at - timedelta(days=2) if fate == "too_early" else world.now,
        is_private=fate == "private", hides_author=fate == "unseen", troubles=list(TROUBLES.get(fate, ())))
    place.posts[review_id] = post.id
    return world.network.publish(post)


def _own_words(place: Place, language: Language, name: str, *, label: bool) -> str:
    """What this person writes: of several drafts the one that is least like what others have written of the product."""
    written = [Other(said, "another") for said in place.stand.written]
    drafts = [words(place.chance, place.stand.plan.key, language, name, label=label) for _ in range(DRAFTS)]
    named = place.stand.plan.body["brief"]["product_words"]
    says = min(drafts, key=lambda draft: (nearest(own_part(draft, named), written, named) or (0.0,))[0])
    place.stand.written.append(says)
    return says


async def _hand_in(world: World, place: Place, review_id: str, link: str) -> None:
    pasted = SHARED[place.person.life.language].format(link=link)
    await world.work.do(reviews.submit, place.person.viewer, review_id, pasted)


def _spoiling(world: World, place: Place, review_id: str, fate: str) -> Any:
    """Delete the post, or edit its label away and put it back later."""
    async def spoil() -> None:
        post = world.network.posts[place.posts[review_id]]
        if fate == "deleted":
            post.is_gone = True
            return
        whole = post.text
        post.text, post.edited_at = whole.replace(LABELS[place.person.life.language], "").strip(), world.now

        async def restore() -> None:
            post.text, post.edited_at = whole, world.now
        world.after(60, restore)
    return spoil


async def look_at_reviews(world: World) -> None:
    """People read what they are asked to mend; ops look at what no check could tell, and at changes that are mended."""
    by_seat = {place.seat_id: place for stand in world.stands for place in stand.places.values()}
    for review in await world.work.read(_in_states, world.ops, (NEEDS_FIX, CHECKING, CHANGED)):
        place = by_seat[review.seat_id]
        if review.state == NEEDS_FIX and (review.id, review.attempt) not in place.mended:
            place.mended.add((review.id, review.attempt))
            world.ledger.count(place.stand.plan.key, "fixes")
            world.after(place.chance.uniform(4, 30), _mending(world, place, review.id, str(review.fixes[0]["check"])))
        elif review.state == CHECKING and _is_unknown(review):
            await world.work.do(reviews.verify, world.ops, review.id)
            world.ledger.fault("unseen", "looked at by ops, verified")
        elif review.state == CHANGED and not review.fixes:
            await world.work.do(reviews.recheck, world.ops, review.id)
            world.ledger.fault("edited", "noticed, the label put back, found in order again")


async def _in_states(session: Any, viewer: Viewer, states: Iterable[str]) -> list[Review]:
    return (await reviews_of.listed(session, viewer, Filters(states=tuple(states)), Ask(limit=MOST))).items


def _is_unknown(review: Review) -> bool:
    return any(check.attempt == review.attempt and check.outcome == "unknown" for check in review.checks)


DONE = {
    "missing_label": "asked to add it in these very words, added, handed in again",
    "wrong_author": "asked for the own post, which was handed in", "private": "asked to make it public, done",
    "too_early": "asked for a post after trying, which was written",
}


def _mending(world: World, place: Place, review_id: str, check: str) -> Any:
    async def mend() -> None:
        post = world.network.posts[place.posts[review_id]]
        if check == "label":
            post.text, post.edited_at = f"{LABELS[place.person.life.language]} {post.text}", world.now
        if check == "network":
            post.is_private = False
        if check in ("label", "network"):
            link = f"{world.network.origin}/posts/{post.id}"
        else:
            link = _publish(world, place, review_id, "plain")
        await _hand_in(world, place, review_id, link)
        if place.fate in DONE:
            world.ledger.fault(place.fate, DONE[place.fate])
    return mend
