"""The picture that a post shows: fetched once, kept small, replaced when it changes, let go with its post or author."""

from collections.abc import AsyncIterator
from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image

from app.core.clock import SetClock
from app.core.errors import NotFound
from app.core.files import Files
from app.core.work import Work
from app.reviews import service
from app.reviews.models import Review
from app.reviews.rules.thumbnails import MOST_BYTES
from tests import arrange
from tests import arrange_reviews as start
from tests.arrange_reviews import Social


@pytest.fixture
async def social(work: Work) -> AsyncIterator[Social]:
    async with start.social(work) as made:
        yield made


def picture(colour: str, size: tuple[int, int] = (900, 600)) -> bytes:
    """A photo as a camera writes it, with the place where it was taken."""
    exif, out = Image.Exif(), BytesIO()
    exif[0x010E] = "taken at home"
    Image.new("RGB", size, colour).save(out, "JPEG", exif=exif)
    return out.getvalue()


async def seen(work: Work, social: Social, image: str | None = "/pictures/a.jpg", **on: bytes) -> start.Promised:
    """A post that was handed in and looked at, with the pictures that lie on its host."""
    social.pictures |= {f"{name}.jpg": data for name, data in on.items()}
    promised = await start.promised(work)
    link = social.publish("post", work.clock() - timedelta(days=1), image=image)
    await work.do(service.submit, promised.who.viewer, promised.review_id, link)
    await drain(work, social)
    return promised


async def drain(work: Work, social: Social) -> None:
    for _ in range(3):
        await start.worker(work, social).run_due()


async def found(work: Work, promised: start.Promised) -> Review:
    return await start.review(work, promised.review_id)


def fetched(social: Social) -> list[str]:
    asked = (request.split(b" ")[1].decode() for request in social.server.requests)
    return [path.rsplit("/", 1)[-1] for path in asked if "/pictures/" in path]


def is_kept(work: Work, sha256: str | None) -> bool:
    try:
        return sha256 is not None and bool(work.resources[Files].open(sha256))
    except NotFound:
        return False


async def test_the_picture_of_a_post_is_kept_small_and_bare(work: Work, social: Social) -> None:
    review = await found(work, await seen(work, social, a=picture("red")))
    kept = Image.open(BytesIO(work.resources[Files].open(review.thumbnail or "")))
    assert (kept.format, kept.size, dict(kept.getexif())) == ("JPEG", (320, 213), {})
    assert (review.state, review.thumbnail_why, review.thumbnail_at) == ("verified", None, work.clock())
    assert "pictures" not in (review.image_sealed or "pictures")
    assert (review.image or "").endswith("/pictures/a.jpg")
    asked = next(one for one in social.server.requests if b"/pictures/" in one).lower()
    assert b"cookie" not in asked


async def test_it_is_fetched_again_only_when_another_is_shown(work: Work, social: Social, clock: SetClock) -> None:
    promised = await seen(work, social, "/pictures/a.jpg?sign=1", a=picture("red"), b=picture("blue"))
    first = (await found(work, promised)).thumbnail
    social.posts["post"]["image"] = "/pictures/a.jpg?sign=2"
    clock.forward(hours=1)
    await drain(work, social)
    assert fetched(social) == ["a.jpg?sign=1"]
    social.posts["post"]["image"] = "/pictures/b.jpg"
    clock.forward(hours=24)
    await drain(work, social)
    second = (await found(work, promised)).thumbnail
    assert fetched(social) == ["a.jpg?sign=1", "b.jpg"]
    assert second != first
    assert (is_kept(work, first), is_kept(work, second)) == (False, True)


@pytest.mark.parametrize(("image", "said", "why"), [
    ("/pictures/a.jpg", b"<html>no picture</html>", "not_a_picture"),
    ("/pictures/a.jpg", b"\0" * (MOST_BYTES + 1), "too_large"),
    ("/pictures/a.jpg", picture("red", (5001, 5000)), "too_large"),
    ("/pictures/none.jpg", b"", "gone"),
    ("http://169.254.169.254/latest/a.jpg", b"", "refused"),
    ("http://[::1]:9/a.jpg", b"", "refused"),
])
async def test_what_cannot_be_kept_is_said_in_words_and_fails_no_review(
        work: Work, social: Social, image: str, said: bytes, why: str) -> None:
    review = await found(work, await seen(work, social, image, a=said))
    assert (review.state, review.thumbnail, review.thumbnail_why) == ("verified", None, why)


async def test_a_host_that_forbids_its_pictures_is_not_asked_for_one(work: Work, social: Social) -> None:
    social.robots = "User-agent: *\nDisallow: /pictures/"
    review = await found(work, await seen(work, social, a=picture("red")))
    assert (review.thumbnail_why, fetched(social)) == ("refused", [])


async def test_a_host_that_fails_for_now_is_asked_again(work: Work, social: Social, clock: SetClock) -> None:
    social.status["a.jpg"] = 503
    promised = await seen(work, social, a=picture("red"))
    assert (await found(work, promised)).thumbnail_why is None
    social.status.clear()
    clock.forward(minutes=5)
    await drain(work, social)
    assert is_kept(work, (await found(work, promised)).thumbnail)


async def test_a_post_without_a_picture_plans_nothing(work: Work, social: Social) -> None:
    review = await found(work, await seen(work, social, None))
    assert (review.image_index, review.thumbnail, review.thumbnail_why, fetched(social)) == (None, None, None, [])


async def test_it_goes_with_its_author(work: Work, social: Social) -> None:
    promised = await seen(work, social, a=picture("red"))
    kept = (await found(work, promised)).thumbnail
    await work.do(service.forget, arrange.OPS, promised.who.id)
    await drain(work, social)
    review = await found(work, promised)
    assert (review.image, review.image_index, review.thumbnail, is_kept(work, kept)) == (None, None, None, False)


async def test_it_goes_with_a_post_that_is_taken_away(work: Work, social: Social) -> None:
    promised = await seen(work, social, a=picture("red"))
    kept = (await found(work, promised)).thumbnail
    await work.do(service.take_away, arrange.OPS, promised.review_id, "not_this_account")
    await drain(work, social)
    assert ((await found(work, promised)).thumbnail, is_kept(work, kept)) == (None, False)


async def test_what_was_fetched_for_a_post_that_is_another_by_now_is_let_go(work: Work, social: Social) -> None:
    promised = await seen(work, social, a=picture("red"))
    kept = (await found(work, promised)).thumbnail
    await work.do(service.take_away, arrange.OPS, promised.review_id, "not_this_account")
    link = social.publish("other", work.clock() - timedelta(days=1), image="/pictures/a.jpg")
    await work.do(service.submit, promised.who.viewer, promised.review_id, link)
    await drain(work, social)
    assert ((await found(work, promised)).thumbnail, is_kept(work, kept)) == (kept, True)
