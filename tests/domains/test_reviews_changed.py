"""What is done when a verified post changes, is hidden, goes or comes back: state, journal, task, letters."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from app.cases import queries as cases
from app.core.clock import SetClock
from app.core.paging import Ask
from app.core.work import Work
from app.journal import queries as journal
from app.notifications import queries as messages
from app.reactions import REACTIONS
from app.reviews import queries, service
from app.reviews.schemas import live_now
from tests import arrange
from tests import arrange_reviews as start
from tests.arrange_reviews import Social

LETTERS = {"changed", "removed", "post_gone"}


@pytest.fixture
async def social(work: Work) -> AsyncIterator[Social]:
    work.reactions = {event: REACTIONS[event] for event in REACTIONS if event.startswith("review.")}
    async with start.social(work) as made:
        yield made


async def verified(work: Work, social: Social, **more) -> start.Promised:
    promised = await start.promised(work)
    link = social.publish("post", work.clock() - timedelta(days=1), **more)
    await work.do(service.submit, promised.who.viewer, promised.review_id, link)
    await start.worker(work, social).run_due()
    return promised


async def later(work: Work, social: Social, clock: SetClock, promised: start.Promised, **span: float):
    clock.forward(**span)
    await start.worker(work, social).run_due()
    return await start.review(work, promised.review_id)


async def letters(work: Work) -> list[str]:
    sent = (await work.read(messages.list_page, arrange.OPS, Ask())).items
    return sorted(message.template for message in sent if message.template in LETTERS)


async def tasks(work: Work) -> list[str]:
    found = (await work.read(cases.tasks, arrange.OPS, Ask())).items
    return sorted(task.kind for task in found)


async def entry(work: Work, review_id: str, event: str):
    return next(e for e in await work.read(journal.history, arrange.OPS, review_id) if e.event == event)


async def test_a_lost_label_is_asked_back_and_the_words_that_were_there_are_kept_sealed(work, social, clock) -> None:
    promised = await verified(work, social)
    social.posts["post"]["text"] = "Oat milk, third week. Good in coffee."
    found = await later(work, social, clock, promised, hours=1)
    assert (found.state, [c["what"] for c in found.changes]) == ("changed", ["label", "words"])
    assert found.earlier_text == start.LABELLED
    assert start.LABELLED not in (found.earlier_text_sealed or "")
    facts = (await entry(work, found.id, "review.changed")).facts
    assert (facts["what"], facts["added"]) == (["label", "words"], 0)
    assert facts["taken"] > 0
    assert (await tasks(work), await letters(work)) == (["look_at_change"], ["changed"])


async def test_other_words_alone_change_the_state_and_bother_nobody_but_ops(work, social, clock) -> None:
    promised = await verified(work, social)
    social.posts["post"]["text"] = "Oat milk, fifth week. I do not like it any more. #gifted"
    found = await later(work, social, clock, promised, hours=1)
    assert (found.state, found.fixes, [c["what"] for c in found.changes]) == ("changed", [], ["words"])
    assert (await tasks(work), await letters(work)) == (["look_at_change"], [])


async def test_a_shop_link_that_was_added_asks_for_the_label_of_an_advertisement(work, social, clock) -> None:
    promised = await verified(work, social)
    social.posts["post"]["shop_link"] = "https://shop.example/oat"
    found = await later(work, social, clock, promised, hours=1)
    assert [c["what"] for c in found.changes][:2] == ["shop_link", "label"]
    assert [fix["check"] for fix in found.fixes] == ["label"]


async def test_a_post_that_now_belongs_to_somebody_else_is_noticed(work, social, clock) -> None:
    promised = await verified(work, social)
    social.posts["post"]["author"] = "@somebody.else"
    social.posts["post"]["text"] += " More."
    found = await later(work, social, clock, promised, hours=1)
    assert [c["what"] for c in found.changes] == ["author", "words"]
    assert found.fixes[0]["check"] == "author"


@pytest.mark.parametrize(("author", "what"), [("@somebody.else", ["author"]), ("@Lin.Eats", [])])
async def test_another_name_above_the_same_words_is_another_account_unless_it_is_spelled_otherwise(
        work, social, clock, author: str, what: list[str]) -> None:
    promised = await verified(work, social)
    social.posts["post"]["author"] = author
    found = await later(work, social, clock, promised, hours=1)
    assert ([c["what"] for c in found.changes], found.state) == (what, "changed" if what else "verified")


async def test_a_post_taken_down_early_tells_author_brand_and_ops_and_its_return_ends_that(work, social, clock) -> None:
    promised = await verified(work, social)
    social.status["post"] = 404
    found = await later(work, social, clock, promised, hours=1)
    assert (found.state, await tasks(work)) == ("removed", ["look_at_removal"])
    assert await letters(work) == ["post_gone", "removed"]
    social.status.clear()
    found = await later(work, social, clock, promised, hours=5)
    assert (found.state, await tasks(work)) == ("verified", [])


async def test_a_post_made_private_is_out_of_sight_at_once_and_back_when_public(work, social, clock) -> None:
    promised = await verified(work, social)
    social.posts["post"]["private"] = True
    found = await later(work, social, clock, promised, hours=1)
    assert (found.state, await letters(work), await tasks(work)) == ("unreachable", ["removed"], ["look_at_removal"])
    social.posts["post"]["private"] = False
    found = await later(work, social, clock, promised, hours=5)
    assert (found.state, await tasks(work)) == ("verified", [])


async def test_a_label_put_back_is_found_without_anybody_and_ends_what_was_asked(work, social, clock) -> None:
    promised = await verified(work, social)
    social.posts["post"]["text"] = "Oat milk, third week. Good in coffee."
    await later(work, social, clock, promised, hours=1)
    social.posts["post"]["text"] = "#gifted Oat milk, third week. Good in coffee."
    found = await later(work, social, clock, promised, hours=5)
    assert (found.state, found.fixes, await tasks(work)) == ("verified", [], [])
    assert [check.outcome for check in found.checks if check.name == "label"] == ["passed", "failed", "passed"]
    assert await letters(work) == ["changed"]


async def test_of_two_things_to_mend_the_one_that_is_mended_is_asked_for_no_more(work, social, clock) -> None:
    promised = await verified(work, social)
    social.posts["post"] |= {"text": "Oat milk, third week.", "author": "@somebody.else"}
    found = await later(work, social, clock, promised, hours=1)
    assert {fix["check"] for fix in found.fixes} == {"author", "label"}
    social.posts["post"]["text"] = "Oat milk, third week. #gifted"
    found = await later(work, social, clock, promised, hours=5)
    assert (found.state, [fix["check"] for fix in found.fixes]) == ("changed", ["author"])
    social.posts["post"]["author"] = "@lin.eats"
    assert (await later(work, social, clock, promised, days=1)).state == "verified"


@pytest.mark.parametrize("goes_back", [True, False])
async def test_another_owner_is_told_once_and_the_first_ones_return_mends_it(
        work, social, clock, goes_back: bool) -> None:
    promised = await verified(work, social, author_id="u-lin")
    social.posts["post"]["author_id"] = "u-other"
    for span in ({"hours": 1}, {"hours": 5}, {"days": 1}):
        found = await later(work, social, clock, promised, **span)
        assert (found.state, [fix["check"] for fix in found.fixes]) == ("changed", ["author"])
    assert await letters(work) == ["changed"]
    if goes_back:
        social.posts["post"]["author_id"] = "u-lin"
    else:
        await work.do(service.recheck, arrange.OPS, found.id)
    found = await later(work, social, clock, promised, days=2)
    assert (found.state, found.fixes, await letters(work), await tasks(work)) == ("verified", [], ["changed"], [])


async def test_a_post_hidden_to_the_end_has_not_stayed_online(work, social, clock) -> None:
    promised = await verified(work, social)
    social.posts["post"]["private"] = True
    await later(work, social, clock, promised, days=29)
    found = await later(work, social, clock, promised, days=2)
    wall = await work.read(queries.wall, arrange.OPS, promised.campaign.id, Ask())
    assert (found.state, live_now(found), wall.online_to_end) == ("closed", None, 0)
