"""Cases and tasks: who asks is answered, strangers see nothing, a task is open once."""

import pytest

from app.cases import queries, service
from app.core.errors import Forbidden, NotFound
from app.core.paging import Ask
from app.core.states import WrongState
from app.core.work import Work
from tests import arrange
from tests.arrange import OPS


async def test_a_question_is_asked_answered_and_asked_again(work: Work) -> None:
    lin = await arrange.person(work)
    case = await work.do(service.ask_own, lin.viewer, "question", "Where is it?")
    await work.do(service.reply, OPS, case.id, "On its way.")
    again = await work.do(service.ask_again, lin.viewer, case.id, "Thank you! When?")
    assert again.state == "open"
    seen = await work.read(queries.get, lin.viewer, case.id)
    assert [(m.author_kind, m.words) for m in seen.messages] == [
        ("consumer", "Where is it?"), ("ops", "On its way."), ("consumer", "Thank you! When?")]


async def test_a_stranger_is_told_that_there_is_no_such_case(work: Work) -> None:
    lin, stranger = await arrange.person(work), await arrange.person(work, "bo")
    case = await work.do(service.ask_own, lin.viewer, "question", "Where is it?")
    with pytest.raises(NotFound):
        await work.read(queries.get, stranger.viewer, case.id)


async def test_a_brand_may_not_ask_and_sees_no_case(work: Work) -> None:
    owner, lin = await arrange.brand(work), await arrange.person(work)
    case = await work.do(service.ask_own, lin.viewer, "question", "Where is it?")
    with pytest.raises(Forbidden):
        await work.do(service.ask_own, owner.viewer, "question", "Who is it?")
    with pytest.raises(NotFound):
        await work.read(queries.get, owner.viewer, case.id)


async def test_what_is_asked_about_must_be_ones_own(work: Work) -> None:
    lin, stranger = await arrange.person(work), await arrange.person(work, "bo")
    seat_id = await arrange.offered_seat(work, await arrange.live_campaign(work), lin)
    with pytest.raises(NotFound):
        await work.do(service.ask_own, stranger.viewer, "question", "Hm?", "seats", seat_id)
    case = await work.do(service.ask_own, lin.viewer, "question", "Hm?", "seats", seat_id)
    assert case.campaign_id


async def test_a_closed_case_cannot_be_closed_again(work: Work) -> None:
    lin = await arrange.person(work)
    case = await work.do(service.ask_own, lin.viewer, "question", "Where is it?")
    await work.do(service.close, OPS, case.id)
    with pytest.raises(WrongState, match="Closed"):
        await work.do(service.close, OPS, case.id)


async def test_a_task_of_one_kind_about_one_thing_is_open_once(work: Work) -> None:
    first = await work.do(service.open_task, OPS, "look", "cmp_1")
    assert (await work.do(service.open_task, OPS, "look", "cmp_1")).id == first.id
    await work.do(service.finish_task, OPS, "look", "cmp_1")
    assert (await work.do(service.open_task, OPS, "look", "cmp_1")).id != first.id
    assert len((await work.read(queries.tasks, OPS, Ask(), "look")).items) == 1


async def test_an_erased_person_leaves_no_words(work: Work) -> None:
    lin = await arrange.person(work)
    case = await work.do(service.ask_own, lin.viewer, "question", "My street is wrong")
    assert (await work.read(service.export, OPS, lin.id))["cases"][0]["messages"][0]["words"] == "My street is wrong"
    assert await work.do(service.forget, OPS, lin.id) == {"case_messages": 1}
    assert (await work.read(queries.get, OPS, case.id)).messages[0].words is None
