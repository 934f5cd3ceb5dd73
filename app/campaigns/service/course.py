"""A campaign's course: submitted, sent back, approved, live, paused, completed, cancelled."""

from sqlalchemy.ext.asyncio import AsyncSession

from app.campaigns import queries
from app.campaigns.models import Campaign, Pause
from app.campaigns.rules import (
    APPROVED,
    CAMPAIGN,
    LIVE,
    PAUSE,
    RESUME,
    RUNNING,
    AlreadyPaused,
    NotPaused,
    OnlyRunningPause,
)
from app.core.errors import Invalid
from app.core.i18n import text
from app.core.states import Moved
from app.core.viewer import Viewer
from app.core.work import new_id, now
from app.jobs import service as jobs
from app.journal import service as journal

GO_LIVE = "campaign.go_live"
LONGEST_NOTE = 2000


async def submit(session: AsyncSession, viewer: Viewer, campaign_id: str) -> Campaign:
    """Hand a draft in for approval; what it lacks and what its brief may not ask is named, everything at once."""
    row = await queries.get_to_change(session, viewer, campaign_id)
    moved = CAMPAIGN.move(row, "submit", viewer)
    await _must_be_whole(session, viewer, row)
    row.change_note = None
    await _record(session, viewer, moved, row)
    return row


async def request_changes(session: AsyncSession, viewer: Viewer, campaign_id: str, note: str) -> Campaign:
    """Send a submitted campaign back with a note of what to change."""
    row = await queries.get_to_change(session, viewer, campaign_id)
    moved = CAMPAIGN.move(row, "request_changes", viewer)
    if not note.strip():
        raise Invalid.at("note", text("Please say what to change.", "请说明需要修改什么。"), "missing")
    if len(note) > LONGEST_NOTE:
        raise Invalid.at("note", text("This is too long.", "内容过长。"), "string_too_long")
    row.change_note = note.strip()
    await _record(session, viewer, moved, row)
    return row


async def reopen(session: AsyncSession, viewer: Viewer, campaign_id: str) -> Campaign:
    """Take a campaign that was sent back up again as a draft; the note stays until it is submitted."""
    return await _move(session, viewer, campaign_id, "reopen")


async def approve(session: AsyncSession, viewer: Viewer, campaign_id: str) -> Campaign:
    """Approve a submitted campaign: its stock opens, and it goes live when it starts."""
    row = await queries.get_to_change(session, viewer, campaign_id)
    moved = CAMPAIGN.move(row, "approve", viewer)
    await _must_be_whole(session, viewer, row)
    await jobs.plan(session, GO_LIVE, row.starts_at, key=_go_live_key(row), campaign_id=row.id)
    await _record(session, viewer, moved, row)
    return row


async def go_live(session: AsyncSession, viewer: Viewer, campaign_id: str) -> Campaign:
    """Open an approved campaign now; offers may be made from here on."""
    row = await queries.get_to_change(session, viewer, campaign_id)
    moved = CAMPAIGN.move(row, "go_live", viewer)
    await jobs.cancel(session, _go_live_key(row))
    await _record(session, viewer, moved, row)
    return row


async def go_live_when_due(session: AsyncSession, viewer: Viewer, campaign_id: str) -> None:
    """Open a campaign whose start has come; nothing where ops were quicker or it was cancelled."""
    row = await queries.get_to_change(session, viewer, campaign_id)
    if row.state == APPROVED:
        await _record(session, viewer, CAMPAIGN.move(row, "go_live", viewer), row)


async def pause(session: AsyncSession, viewer: Viewer, campaign_id: str) -> Campaign:
    """Stop offers and exports at once; parcels and posts still arrive, and every clock stands still."""
    viewer.require(PAUSE)
    row = await queries.get_to_change(session, viewer, campaign_id)
    if row.state not in RUNNING:
        raise OnlyRunningPause(row.state)
    if row.paused_at is not None:
        raise AlreadyPaused
    row.paused_at = now(session)
    session.add(Pause(id=new_id(session, "pau"), campaign_id=row.id, started_at=now(session)))
    await _record(session, viewer, "campaign.paused", row)
    return row


async def resume(session: AsyncSession, viewer: Viewer, campaign_id: str) -> Campaign:
    """Let a paused campaign go on."""
    viewer.require(RESUME)
    row = await queries.get_to_change(session, viewer, campaign_id)
    if row.paused_at is None:
        raise NotPaused
    await _end_pause(session, row)
    await _record(session, viewer, "campaign.resumed", row)
    return row


async def complete(session: AsyncSession, viewer: Viewer, campaign_id: str) -> Campaign:
    """Close a live campaign; nothing more is offered."""
    return await _move(session, viewer, campaign_id, "complete")


async def archive(session: AsyncSession, viewer: Viewer, campaign_id: str) -> Campaign:
    """Put a completed campaign away."""
    return await _move(session, viewer, campaign_id, "archive")


async def cancel(session: AsyncSession, viewer: Viewer, campaign_id: str) -> Campaign:
    """Call a campaign off; what has been sent already goes on."""
    return await _move(session, viewer, campaign_id, "cancel")


async def _move(session: AsyncSession, viewer: Viewer, campaign_id: str, name: str) -> Campaign:
    row = await queries.get_to_change(session, viewer, campaign_id)
    moved = CAMPAIGN.move(row, name, viewer)
    if moved.was in RUNNING and row.state != LIVE:
        await jobs.cancel(session, _go_live_key(row))
        await _end_pause(session, row)
    await _record(session, viewer, moved, row)
    return row


async def _end_pause(session: AsyncSession, row: Campaign) -> None:
    row.paused_at = None
    for stretch in await queries.pauses_of(session, row.id):
        if stretch.ended_at is None:
            stretch.ended_at = now(session)


async def _must_be_whole(session: AsyncSession, viewer: Viewer, row: Campaign) -> None:
    if found := await queries.lacks(session, viewer, row):
        raise Invalid(tuple(found))


async def _record(session: AsyncSession, viewer: Viewer, happened: Moved | str, row: Campaign) -> None:
    row.changed_at = now(session)
    await session.flush()
    await journal.record(session, viewer, happened, row)


def _go_live_key(row: Campaign) -> str:
    return f"{GO_LIVE}:{row.id}"
