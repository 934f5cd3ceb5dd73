"""Contact points: added, verified, kept from some purposes, removed."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts import queries
from app.accounts.models import ContactPoint
from app.accounts.rules import CHANGE_OWN, LET_IN, SIGN_IN
from app.accounts.rules.contacts import contact_of
from app.accounts.rules.refusals import ContactTaken, LastContact
from app.core.viewer import Viewer
from app.core.work import new_id, now
from app.journal import service as journal


async def add_contact(session: AsyncSession, viewer: Viewer, account_id: str, kind: str | None, value: str,
                      verified: bool = False, *, is_first: bool = False) -> ContactPoint:
    """Give an account a contact point in its one spelling; the kind is detected where none is named. `is_first`: the
    account is new and has none.

    Whose account it is, is the calling verb's to know. The same value twice is the same row. Raises Invalid at
    "contact" for what is neither phone nor email, ContactTaken where it is verified for another account.
    """
    viewer.require(LET_IN if verified else SIGN_IN)
    contact = contact_of(value, kind)
    index = queries.index_of(contact)
    same = select(ContactPoint).where(
        ContactPoint.account_id == account_id, ContactPoint.kind == contact.kind, ContactPoint.value_index == index)
    point = None if is_first else await session.scalar(same)
    if point is None:
        point = ContactPoint(id=new_id(session, "cpt"), account_id=account_id, kind=contact.kind, value_index=index,
                             opted_out=[], created_at=now(session))
        point.value = contact.value
        session.add(point)
        await session.flush()
        await journal.record(session, viewer, "contact_point.added", point, account_id=account_id, kind=contact.kind)
    if verified:
        await verify(session, viewer, point)
    return point


async def add_own_contact(session: AsyncSession, viewer: Viewer, value: str) -> ContactPoint:
    """Add a contact point to the own account; it counts once its link was used."""
    viewer.require(CHANGE_OWN)
    account = await queries.own(session, viewer)
    return await add_contact(session, viewer, account.id, None, value)


async def verify(session: AsyncSession, viewer: Viewer, point: ContactPoint) -> bool:
    """Note that its owner can read what is sent there; tells whether that is new. Raises ContactTaken."""
    if point.verified_at is not None:
        return False
    taken = await session.scalar(select(ContactPoint.id).where(
        ContactPoint.value_index == point.value_index, ContactPoint.verified_at.is_not(None)))
    if taken is not None:
        raise ContactTaken(point.kind)
    point.verified_at = now(session)
    kind = point.kind
    try:
        await session.flush()
    except IntegrityError as twin:
        raise ContactTaken(kind) from twin
    await journal.record(session, viewer, "contact_point.verified", point, account_id=point.account_id)
    return True


async def opt_out(session: AsyncSession, viewer: Viewer, point_id: str, purposes: Iterable[str]) -> ContactPoint:
    """Say for which purposes a contact point is not to be used; replaces what was said before."""
    viewer.require(CHANGE_OWN)
    point = await queries.get_contact_point(session, viewer, point_id)
    point.opted_out = sorted(set(purposes))
    await journal.record(session, viewer, "contact_point.opted_out", point, purposes=point.opted_out)
    return point


async def remove_contact(session: AsyncSession, viewer: Viewer, point_id: str) -> ContactPoint:
    """Take a contact point away; the last verified one stays, or nobody could get in again."""
    viewer.require(CHANGE_OWN)
    point = await queries.get_contact_point(session, viewer, point_id)
    others = [other for other in await queries.contact_points(session, viewer, point.account_id) if other is not point]
    if point.verified_at is not None and not any(other.verified_at for other in others):
        raise LastContact
    blank(point)
    await journal.record(session, viewer, "contact_point.removed", point, account_id=point.account_id)
    return point


def blank(point: ContactPoint) -> None:
    """Forget a contact's value; the row stays for the messages that name it."""
    point.value, point.value_index, point.verified_at, point.opted_out = None, None, None, []
