"""The invitation on a page: read, answered, gone wrong, and what ops do with a seat."""

import httpx
import pytest

from app.core.clock import SetClock
from app.core.work import Work
from app.seats import service as seats
from tests import arrange
from tests.arrange import OPS, Live, Person
from tests.arrange_matching import statements
from tests.arrange_seats import REACTIONS, another_offer, crowd, seat_of

HOME = {"address.recipient": "林", "address.mobile": "13900000001", "address.province": "上海市",
        "address.city": "上海市", "address.district": "徐汇区", "address.detail": "天平路2号"}


@pytest.fixture(autouse=True)
def _seats_alone(work: Work) -> None:
    work.reactions = REACTIONS


async def invited(work: Work, campaign: Live | None = None) -> tuple[Person, str, dict[str, str]]:
    """A person with an open invitation, its address, and the cookie."""
    campaign = campaign or await arrange.live_campaign(work)
    [(who, seat_id)] = await crowd(work, campaign, 1)
    return who, f"/me/invitations/{seat_id}", await arrange.cookie_of(work, who.account_id)


async def test_without_an_invitation_the_page_says_the_next_step(client: httpx.AsyncClient, work: Work) -> None:
    cookie = await arrange.cookie_of(work, (await arrange.person(work)).account_id)
    page = (await client.get("/me/invitations", headers=cookie)).text
    assert "No invitation yet." in page
    assert 'href="/me/answers"' in page


async def test_an_open_invitation_stands_first_and_leads_to_its_card(client: httpx.AsyncClient, work: Work) -> None:
    _, path, cookie = await invited(work)
    listed = (await client.get("/me/invitations", headers=cookie)).text
    assert f'href="{path}"' in listed
    page = (await client.get(path, headers=cookie)).text
    for words in ("Oat milk", "A gift from Bergquell", "What is asked", "One post", "within 14 days after trying it",
                  "You have 7 days to try it first", "Thursday 5 Mar, 10:00", "Yes, please", "No, thank you"):
        assert words in page, words


async def test_the_invitation_speaks_chinese(client: httpx.AsyncClient, work: Work) -> None:
    _, path, cookie = await invited(work)
    page = (await client.get(f"{path}?lang=zh-cn", headers=cookie)).text
    for words in ("燕麦奶", "来自 Bergquell 的礼物", "接受或婉拒都可以", "试用后 14 天内"):
        assert words in page, words


async def test_yes_leads_to_the_four_steps_and_the_label(client: httpx.AsyncClient, work: Work) -> None:
    _, path, cookie = await invited(work, await arrange.live_campaign(work, platform="weibo"))
    answer = await client.post(f"{path}/accept", headers=cookie)
    assert (answer.status_code, answer.headers["location"]) == (303, path)
    page = (await client.get(path, headers=cookie)).text
    for words in ("On its way", "Share your honest view", "#gifted", "I cannot take part any more", "I had a reaction"):
        assert words in page, words
    assert "Yes, please" not in page


async def test_the_steps_go_on_with_receipt(client: httpx.AsyncClient, work: Work, clock: SetClock) -> None:
    who, path, cookie = await invited(work)
    seat_id = path.split("/")[-1]
    await work.do(seats.accept, who.viewer, seat_id)
    await work.do(seats.mark_exported, OPS, seat_id)
    await work.do(seats.mark_received, who.viewer, seat_id)
    page = (await client.get(path, headers=cookie)).text
    assert "Take your time until" in page
    assert "Monday 23 Mar, 23:59" in page
    assert "I cannot take part any more" not in page
    clock.forward(days=8)
    page = (await client.get(path, headers=await arrange.cookie_of(work, who.account_id))).text
    assert page.index("<strong>Try it</strong>") < page.index('aria-current="step"') < page.index("Share your honest")


async def test_where_nothing_is_left_a_yes_is_a_place_in_line(client: httpx.AsyncClient, work: Work) -> None:
    _, path, cookie = await invited(work, await arrange.live_campaign(work, units=0))
    assert "you are first in line" in (await client.get(path, headers=cookie)).text
    await client.post(f"{path}/accept", headers=cookie)
    assert "You are on the waiting list" in (await client.get(path, headers=cookie)).text
    await client.post(f"{path}/decline", headers=cookie)
    assert "You declined" in (await client.get(path, headers=cookie)).text


async def test_what_is_missing_is_said_beside_its_field_and_what_was_typed_is_kept(
        client: httpx.AsyncClient, work: Work) -> None:
    campaign, who = await arrange.live_campaign(work), await arrange.person(work, with_address=False)
    seat_id = await arrange.offered_seat(work, campaign, who, must_confirm=["body:allergies"])
    path, cookie = f"/me/invitations/{seat_id}", await arrange.cookie_of(work, who.account_id)
    typed = {name: value for name, value in HOME.items() if name != "address.detail"}
    answer = await client.post(f"{path}/accept", headers=cookie, data=typed)
    assert (answer.status_code, 'value="13900000001"' in answer.text) == (422, True)
    assert 'href="#f-address_2e_detail"' in answer.text
    short = await client.post(f"{path}/accept", headers=cookie, data=typed | {
        "address.mobile": "abc", "address.province": "x"})
    for words in ("Please give 11 digits, or + and the country code.", "Please give at least 2 characters.",
                  "Please give street and house number.", "Please read the safety questions",
                  "Street and number: Please give street"):
        assert words in short.text, words
    assert "This is needed." not in short.text
    empty = await client.post(f"{path}/accept", headers=cookie)
    assert "Please give street and house number." in empty.text
    assert "Please read the safety questions" in empty.text
    done = await client.post(f"{path}/accept", headers=cookie, data=HOME | {"confirms": "yes"})
    assert done.status_code == 303
    assert (await seat_of(work, seat_id)).state == "accepted"


