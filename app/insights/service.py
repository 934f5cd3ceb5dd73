"""Answering the questions of a comparison: kept as any answers are, under the campaign that they are about."""

from collections.abc import Mapping

from sqlalchemy.ext.asyncio import AsyncSession

from app.consumers import service as consumers
from app.consumers.models import Response
from app.consumers.rules import ANSWER
from app.core.viewer import Viewer
from app.core.work import now
from app.insights.queries import surveys
from app.insights.rules.surveys import SLUG, Opening, SurveyNotOpen, When


async def answer(session: AsyncSession, viewer: Viewer, campaign_id: str, when: When, answers: Mapping[str, object],
                 source: str = "web") -> Response:
    """Answer before or after; answering anew keeps the old. NotFound for who was not drawn, SurveyNotOpen at another
    time, Invalid at the questions."""
    viewer.require(ANSWER)
    asked = (await surveys.one(session, viewer, campaign_id, when)).asked
    if not Opening(asked.opens_at, asked.closes_at).is_open(now(session)):
        raise SurveyNotOpen(asked.opens_at.date().isoformat(), asked.closes_at.date().isoformat())
    return await consumers.submit(session, viewer, SLUG, answers, source, purpose=when, subject_id=campaign_id)
