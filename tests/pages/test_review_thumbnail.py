"""The picture of a post on ops' pages, beside its words and date; nobody else sees it."""

from datetime import timedelta

import httpx
import pytest

from app.core.work import Work
from app.reviews import service
from tests import arrange
from tests import arrange_reviews as start
from tests.arrange_reviews import Social

NONE = "The post shows no picture that we could read."


async def seen(work: Work, social: Social, image: str | None, said: bytes = b"", **more) -> start.Promised:
    promised = await start.promised(work)
    social.pictures["a.jpg"] = said
    link = social.publish("p1", work.clock() - timedelta(days=1), image=image, **more)
    await work.do(service.submit, promised.who.viewer, promised.review_id, link)
    for _ in range(2):
        await start.worker(work, social).run_due()
    return promised


@pytest.fixture
async def ops(work: Work) -> dict[str, str]:
    return await arrange.cookie_of(work, await arrange.ops_account(work))


async def test_ops_see_it_on_the_desk_and_on_the_page(client: httpx.AsyncClient, work, social, ops) -> None:
    promised = await seen(work, social, "/pictures/a.jpg", arrange.photo(), published_at=None)
    address = f"/ops/reviews/{promised.review_id}/thumbnail"
    for place in ("/ops/reviews", f"/ops/reviews/{promised.review_id}"):
        page = (await client.get(place, headers=ops)).text
        assert f'<img src="{address}" alt="The picture that the post shows"' in page
        assert "Its picture, fetched" in page
        assert "图片获取于" in (await client.get(f"{place}?lang=zh-cn", headers=ops)).text
    answer = await client.get(address, headers=ops)
    assert (answer.status_code, answer.headers["content-type"], answer.headers["cache-control"]) == (
        200, "image/jpeg", "private, max-age=3600")
    assert answer.content.startswith(b"\xff\xd8\xff")


@pytest.mark.parametrize(("image", "said", "words"), [
    (None, b"", NONE), ("/pictures/a.jpg", b"<html>", "What lies there is no picture that we can read."),
    ("/pictures/b.jpg", b"", "The picture is no longer there."),
])
async def test_where_there_is_none_ops_are_told_why(
        client: httpx.AsyncClient, work, social, ops, image: str | None, said: bytes, words: str) -> None:
    promised = await seen(work, social, image, said, published_at=None)
    for place in ("/ops/reviews", f"/ops/reviews/{promised.review_id}"):
        assert words in (await client.get(place, headers=ops)).text
    assert (await client.get(f"/ops/reviews/{promised.review_id}/thumbnail", headers=ops)).status_code == 404


async def test_a_post_that_nobody_has_seen_says_nothing_of_its_picture(client, work, ops) -> None:
    promised = await start.promised(work)
    page = (await client.get(f"/ops/reviews/{promised.review_id}", headers=ops)).text
    assert NONE not in page
    assert "/thumbnail" not in page


async def test_nobody_else_is_shown_it(client: httpx.AsyncClient, work, social) -> None:
    promised = await seen(work, social, "/pictures/a.jpg", arrange.photo())
    theirs = await arrange.cookie_of(work, promised.campaign.brand.account_id)
    own = await arrange.cookie_of(work, promised.who.account_id)
    for cookie in (theirs, own, {}):
        answer = await client.get(f"/ops/reviews/{promised.review_id}/thumbnail", headers=cookie)
        assert answer.status_code in (303, 401, 403)
    assert "thumbnail" not in (await client.get("/brand/reviews", headers=theirs)).text