async def test_yes_and_no_stand_side_by_side_and_the_address_comes_after_yes(
        client: httpx.AsyncClient, work: Work) -> None:
    campaign, who = await arrange.live_campaign(work), await arrange.person(work, with_address=False)
    seat_id = await arrange.offered_seat(work, campaign, who)
    path, cookie = f"/me/invitations/{seat_id}", await arrange.cookie_of(work, who.account_id)
    page = (await client.get(path, headers=cookie)).text
    assert (f'href="{path}/accept">Yes, please' in page, "No, thank you" in page, "Who receives it" in page) == (
        True, True, False)
    assert "Who receives it" in (await client.get(f"{path}/accept", headers=cookie)).text
    await client.post(f"{path}/decline", headers=cookie)
    assert "You declined" in (await client.get(f"{path}/accept", headers=cookie)).text


async def test_a_choice_that_is_gone_leaves_the_others_to_choose(client: httpx.AsyncClient, work: Work) -> None:
    campaign = await arrange.live_campaign(work, units=1)
    for name in ("2 litres", "3 litres"):
        await another_offer(work, campaign, name, 1)
    (first, first_seat), (second, second_seat) = await crowd(work, campaign, 2)
    path, cookie = f"/me/invitations/{second_seat}", await arrange.cookie_of(work, second.account_id)
    unsaid = await client.post(f"{path}/accept", headers=cookie)
    assert (unsaid.status_code, "Please choose what you would like." in unsaid.text) == (422, True)
    await work.do(seats.accept, first.viewer, first_seat, campaign.offer_id)
    gone = await client.post(f"{path}/accept", headers=cookie, data={"offer_id": campaign.offer_id})
    assert (gone.status_code, "1 litre is gone; still free: 2 litres, 3 litres." in gone.text) == (409, True)
    assert gone.text.count('name="offer_id"') == 2


async def test_a_yes_that_comes_too_late_is_told_kindly(
        client: httpx.AsyncClient, work: Work, clock: SetClock) -> None:
    who, path, _ = await invited(work)
    clock.forward(days=4)
    answer = await client.post(f"{path}/accept", headers=await arrange.cookie_of(work, who.account_id))
    assert (answer.status_code, "The time to answer is over." in answer.text) == (409, True)
    assert "Yes, please" not in answer.text


@pytest.mark.parametrize(("step", "state"), [("step-back", "released"), ("reaction", "excused")])
async def test_what_cannot_be_undone_is_asked_once_more(
        client: httpx.AsyncClient, work: Work, step: str, state: str) -> None:
    who, path, cookie = await invited(work)
    await work.do(seats.accept, who.viewer, path.split("/")[-1])
    asked = await client.get(f"{path}/{step}", headers=cookie)
    assert (asked.status_code, "Not now" in asked.text) == (200, True)
    assert (await client.post(f"{path}/{step}", headers=cookie)).status_code == 303
    assert (await seat_of(work, path.split("/")[-1])).state == state


async def test_a_stranger_finds_no_such_invitation(client: httpx.AsyncClient, work: Work) -> None:
    _, path, _ = await invited(work)
    stranger = await arrange.cookie_of(work, (await arrange.person(work, "stranger")).account_id)
    assert (await client.get(path, headers=stranger)).status_code == 404
    assert (await client.post(f"{path}/accept", headers=stranger)).status_code == 404
    assert (await client.get(path)).headers["location"] == f"/sign-in?next={path}"


async def test_ops_see_a_seat_whole_and_act_on_it(client: httpx.AsyncClient, work: Work) -> None:
    campaign, who = await arrange.live_campaign(work), await arrange.person(work)
    seat = await work.do(seats.offer, OPS, campaign.id, who.id)
    path, ops = f"/ops/seats/{seat.id}", await arrange.cookie_of(work, await arrange.ops_account(work))
    page = (await client.get(path, headers=ops)).text
    assert seat.pseudonym in page
    assert "Invited" in page
    assert (await client.post(f"{path}/told", headers=ops)).status_code == 303
    assert "I have told the person" not in (await client.get(path, headers=ops)).text
    await work.do(seats.accept, who.viewer, seat.id)
    for more in ('value="3">3 days more', 'value="7">7 days more', "The parcel came late"):
        assert more in (await client.get(path, headers=ops)).text, more
    wrong = await client.post(f"{path}/extend", headers=ops, data={"days": "400"})
    assert (wrong.status_code, 'value="400"' in wrong.text) == (422, True)
    await client.post(f"{path}/extend", headers=ops, data={"days": "7", "reason": "late_parcel"})
    assert (await client.post(f"{path}/excuse", headers=ops, data={"reason": "boredom"})).status_code == 422
    await client.post(f"{path}/excuse", headers=ops, data={"reason": "illness"})
    page = (await client.get(path, headers=ops)).text
    for words in ("Excused", "Illness", "Given more days"):
        assert words in page, words


async def test_the_list_asks_the_store_no_more_often_for_more_invitations(
        client: httpx.AsyncClient, work: Work) -> None:
    who = await arrange.person(work)
    cookie, counts = await arrange.cookie_of(work, who.account_id), []
    for n in range(3):
        campaign = await arrange.live_campaign(work, await arrange.brand(work, f"Brand {n}"))
        await arrange.offered_seat(work, campaign, who)
        with statements(work) as seen:
            assert (await client.get("/me/invitations", headers=cookie)).status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[2]
