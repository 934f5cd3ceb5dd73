"""Photos that came with a request: painted anew and kept outside any transaction; none outlives a refusal."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from app.core.errors import Refusal
from app.core.viewer import Viewer
from app.core.work import Work
from app.jobs import service as jobs


@asynccontextmanager
async def unless_refused(work: Work, viewer: Viewer, kept: Sequence[str]) -> AsyncIterator[None]:
    """Let the kept photos go again where what they were sent for is refused."""
    try:
        yield
    except Refusal:
        if kept:
            await work.do(jobs.let_go, viewer, list(kept))
        raise
