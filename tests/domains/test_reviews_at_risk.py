"""What ops look at first: the order of the queue, what leaves it, and decisions that can be taken back."""

from datetime import timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.clock import SetClock
from app.core.errors import Forbidden, Invalid
from app.core.states import WrongState
from app.core.viewer import Viewer
from app.core.work import Work, new_id
from app.journal import queries as journal
from app.reviews import queries, service
from app.reviews.models import ReviewCheck, ReviewPicture
from app.reviews.queries import queue
from app.reviews.rules.refusals import StillPlanned
from app.reviews.rules.risk import RISKS
from app.reviews.service.entries import step
from app.web import roles
from tests import arrange
from tests import arrange_reviews as start
from tests.arrange_matching import statements

OTHER = roles.ops("acc_other")
FLAGS = [{"name": name, "evidence": {"default": name}, "facts": {}} for name in ("jump", "band", "flat")]


async def _add(work: Work, row: object) -> None:
    async def add(session: AsyncSession, viewer: Viewer) -> None:
        row.id = new_id(session, "row")
        session.add(row)
    await work.do(add, arrange.OPS)


async def _checked(work: Work, review_id: str, name: str, outcome: str) -> None:
    await _add(work, ReviewCheck(review_id=review_id, attempt=0, name=name, outcome=outcome, rule_version="1",
                                 checked_at=work.clock()))


async def _shown(work: Work, review_id: str, moment: str, *, is_drawn: bool = True,
                 flags: tuple[str, ...] = ()) -> None:
    await _add(work, ReviewPicture(review_id=review_id, moment=moment, due_at=work.clock(), shown_at=work.clock(),
                                   picture="ab" * 32, is_drawn=is_drawn, flags=list(flags)))


async def _one_of_each(work: Work) -> dict[str, str]:
    """A review for each risk, made in an order that is not theirs; and some that need nobody."""
    campaign, at = await arrange.live_campaign(work, platform="simulated"), work.clock()

    async def made(name: str, state: str, **more: object) -> str:
        who = await arrange.person(work, name)
        return (await start.promised(work, campaign, who, state=state, **more)).review_id
    ids = {"drawn": await made("a", "verified"), "overdue": await made("b", "verified", next_look_at=at - timedelta(1)),
           "unseen": await made("c", "unreachable"), "doubted": await made("d", "verified", flags=FLAGS[:2]),
           "changed": await made("e", "changed", edited_at=at), "odd": await made("f", "verified"),
           "unknown": await made("g", "checking"), "window": await made("h", "checking"),
           "label": await made("i", "changed", edited_at=at),
           "gone": await made("j", "removed", online_until=at + timedelta(days=9)),
           "held": await made("k", "verified", flags=FLAGS, numbers_held_at=at),
           "harm": await made("l", "changed", edited_at=at, withheld_reason="illegal")}
    await made("m", "verified", flags=FLAGS[:1])
    await made("n", "verified", withheld_reason="illegal")
    await made("o", "verified", flags=FLAGS, numbers_held_at=at, judgement={"verdict": "left_out", "names": []})
    await _shown(work, ids["drawn"], "day_7")
    await _shown(work, ids["odd"], "day_7", is_drawn=False, flags=("fell",))
    await _shown(work, await made("p", "verified"), "day_7", is_drawn=False)
    await _checked(work, ids["label"], "label", "failed")
    for name in ("unknown", "window"):
        await _checked(work, ids[name], "date", "unknown")
    await _due(work, ids["window"], at + timedelta(hours=20))
    return ids


async def _due(work: Work, review_id: str, due_at: object) -> None:
    async def move(session: AsyncSession, viewer: Viewer) -> None:
        (await queries.take(session, viewer, review_id)).due_at = due_at
    await work.do(move, arrange.OPS)


