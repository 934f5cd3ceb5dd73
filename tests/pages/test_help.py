"""Asking on pages: the consumer writes, ops answer, what was typed stays where it was refused."""

import re

import httpx

from app.core.work import Work
from app.seats import service as seats
from tests import arrange


async def test_a_consumer_asks_and_ops_answer(client: httpx.AsyncClient, work: Work) -> None:
    lin = await arrange.cookie_of(work, (await arrange.person(work)).account_id)
    ops = await arrange.cookie_of(work, await arrange.ops_account(work))
    sent = await client.post("/me/help", data={"kind": "parcel", "words": "Where is it?"}, headers=lin)
    assert sent.status_code == 303
    case = sent.headers["location"].split("/")[-1]
    assert "Where is it?" in (await client.get("/ops/cases", headers=ops)).text
    answered = await client.post(f"/ops/cases/{case}", data={"words": "In Hangzhou."}, headers=ops)
    assert answered.status_code == 303
    assert "In Hangzhou." in (await client.get(f"/me/help/{case}", headers=lin)).text


async def test_an_empty_question_is_sent_back_with_a_sentence(client: httpx.AsyncClient, work: Work) -> None:
    lin = await arrange.cookie_of(work, (await arrange.person(work)).account_id)
    answer = await client.post("/me/help", data={"kind": "parcel", "words": " "}, headers=lin)
    assert (answer.status_code, "This is needed." in answer.text) == (422, True)
    assert 'value="parcel" selected' in answer.text


async def test_a_reaction_is_told_to_stop_asked_which_gift_and_excused_in_one_case(
        client: httpx.AsyncClient, work: Work) -> None:
    lin = await arrange.person(work)
    seat_id = await arrange.offered_seat(work, await arrange.live_campaign(work), lin)
    await work.do(seats.accept, lin.viewer, seat_id)
    cookie = await arrange.cookie_of(work, lin.account_id)
    assert "Please stop using it at once" in (await client.get("/me/help", headers=cookie)).text
    said = {"kind": "reaction", "words": "My skin itches."}
    asked = await client.post("/me/help", data=said, headers=cookie)
    assert (asked.status_code, "Please say which gift it was." in asked.text, "My skin itches." in asked.text) == (
        422, True, True)
    sent = await client.post("/me/help", data=said | {"subject": f"seats:{seat_id}"}, headers=cookie)
    page = (await client.get(sent.headers["location"], headers=cookie)).text
    assert ("My skin itches." in page, "Please stop using it" in page) == (True, True)
    assert "You owe us nothing for this one" in (
        await client.get(f"/me/invitations/{seat_id}", headers=cookie)).text
    assert (await client.get("/me/help", headers=cookie)).text.count('href="/me/help/case_') == 1


async def test_who_has_not_signed_in_is_led_to_sign_in_and_back(client: httpx.AsyncClient) -> None:
    answer = await client.get("/me/help")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?next=/me/help")


async def test_a_consumer_cannot_open_the_pages_of_ops(client: httpx.AsyncClient, work: Work) -> None:
    lin = await arrange.cookie_of(work, (await arrange.person(work)).account_id)
    for path in ("/ops", "/ops/cases", "/ops/journal"):
        assert (await client.get(path, headers=lin)).status_code == 303, path


async def test_the_queue_of_ops_names_what_waits(client: httpx.AsyncClient, work: Work) -> None:
    from app.cases import service
    ops = await arrange.cookie_of(work, await arrange.ops_account(work))
    assert "Nothing waits for you" in (await client.get("/ops", headers=ops)).text
    await work.do(service.open_task, arrange.OPS, "check_review", "rev_1")
    page = await client.get("/ops", headers=ops)
    assert "/ops/reviews?review=rev_1" in page.text
    assert "task.opened" in (await client.get("/ops/journal", headers=ops)).text


async def test_a_reaction_stands_first_in_the_queue_and_tells_what_was_received(
    client: httpx.AsyncClient, work: Work,
) -> None:
    lin, owner = await arrange.person(work), await arrange.brand(work)
    seat_id = await arrange.offered_seat(work, await arrange.live_campaign(work, owner), lin)
    await work.do(seats.accept, lin.viewer, seat_id)
    lin_cookie = await arrange.cookie_of(work, lin.account_id)
    await client.post("/me/help", data={"kind": "parcel", "words": "Where is it?"}, headers=lin_cookie)
    await work.do(seats.react, lin.viewer, seat_id)
    ops = await arrange.cookie_of(work, await arrange.ops_account(work))
    queue = (await client.get("/ops", headers=ops)).text
    assert queue.index("Somebody reacted to a sample") < queue.index("Answer about a parcel")
    assert "Bergquell" in queue
    [case] = re.findall(r'href="(/ops/cases/[^"]+)">Somebody', queue)
    page = (await client.get(case, headers=ops)).text
    assert "A reaction to the sample was reported" in page
    assert "试用" not in page
    chinese = (await client.get(f"{case}?lang=zh-cn", headers=ops)).text
    assert "收到试用后身体不适的报告" in chinese
    assert "was reported" not in chinese
