"""Screenshots where a network shows posts to nobody else: shown by their authors, looked at by ops where drawn."""

import asyncio
from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw

from app.core.viewer import Viewer
from app.platforms.numbers import Numbers
from app.reviews import queries as reviews_of
from app.reviews import service as reviews
from app.reviews.models import ReviewPicture
from app.sandbox.network import SimulatedPost
from app.sandbox.venues import is_walled
from app.sandbox.world import Place, World

SIZE = (180, 320)
FORGETS = 0.1
WORDS = {"submission": "a screenshot shown when it was handed in", "day_7": "another one shown after a week",
         "day_30": "another one shown after a month"}


async def show_picture(world: World, place: Place, review_id: str, moment: str) -> None:
    """Take a screenshot of the own post and show it with the numbers on it; some show one that was shown before, and
    that is left to whoever tries the world."""
    post = world.network.posts[place.posts[review_id]]
    numbers = post.numbers(world.now)
    stored = await asyncio.to_thread(world.house.files.save_image, _painted(post, numbers))
    borrows = world.is_ending or place.fates[review_id] == "borrowed"
    shown = world.pictures[-1] if borrows and world.pictures else stored.sha256
    if borrows:
        world.left.add(review_id)
    world.pictures.append(shown)
    seen = Numbers(likes=numbers["likes"], comments=numbers["comments"], saves=numbers["saves"])
    await world.work.do(reviews.show_picture, place.person.viewer, review_id, shown, seen)
    world.ledger.fault("walled", WORDS[moment], review_id)


def _painted(post: SimulatedPost, numbers: dict[str, int]) -> bytes:
    image = Image.new("RGB", SIZE, "white")
    draw = ImageDraw.Draw(image)
    draw.rectangle((12, 40, SIZE[0] - 12, 180), fill=f"#{post.short[1:7]}")
    draw.text((12, 12), f"@{post.author}", fill="black")
    draw.text((12, 200), f"{post.platform} {post.id[:18]}", fill="black")
    draw.text((12, 230), "\n".join(f"{numbers[name]} {name}" for name in ("likes", "comments", "saves")), fill="black")
    return as_png(image)


def as_png(image: Image.Image) -> bytes:
    """A picture as it is uploaded."""
    written = BytesIO()
    image.save(written, "PNG")
    return written.getvalue()


async def look_at_pictures(world: World) -> None:
    """People who were asked for a later screenshot show one, but for a few; ops look at those that were drawn."""
    by_review = {review_id: place for place in world.places.values()
                 for review_id, post_id in place.posts.items() if is_walled(world.network.posts[post_id].platform)}
    for shown in await world.work.read(_pictures, world.ops, sorted(by_review)) if by_review else ():
        place = by_review[shown.review_id]
        if shown.missed_at is not None and shown.id not in place.noted:
            place.noted.add(shown.id)
            world.ledger.fault("walled", "a later one not shown in time: noted, nothing proven by it", shown.review_id)
        elif shown.asked_at is not None and shown.shown_at is None and shown.missed_at is None:
            if world.chance("picture", place.person.life.number).random() >= FORGETS:
                await show_picture(world, place, shown.review_id, shown.moment)
        elif not world.is_ending and shown.review_id not in world.left and _waits(shown):
            await world.work.do(reviews.judge_picture, world.ops, shown.id, True)
            world.ledger.fault("walled", "drawn by lot or odd: looked at by ops, accepted",
                               shown.review_id)


def _waits(shown: ReviewPicture) -> bool:
    """Whether ops are to look at it."""
    return shown.shown_at is not None and (shown.is_drawn or bool(shown.flags)) and shown.is_accepted is None


async def _pictures(session: Any, viewer: Viewer, review_ids: list[str]) -> list[ReviewPicture]:
    return await reviews_of.pictures_of(session, review_ids)