async def test_what_may_do_harm_is_first_and_what_was_drawn_at_random_last(work: Work) -> None:
    ids = await _one_of_each(work)
    found = await work.read(queue.at_risk, arrange.OPS)
    assert [(row.risk, row.review.id) for row in found] == [(risk, ids[risk]) for risk in RISKS]
    counted = await work.read(queue.count_at_risk, arrange.OPS)
    assert counted == dict.fromkeys(RISKS, 1)
    assert list(counted) == list(RISKS)
    only = await work.read(queue.at_risk, arrange.OPS, 0, 9, "label")
    assert [row.review.id for row in only] == [ids["label"]]
    pages = [await work.read(queue.at_risk, arrange.OPS, skip, 5) for skip in (0, 5, 10)]
    assert [row.risk for page in pages for row in page] == list(RISKS)


async def test_of_one_risk_what_is_due_first_is_first_and_ties_go_to_the_elder(work: Work) -> None:
    campaign, at = await arrange.live_campaign(work, platform="simulated"), work.clock()
    ids = []
    for name, days in (("a", 9), ("b", 5), ("c", None), ("d", 5)):
        until = None if days is None else at + timedelta(days=days)
        who = await arrange.person(work, name)
        ids.append((await start.promised(work, campaign, who, state="removed", online_until=until)).review_id)
    found = [row.review.id for row in await work.read(queue.at_risk, arrange.OPS)]
    assert found == [ids[1], ids[3], ids[0], ids[2]]


async def test_only_ops_see_the_queue_and_more_rows_cost_no_more_statements(work: Work) -> None:
    first = await start.promised(work, state="removed")
    for stranger in (first.who.viewer, first.campaign.brand.viewer):
        with pytest.raises(Forbidden):
            await work.read(queue.at_risk, stranger)
    with statements(work) as few:
        await work.read(queue.at_risk, arrange.OPS)
    for name in ("mei", "an", "bo"):
        await start.promised(work, first.campaign, await arrange.person(work, name), state="changed")
    with statements(work) as many:
        assert len(await work.read(queue.at_risk, arrange.OPS)) == 4
    assert len(many) == len(few)


async def _two(work: Work) -> tuple[start.Promised, start.Promised]:
    one = await start.promised(work, state="removed")
    return one, await start.promised(work, one.campaign, await arrange.person(work, "mei"), state="changed")


async def test_what_is_decided_leaves_the_queue_and_comes_back_where_it_is_taken_back(work: Work) -> None:
    one, two = await _two(work)
    done = await work.do(service.decide_all_later, arrange.OPS, [one.review_id, two.review_id], "recheck")
    assert done == sorted([one.review_id, two.review_id])
    assert await work.read(queue.at_risk, arrange.OPS) == []
    noted = await work.read(queue.noted, arrange.OPS)
    assert [(batch.decision, [name for _, name in batch.reviews]) for batch in noted] == [("recheck", ["p-1234"] * 2)]
    assert await work.read(queue.noted, OTHER) == []
    assert await work.do(service.undo_all, arrange.OPS, done) == 2
    assert await work.do(service.undo_all, arrange.OPS, done) == 0
    assert [row.review.id for row in await work.read(queue.at_risk, arrange.OPS)] == [one.review_id, two.review_id]


async def test_of_two_who_decide_the_second_is_told_and_of_several_the_possible_are_noted(work: Work) -> None:
    one, two = await _two(work)
    await work.do(service.decide_later, OTHER, one.review_id, "recheck")
    with pytest.raises(StillPlanned) as refusal:
        await work.do(service.decide_later, arrange.OPS, one.review_id, "recheck")
    said = [refusal.value.sentence(language) for language in ("en", "zh-cn")]
    assert ("(In order again)" in said[0], "（恢复为已核实）" in said[1]) == (True, True)
    assert await work.do(service.decide_all_later, arrange.OPS, [one.review_id, two.review_id], "recheck") == [
        two.review_id]
    with pytest.raises(Forbidden):
        await work.do(service.decide_all_later, one.who.viewer, [one.review_id], "recheck")


