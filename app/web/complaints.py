"""Telling a trouble with photos, for the page and the API alike: no photo outlives a refusal."""

from collections.abc import Sequence

from app.core.files import Files
from app.core.idempotency import Once
from app.core.limits import Limits
from app.core.viewer import Viewer
from app.core.work import Work
from app.samples import queries
from app.samples import service as samples
from app.samples.schemas import TroubleOut
from app.web.kept import unless_refused


async def complain(work: Work, viewer: Viewer, files: Files, limits: Limits, parcel_id: str, kind: str,
                   note: str | None, photos: Sequence[bytes], once: Once | None = None) -> TroubleOut:
    """Keep the photos outside any transaction, then open the trouble; photos of a refused one are removed again."""
    kept: list[str] = []
    if photos:
        await limits.hit("upload", viewer.actor_id)
        await work.read(queries.get, viewer, parcel_id)
    async with unless_refused(work, viewer, kept):
        await samples.keep_photos(files, photos, kept)
        return await work.do(samples.open_trouble, viewer, parcel_id, kind, note, kept, shape=TroubleOut.of, once=once)
