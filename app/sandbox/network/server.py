"""The server of the made-up world: its own posts, and every real host under its name: {origin}/b23.tv/abc."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from urllib.parse import unquote

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from app.core.clock import Clock
from app.platforms.mirror import UNKNOWN, mirrored
from app.sandbox.network.faults import TROUBLES
from app.sandbox.network.painting import painted
from app.sandbox.network.posts import SimulatedPost
from app.sandbox.network.shapes import SHAPES, Asked, Member, Page, Shape
from app.sandbox.network.writing import Writing

_NAMES = re.compile(r"[\w.-]+")
_BY_HOST = {host: shape for shape in SHAPES.values() for host in shape.hosts}


class SimulatedNetwork:
    """The posts and profiles of every network, and the web application that shows them.

    `posts` are by the name that their network gives them; `robots` says what a host asks of readers by machine.
    """

    def __init__(self, clock: Clock) -> None:
        self.clock, self.origin = clock, ""
        self.posts, self.shorts = dict[str, SimulatedPost](), dict[str, SimulatedPost]()
        self.members, self.robots = dict[tuple[str, str], Member](), dict[str, str]()
        self.app = Starlette(routes=[
            *Writing(self).routes, Route("/api/posts/{id}", self._own), Route("/posts/{id}", self._own),
            Route("/robots.txt", self._robots), Route("/pictures/{id}.jpg", self._picture),
            Route("/{host}/pictures/{id}.jpg", self._picture),
            Route("/{host}/{path:path}", self._answer)])

    def publish(self, post: SimulatedPost) -> str:
        """Put a post online; returns its address as a share button copies it."""
        self.posts[post.id] = self.shorts[post.short] = post
        return self._whole(post, SHAPES[post.platform].copied(post))

    def address(self, post: SimulatedPost) -> str:
        """A post's own address, as a browser shows it."""
        return self._whole(post, SHAPES[post.platform].link(post))

    def _whole(self, post: SimulatedPost, link: str) -> str:
        return f"{self.origin}{link}" if post.platform == "simulated" else link

    def present(self, platform: str, member: Member) -> None:
        """Put somebody's profile online, under the handle and the number."""
        self.members[platform, member.handle] = self.members[platform, member.author_id] = member

    async def _own(self, request: Request) -> Response:
        asked = Asked("", request.url.path.strip("/"), request.url.query)
        post = self.posts.get(request.path_params["id"])
        return await self._shown(request, SHAPES["simulated"], asked, post)

    async def _robots(self, request: Request) -> Response:
        """What a host asks of readers by machine, if it asks anything."""
        said = self.robots.get(request.path_params.get("host", ""))
        return PlainTextResponse("" if said is None else said, 404 if said is None else 200)

    async def _picture(self, request: Request) -> Response:
        """The picture of a post, as long as everybody may see the post."""
        post = self.posts.get(request.path_params["id"])
        if post is None or post.is_gone or post.is_private:
            return _unknown(Page(b""), request.path_params.get("host", ""))
        return Response(await asyncio.to_thread(painted, post), media_type="image/jpeg")

    async def _answer(self, request: Request) -> Response:
        host, path = request.path_params["host"], request.path_params["path"]
        if path == "robots.txt":
            return await self._robots(request)
        shape, asked = _BY_HOST.get(host, SHAPES["blog"]), Asked(host, path, unquote(request.url.query))
        names = _NAMES.findall(f"{path} {asked.query}")
        short = next((self.shorts[name] for name in names if name in self.shorts), None)
        if short is not None and not shape.is_named_by_page:
            return Response(status_code=302, headers={"location": mirrored(shape.link(short), self.origin)})
        post = short or next((self.posts[name] for name in names if name in self.posts), None)
        member = None if post else self._member(shape.slug, host, names)
        if member is not None and shape.profile is not None:
            return _sent(shape.profile(member))
        return await self._shown(request, shape, asked, post if post and post.platform == shape.slug else None)

    def _member(self, slug: str, host: str, names: list[str]) -> Member | None:
        return next((self.members[slug, name] for name in (host, *names) if (slug, name) in self.members), None)

    async def _shown(self, request: Request, shape: Shape, asked: Asked, post: SimulatedPost | None) -> Response:
        """The post as it stands, or what its author's deleting left of it; then whatever goes wrong on the way."""
        if post is None or post.is_gone:
            return _sent(shape.gone(asked)) if post else _unknown(shape.gone(asked), asked.host)
        post.looks += 1
        at = self.clock()
        etag = f'"{post.etag(at)}"'
        if not post.troubles and request.headers.get("if-none-match") == etag:
            return Response(status_code=304, headers={"etag": etag})
        answer = _sent(shape.private(asked) if post.is_private else shape.shows(post, post.numbers(at), asked), etag)
        return await TROUBLES[post.troubles.pop(0)](answer) if post.troubles else answer


def _sent(page: Page, etag: str = "") -> Response:
    return Response(page.body, page.status, {"content-type": page.kind} | ({"etag": etag} if etag else {}))


def _unknown(page: Page, host: str) -> Response:
    """No post of that name: of a real host nobody has made it up, which says nothing of the real one."""
    answer = _sent(replace(page, status=404))
    if host:
        answer.headers[UNKNOWN] = "yes"
    return answer


@asynccontextmanager
async def online(network: SimulatedNetwork) -> AsyncIterator[SimulatedNetwork]:
    """The network served on 127.0.0.1 until the block ends; its origin is known inside."""
    config = uvicorn.Config(network.app, host="127.0.0.1", port=0, log_level="error", access_log=False,
                            lifespan="off", timeout_graceful_shutdown=1)
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
