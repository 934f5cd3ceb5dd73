"""The first page of ops: what waits, harm first, then what is due first, each with its one way on."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from app.cases import queries
from app.cases.queries import Waiting
from app.cases.rules import HARM, TASKS
from app.core.i18n import Text, text
from app.web.doors import Working, opens
from app.web.ops.queue_matching import WORDS as MATCHING_WORDS
from app.web.ops.queue_matching import Asks, asking
from app.web.screen import Showing

router = APIRouter()
A_PAGE = 50
TASK_WORDS: dict[str, tuple[Text, str]] = {
    "approve_campaign": (text("Approve a campaign", "审批活动"), "/ops/campaigns/{subject}"),
    "find_more_people": (
        text("A campaign has free samples and nobody left on its list", "活动还有样品，但候选名单已用完"),
        "/ops/campaigns/{subject}"),
    "mend_trouble": (text("Mend a delivery trouble", "处理配送问题"), "/ops/troubles/{subject}"),
    "check_review": (text("Check a review", "核对评价"), "/ops/reviews?review={subject}"),
    "look_at_change": (text("A verified post was changed", "已核实的内容有改动"), "/ops/reviews?review={subject}"),
    "look_at_removal": (text("A verified post is gone", "已核实的内容已下线"), "/ops/reviews?review={subject}"),
    "look_at_picture": (text("Look at the screenshot of a post", "查看作品截图"), "/ops/reviews?review={subject}"),
    "look_at_numbers": (text("Look at a post's numbers", "查看内容数据"), "/ops/reviews/{subject}#numbers"),
    "answer_case": (text("Answer somebody", "回复用户"), "/ops/cases/{subject}"),
    "tell_person": (text("Tell somebody who cannot be written to of an offer", "把邀请告知无法发送消息的用户"),
                    "/ops/seats/{subject}"),
    "reach_person": (text("A message could not be delivered", "有消息未能送达"), "/ops/messages?state=failed"),
}
CASE_WORDS: dict[str, Text] = {
    HARM: text("Somebody reacted to a sample", "有用户试用后身体不适"),
    "question": text("Answer a question", "回复咨询"),
    "parcel": text("Answer about a parcel", "回复包裹问题"),
    "product": text("Answer about the product", "回复产品问题"),
    "review": text("Answer about a review", "回复评价问题"),
    "data": text("Answer about personal data", "回复个人数据问题"),
}
ACTIONS: dict[str, Text] = {
    "approve_campaign": text("Decide", "去审批"), "find_more_people": text("Find people", "补充人选"),
    "mend_trouble": text("Mend", "去处理"), "check_review": text("Check", "去核对"),
    "look_at_change": text("Look", "去查看"), "look_at_removal": text("Look", "去查看"),
    "look_at_picture": text("Look", "去查看"),
    "look_at_numbers": text("Look", "去查看"),
    "answer_case": text("Answer", "去回复"), "tell_person": text("Tell", "去告知"),
    "reach_person": text("Reach", "去联系"),
}
OPEN = text("Open", "打开")
KIND_WORDS = {kind: words for kind, (words, _) in TASK_WORDS.items()} | MATCHING_WORDS


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One thing to do, and the word on its button."""

    words: Text
    action: Text
    href: str
    is_harm: bool
    campaign: Text | None
    brand: str
    opened_at: datetime
    due_at: datetime | None
    is_late: bool


@dataclass(frozen=True, slots=True)
class QueuePage:
    """What waits, counted and listed."""

    counts: tuple[tuple[Text, int, str], ...]
    rows: tuple[TaskRow, ...]
    more: str | None
    zone: str


def _row(waiting: Waiting, at: datetime, names: dict[str, tuple[dict[str, str], str]]) -> TaskRow:
    task = waiting.task
    words, href = TASK_WORDS.get(task.kind, (text(task.kind), "/ops"))
    about, brand = names.get(task.campaign_id or task.subject_id, (None, ""))
    return TaskRow(
        CASE_WORDS.get(waiting.case_kind or "", words), ACTIONS.get(task.kind, OPEN),
        href.format(subject=task.subject_id), waiting.case_kind == HARM, Text.model_validate(about) if about else None,
        brand, task.opened_at, task.due_at, task.due_at is not None and task.due_at < at)


def _matching_row(one: Asks, at: datetime, names: dict[str, tuple[dict[str, str], str]]) -> TaskRow:
    about, brand = names[one.campaign_id]
    return TaskRow(one.words, one.action, one.href, False, Text.model_validate(about), brand, one.since, one.until,
                   one.until is not None and one.until < at)


def _most_pressing(row: TaskRow) -> tuple[bool, bool, float, float]:
    """Where a row stands: harm first, then what is due first, then what has waited longest."""
    return (not row.is_harm, row.due_at is None, row.due_at.timestamp() if row.due_at else 0,
            row.opened_at.timestamp())


@router.get("/ops", **opens(TASKS))
async def queue(screen: Showing, work: Working) -> HTMLResponse:
    """What waits, harm first, then what is due first; ?kind= narrows it, ?skip= goes on."""
    asked = screen.request.query_params
    at, kind, typed = work.clock(), asked.get("kind", ""), asked.get("skip", "")
    skip = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 7 else 0
    counts = await work.read(queries.count_tasks, screen.viewer)
    asks = await asking(screen, work)
    found = await work.read(queries.queue, screen.viewer, kind, skip, A_PAGE + 1)
    shown = () if skip else tuple(one for one in asks if kind in ("", one.kind))
    about = {one.task.campaign_id or one.task.subject_id for one in found} | {one.campaign_id for one in shown}
    names = await work.read(queries.names_of_campaigns, screen.viewer, about)
    rows = sorted([*(_row(one, at, names) for one in found[:A_PAGE]),
                   *(_matching_row(one, at, names) for one in shown)], key=_most_pressing)
    counted = {**counts, **Counter(one.kind for one in asks)}
    named = tuple((KIND_WORDS.get(k, text(k)), n, f"/ops?kind={k}") for k, n in counted.items())
    more = f"/ops?kind={kind}&skip={skip + A_PAGE}" if len(found) > A_PAGE else None
    return screen.show("ops/queue.html", QueuePage(named, tuple(rows), more, screen.zone))
