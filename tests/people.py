"""Answers to the sign-up questionnaire, and browsers that walk through its pages."""

from html.parser import HTMLParser
from typing import Any

import httpx
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.core.viewer import Viewer
from app.core.work import Work
from tests.arrange import OPS

YOU = {"birth": "1996-04", "about:gender": "female", "region": "310000", "about:life_stage": "settled"}
ENJOY = {f"interest:{one}": 4 for one in ("skincare", "fashion", "food", "home", "gadgets")}
SHARING = {"networks": ["weibo"], "share:posts_a_month": "4_8", "about:works_for": ["none"]}
AGREE = {"consent:matching": True, "consent:contact": True}
FIRST: dict[str, Any] = {**YOU, **ENJOY, **SHARING, **AGREE}
"""Exactly what makes a member."""
ADDRESS = {"recipient": "林一", "mobile": "138 0013 8000", "province": "浙江省", "city": "杭州市", "district": "西湖区",
           "detail": "文一路 1 号 2 幢 301"}


def typed(answers: dict[str, Any]) -> dict[str, Any]:
    """Answers as a browser sends them."""
    plain = {True: "true", False: "false"}
    return {name: answer if isinstance(answer, list) else plain[answer] if isinstance(answer, bool) else str(answer)
            for name, answer in answers.items()}


async def walk(client: httpx.AsyncClient, **changed: Any) -> httpx.Response:
    """Answer the four first pages in a browser; the answer to the last of them."""
    answer = httpx.Response(500)
    for page, answers in (("you", YOU), ("enjoy", ENJOY), ("sharing", SHARING), ("agree", AGREE)):
        given = {**answers, **{name: value for name, value in changed.items() if name in answers}}
        answer = await client.post(f"/sign-up/{page}", data=typed(given))
        assert answer.status_code == 303, answer.text
    return answer


async def count(work: Work, model: type[Any], *where: Any) -> int:
    """How many rows there are."""
    async def ask(session: AsyncSession, viewer: Viewer) -> int:
        return await session.scalar(select(func.count()).select_from(model).where(*where)) or 0
    return await work.read(ask, OPS)


async def all_of(work: Work, model: type[Any], *where: Any) -> list[Any]:
    """The rows in order of their making."""
    async def ask(session: AsyncSession, viewer: Viewer) -> list[Any]:
        rows = select(model).where(*where)
        return list((await session.scalars(rows.order_by(model.seq) if hasattr(model, "seq") else rows)).all())
    return await work.read(ask, OPS)


class Words(HTMLParser):
    """The ids of a page's elements, and the fields with what is in them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.checked: list[tuple[str, str]] = []
        self.names: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.ids.add(found.get("id") or "")
        self.names.add(found.get("name") or "")
        if tag == "input" and "checked" in found:
            self.checked.append((found.get("name") or "", found.get("value") or ""))
