"""What ops decided on matches just now, wherever they look: about whom, until when it can be taken back."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from app.core.i18n import Language, Text, text
from app.core.work import Work
from app.matching.queries import pending
from app.matching.queries.pending import Noted
from app.web.ops.matching_person import mark_of
from app.web.screen import Screen

DECIDED: dict[str, tuple[str, str]] = {
    "approve": ("{n} to approve: {who}", "批准 {n} 人：{who}"),
    "reject": ("{n} to reject: {who}", "拒绝 {n} 人：{who}"),
    "replace": ("{n} to replace: {who}", "替换 {n} 人：{who}"),
}
SWAP = text("To replace {who} by {comes}", "用 {comes} 替换 {who}")
REST = text("{who} and {more} more", "{who} 等")


@dataclass(frozen=True, slots=True)
class NotedRow:
    """A decision in words, its campaign and run, when it is carried out, and in how many seconds."""

    key: str
    run_id: str
    campaign: Text
    words: str
    until: str
    seconds: int


async def noted_rows(screen: Screen, work: Work) -> tuple[NotedRow, ...]:
    """All that can still be taken back, of every run, the latest first."""
    found = await work.read(pending.decisions, screen.viewer)
    return tuple(NotedRow(
        one.key, one.run_id, one.campaign, _words(one, screen.language),
        one.due_at.astimezone(ZoneInfo(screen.zone)).strftime("%H:%M:%S"),
        max(0, round((one.due_at - work.clock()).total_seconds()))) for one in found)


def _words(one: Noted, language: Language) -> str:
    comma = "、" if language == "zh-cn" else ", "
    who, more = comma.join(map(mark_of, one.people)), one.count - len(one.people)
    if more > 0:
        who = REST.pick(language).format(who=who, more=f"{more:,}")
    if one.comes is not None:
        return SWAP.pick(language).format(who=who, comes=mark_of(one.comes))
    return text(*DECIDED[one.decision]).pick(language).format(n=f"{one.count:,}", who=who)
