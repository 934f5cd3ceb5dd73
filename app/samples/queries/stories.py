"""What happened to a parcel and its troubles, in order, for ops."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.viewer import Viewer
from app.journal import queries as journal
from app.journal.models import Entry
from app.samples import queries
from app.samples.models import Trouble


@dataclass(frozen=True, slots=True)
class Story:
    """A trouble with everything that happened to its parcel and to itself."""

    trouble: Trouble
    entries: list[Entry]


async def story(session: AsyncSession, viewer: Viewer, trouble_id: str) -> Story:
    """One trouble with its history, oldest first."""
    trouble = await queries.trouble(session, viewer, trouble_id)
    entries = [entry for subject_id in (trouble.parcel_id, trouble.id)
               for entry in await journal.history(session, viewer, subject_id)]
    return Story(trouble, sorted(entries, key=lambda entry: entry.seq))
