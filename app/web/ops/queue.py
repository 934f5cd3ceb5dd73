"""The first page of ops: what waits, most urgent first, each with its one way on."""

from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from app.cases import queries
from app.cases.models import Task
from app.cases.rules import TASKS
from app.core.i18n import Text, text
from app.core.paging import Ask
from app.web.doors import Working, opens
from app.web.screen import Showing

router = APIRouter()
TASK_WORDS: dict[str, tuple[Text, str]] = {
    "approve_campaign": (text("Approve a campaign", "审批活动"), "/ops/campaigns/{subject}"),
    "find_more_people": (
        text("A campaign has free samples and nobody left on its list", "活动还有样品，但候选名单已用完"),
        "/ops/campaigns/{subject}"),
    "mend_trouble": (text("Mend a delivery trouble", "处理配送问题"), "/ops/troubles/{subject}"),
    "check_review": (text("Check a review", "核对评价"), "/ops/reviews/{subject}"),
    "look_at_change": (text("A verified post was changed", "已核实的内容有改动"), "/ops/reviews/{subject}"),
    "look_at_removal": (text("A verified post is gone", "已核实的内容已下线"), "/ops/reviews/{subject}"),
    "answer_case": (text("Answer somebody", "回复用户"), "/ops/cases/{subject}"),
    "tell_person": (text("Tell somebody who cannot be written to of an offer", "把邀请告知无法发送消息的用户"),
                    "/ops/seats/{subject}"),
    "reach_person": (text("A message could not be delivered", "有消息未能送达"), "/ops/messages?state=failed"),
}


@dataclass(frozen=True, slots=True)
class TaskRow:
    """One thing to do."""

    words: Text
    href: str
    campaign: Text | None
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


def _row(task: Task, at: datetime, names: dict[str, dict[str, str]]) -> TaskRow:
    words, href = TASK_WORDS.get(task.kind, (text(task.kind), "/ops"))
    about = names.get(task.campaign_id or task.subject_id)
    campaign = Text.model_validate(about) if about else None
    return TaskRow(words, href.format(subject=task.subject_id), campaign, task.opened_at, task.due_at,
                   task.due_at is not None and task.due_at < at)


@router.get("/ops", **opens(TASKS))
async def queue(screen: Showing, work: Working) -> HTMLResponse:
    """What waits, the longest waiting first; ?kind= narrows it."""
    asked = screen.request.query_params
    at = work.clock()

    kind = asked.get("kind", "")
    counts = await work.read(queries.count_tasks, screen.viewer)
    page = await work.read(queries.tasks, screen.viewer, Ask(asked.get("after"), 50), kind)
    about = {task.campaign_id or task.subject_id for task in page.items}
    names = await work.read(queries.names_of_campaigns, screen.viewer, about)
    rows, after = tuple(_row(task, at, names) for task in page.items), page.next_cursor
    named = tuple((TASK_WORDS.get(k, (text(k), ""))[0], n, f"/ops?kind={k}") for k, n in counts.items())
    more = f"/ops?kind={kind}&after={after}" if after else None
    return screen.show("ops/queue.html", QueuePage(named, rows, more, screen.zone))
