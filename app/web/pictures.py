"""A kept photo as an answer; who may see it is decided before."""

import asyncio

from fastapi import Response

from app.core.files import Files


async def picture(files: Files, sha256: str) -> Response:
    """The photo's bytes; they never change under their hash, but nobody between us and the viewer may keep them."""
    data = await asyncio.to_thread(files.open, sha256)
    kind = "image/png" if data.startswith(b"\x89PNG") else "image/jpeg"
    return Response(data, media_type=kind, headers={"Cache-Control": "private, max-age=3600"})
