"""The page on which a person writes, edits and deletes posts of the simulated network by hand."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Protocol

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from app.core.clock import Clock
from app.core.i18n import Language, Text, as_language, negotiate, text
from app.sandbox.network import written
from app.sandbox.network.posts import SimulatedPost
from app.sandbox.network.shapes import SHAPES

HANDLE = re.compile(r"[\w.-]{1,40}")
MOST_LETTERS, REACH = 5000, 2000
NETWORKS: dict[str, Text] = {
    "simulated": text("Simulated network", "模拟平台"), "weibo": text("Weibo", "微博"),
    "bilibili": text("Bilibili", "哔哩哔哩"), "zhihu": text("Zhihu", "知乎"),
    "wechat": text("WeChat article", "微信公众号文章"), "kuaishou": text("Kuaishou", "快手"),
    "xiaohongshu": text("Xiaohongshu", "小红书"), "douyin": text("Douyin", "抖音"),
    "tiktok": text("TikTok", "TikTok"), "youtube": text("YouTube", "YouTube"), "blog": text("A blog", "博客"),
}
NO_HANDLE = text("Please write an account name: letters, numbers, dots, dashes.",
                 "请填写账号名：字母、数字、点或横线。")
NO_WORDS = text(f"Please write 1 to {MOST_LETTERS} characters.", f"请写 1 到 {MOST_LETTERS} 个字。")
NO_NETWORK = text("Please choose one of the networks.", "请选择一个平台。")
FROM_ELSEWHERE = text("This page takes only what was written on it.", "这里只接受在本页填写的内容。")
NOT_THERE = text("There is no such post here.", "这里没有这条内容。")


class Network(Protocol):
    """What is written to."""

    clock: Clock
    origin: str
    posts: dict[str, SimulatedPost]

    def publish(self, post: SimulatedPost) -> str:
        """Put a post online; its address as a share button copies it."""

    def address(self, post: SimulatedPost) -> str:
        """A post's own address."""


@dataclass(slots=True)
class Writing:
    """The posts that were written by hand, the newest last, and their pages."""

    network: Network
    by_hand: dict[str, SimulatedPost] = field(default_factory=dict)
    chance: Random = field(default_factory=Random)

    @property
    def routes(self) -> list[Route]:
        """The form, one page a post, and no icon, for which browsers ask every host."""
        return [Route("/write", self.shelf, methods=["GET"]), Route("/write", self.write, methods=["POST"]),
                Route("/write/{id}", self.one, methods=["GET"]), Route("/write/{id}", self.change, methods=["POST"]),
                Route("/favicon.ico", _no_icon)]

    async def shelf(self, request: Request) -> Response:
        """The form, filled in with what the address names, and what was written before."""
        return self._form(request, request.query_params, ())

    def _form(self, request: Request, said: Mapping[str, object], faults: tuple[Text, ...]) -> Response:
        page = written.form(_language(request), NETWORKS, said, faults, list(self.by_hand.values()))
        return HTMLResponse(page, 422 if faults else 200)

    async def write(self, request: Request) -> Response:
        """Put a post online, or say what is missing; what was typed is kept."""
        if not self._is_own(request):
            return HTMLResponse(written.notice(_language(request), FROM_ELSEWHERE), 403)
        said = await request.form()
        platform, author, words = (_said(said, name) for name in ("platform", "author", "words"))
        faults = tuple(fault for fault, is_so in (
            (NO_NETWORK, platform not in NETWORKS), (NO_HANDLE, not HANDLE.fullmatch(author)),
            (NO_WORDS, not 0 < len(words) <= MOST_LETTERS)) if is_so)
        if faults:
            return self._form(request, {**request.query_params, **said}, faults)
        post = self._made(platform, author, words)
        self.by_hand[post.id] = post
        self.network.publish(post)
        return _to(f"/write/{post.id}", _language(request))

    def _made(self, platform: str, author: str, words: str) -> SimulatedPost:
        """A new post; whoever has posted there before keeps the number by which the network knows them."""
        at = self.network.clock()
        known = (one.author_id for one in self.network.posts.values() if (one.platform, one.author) == (
            platform, author))
        return SimulatedPost(
            SHAPES[platform].number(self.chance, at), author, words, at, REACH, platform=platform,
            author_id=next(known, "") or str(self.chance.randrange(10**9, 10**10)))

    async def one(self, request: Request) -> Response:
        """One post: its link to copy, and the form to edit or delete it."""
        language, post = _language(request), self.by_hand.get(request.path_params["id"])
        return self._shown(language, post, is_saved="saved" in request.query_params)

    def _shown(self, language: Language, post: SimulatedPost | None, fault: Text | None = None, *,
               is_saved: bool = False) -> Response:
        if post is None:
            return HTMLResponse(written.notice(language, NOT_THERE), 404)
        link = self.network.address(post)
        copied = SHAPES[post.platform].shared.format(link=link, title=post.text[:20], author=post.author)
        page = written.post(language, post, NETWORKS[post.platform], copied, fault, is_saved)
        return HTMLResponse(page, 422 if fault else 200)

    async def change(self, request: Request) -> Response:
        """Edit a post, hide or show it, or delete it."""
        language, post = _language(request), self.by_hand.get(request.path_params["id"])
        if not self._is_own(request):
            return HTMLResponse(written.notice(language, FROM_ELSEWHERE), 403)
        said = await request.form()
        words, act = _said(said, "words"), _said(said, "act")
        if post is None or (act == "save" and not 0 < len(words) <= MOST_LETTERS):
            return self._shown(language, post, NO_WORDS)
        if act == "delete":
            post.is_gone = True
        elif act == "hide":
            post.is_private = not post.is_private
        elif words != post.text:
            post.text, post.edited_at = words, self.network.clock()
        return _to(f"/write/{post.id}", language, "&saved=1" if act == "save" else "")

    def _is_own(self, request: Request) -> bool:
        """Whether a form comes from this very page: no other page may write here for somebody who has it open."""
        return request.headers.get("origin", self.network.origin) == self.network.origin


async def _no_icon(request: Request) -> Response:
    return Response(status_code=204)


def _language(request: Request) -> Language:
    asked = request.query_params.get("lang")
    return as_language(asked) if asked else negotiate(request.headers.get("accept-language"))


def _said(said: FormData, name: str) -> str:
    """What was typed into a field, without the blanks around it; a form's line ends are one sign."""
    value = said.get(name, "")
    return value.strip().replace("\r\n", "\n") if isinstance(value, str) else ""


def _to(path: str, language: Language, more: str = "") -> Response:
    return RedirectResponse(f"{path}?lang={language}{more}", 303)
