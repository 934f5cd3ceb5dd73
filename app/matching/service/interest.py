"""A consumer shows interest in a campaign, or takes it back; who is interested is a candidate beside the picks."""

from collections.abc import Mapping

from sqlalchemy.ext.asyncio import AsyncSession

from app.campaigns.models import Campaign
from app.consumers import queries as consumers
from app.consumers import service as answering
from app.consumers.rules.person import NOBODY
from app.core.errors import Invalid, NotFound
from app.core.i18n import text
from app.core.viewer import Viewer
from app.core.work import new_id, now
from app.journal import service as journal
from app.matching.models import Interest
from app.matching.queries import interest as queries
from app.matching.rules import INTEREST
from app.matching.rules.refusals import NotLookingAnyMore, WorksInTheTrade

UNANSWERED = text("Please answer this campaign's own questions.", "请回答本活动的问题。")
NO_SCREENER = text("This campaign has no questions of its own.", "本活动没有需要回答的问题。")


async def show_interest(session: AsyncSession, viewer: Viewer, campaign_id: str,
                        answers: Mapping[str, object] | None = None) -> Interest:
    """Want a campaign's product, with the answers to its own questions where it has some; twice is harmless."""
    viewer.require(INTEREST)
    me = await consumers.get_locked(session, viewer, viewer.scope("consumer"))
    campaign = await queries.get(session, viewer, campaign_id)
    if not queries.is_running(campaign, session):
        raise NotLookingAnyMore
    if any(one != NOBODY for one in me.works_for):
        raise WorksInTheTrade
    found = await queries.find_interest(session, viewer, campaign_id)
    response_id = await _answer(session, viewer, campaign, found, answers)
    if found is None:
        found = Interest(id=new_id(session, "int"), campaign_id=campaign.id, consumer_id=me.id)
        session.add(found)
    elif found.withdrawn_at is None:
        found.response_id = response_id
        return found
    found.response_id, found.shown_at, found.withdrawn_at = response_id, now(session), None
    await session.flush()
    await journal.record(session, viewer, "interest.shown", found, campaign_id=campaign.id, consumer_id=me.id)
    return found


async def _answer(session: AsyncSession, viewer: Viewer, campaign: Campaign, found: Interest | None,
                  answers: Mapping[str, object] | None) -> str | None:
    """The response that holds the answers to the campaign's own questions: a new one, or that of last time."""
    if campaign.screener is None:
        if answers:
            raise Invalid.at((), NO_SCREENER, "no_screener")
        return None
    has_answers = any(answer not in (None, "", []) for answer in (answers or {}).values())
    if not has_answers and found is not None and found.response_id is not None:
        return found.response_id
    if not has_answers:
        screener = await queries.screener_of(session, viewer, campaign.id)
        raise Invalid.at((next(iter(screener.questionnaire.questions)),) if screener else (), UNANSWERED, "missing")
    response = await answering.submit(
        session, viewer, campaign.screener, answers or {}, purpose="screener", subject_id=campaign.id)
    return response.id


async def withdraw_interest(session: AsyncSession, viewer: Viewer, campaign_id: str) -> Interest:
    """Take interest back, at any time; twice is harmless, and NotFound where none was ever shown."""
    viewer.require(INTEREST)
    me = await consumers.get_locked(session, viewer, viewer.scope("consumer"))
    found = await queries.find_interest(session, viewer, campaign_id)
    if found is None:
        raise NotFound("interest")
    if found.withdrawn_at is None:
        found.withdrawn_at = now(session)
        await journal.record(session, viewer, "interest.withdrawn", found, campaign_id=campaign_id, consumer_id=me.id)
    return found
