"""Finding a person by what ops have at hand: an id, a mark of a list or of a seat, a handle, an email or a phone."""

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.models import ContactPoint
from app.accounts.queries import index_of
from app.accounts.rules.contacts import contact_of
from app.consumers.models import Consumer, SocialAccount
from app.consumers.service.declaring import handle_index
from app.core.errors import Invalid
from app.core.viewer import Viewer
from app.core.work import resource
from app.matching.queries import explaining, get_run
from app.platforms.known import Networks
from app.seats.models import Seat


async def find(session: AsyncSession, viewer: Viewer, run_id: str, typed: str) -> str | None:
    """The id of the one person whom something typed beside a run means: an id, an import's id, the mark in the list or
    on a seat of the campaign, a handle on any network, an email or a phone; None where nobody or more than one is."""
    found = await explaining.find_person(session, viewer, run_id, typed)
    if found is not None or not typed:
        return found
    run = await get_run(session, viewer, run_id)
    seated = select(Seat.consumer_id).where(Seat.campaign_id == run.campaign_id, Seat.pseudonym == typed.upper())
    return (await _one(session, seated) or await _one(session, _named(session, typed))
            or await _one(session, _reached(typed)))


async def _one(session: AsyncSession, rows: Select[str] | None) -> str | None:
    """The only person of some rows."""
    found = [] if rows is None else (await session.scalars(rows.distinct().limit(2))).all()
    return found[0] if len(found) == 1 else None


def _named(session: AsyncSession, typed: str) -> Select[str]:
    slugs = resource(session, Networks).slugs
    return select(SocialAccount.consumer_id).where(
        SocialAccount.handle_index.in_([handle_index(slug, typed) for slug in slugs]))


def _reached(typed: str) -> Select[str] | None:
    try:
        contact = contact_of(typed)
    except Invalid:
        return None
    return select(Consumer.id).join(ContactPoint, ContactPoint.account_id == Consumer.account_id).where(
        ContactPoint.value_index == index_of(contact), ContactPoint.verified_at.is_not(None))
