"""People publish what they think on networks where they have an account, and hand in what its app has copied."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from app.core.i18n import Language, Text
from app.core.viewer import Viewer
from app.reviews import queries as reviews_of
from app.reviews import service as reviews
from app.reviews.rules.checks import Other
from app.reviews.rules.checks.copies import nearest, own_part
from app.sandbox.network import SimulatedPost
from app.sandbox.network.faults import INWARD
from app.sandbox.network.shapes import SHAPES
from app.sandbox.pictures import show_picture
from app.sandbox.reminding import own_time
from app.sandbox.venues import SIMULATED, can_befall, is_walled, venue
from app.sandbox.words import LABELS, words
from app.sandbox.world import Place, World

DRAFTS, ALWAYS = 4, 40
TROUBLES: dict[str, tuple[str, ...]] = {
    "slow": ("slow",), "busy": ("broken", "busy"), "hang": ("hang",), "drip": ("drip",), "wait": ("wait",),
    "bomb": ("bomb",) * ALWAYS, "misspelt": ("misspelt",) * ALWAYS,
}
"""What goes wrong with each look in turn."""
LIES = ("more_likes", "endless", "falling")
SHARED = {"en": "Have a look at my new post: {link} (copied from the app)",
          "zh-cn": "快来看看我的新笔记 {link} 复制本条打开"}
SHOWS_AT_ONCE = 0.7
BOUGHT, BOUGHT_AFTER, LEAST_REACH = 3000, timedelta(days=5), 5000


async def begin_trial(world: World, place: Place) -> None:
    """Somebody tries the product, and posts when it is time; who keeps no promises posts nothing."""
    if place.fate in ("no_show", "yours"):
        return
    promised = await world.work.read(_promised, place.person.viewer, place.seat_id)
    days = place.stand.plan.body["trial_days"] * place.chance.uniform(0.6, 1.0)
    wait = await own_time(world, place)
    for number, review_id in enumerate(promised):
        place.parts[review_id] = number
        place.fates[review_id] = place.fate if number == 0 else _second_fate(place)
        hours = (24 * days + place.chance.uniform(4, 80) if wait is None else wait) + 30 * number
        world.after(hours, _posting(world, place, review_id, place.fates[review_id]))


def _second_fate(place: Place) -> str:
    for fate in place.stand.second_fates:
        if can_befall(place, fate, 1):
            place.stand.second_fates.remove(fate)
            return fate
    return "plain"


async def _promised(session: Any, viewer: Viewer, seat_id: str) -> list[str]:
    mine = [row.review for row in await reviews_of.of_consumer(session, viewer) if row.review.seat_id == seat_id]
    return [review.id for review in sorted(mine, key=lambda one: one.seq)]


def _posting(world: World, place: Place, review_id: str, fate: str) -> Any:
    async def post() -> None:
        link = publish(world, place, review_id, fate)
        world.after(place.chance.uniform(1, 8), lambda: hand_in(world, place, review_id, link))
        if fate in SPOILS:
            world.after(50, _spoiling(world, place, review_id, fate))
    return post


def publish(world: World, place: Place, review_id: str, fate: str) -> str:
    """Put a post online; its address as the network's share button copies it."""
    life, platform = place.person.life, venue(place, fate, place.parts[review_id])
    name = Text.model_validate(place.stand.name).pick(life.language)
    published = place.stand.begins_at - timedelta(days=2) if fate == "too_early" else world.now
    post = SimulatedPost(
        id=SHAPES[platform].number(place.chance, published), platform=platform, reach=max(20, life.reach),
        author="somebody_else" if fate == "wrong_author" else life.handle,
        author_id=str(3_000_000_000 + life.number + (10**6 if fate == "wrong_author" else 0)),
        text=_own_words(place, life.language, name, label=fate != "missing_label"), published_at=published,
        is_private=fate == "private", hides_author=fate == "unseen" or _is_left(world, platform, fate),
        troubles=list(TROUBLES.get(fate, ())), lie=fate if fate in LIES else "")
    if fate == "inward":
        post.troubles = [place.chance.choice(sorted(INWARD))] * ALWAYS
    if fate == "bought":
        post.reach, post.bought, post.bought_at = max(post.reach, LEAST_REACH), BOUGHT, published + BOUGHT_AFTER
    place.posts[review_id] = post.id
    link = world.network.publish(post)
    if fate == "expired":
        del world.network.shorts[post.short]
    return link


def _is_left(world: World, platform: str, fate: str) -> bool:
    """Whether this is one of the last posts, of which nobody but a person can tell whose they are."""
    return world.is_ending and fate == "plain" and not is_walled(platform)


def _own_words(place: Place, language: Language, name: str, *, label: bool) -> str:
    """What this person writes: of several drafts the one that is least like what others have written of the product."""
    written = [Other(said, "another") for said in place.stand.written]
    drafts = [words(place.chance, place.stand.plan.key, language, name, label=label) for _ in range(DRAFTS)]
    named = place.stand.plan.body["brief"]["product_words"]
    says = min(drafts, key=lambda draft: (nearest(own_part(draft, named), written, named) or (0.0,))[0])
    place.stand.written.append(says)
    return says


async def hand_in(world: World, place: Place, review_id: str, link: str) -> None:
    """Paste what the app has copied; where nobody else can look, most show a screenshot in the same go."""
    post, language = world.network.posts[place.posts[review_id]], place.person.life.language
    said = SHARED[language] if post.platform == SIMULATED or language == "en" else SHAPES[post.platform].shared
    title = Text.model_validate(place.stand.name).pick(language)
    pasted = said.format(link=link, title=title, author=post.author)
    await world.work.do(reviews.submit, place.person.viewer, review_id, pasted)
    borrows = place.fates[review_id] == "borrowed"
    if is_walled(post.platform) and (borrows or place.chance.random() < SHOWS_AT_ONCE):
        await show_picture(world, place, review_id, "submission")


def _spoiling(world: World, place: Place, review_id: str, fate: str) -> Any:
    async def spoil() -> None:
        SPOILS[fate](world, place, world.network.posts[place.posts[review_id]])
    return spoil


def _delete(world: World, place: Place, post: SimulatedPost) -> None:
    post.is_gone = True


def _hide(world: World, place: Place, post: SimulatedPost) -> None:
    post.is_private = True


def _hand_over(world: World, place: Place, post: SimulatedPost) -> None:
    post.author, post.author_id = "the_new_owner", "77"


def _strip_label(world: World, place: Place, post: SimulatedPost) -> None:
    post.text = post.text.replace(LABELS[place.person.life.language], "").strip()
    post.edited_at = world.now


def put_label(world: World, place: Place, post: SimulatedPost) -> None:
    """Put the label before a post's words."""
    post.text, post.edited_at = f"{LABELS[place.person.life.language]} {post.text}", world.now


SPOILS: dict[str, Callable[[World, Place, SimulatedPost], None]] = {
    "deleted": _delete, "gone_page": _delete, "edited": _strip_label, "hidden": _hide, "author_changed": _hand_over}
"""What happens to a post after it was verified."""