async def _carried_out(work: Work, clock: SetClock, **job: object) -> None:
    clock.forward(seconds=11)
    await work.do(service.carry_out, arrange.OPS, actor_id=OTHER.actor_id, fixes=[], **job)


async def test_a_picture_is_judged_after_ten_seconds_and_what_shows_nothing_loses_sight(work, clock) -> None:
    promised = await start.promised(work, state="verified")
    await _shown(work, promised.review_id, "day_7")
    await work.do(service.decide_later, OTHER, promised.review_id, "refuse_picture")
    seen = await work.read(lambda s, v: queue.picture_to_judge(s, promised.review_id), OTHER)
    await _carried_out(work, clock, review_id=promised.review_id, decision="refuse_picture", reason=None,
                       picture_id=seen.id)
    assert (await start.review(work, promised.review_id)).state == "unreachable"
    with pytest.raises(WrongState):
        await work.do(service.decide_later, OTHER, promised.review_id, "accept_picture")
    await _carried_out(work, clock, review_id=promised.review_id, decision="accept_picture", reason=None)
    assert (await start.review(work, promised.review_id)).state == "unreachable"


@pytest.mark.parametrize("state", ["removed", "changed", "unreachable"])
async def test_what_was_left_as_it_is_needs_nobody_until_more_becomes_of_it(work, clock, state: str) -> None:
    promised = await start.promised(work, state=state, edited_at=clock())
    await work.do(service.decide_later, OTHER, promised.review_id, "acknowledge")
    assert await work.do(service.undo, OTHER, promised.review_id)
    await _carried_out(work, clock, review_id=promised.review_id, decision="acknowledge", reason=None)
    assert await work.read(queue.at_risk, arrange.OPS) == []
    assert (await start.review(work, promised.review_id)).state == state
    more = "lose" if state != "removed" else "recheck"
    await work.do(_moved, arrange.OPS, promised.review_id, more)
    if state == "removed":
        await work.do(_moved, arrange.OPS, promised.review_id, "lose")
    assert [row.risk for row in await work.read(queue.at_risk, arrange.OPS)] == ["gone"]


async def _moved(session: AsyncSession, viewer: Viewer, review_id: str, move: str) -> None:
    await step(session, viewer, move, await queries.take(session, viewer, review_id))


async def test_only_a_post_that_something_has_become_of_is_left_as_it_is(work) -> None:
    promised = await start.promised(work, state="verified")
    for verb in (service.acknowledge, lambda s, v, one: service.decide_later(s, v, one, "acknowledge")):
        with pytest.raises(WrongState):
            await work.do(verb, arrange.OPS, promised.review_id)
        with pytest.raises(Forbidden):
            await work.do(verb, promised.who.viewer, promised.review_id)


async def test_numbers_are_judged_on_grounds_of_the_list_and_then_need_nobody(work, clock) -> None:
    promised = await start.promised(work, state="verified", flags=FLAGS, numbers_held_at=work.clock())
    for wrong in (None, "bought"):
        with pytest.raises(Invalid):
            await work.do(service.decide_later, OTHER, promised.review_id, "numbers_in_order", reason=wrong)
    await work.do(service.decide_later, OTHER, promised.review_id, "numbers_in_order", reason="real_people")
    await work.do(service.undo, OTHER, promised.review_id)
    await _carried_out(work, clock, review_id=promised.review_id, decision="numbers_in_order", reason="real_people")
    found = await start.review(work, promised.review_id)
    assert (found.numbers_held_at, found.judgement["grounds"]) == (None, "real_people")
    assert (await work.read(journal.history, arrange.OPS, found.id))[-1].actor_id == OTHER.actor_id
    assert await work.read(queue.at_risk, arrange.OPS) == []
    plain = await start.promised(work, promised.campaign, await arrange.person(work, "mei"), state="verified")
    with pytest.raises(WrongState):
        await work.do(service.decide_later, OTHER, plain.review_id, "numbers_in_order", reason="real_people")
