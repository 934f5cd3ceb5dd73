"""Many hands at the last units: what is promised holds, whoever is quicker."""

import asyncio
from collections.abc import Awaitable
from datetime import timedelta

import pytest

from app.core.clock import SetClock
from app.core.errors import Conflict
from app.core.states import WrongState
from app.core.work import Work
from app.main import House
from app.seats import service as seats
from app.seats.rules.refusals import AddressHadGift, AlreadyExported, AlreadySeated, GiftCapReached
from app.seats.schemas import AcceptIn
from tests import arrange
from tests.arrange import OPS
from tests.arrange_seats import (
    REACTIONS,
    accepted,
    count_states,
    crowd,
    events_of,
    same_home,
    seat_of,
    stock_of,
)
from tests.domains.test_seats import HOME


@pytest.fixture
def work(own_house: House) -> Work:
    own_house.work.reactions = REACTIONS
    return own_house.work


async def at_once(*calls: Awaitable[object]) -> list[object]:
    """What each call gave or was refused with; anything but a refusal is raised."""
    answers = await asyncio.gather(*calls, return_exceptions=True)
    for answer in answers:
        if isinstance(answer, BaseException) and not isinstance(answer, Conflict):
            raise answer
    return list(answers)


async def test_forty_say_yes_to_ten_units_and_nobody_is_refused(work: Work) -> None:
    campaign = await arrange.live_campaign(work, units=10)
    people = await crowd(work, campaign, 40)
    answers = await asyncio.gather(*(work.do(seats.accept, who.viewer, seat_id) for who, seat_id in people))
    assert sorted(seat.state for seat in answers) == ["accepted"] * 10 + ["waiting"] * 30
    assert await count_states(work, campaign.id) == {"accepted": 10, "waiting": 30}
    assert [(row.units, row.taken) for row in await stock_of(work, campaign.id)] == [(10, 10)]
    assert [await events_of(work, seat.id) for seat in answers] == [
        ["seat.accepted" if seat.state == "accepted" else "seat.queued"] for seat in answers]


async def test_units_that_come_back_while_others_ask_leave_nobody_waiting_beside_a_free_one(work: Work) -> None:
    campaign = await arrange.live_campaign(work, units=3)
    holders = await crowd(work, campaign, 3)
    for who, seat_id in holders:
        await work.do(seats.accept, who.viewer, seat_id)
    others = await crowd(work, campaign, 3, start=3)
    await asyncio.gather(*(work.do(seats.step_back, who.viewer, seat_id) for who, seat_id in holders),
                         *(work.do(seats.accept, who.viewer, seat_id) for who, seat_id in others))
    assert await count_states(work, campaign.id) == {"released": 3, "accepted": 3}
    assert [row.taken for row in await stock_of(work, campaign.id)] == [3]


async def test_of_a_yes_in_the_last_second_and_the_expiry_after_it_one_wins(own_house: House, work: Work,
                                                                           clock: SetClock) -> None:
    campaign = await arrange.live_campaign(work, units=9)
    people = await crowd(work, campaign, 8)
    later = SetClock(clock.forward(days=3) + timedelta(seconds=1))
    sweeper = Work(own_house.database, clock=later)
    answers = await at_once(*(work.do(seats.accept, who.viewer, seat_id) for who, seat_id in people[:4]),
                            sweeper.do(seats.expire_due, OPS),
                            *(work.do(seats.accept, who.viewer, seat_id) for who, seat_id in people[4:]))
    states = await count_states(work, campaign.id)
    refused = [answer for answer in answers if isinstance(answer, WrongState)]
    assert set(states) <= {"accepted", "expired"}
    assert sum(states.values()) == 8
    assert [one.state for one in refused] == ["expired"] * states.get("expired", 0)
    assert [row.taken for row in await stock_of(work, campaign.id)] == [states.get("accepted", 0)]


async def test_of_yes_and_withdrawal_one_wins_and_the_other_is_told_the_state(work: Work) -> None:
    campaign = await arrange.live_campaign(work, units=9)
    people = await crowd(work, campaign, 6)
    answers = await at_once(*(call for who, seat_id in people for call in (
        work.do(seats.accept, who.viewer, seat_id), work.do(seats.withdraw, OPS, seat_id))))
    states = await count_states(work, campaign.id)
    refused = [answer for answer in answers if isinstance(answer, WrongState)]
    assert len(refused) == 6 == sum(states.values())
    assert sorted(one.state for one in refused) == sorted(
        ["accepted"] * states.get("accepted", 0) + ["withdrawn"] * states.get("withdrawn", 0))
    assert [row.taken for row in await stock_of(work, campaign.id)] == [states.get("accepted", 0)]


