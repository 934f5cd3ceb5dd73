"""The rows that tests start from are valid rows."""

from app.core.work import Work
from app.seats import rules
from tests import arrange


async def test_a_campaign_a_person_and_a_seat_can_be_arranged(work: Work) -> None:
    campaign = await arrange.live_campaign(work)
    seat_id = await arrange.offered_seat(work, campaign, await arrange.person(work))
    assert seat_id.startswith("seat_")
    assert rules.SEAT.can("offered", "accept")
