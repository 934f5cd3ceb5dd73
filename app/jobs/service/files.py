"""Letting go of stored files: whoever names one no more says so here; whether anybody else does is asked later."""

from collections.abc import Iterable

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.viewer import Viewer
from app.jobs.service.planning import plan

DROP_FILE = "file.drop"


async def let_go(session: AsyncSession, viewer: Viewer, files: Iterable[str]) -> None:
    """See to it that files, named by their hashes, are deleted once this is committed, unless something names them."""
    for sha256 in sorted(set(files)):
        await plan(session, DROP_FILE, sha256=sha256)
