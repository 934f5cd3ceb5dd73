"""A brief changed after people agreed: each of them is told and gets more days; nobody else hears of it."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.campaigns import service as campaigns
from app.campaigns.schemas import BriefIn
from app.core.i18n import text
from app.core.viewer import Viewer
from app.core.work import Work
from app.notifications.models import Message
from app.seats import queries
from app.seats import service as seats
from tests import arrange
from tests.arrange import OPS


async def told(session: AsyncSession, viewer: Viewer) -> list[str | None]:
    rows = select(Message.account_id).where(Message.template == "brief_changed")
    return list((await session.scalars(rows)).all())


async def test_everybody_who_has_agreed_is_told_of_a_changed_brief_and_gets_three_days_more(work: Work) -> None:
    campaign = await arrange.live_campaign(work)
    lin, bo = await arrange.person(work), await arrange.person(work, "bo")
    seat_id, _ = await arrange.offered_seat(work, campaign, lin), await arrange.offered_seat(work, campaign, bo)
    await work.do(seats.accept, lin.viewer, seat_id)
    before = await work.do(seats.mark_received, OPS, seat_id, "tap")
    deadline = before.deadline_at
    await work.do(campaigns.change_brief, OPS, campaign.id,
                  BriefIn(about=text("Tell us how it pours, too.")))
    after = await work.read(queries.get, OPS, seat_id)
    assert deadline
    assert after.deadline_at == deadline + timedelta(days=3)
    assert await work.read(told, OPS) == [lin.account_id]
