"""When something is wrong with a parcel: opened by either side, ended by ops with a resend, a word, or giving up."""

import asyncio
from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import Fault, Invalid
from app.core.files import Files, PictureRefused
from app.core.i18n import text
from app.core.states import Moved, WrongState
from app.core.viewer import Viewer
from app.core.work import Happened, new_id, now
from app.jobs import service as jobs
from app.journal import service as journal
from app.samples import queries
from app.samples.models import Parcel, Trouble
from app.samples.rules import CANCELLED, COMPLAIN, MEND, MOST_PHOTOS, PENDING, TROUBLE, TROUBLES
from app.samples.rules.refusals import NothingInReserve, SeatIsOver, SentAgain, TooManyPhotos, TroubleIsOpen
from app.samples.service.movements import write_down
from app.samples.service.parcels import assumption_key, facts_of, make, plan_assumption
from app.seats import queries as seats_of
from app.seats import service as seats
from app.seats.models import Seat
from app.seats.rules import ACCEPTED, EXCUSED, RELEASED
from app.seats.rules.refusals import NothingReserved


async def keep_photos(files: Files, photos: Sequence[bytes], kept: list[str]) -> list[str]:
    """Paint photos anew and keep them, outside any transaction; their hashes.

    `kept` grows with each, so that those before a refused one are known. Raises PictureRefused, TooManyPhotos.
    """
    if len(photos) > MOST_PHOTOS:
        raise TooManyPhotos
    for place, photo in enumerate(photos):
        try:
            kept.append((await asyncio.to_thread(files.save_image, photo)).sha256)
        except PictureRefused as refusal:
            raise refusal.stands_at("photos", place) from None
    return kept


async def may_open(session: AsyncSession, viewer: Viewer, parcel_id: str) -> Parcel:
    """The parcel, if a trouble may be opened about it now; asked before photos are kept."""
    viewer.require(COMPLAIN)
    parcel = await queries.get(session, viewer, parcel_id)
    _refuse(parcel)
    return parcel


def _refuse(parcel: Parcel) -> None:
    if parcel.state in (PENDING, CANCELLED):
        raise WrongState("parcel", parcel.state, "be complained about")
    if parcel.replaced_by:
        raise SentAgain(parcel.replaced_by.number)
    if parcel.trouble:
        raise TroubleIsOpen(parcel.trouble.id)


async def open_trouble(session: AsyncSession, viewer: Viewer, parcel_id: str, kind: str, note: str | None = None,
                       photos: Sequence[str] = ()) -> Trouble:
    """Something is wrong with this parcel; the seat's clock stands still from now on.

    `photos` are hashes of kept files. Raises WrongState, SentAgain, TroubleIsOpen, Invalid.
    """
    viewer.require(COMPLAIN)
    if kind not in TROUBLES:
        raise Invalid((Fault(("kind",), "no_such_kind", text(
            "Please choose what is wrong.", "请选择遇到的问题。")),))
    if len(photos) > MOST_PHOTOS:
        raise TooManyPhotos
    parcel = await queries.locked(session, viewer, parcel_id)
    _refuse(parcel)
    trouble = Trouble(id=new_id(session, "tro"), state=TROUBLE.start, parcel_id=parcel.id, seat_id=parcel.seat_id,
                      kind=kind, photos=list(photos), opened_at=now(session))
    trouble.note = note or None
    parcel.troubles.append(trouble)
    await session.flush()
    await journal.record(session, viewer, "trouble.opened", trouble, parcel_id=parcel.id, kind=kind,
                         photo_count=len(photos), **facts_of(parcel))
    await jobs.cancel(session, assumption_key(parcel))
    return trouble


async def stop_clock(session: AsyncSession, viewer: Viewer, happened: Happened) -> None:
    """Nobody's time runs while something is wrong with the parcel."""
    await seats.stop_clock(session, viewer, happened.subject.seat_id, "trouble", happened.subject_id)


async def _held(session: AsyncSession, viewer: Viewer, trouble_id: str) -> tuple[Seat, Parcel, Trouble]:
    """Seat, parcel and trouble, held in this order, as everyone does who changes them."""
    viewer.require(MEND)
    found = await queries.trouble(session, viewer, trouble_id)
    seat = await seats_of.locked(session, viewer, found.seat_id)
    parcel = await queries.locked(session, viewer, found.parcel_id)
    return seat, parcel, await queries.locked_trouble(session, viewer, trouble_id)


async def resend(session: AsyncSession, viewer: Viewer, trouble_id: str) -> Parcel:
    """Make a new parcel with a unit of the reserve; the clock stands still until it has come.

    Raises WrongState, SeatIsOver, NothingInReserve; nothing has changed then.
    """
    seat, parcel, trouble = await _held(session, viewer, trouble_id)
    happened = TROUBLE.move(trouble, "resend", viewer)
    if seat.state in (RELEASED, EXCUSED):
        raise SeatIsOver(seat.state)
    try:
        await seats.take_reserve(session, viewer, seat.id)
    except NothingReserved as refused:
        raise NothingInReserve(refused.variant_id) from refused
    fresh = await make(session, viewer, seat, replaces=parcel)
    write_down(session, "resent", seat, parcel_id=fresh.id)
    await _record(session, viewer, happened, trouble, parcel, new_parcel_id=fresh.id)
    return await queries.locked(session, viewer, fresh.id)


async def resolve(session: AsyncSession, viewer: Viewer, trouble_id: str) -> Trouble:
    """It has cleared up without a new parcel; the clock runs again."""
    _, parcel, trouble = await _held(session, viewer, trouble_id)
    happened = TROUBLE.move(trouble, "resolve", viewer)
    await _end(session, viewer, happened, trouble, parcel)
    await plan_assumption(session, parcel, trouble.closed_at)
    return trouble


async def give_up(session: AsyncSession, viewer: Viewer, trouble_id: str) -> Trouble:
    """It will not arrive: the person is excused without penalty; a seat whose outcome is known keeps it."""
    seat, parcel, trouble = await _held(session, viewer, trouble_id)
    happened = TROUBLE.move(trouble, "give_up", viewer)
    await _end(session, viewer, happened, trouble, parcel)
    if seat.state == ACCEPTED:
        await seats.excuse(session, viewer, seat.id, "not_delivered")
    return trouble


async def _end(session: AsyncSession, viewer: Viewer, happened: Moved, trouble: Trouble, parcel: Parcel) -> None:
    trouble.closed_at = now(session)
    await _record(session, viewer, happened, trouble, parcel)
    await seats.restart_clock(session, viewer, trouble.seat_id, trouble.id)


async def _record(session: AsyncSession, viewer: Viewer, happened: Moved, trouble: Trouble, parcel: Parcel,
                  **facts: str) -> None:
    await journal.record(session, viewer, happened, trouble, parcel_id=parcel.id, kind=trouble.kind,
                         **facts_of(parcel), **facts)

