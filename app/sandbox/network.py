"""The simulated social network: a real HTTP server whose posts have authors, labels, growing numbers and faults."""

import asyncio
import math
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from app.core.clock import Clock

REACH_DAYS = 6.0


@dataclass(slots=True)
class SimulatedPost:
    """One post as its author left it; numbers follow from its age."""

    id: str
    author: str
    text: str
    published_at: datetime
    reach: int
    shop_link: str | None = None
    pictures: int = 1
    edited_at: datetime | None = None
    is_gone: bool = False
    is_private: bool = False
    hides_author: bool = False
    failures_left: int = 0
    delay_seconds: float = 0.0
    looks: int = field(default=0)

    def numbers(self, at: datetime) -> dict[str, int]:
        """Views saturate at the reach with the age in days; the rest are shares of the views."""
        age = max(0.0, (at - self.published_at).total_seconds() / 86_400)
        views = int(self.reach * (1 - math.exp(-age / REACH_DAYS)))
        return {"views": views, "likes": views // 18, "comments": views // 150, "saves": views // 60,
                "shares": views // 220}

    def etag(self, at: datetime) -> str:
        """Changes with text and numbers."""
        return sha256(f"{self.text}{self.is_private}{self.numbers(at)}".encode()).hexdigest()[:16]


class SimulatedNetwork:
    """The posts, and the web application that shows them."""

    def __init__(self, clock: Clock) -> None:
        self.clock, self.posts, self.origin = clock, dict[str, SimulatedPost](), ""
        self.app = Starlette(routes=[Route("/api/posts/{id}", self._answer), Route("/posts/{id}", self._page)])

    def publish(self, post: SimulatedPost) -> str:
        """Put a post online; returns its address as a share sheet would copy it."""
        self.posts[post.id] = post
        return f"{self.origin}/posts/{post.id}?utm_source=share"

    async def _answer(self, request: Request) -> Response:
        post = self.posts.get(request.path_params["id"])
        if post is None or post.is_gone:
            return JSONResponse({"error": "gone"}, 404 if post is None else 410)
        post.looks += 1
        if post.failures_left > 0:
            post.failures_left -= 1
            return JSONResponse({"error": "busy"}, 503)
        if post.delay_seconds:
            await asyncio.sleep(post.delay_seconds)
        at = self.clock()
        etag = f'"{post.etag(at)}"'
        if request.headers.get("if-none-match") == etag:
            return Response(status_code=304, headers={"etag": etag})
        return JSONResponse({
            "id": post.id, "author": None if post.hides_author else post.author, "text": post.text,
            "published_at": post.published_at.isoformat(),
            "edited_at": post.edited_at.isoformat() if post.edited_at else None, "shop_link": post.shop_link,
            "pictures": post.pictures, "private": post.is_private, **post.numbers(at)}, headers={"etag": etag})

    async def _page(self, request: Request) -> Response:
        post = self.posts.get(request.path_params["id"])
        if post is None or post.is_gone or post.is_private:
            return HTMLResponse("<!doctype html><title>Gone</title><h1>This post is gone</h1>", 404)
        words = post.text.replace("&", "&amp;").replace("<", "&lt;")
        return HTMLResponse(f"<!doctype html><meta charset=utf-8><title>{post.author}</title>"
                            f"<h1>@{post.author}</h1><p>{words}</p>")


@asynccontextmanager
async def online(network: SimulatedNetwork, port: int = 0) -> AsyncIterator[SimulatedNetwork]:
    """The network served on 127.0.0.1 until the block ends; its origin is known inside."""
    config = uvicorn.Config(network.app, host="127.0.0.1", port=port, log_level="error", access_log=False,
                            lifespan="off")
    config.load()
    server = uvicorn.Server(config)
    server.lifespan = config.lifespan_class(config)
    sock = config.bind_socket()
    network.origin = f"http://127.0.0.1:{sock.getsockname()[1]}"
    # The steps of uvicorn's own serve(), without its signal handlers: the process has its own.
    await server.startup([sock])
    task = asyncio.create_task(server.main_loop())
    try:
        yield network
    finally:
        server.should_exit = True
        await task
        await server.shutdown([sock])
