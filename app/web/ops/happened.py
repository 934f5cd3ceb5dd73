"""What happened to a seat or a review, in words: events and who caused them, for the histories on ops' pages."""

from collections.abc import Iterable
from datetime import datetime

from app.core.i18n import Text, text
from app.journal.models import Entry

History = tuple[tuple[Text, Text, datetime], ...]
ACTORS: dict[str, Text] = {
    "system": text("System", "系统"), "consumer": text("The person", "本人"), "brand": text("The brand", "品牌"),
    "ops": text("Ops", "运营"), "anonymous": text("A visitor", "访客"),
}
EVENTS: dict[str, Text] = {
    "review.awaited": text("A post is awaited", "等待发布"),
    "review.submitted": text("Handed in", "已提交"),
    "review.taken_back": text("Taken back", "已撤回提交"),
    "review.checking": text("Checking began", "开始核对"),
    "review.needs_eyes": text("Needs a person's eyes", "需要人工核对"),
    "review.verified": text("Verified", "已核实"),
    "review.verified_again": text("Found in order again", "重新核实通过"),
    "review.acknowledged": text("Left as it is", "已知晓，保持现状"),
    "review.fix_asked": text("A fix was asked for", "已请对方修改"),
    "review.gave_way": text("Gave its post to the account that wrote it", "内容归还给发布账号"),
    "review.taken_away": text("The post was taken away: it is somebody else's", "取消内容归属：由他人发布"),
    "review.post_freed": text("Lets go of a post that another one claims", "不再占用该内容"),
    "review.rejected": text("Not accepted", "未通过"),
    "review.missed": text("Not published in time", "逾期未发布"),
    "review.waived": text("No longer needed", "无需发布"),
    "review.changed": text("The post was changed", "内容有改动"),
    "review.edited": text("The post was edited, in order", "内容有编辑，仍符合要求"),
    "review.removed": text("The post is gone", "内容已下线"),
    "review.unreachable": text("The post could not be reached", "内容无法访问"),
    "review.closed": text("Followed to the end", "跟踪结束"),
    "review.picture_shown": text("A screenshot was shown", "已上传截图"),
    "review.picture_asked": text("A screenshot was asked for", "已请对方上传截图"),
    "review.picture_drawn": text("A screenshot was drawn to be looked at", "截图被抽中，待人工查看"),
    "review.picture_judged": text("A screenshot was looked at", "截图已人工查看"),
    "review.picture_missed": text("No screenshot came in time", "逾期未上传截图"),
    "review.measured": text("Numbers were measured", "已统计数据"),
    "review.numbers_doubted": text("Numbers to be looked at", "数据待人工查看"),
    "review.numbers_held": text("Numbers held until somebody has looked", "数据暂不计入，等待人工查看"),
    "review.numbers_released": text("Numbers found in order", "数据核实正常"),
    "review.numbers_left_out": text("Numbers left out of the sums", "数据不计入合计"),
    "review.account_told": text("The account was looked at", "已查看账号情况"),
    "review.due_moved": text("The deadline moved", "截止时间有变动"),
    "review.withheld": text("Withheld from display", "停止展示"),
    "review.hidden": text("The post was made private", "内容已设为私密"),
    "review.shown": text("Shown again", "恢复展示"),
    "review.erased": text("The author was erased", "作者信息已删除"),
    "seat.offered": text("Invited", "已邀请"),
    "seat.told": text("Told of the invitation", "已告知邀请"),
    "seat.accepted": text("Accepted", "已接受"),
    "seat.declined": text("Declined", "已婉拒"),
    "seat.expired": text("Not answered in time", "逾期未答"),
    "seat.queued": text("Put on the waiting list", "进入候补名单"),
    "seat.promoted": text("Came up from the waiting list", "候补转正"),
    "seat.withdrawn": text("Withdrawn", "已撤回"),
    "seat.released": text("Stepped back", "已退出"),
    "seat.excused": text("Excused", "已免除"),
    "seat.reacted": text("Reported a reaction", "报告身体不适"),
    "seat.address_changed": text("Changed the address", "修改了地址"),
    "seat.exported": text("Handed over for packing", "已交付打包"),
    "seat.received": text("Received the sample", "已收到样品"),
    "seat.stopped": text("The clock was stopped", "计时暂停"),
    "seat.restarted": text("The clock runs again", "计时恢复"),
    "seat.extended": text("Given more days", "已延长时间"),
    "seat.deadline_moved": text("The deadline moved", "截止时间有变动"),
    "seat.completed": text("Completed", "已完成"),
    "seat.reopened": text("Open again for another post", "重新开放，等待另一篇内容"),
    "seat.missed": text("No review in time", "逾期未发布"),
}


def told(entries: Iterable[Entry]) -> History:
    """Entries as a history; what has no words yet stays as it is named."""
    return tuple((EVENTS.get(one.event, text(one.event)), ACTORS.get(one.actor_kind, text(one.actor_kind)), one.at)
                 for one in entries)
