"""Taking in what carriers and warehouses report: good lines are kept, bad ones told, a second time changes nothing."""

from collections import Counter

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.i18n import Text, text
from app.core.viewer import Viewer
from app.core.work import now
from app.journal import service as journal
from app.samples import queries
from app.samples.models import Parcel
from app.samples.queries import exports as exports_of
from app.samples.rules import CANCELLED, CONFIRMED, DELIVERED, EXPORTED, IN_TRANSIT, PENDING, SHIP, SHIPPED
from app.samples.rules.tracking import Listed, Report, RowFault, Tracked, moment_of, wrong_moment
from app.samples.service.parcels import deliver, facts_of, name_carrier, ship, track

ORDER = (EXPORTED, SHIPPED, IN_TRANSIT, DELIVERED, CONFIRMED)
NOT_THERE = text("This campaign has no parcel of this number.", "该活动没有这个编号的包裹。")
NOT_EXPORTED = text("This parcel has not been exported yet.", "该包裹尚未导出。")
IS_CANCELLED = text("This parcel was cancelled; please keep it back.", "该包裹已取消，请勿寄出。")
HAS_ARRIVED = text("This parcel has arrived under another tracking number.", "该包裹已用其他单号送达。")


async def import_tracking(session: AsyncSession, viewer: Viewer, campaign_id: str, listed: Listed) -> Report:
    """Take in a list of tracking numbers, in the order of its lines."""
    viewer.require(SHIP)
    campaign = await exports_of.campaign(session, viewer, campaign_id)
    parcels = await queries.by_numbers(session, viewer, campaign_id, (row.number for row in listed.good))
    done: Counter[str] = Counter()
    faults = list(listed.faults)
    for row in listed.good:
        parcel = parcels.get(row.number)
        outcome = (await _take_in(session, viewer, parcel, row, campaign.time_zone) if parcel
                   else RowFault(row.line, "number", "no_such_parcel", NOT_THERE))
        if isinstance(outcome, RowFault):
            faults.append(outcome)
        else:
            done[outcome] += 1
    await journal.record(session, viewer, "parcel.tracking_imported", campaign, lines=listed.lines,
                         fault_count=len(faults), **done)
    return Report(listed.lines, dict(done), tuple(sorted(faults, key=lambda fault: fault.line)))


async def _take_in(session: AsyncSession, viewer: Viewer, parcel: Parcel, row: Tracked, zone: str) -> str | RowFault:
    """What a line did to its parcel, or why it cannot be."""
    refused = _refused(parcel)
    if refused:
        return RowFault(row.line, "number", *refused)
    at = moment_of(row, zone, now(session))
    wrong = wrong_moment(at, parcel.exported_at, now(session))
    if wrong:
        return RowFault(row.line, "date", *wrong)
    corrected = await _correct(session, viewer, parcel, row)
    if corrected is None:
        return RowFault(row.line, "tracking", "has_arrived", HAS_ARRIVED)
    behind = ORDER.index(row.state) - ORDER.index(parcel.state)
    if parcel.state == EXPORTED:
        await ship(session, viewer, parcel.id, row.carrier, row.tracking, at)
    if parcel.state == SHIPPED and row.state == IN_TRANSIT:
        await track(session, viewer, parcel.id)
    if row.state == DELIVERED and behind > 0:
        await deliver(session, viewer, parcel.id, at)
    return row.state if behind > 0 else "corrected" if corrected else "unchanged"


def _refused(parcel: Parcel) -> tuple[str, Text] | None:
    if parcel.state == PENDING:
        return "not_exported", NOT_EXPORTED
    return ("cancelled", IS_CANCELLED) if parcel.state == CANCELLED else None


async def _correct(session: AsyncSession, viewer: Viewer, parcel: Parcel, row: Tracked) -> bool | None:
    """Take another carrier or number for a parcel on its way; None where it has arrived under the old one."""
    same = (parcel.carrier, parcel.tracking) == (row.carrier, row.tracking)
    if parcel.state == EXPORTED or same or not parcel.recipient_sealed:
        return False
    if parcel.state in (DELIVERED, CONFIRMED):
        return None
    name_carrier(parcel, row.carrier, row.tracking)
    await journal.record(session, viewer, "parcel.tracking_corrected", parcel, **facts_of(parcel))
    return True
