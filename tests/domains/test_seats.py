"""Offers and answers: who may say yes to what, what is frozen then, and who waits."""

import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from app.consumers.models import Consent, Traits
from app.consumers.schemas import AddressIn
from app.core.clock import SetClock
from app.core.errors import Forbidden, Invalid, NotFound
from app.core.states import WrongState
from app.core.viewer import Viewer
from app.core.work import Work, now
from app.seats import queries
from app.seats import service as seats
from app.seats.rules.refusals import (
    AlreadySeated,
    CampaignClosedToOffers,
    GiftCapReached,
    VariantGone,
)
from app.seats.schemas import AcceptIn
from tests import arrange
from tests.arrange import OPS
from tests.arrange_seats import (
    REACTIONS,
    accepted,
    another_offer,
    crowd,
    events_of,
    same_home,
    seat_of,
    stock_of,
)

HOME = AddressIn(recipient="林", mobile="13900000001", province="上海市", city="上海市", district="徐汇区",
                 detail="天平路2号")


@pytest.fixture(autouse=True)
def _seats_alone(work: Work) -> None:
    work.reactions = REACTIONS


async def test_a_person_is_offered_a_seat_under_a_name_of_this_campaign_alone(work: Work) -> None:
    campaign, who = await arrange.live_campaign(work), await arrange.person(work)
    seat = await work.do(seats.offer, OPS, campaign.id, who.id, rank=3, must_confirm=["body:allergies"])
    assert (seat.state, seat.rank, seat.sent_at, seat.answer_by) == ("offered", 3, None, None)
    assert len(seat.pseudonym) == 6
    assert await events_of(work, seat.id) == ["seat.offered"]


async def test_a_person_has_one_seat_in_a_campaign(work: Work) -> None:
    campaign, who = await arrange.live_campaign(work), await arrange.person(work)
    await work.do(seats.offer, OPS, campaign.id, who.id)
    with pytest.raises(AlreadySeated):
        await work.do(seats.offer, OPS, campaign.id, who.id)


@pytest.mark.parametrize("change", [{"state": "approved"}, {"state": "cancelled"}])
async def test_nothing_is_offered_outside_a_live_campaign(work: Work, change: dict[str, str]) -> None:
    campaign, who = await arrange.live_campaign(work, **change), await arrange.person(work)
    with pytest.raises(CampaignClosedToOffers):
        await work.do(seats.offer, OPS, campaign.id, who.id)


async def test_nothing_is_offered_in_a_paused_campaign(work: Work, clock: SetClock) -> None:
    campaign, who = await arrange.live_campaign(work, paused_at=clock()), await arrange.person(work)
    with pytest.raises(CampaignClosedToOffers):
        await work.do(seats.offer, OPS, campaign.id, who.id)


async def test_a_consumer_offers_nothing(work: Work) -> None:
    campaign, who = await arrange.live_campaign(work), await arrange.person(work)
    with pytest.raises(Forbidden):
        await work.do(seats.offer, who.viewer, campaign.id, who.id)


async def test_the_answer_window_runs_from_the_telling_and_no_longer_than_its_last_day(
        work: Work, clock: SetClock) -> None:
    campaign, who = await arrange.live_campaign(work), await arrange.person(work)
    seat = await work.do(seats.offer, OPS, campaign.id, who.id)
    clock.forward(days=2)
    told = await work.do(seats.mark_told, OPS, seat.id)
    assert told.sent_at == clock()
    assert told.answer_by is not None
    assert told.answer_by.isoformat() == "2026-03-07T15:59:59+00:00"
    clock.forward(hours=5)
    assert (await work.do(seats.mark_told, OPS, seat.id)).sent_at != clock()


async def test_an_offer_without_answer_expires_and_may_be_offered_again(work: Work, clock: SetClock) -> None:
    campaign, who = await arrange.live_campaign(work), await arrange.person(work)
    seat_id = await arrange.offered_seat(work, campaign, who)
    assert await work.do(seats.expire_due, OPS) == 0
    clock.forward(days=3, seconds=1)
    assert await work.do(seats.expire_due, OPS) == 1
    again = await work.do(seats.offer, OPS, campaign.id, who.id, wave=2)
    assert (again.id, again.state, again.wave, again.answer_by) == (seat_id, "offered", 2, None)
    assert await events_of(work, seat_id) == ["seat.expired", "seat.offered"]


async def test_yes_takes_a_unit_and_freezes_what_was_agreed(work: Work, clock: SetClock) -> None:
    campaign = await arrange.live_campaign(work)
    _, seat = await accepted(work, campaign)
    assert (seat.state, seat.accepted_at, seat.answered_at) == ("accepted", clock(), clock())
    assert seat.lines == [{"variant_id": campaign.variant_id, "quantity": 1}]
    assert (seat.retail_value, seat.currency, seat.brief_number, seat.terms_version) == (1990, "CNY", 1, "1")
    assert (seat.deliverable_count, seat.trial_days, seat.posting_days) == (1, 7, 14)
    assert [(stock.units, stock.taken) for stock in await stock_of(work, campaign.id)] == [(2, 1)]
    assert await events_of(work, seat.id) == ["seat.accepted"]


