"""A member's page says what is next on each gift, what waits for the member first."""

from datetime import timedelta

import httpx

from app.core.clock import SetClock
from app.core.work import Work
from app.samples import service as samples
from app.seats import service as seats
from tests.arrange import OPS, Person, cookie_of, live_campaign, offered_seat
from tests.arrange_reviews import promised
from tests.arrange_samples import shipped
from tests.arrange_seats import accepted


async def home(client: httpx.AsyncClient, work: Work, who: Person) -> str:
    answer = await client.get("/me", headers=await cookie_of(work, who.account_id))
    assert answer.status_code == 200
    return answer.text


async def test_what_was_just_accepted_is_being_prepared(client: httpx.AsyncClient, work: Work) -> None:
    who, seat = await accepted(work)
    page = await home(client, work, who)
    assert "We are preparing your gift." in page
    assert f'href="/me/invitations/{seat.id}"' in page
    assert page.index("We are preparing your gift.") < page.index("About you")


async def test_a_parcel_on_its_way_is_asked_after_and_found_from_the_invitation_too(
        client: httpx.AsyncClient, work: Work) -> None:
    sent = await shipped(work)
    page = await home(client, work, sent.who)
    assert "Is it with you?" in page
    assert f'href="/me/parcels/{sent.id}"' in page
    cookie = await cookie_of(work, sent.who.account_id)
    invitation = (await client.get(f"/me/invitations/{sent.seat_id}", headers=cookie)).text
    assert f'href="/me/parcels/{sent.id}"' in invitation
    await work.do(samples.confirm, sent.who.viewer, sent.id)
    assert "Is it with you?" not in await home(client, work, sent.who)


async def test_first_it_is_tried_then_shared(client: httpx.AsyncClient, work: Work, clock: SetClock) -> None:
    one = await promised(work, received_days_ago=5)
    trying = await home(client, work, one.who)
    assert "Try it at your own pace" in trying
    assert f"/me/reviews/{one.review_id}" not in trying
    clock.forward(days=3)
    sharing = await home(client, work, one.who)
    assert "Share your honest view and hand in the link." in sharing
    assert f"/me/reviews/{one.review_id}" in sharing


async def test_a_post_to_mend_comes_before_what_is_only_waited_for(client: httpx.AsyncClient, work: Work) -> None:
    mend = await promised(work, state="needs_fix")
    other = await live_campaign(work, mend.campaign.brand)
    await offered_seat(work, other, mend.who, state="accepted", accepted_at=work.clock())
    page = await home(client, work, mend.who)
    assert page.index("Your review needs one more step.") < page.index("We are preparing your gift.")
    assert f"/me/reviews/{mend.review_id}" in page


async def test_what_was_handed_in_is_thanked_for(client: httpx.AsyncClient, work: Work) -> None:
    one = await promised(work, state="checking", submitted_at=work.clock() - timedelta(hours=1))
    assert "We have your link, thank you." in await home(client, work, one.who)


async def test_a_seat_that_has_ended_is_no_longer_under_way(client: httpx.AsyncClient, work: Work) -> None:
    who, seat = await accepted(work)
    await work.do(seats.excuse, OPS, seat.id, "reaction")
    assert "We are preparing your gift." not in await home(client, work, who)


async def test_the_header_leads_to_the_own_settings(client: httpx.AsyncClient, work: Work) -> None:
    who, _ = await accepted(work)
    assert 'href="/me/settings"' in await home(client, work, who)
