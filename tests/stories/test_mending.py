"""The demo's ops open what could not be read, as soon as it is known which post it is."""

from types import SimpleNamespace
from typing import Any

import pytest

from app.reviews import service as reviews
from app.reviews.models import Review, ReviewCheck
from app.sandbox.mending import look_at_reviews


class Desk:
    """Answers every question with one review, and keeps what ops do."""

    def __init__(self, review: Review) -> None:
        self.review, self.done = review, list[Any]()

    async def read(self, *_: Any) -> list[Review]:
        return [self.review]

    async def do(self, verb: Any, *_: Any) -> None:
        self.done.append(verb)


@pytest.mark.parametrize(("post_id", "done"), [("p1", [reviews.verify]), (None, [])])
async def test_a_post_that_nobody_could_read_is_verified_once_it_is_known_which_one_it_is(
        post_id: str | None, done: list[Any]) -> None:
    desk = Desk(Review(id="rev_1", seat_id="seat_1", state="checking", attempt=1, post_id=post_id,
                       checks=[ReviewCheck(attempt=1, outcome="unknown")]))
    place = SimpleNamespace(fates={"rev_1": ""}, posts={"rev_1": "post_1"})
    world: Any = SimpleNamespace(
        work=desk, ops=None, is_ending=False, left=set(), places={"seat_1": place},
        network=SimpleNamespace(posts={"post_1": SimpleNamespace(platform="simulated")}),
        ledger=SimpleNamespace(fault=lambda *_: None))
    await look_at_reviews(world)
    assert desk.done == done