async def test_saying_yes_twice_is_saying_it_once(work: Work) -> None:
    campaign = await arrange.live_campaign(work)
    who, seat = await accepted(work, campaign)
    again = await work.do(seats.accept, who.viewer, seat.id)
    assert (again.state, again.version) == ("accepted", seat.version)
    assert [stock.taken for stock in await stock_of(work, campaign.id)] == [1]


async def test_who_comes_when_all_is_gone_waits_and_has_not_been_refused(work: Work) -> None:
    campaign = await arrange.live_campaign(work, units=1)
    await accepted(work, campaign, "first")
    _, seat = await accepted(work, campaign, "second")
    assert (seat.state, seat.lines, seat.accepted_at) == ("waiting", [], None)
    assert await events_of(work, seat.id) == ["seat.queued"]


async def test_a_yes_after_the_answer_window_is_told_that_the_offer_is_expired(work: Work, clock: SetClock) -> None:
    campaign, who = await arrange.live_campaign(work), await arrange.person(work)
    seat_id = await arrange.offered_seat(work, campaign, who)
    clock.forward(days=4)
    with pytest.raises(WrongState) as refused:
        await work.do(seats.accept, who.viewer, seat_id)
    assert refused.value.state == "expired"


async def test_a_stranger_is_told_that_there_is_no_such_seat(work: Work) -> None:
    campaign, who = await arrange.live_campaign(work), await arrange.person(work)
    stranger = await arrange.person(work, "stranger")
    seat_id = await arrange.offered_seat(work, campaign, who)
    for verb in (seats.accept, seats.decline, seats.step_back, seats.react):
        with pytest.raises(NotFound):
            await work.do(verb, stranger.viewer, seat_id)
    with pytest.raises(NotFound):
        await work.read(queries.get, campaign.brand.viewer, seat_id)


async def test_an_unanswered_safety_question_is_confirmed_by_the_person(work: Work, clock: SetClock) -> None:
    campaign, who = await arrange.live_campaign(work), await arrange.person(work)
    seat_id = await arrange.offered_seat(work, campaign, who, must_confirm=["body:allergies"])
    with pytest.raises(Invalid) as refused:
        await work.do(seats.accept, who.viewer, seat_id)
    assert [fault.where for fault in refused.value.faults] == [("confirms",)]
    seat = await work.do(seats.accept, who.viewer, seat_id, confirms=True)
    assert (seat.state, seat.safety_confirmed_at) == ("accepted", clock())


async def test_a_parcel_needs_an_address_and_leave_to_pass_it_on(work: Work) -> None:
    campaign, who = await arrange.live_campaign(work), await arrange.person(work, with_address=False)
    seat_id = await arrange.offered_seat(work, campaign, who)

    async def withdraw(session: AsyncSession, viewer: Viewer) -> None:
        await session.execute(update(Consent).where(Consent.purpose == "courier").values(withdrawn_at=now(session)))
    await work.do(withdraw, OPS)
    with pytest.raises(Invalid) as refused:
        await work.do(seats.accept, who.viewer, seat_id)
    assert {fault.pointer for fault in refused.value.faults} == {
        "/address/recipient", "/address/mobile", "/address/province", "/address/city", "/address/district",
        "/address/detail", "/courier_consent"}
    assert (await seat_of(work, seat_id)).state == "offered"
    yes = AcceptIn(address=HOME, courier_consent=True)
    assert (await work.do(seats.accept_with, who.viewer, seat_id, yes)).state == "accepted"


async def test_a_code_needs_no_address(work: Work) -> None:
    campaign = await arrange.live_campaign(work, fulfilment="code")
    who = await arrange.person(work, with_address=False)
    seat_id = await arrange.offered_seat(work, campaign, who)
    assert (await work.do(seats.accept, who.viewer, seat_id)).fulfilment == "code"


async def test_where_the_chosen_variant_is_gone_the_others_are_named_and_nothing_has_changed(work: Work) -> None:
    campaign = await arrange.live_campaign(work, units=1)
    large = await another_offer(work, campaign, "2 litres", 1)
    first, second = await crowd(work, campaign, 2)
    await work.do(seats.accept, first[0].viewer, first[1], campaign.offer_id)
    with pytest.raises(VariantGone) as refused:
        await work.do(seats.accept, second[0].viewer, second[1], campaign.offer_id)
    assert refused.value.facts() == {"variant": "1 litre", "others": ["2 litres"], "offer_ids": [large]}
    seat = await seat_of(work, second[1])
    assert (seat.state, seat.answered_at) == ("offered", None)
    assert (await work.do(seats.accept, second[0].viewer, second[1], large)).retail_value == 500


