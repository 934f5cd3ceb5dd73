"""Why somebody was invited, in words to that person: from the pick, or where nobody was picked, from the answers."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import Invalid
from app.core.i18n import Text
from app.core.viewer import Viewer
from app.matching.models import Match, Run
from app.matching.queries import visible_to
from app.matching.queries.explaining import sentence_of, sentence_to
from app.matching.queries.inputs import own
from app.matching.rules.by_hand import figures
from app.matching.rules.reasons import BY_US, INTERESTED
from app.matching.schemas import ToldInvitation
from app.seats import queries as seats
from app.seats.models import Seat


async def told(session: AsyncSession, viewer: Viewer, seat_id: str) -> ToldInvitation:
    """One invitation with all that is asked, and why it came to this person."""
    found = await seats.invitation(session, viewer, seat_id)
    why = await why_invited(session, viewer, await seats.get(session, viewer, seat_id))
    return ToldInvitation.model_validate(dict(found) | {"why": why})


async def why_invited(session: AsyncSession, viewer: Viewer, seat: Seat) -> Text:
    """The strongest reasons of a seat's person; of one whom no run picked, how the answers stand to the latest run."""
    match = await session.scalar(visible_to(viewer).where(Match.id == (seat.match_id or "")))
    if match is not None:
        return await sentence_to(session, match)
    other = INTERESTED if seat.source == "interested" else BY_US
    run = await session.scalar(
        select(Run).where(Run.campaign_id == seat.campaign_id).order_by(Run.number.desc()).limit(1))
    return other if run is None else await _by_answers(session, viewer, seat, run, other)


async def _by_answers(session: AsyncSession, viewer: Viewer, seat: Seat, run: Run, other: Text) -> Text:
    """What the person's own answers add to the fit; `other` where the brief now wants what that run did not."""
    try:
        read = await own(session, viewer, seat.campaign_id, seat.consumer_id)
    except Invalid:
        return other
    means = run.means["traits"]
    if any(want.key not in means for want in read.brief.wants):
        return other
    return sentence_of(session, figures(read.row, read.brief, means, 0.0).contributions, other)
