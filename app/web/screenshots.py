"""Showing a screenshot of a post, for the page and the API alike: no picture outlives a refusal."""

import asyncio

from app.core.errors import Refusal
from app.core.files import Files
from app.core.idempotency import Once
from app.core.limits import Limits
from app.core.viewer import Viewer
from app.core.work import Work
from app.platforms.numbers import Numbers
from app.reviews import queries, service
from app.reviews.schemas import ScreenshotShaper, ShownScreenshot


async def show(work: Work, viewer: Viewer, files: Files, limits: Limits, review_id: str, photo: bytes,
               numbers: Numbers, once: Once | None = None) -> ShownScreenshot:
    """Keep the picture outside any transaction, then show it; that of a refused one is removed again."""
    await limits.hit("upload", viewer.actor_id)
    await work.read(queries.get, viewer, review_id)
    kept = await asyncio.to_thread(files.save_image, photo)
    try:
        return await work.do(service.show_picture, viewer, review_id, kept.sha256, numbers,
                             shape=ScreenshotShaper(viewer).one, once=once)
    except Refusal:
        await work.do(service.drop_picture, viewer, kept.sha256)
        raise
