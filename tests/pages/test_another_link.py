"""Where a post cannot count, or was not found, the box for another link is the first thing to do."""

import pytest

from app.reviews import queries
from app.reviews.rules.checks import COUNTED, NOT_FOLLOWED, NOT_OPEN, NOT_SIMULATED, wants_another_link
from app.reviews.rules.checks.claims import GAVE_WAY
from tests import arrange
from tests import arrange_reviews as start


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
