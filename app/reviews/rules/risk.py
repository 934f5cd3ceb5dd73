"""Why a review needs somebody of ops: what is at risk, in the order in which it is looked at, in words."""

from datetime import timedelta

from app.core.i18n import Text, text
from app.reviews.rules import CHANGED, REMOVED, UNREACHABLE, inflation

SOON = timedelta(days=2)
"""So long before its window closes a review is about to miss it."""
DOUBTED = inflation.LOOK
"""So many signals about its numbers make a review one to look at."""
RISK_WORDS: dict[str, Text] = {
    "harm": text("May do harm", "可能造成伤害"),
    "held": text("Numbers held", "数据暂不计入"),
    "gone": text("Gone too early", "提前下线"),
    "label": text("Label lost", "标注缺失"),
    "window": text("Window closes soon", "即将截止"),
    "unknown": text("Could not be checked", "未能自动核对"),
    "odd": text("Odd screenshot", "截图存疑"),
    "changed": text("Changed", "内容有改动"),
    "doubted": text("Odd numbers", "数据存疑"),
    "unseen": text("Out of sight", "无法查看"),
    "overdue": text("Numbers overdue", "数据待查看"),
    "drawn": text("Drawn at random", "随机抽查"),
}
"""What is at risk, the worst first."""
RISKS = tuple(RISK_WORDS)
WHY: dict[str, Text] = {
    "harm": text("Withheld; what becomes of it is not decided.", "已停止展示，尚未作出决定。"),
    "held": text("Its numbers stand in no sum until somebody decides.", "数据暂不计入合计，等待处理。"),
    "gone": text("The post went offline before its promised days were over.", "内容在约定的保留期之前下线。"),
    "label": text("The gift label was taken out after it was verified.", "核实之后，赠品标注被去掉了。"),
    "odd": text("Something about the screenshot is odd.", "截图有疑点。"),
    "changed": text("The words have changed since it was verified.", "核实之后内容有改动。"),
    "doubted": text("Two signals or more say that its numbers should be looked at.",
                    "有两项以上信号提示需要查看数据。"),
    "unseen": text("We have not been able to see it three times in a row, or it is hidden.",
                   "连续三次无法查看，或内容已被隐藏。"),
    "overdue": text("Its numbers are to be looked at by a person.", "需要人工查看数据。"),
    "drawn": text("One of the share of screenshots that we look at.", "属于随机抽查的截图。"),
}
"""Why, in a sentence; where checks are open their names say it."""
ACTION_WORDS: dict[str, Text] = {
    "harm": text("Decide", "去处理"), "held": text("Look at the numbers", "查看数据"),
    "window": text("Check", "去核对"), "unknown": text("Check", "去核对"),
    "odd": text("Look at the screenshot", "查看截图"), "drawn": text("Look at the screenshot", "查看截图"),
    "doubted": text("Look at the numbers", "查看数据"), "overdue": text("Enter numbers", "录入数据"),
}
LOOK = text("Look", "去查看")
"""The one thing to do about a risk that has no other name."""
OF_NUMBERS = ("held", "doubted")
LOST = (CHANGED, REMOVED, UNREACHABLE)
