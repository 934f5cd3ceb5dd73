"""Where a post cannot count, or was not found, the box for another link is the first thing to do."""

import pytest

from app.reviews import queries
from app.reviews.rules.checks import COUNTED, NOT_FOLLOWED, NOT_OPEN, NOT_SIMULATED, wants_another_link
from app.reviews.rules.checks.claims import GAVE_WAY
from app.reviews.rules.checks.verdict import Verdict
from app.reviews.rules.checks.who import UNPROVEN
from app.reviews.service.checking import write_down
from tests import arrange
from tests import arrange_reviews as start

FIRST = "https://www.xiaohongshu.com/explore/65f0a1b2c3d4e5f60718293a"

@pytest.mark.parametrize(("message", "is_another"), [
    (COUNTED, True), (GAVE_WAY, True), (NOT_FOLLOWED, True), (NOT_SIMULATED, True), (NOT_OPEN, False)])
async def test_where_another_link_is_needed_its_box_is_open_first_and_empty(
        client, work, message, is_another: bool) -> None:
    promised = await start.promised(
        work, state="needs_fix", fixes=[{"check": "network", "message": message.as_json()}], attempt=1)
    cookie = await arrange.cookie_of(work, promised.who.account_id)
    await work.do(_kept_link, arrange.OPS, promised.review_id)
    page = (await client.get(f"/me/reviews/{promised.review_id}", headers=cookie)).text
    box = page.index('name="link" ' if is_another else "Paste another link")
    assert ("look again</button>" in page, "Paste another link" in page) == (not is_another, not is_another)
    assert (box < page.index("What was agreed"), "https://old.example/p" in page) == (True, not is_another)
    assert "Add a screenshot" not in page


async def _kept_link(session, viewer, review_id: str) -> None:
    review = await queries.take(session, viewer, review_id)
    review.link, review.platform = "https://old.example/p", "xiaohongshu" if wants_another_link(review.fixes) else None


async def test_once_a_post_was_given_to_its_author_nothing_more_is_said_of_it(client, work) -> None:
    """What was found about it, what to put into it, and that it was the first of two links, is all of no use now."""
    promised = await start.promised(
        work, state="needs_fix", fixes=[{"check": "network", "message": GAVE_WAY.as_json()}], attempt=1)
    cookie = await arrange.cookie_of(work, promised.who.account_id)

    async def found_before(session, viewer) -> None:
        review = await queries.take(session, viewer, promised.review_id)
        review.link, review.platform, review.post_id = f"{FIRST} {FIRST.replace('65f', '75f')}", "xiaohongshu", "65f"
        write_down(session, review, [Verdict("account", "failed", None, UNPROVEN), Verdict("author", "passed", "lin")])
    await work.do(found_before, arrange.OPS)
    page = (await client.get(f"/me/reviews/{promised.review_id}", headers=cookie)).text
    assert "Please paste the link of your own post." in page
    assert [words for words in (UNPROVEN.default, "What we checked", "65f0a1b2c3d4e5f6") if words in page] == []
