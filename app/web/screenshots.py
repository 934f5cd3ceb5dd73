"""Showing a screenshot of a post, for the page and the API alike: no picture outlives a refusal."""

import asyncio

from app.core.blank import refuse_blank
from app.core.files import Files
from app.core.idempotency import Once
from app.core.limits import Limits
from app.core.viewer import Viewer
from app.core.work import Work
from app.platforms.numbers import Numbers
from app.reviews import queries, service
from app.reviews.schemas import ScreenshotShaper, ShownScreenshot
from app.web.kept import unless_refused


async def show(work: Work, viewer: Viewer, files: Files, limits: Limits, review_id: str, photo: bytes,
               numbers: Numbers, once: Once | None = None) -> ShownScreenshot:
    """Keep the picture outside any transaction, then show it; that of a refused one is removed again."""
    await limits.hit("upload", viewer.actor_id)
    await work.read(queries.get, viewer, review_id)
    kept = await asyncio.to_thread(files.save_image, photo)
    async with unless_refused(work, viewer, [kept.sha256]):
        await asyncio.to_thread(lambda: refuse_blank(files.open(kept.sha256)))
        return await work.do(service.show_picture, viewer, review_id, kept.sha256, numbers,
                             shape=ScreenshotShaper(viewer).one, once=once)
