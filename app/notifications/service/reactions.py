"""Which message follows from what happened; each returns it, or None where nobody can be reached."""

from sqlalchemy.ext.asyncio import AsyncSession

from app.brands import queries as brands
from app.consumers import queries as consumers
from app.core.viewer import Viewer
from app.core.work import Happened
from app.notifications.models import Message
from app.notifications.service.queueing import queue
from app.seats import queries as seats
from app.seats.rules import ACCEPTED


async def to_consumer(session: AsyncSession, viewer: Viewer, consumer_id: str, template: str, subject_id: str,
                      path: str, **ids: str) -> Message | None:
    """A message to a consumer, whose link leads to a path."""
    person = await consumers.get(session, viewer, consumer_id)
    return await queue(session, viewer, template=template, account_id=person.account_id, subject_id=subject_id,
                       facts={"next": path, "door": "consumer", **ids})


async def about_seat(session: AsyncSession, viewer: Viewer, seat: Happened, template: str) -> Message | None:
    """A message about a seat that something happened to."""
    return await to_consumer(session, viewer, seat.subject.consumer_id, template, seat.subject_id,
                             f"/me/invitations/{seat.subject_id}", seat_id=seat.subject_id,
                             campaign_id=seat.subject.campaign_id)


async def offer(session: AsyncSession, viewer: Viewer, happened: Happened) -> Message | None:
    """On seat.offered: the invitation."""
    return await about_seat(session, viewer, happened, "offer")


async def promoted(session: AsyncSession, viewer: Viewer, happened: Happened) -> Message | None:
    """On seat.promoted: a place has become free, the sample comes."""
    return await about_seat(session, viewer, happened, "promoted")


async def brief_changed(session: AsyncSession, viewer: Viewer, happened: Happened) -> list[Message]:
    """On campaign.brief_changed: to everybody who has agreed to the former one."""
    seated = await seats.of_campaign(session, happened.subject_id, (ACCEPTED,))
    sent = [await to_consumer(session, viewer, seat.consumer_id, "brief_changed", seat.id,
                              f"/me/invitations/{seat.id}", seat_id=seat.id, campaign_id=seat.campaign_id)
            for seat in seated]
    return [message for message in sent if message is not None]


async def parcel(session: AsyncSession, viewer: Viewer, happened: Happened) -> Message | None:
    """On parcel.shipped: it is on its way."""
    sent = happened.subject
    return await to_consumer(session, viewer, sent.consumer_id, "parcel", sent.id, f"/me/parcels/{sent.id}",
                             parcel_id=sent.id, campaign_id=sent.campaign_id)


async def _about_review(session: AsyncSession, viewer: Viewer, review: Happened, template: str) -> Message | None:
    return await to_consumer(session, viewer, review.subject.consumer_id, template, review.subject_id,
                             f"/me/reviews/{review.subject_id}", review_id=review.subject_id,
                             campaign_id=review.subject.campaign_id)


async def fix_asked(session: AsyncSession, viewer: Viewer, happened: Happened) -> Message | None:
    """On review.fix_asked: what exactly to add, and how."""
    return await _about_review(session, viewer, happened, "fix_asked")


async def taken_away(session: AsyncSession, viewer: Viewer, happened: Happened) -> Message | None:
    """On review.taken_away: why a post does not count after all; nothing where nothing more is asked for."""
    return await _about_review(session, viewer, happened, "taken_away") if happened.subject.fixes else None


async def verified(session: AsyncSession, viewer: Viewer, happened: Happened) -> Message | None:
    """On review.verified: thanks."""
    return await _about_review(session, viewer, happened, "verified")


async def _to_brand(session: AsyncSession, viewer: Viewer, campaign: Happened, template: str) -> list[Message]:
    members = await brands.members_of(session, viewer, campaign.subject.brand_id)
    facts = {"next": f"/brand/campaigns/{campaign.subject_id}", "door": "brand", "campaign_id": campaign.subject_id}
    sent = [await queue(session, viewer, template=template, account_id=member.account_id,
                        subject_id=campaign.subject_id, facts=facts) for member in members]
    return [message for message in sent if message is not None]


async def campaign_approved(session: AsyncSession, viewer: Viewer, happened: Happened) -> list[Message]:
    """On campaign.approved: to the brand's members."""
    return await _to_brand(session, viewer, happened, "campaign_approved")


async def changes_requested(session: AsyncSession, viewer: Viewer, happened: Happened) -> list[Message]:
    """On campaign.changes_requested: to the brand's members, with the note."""
    return await _to_brand(session, viewer, happened, "changes_requested")


async def case_answered(session: AsyncSession, viewer: Viewer, happened: Happened) -> Message | None:
    """On case.answered: there is an answer to read."""
    return await to_consumer(session, viewer, happened.subject.consumer_id, "case_answered", happened.subject_id,
                             f"/me/help/{happened.subject_id}")


async def link_asked(session: AsyncSession, viewer: Viewer, happened: Happened) -> Message | None:
    """On account.link_asked: the link, to the very contact point that it was asked for."""
    asked = happened.subject
    facts = {"door": asked.door, "contact_point_id": asked.contact_point_id,
             **({"next": asked.next_path} if asked.next_path else {})}
    return await queue(session, viewer, template="sign_in", account_id=asked.id, subject_id=asked.id, facts=facts)
