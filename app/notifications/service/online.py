"""Letters about verified posts that were changed, hidden or taken down before their promised days were over."""

from sqlalchemy.ext.asyncio import AsyncSession

from app.brands import queries as brands
from app.core.viewer import Viewer
from app.core.work import Happened, now
from app.notifications.models import Message
from app.notifications.service.queueing import queue
from app.notifications.service.reactions import to_consumer


async def changed(session: AsyncSession, viewer: Viewer, happened: Happened) -> Message | None:
    """On review.changed and review.edited: what to add again; nothing where what was agreed is still there."""
    return await _to_author(session, viewer, happened, "changed") if happened.subject.fixes else None


async def removed(session: AsyncSession, viewer: Viewer, happened: Happened) -> Message | None:
    """On review.removed and review.hidden: what to do, by mistake or with a reason."""
    return await _to_author(session, viewer, happened, "removed")


async def post_gone(session: AsyncSession, viewer: Viewer, happened: Happened) -> list[Message]:
    """On review.removed: to the brand's members, who see no name."""
    review = happened.subject
    facts = {"next": f"/brand/campaigns/{review.campaign_id}/reviews", "door": "brand",
             "campaign_id": review.campaign_id}
    members = await brands.members_of(session, viewer, review.brand_id)
    sent = [await queue(session, viewer, template="post_gone", account_id=member.account_id, subject_id=review.id,
                        facts=facts) for member in members]
    return [message for message in sent if message is not None]


async def _to_author(session: AsyncSession, viewer: Viewer, happened: Happened, template: str) -> Message | None:
    review = happened.subject
    if review.online_until is not None and now(session) >= review.online_until:
        return None
    return await to_consumer(session, viewer, review.consumer_id, template, review.id, f"/me/reviews/{review.id}",
                             review_id=review.id, campaign_id=review.campaign_id)