async def test_where_there_is_a_choice_it_must_be_made_from_what_is_shown(work: Work) -> None:
    campaign = await arrange.live_campaign(work)
    await another_offer(work, campaign, "2 litres", 1)
    [(who, seat_id)] = await crowd(work, campaign, 1)
    for wish in (None, "off_elsewhere"):
        with pytest.raises(Invalid) as refused:
            await work.do(seats.accept, who.viewer, seat_id, wish)
        assert refused.value.faults[0].where == ("offer_id",)


async def test_a_bundle_of_which_one_part_is_gone_takes_nothing(work: Work) -> None:
    campaign = await arrange.live_campaign(work, units=1)
    await another_offer(work, campaign, "three at once", 1, quantity=3)
    (one, one_seat), (two, two_seat), (three, three_seat) = await crowd(work, campaign, 3)
    await work.do(seats.accept, one.viewer, one_seat, campaign.offer_id)
    bundle = [c for c in await work.read(lambda s, v: queries.choices(s, campaign.id), OPS) if c.retail_value == 1500]
    await work.do(seats.accept, two.viewer, two_seat, bundle[0].offer_id)
    assert (await work.do(seats.accept, three.viewer, three_seat, bundle[0].offer_id)).state == "waiting"
    assert sorted((s.units, s.taken) for s in await stock_of(work, campaign.id)) == [(1, 1), (3, 3)]


async def test_an_offer_by_trait_is_given_to_whom_it_suits(work: Work) -> None:
    campaign = await arrange.live_campaign(work)
    dry = await another_offer(work, campaign, "For dry skin", 1, choice="by_trait",
                              trait_rule={"trait": "body:skin", "op": "is", "value": "dry"})
    (one, one_seat), (two, two_seat) = await crowd(work, campaign, 2)

    async def answer(session: AsyncSession, viewer: Viewer) -> None:
        session.add(Traits(consumer_id=one.id, slug="sign-up", response_id="res_1", source="web",
                           answered_at=now(session), values={"body:skin": "dry"}, earlier={}))
    await work.do(answer, OPS)
    assert (await work.do(seats.accept, one.viewer, one_seat, dry)).offer_id == dry
    with pytest.raises(Invalid):
        await work.do(seats.accept, two.viewer, two_seat, dry)
    assert (await work.do(seats.accept, two.viewer, two_seat)).offer_id == campaign.offer_id


async def test_one_gift_in_30_days_and_one_of_a_brand_in_90(work: Work, clock: SetClock) -> None:
    first = await arrange.live_campaign(work)
    second = await arrange.live_campaign(work, first.brand)
    third = await arrange.live_campaign(work, await arrange.brand(work, "Other"))
    who, _ = await accepted(work, first)
    asked = [await arrange.offered_seat(work, campaign, who, answer_by=None) for campaign in (second, third)]
    for seat_id in asked:
        with pytest.raises(GiftCapReached):
            await work.do(seats.accept, who.viewer, seat_id)
    clock.forward(days=31)
    with pytest.raises(GiftCapReached) as refused:
        await work.do(seats.accept, who.viewer, asked[0])
    assert refused.value.free_on == "2026-05-31"
    assert (await work.do(seats.accept, who.viewer, asked[1])).state == "accepted"


async def test_a_gift_that_was_given_back_or_excused_counts_no_more(work: Work) -> None:
    first, second = await arrange.live_campaign(work), await arrange.live_campaign(work, await arrange.brand(work, "B"))
    third = await arrange.live_campaign(work, await arrange.brand(work, "C"))
    who, seat = await accepted(work, first)
    await work.do(seats.step_back, who.viewer, seat.id)
    in_second = await work.do(seats.accept, who.viewer, await arrange.offered_seat(work, second, who))
    await work.do(seats.excuse, OPS, in_second.id, "illness")
    in_third = await work.do(seats.accept, who.viewer, await arrange.offered_seat(work, third, who))
    assert in_third.state == "accepted"


async def test_two_people_at_one_home_have_one_gift_and_at_a_shared_address_a_flag(work: Work) -> None:
    campaign = await arrange.live_campaign(work, units=5)
    for shared in (False, True):
        people = [await arrange.person(work, f"{shared}{n}", is_address_shared=shared) for n in range(2)]
        await work.do(same_home, OPS, [one.id for one in people], f"home{shared}")
        first, second = [await arrange.offered_seat(work, campaign, one) for one in people]
        await work.do(seats.accept, people[0].viewer, first)
        if shared:
            seat = await work.do(seats.accept, people[1].viewer, second)
            assert (seat.state, seat.is_address_shared) == ("accepted", True)
        else:
            with pytest.raises(GiftCapReached) as refused:
                await work.do(seats.accept, people[1].viewer, second)
            assert refused.value.key == "address"