async def test_of_stepping_back_and_packing_one_wins(work: Work) -> None:
    campaign = await arrange.live_campaign(work, units=6)
    people = await crowd(work, campaign, 6)
    for who, seat_id in people:
        await work.do(seats.accept, who.viewer, seat_id)
    answers = await at_once(*(call for who, seat_id in people for call in (
        work.do(seats.step_back, who.viewer, seat_id), work.do(seats.mark_exported, OPS, seat_id))))
    assert len([answer for answer in answers if isinstance(answer, AlreadyExported | WrongState)]) == 6
    for _, seat_id in people:
        seat = await seat_of(work, seat_id)
        assert (seat.state, seat.exported_at is not None) in (("accepted", True), ("released", False))
    states = await count_states(work, campaign.id)
    assert [row.taken for row in await stock_of(work, campaign.id)] == [states.get("accepted", 0)]


async def test_one_person_in_three_campaigns_at_once_takes_one_gift(work: Work) -> None:
    who = await arrange.person(work)
    asked = []
    for name in ("Bergquell", "Lindenhof", "Seewind"):
        campaign = await arrange.live_campaign(work, await arrange.brand(work, name))
        asked.append(await arrange.offered_seat(work, campaign, who))
    answers = await at_once(*(work.do(seats.accept, who.viewer, seat_id) for seat_id in asked))
    assert sum(isinstance(answer, GiftCapReached) for answer in answers) == 2


@pytest.mark.parametrize("shared", [False, True])
async def test_two_people_at_one_address_at_once_take_one_gift_unless_it_is_shared(work: Work, shared: bool) -> None:
    people, asked = [], []
    for n, name in enumerate(("Bergquell", "Lindenhof")):
        campaign = await arrange.live_campaign(work, await arrange.brand(work, name))
        people.append(await arrange.person(work, f"p{n}", is_address_shared=shared))
        asked.append(await arrange.offered_seat(work, campaign, people[n]))
    await work.do(same_home, OPS, [one.id for one in people], "home")
    answers = await at_once(*(work.do(seats.accept, one.viewer, seat_id)
                              for one, seat_id in zip(people, asked, strict=True)))
    assert sum(isinstance(answer, GiftCapReached) for answer in answers) == (0 if shared else 1)


async def test_two_people_who_move_to_one_address_at_once_do_not_both_arrive(work: Work) -> None:
    campaign = await arrange.live_campaign(work, units=2)
    people = [await accepted(work, campaign, f"p{n}") for n in range(2)]
    answers = await at_once(*(work.do(seats.change_address, who.viewer, who.id,
                                      HOME.model_copy(update={"mobile": f"1390000000{n}"}))
                              for n, (who, _) in enumerate(people)))
    assert sum(isinstance(answer, AddressHadGift) for answer in answers) == 1


async def test_an_address_given_with_the_yes_counts_for_the_cap(work: Work) -> None:
    campaign = await arrange.live_campaign(work, units=4)
    people = [await arrange.person(work, f"p{n}", with_address=False) for n in range(3)]
    asked = [await arrange.offered_seat(work, campaign, one) for one in people]
    answers = await at_once(*(
        work.do(seats.accept_with, one.viewer, asked[n],
                AcceptIn(address=HOME.model_copy(update={"mobile": f"1390000000{n}"})))
        for n, one in enumerate(people)))
    assert sum(isinstance(answer, GiftCapReached) for answer in answers) == 2


async def test_one_person_is_offered_one_seat_by_two_hands_at_once(work: Work) -> None:
    campaign, who = await arrange.live_campaign(work), await arrange.person(work)
    answers = await at_once(*(work.do(seats.offer, OPS, campaign.id, who.id) for _ in range(3)))
    assert sum(isinstance(answer, AlreadySeated) for answer in answers) == 2


async def test_the_last_of_the_reserve_is_resent_once(work: Work) -> None:
    campaign = await arrange.live_campaign(work, units=2, reserve=1)
    held = [seat for _, seat in [await accepted(work, campaign, f"p{n}") for n in range(2)]]
    answers = await at_once(*(work.do(seats.take_reserve, OPS, seat.id) for seat in held))
    assert sum(isinstance(answer, Conflict) for answer in answers) == 1
    assert [row.resent for row in await stock_of(work, campaign.id)] == [1]
