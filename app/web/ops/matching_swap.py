"""Putting somebody else in the place of a pick, in one step: who may come, and what was chosen."""

from collections.abc import Sequence

from app.core.errors import Invalid
from app.core.i18n import Language, Text, text
from app.core.work import Work
from app.matching import service
from app.matching.queries.swapping import Comes
from app.matching.rules import REJECTIONS
from app.web.ops.matching_person import mark_of
from app.web.screen import Screen

Choices = tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
FROM_WAITLIST, FROM_BEHIND = text("Waiting list", "候补名单"), text("Next ranks", "后面的名次")
NOTED = text("Noted: {out} will not be invited, {comes} takes the place. You have ten seconds to take it back.",
             "已记录：不邀请 {out}，由 {comes} 顶替。10 秒内可以撤回。")


def choices(found: Sequence[Comes], language: Language) -> Choices:
    """Who may come instead, to choose from: the waiting list, then the ranks behind it; nothing where nobody may."""
    told = text("{mark}: rank {rank}, fit {fit:.1%}", "{mark}：第 {rank} 名，契合度 {fit:.1%}").pick(language)
    parts = ((FROM_WAITLIST, [one for one in found if one.is_waiting]),
             (FROM_BEHIND, [one for one in found if not one.is_waiting]))
    return tuple((head.pick(language), tuple(
        (one.consumer_id, told.format(mark=mark_of(one.consumer_id), rank=one.rank, fit=one.fit)) for one in some))
        for head, some in parts if some)


def reason_in(typed: str, field: str) -> str:
    """A reason of the closed list; Invalid at the field otherwise."""
    if typed not in REJECTIONS:
        raise Invalid.at(field, text("Please choose a reason.", "请选择原因。"), "no_such_reason")
    return typed


async def plan(screen: Screen, work: Work, match_id: str, consumer_id: str, reason: str, instead: str) -> Text:
    """Note that somebody takes the place of a match; what is said of it."""
    await work.do(service.plan_swap, screen.viewer, match_id, reason, instead)
    names = {"out": mark_of(consumer_id), "comes": mark_of(instead)}
    return text(NOTED.pick("en").format(**names), NOTED.pick("zh-cn").format(**names))
