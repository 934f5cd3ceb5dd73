"""Pictures as evidence, where a post can be seen only by people who have signed in: when they are asked for, which of
them ops look at, and what is odd about one."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from random import Random

from app.core.i18n import Text, text
from app.platforms.numbers import MOST, MOST_PEOPLE, Numbers
from app.reviews.rules.checks import Fix
from app.reviews.rules.looks import COUNTS, has_fallen

SUBMISSION = "submission"
SCREENSHOT = "screenshot"
"""What a fix that asks for a picture is about; what a picture lacked has names of its own."""
LATER: Mapping[str, timedelta] = {"day_7": timedelta(days=7), "day_30": timedelta(days=30)}
TIME_TO_SHOW = timedelta(days=5)
SHOW_PICTURE = text(
    "Please add a screenshot of your post with its likes and comments: this network shows posts only to people who "
    "have signed in, so we cannot look ourselves.",
    "请补充一张作品截图（能看到点赞和评论数）：该平台的内容需要登录才能查看，我们无法自己打开。")

LACKS: dict[str, tuple[Text, Text]] = {
    "picture_label": (
        text("Gift label not readable", "看不清赠品标注"),
        text("Please take the screenshot so that the gift label can be read.", "请重新截图，让赠品标注清晰可见。")),
    "picture_author": (
        text("Author not visible", "看不到作者"),
        text("Please take the screenshot so that your account's name stands beside the post.",
             "请重新截图，让你的账号名和作品出现在同一张图里。")),
    "picture_date": (
        text("Date not visible", "看不到发布日期"),
        text("Please take the screenshot so that the date of your post can be read.",
             "请重新截图，让发布日期清晰可见。")),
    "picture_text": (
        text("Text cut off", "正文不完整"),
        text("Please take the screenshot so that your whole text can be read; smaller letters are fine.",
             "请重新截图，让正文完整可见，字小一点没关系。")),
    "picture_numbers": (
        text("Numbers not readable", "看不清数据"),
        text("Please take the screenshot so that the likes and comments beneath your post can be read.",
             "请重新截图，让作品下方的点赞和评论数清晰可见。")),
    "picture_post": (
        text("Another post", "不是这篇内容"),
        text("This picture shows another post. Please open the post whose link you gave us, and take it there.",
             "这张截图是另一篇内容。请打开你提交的那篇内容，再截一次图。")),
    "picture_other": (
        text("Something else", "其他"),
        text("Please take the screenshot once more, so that we can read everything.", "请重新截图，让内容清晰可读。")),
}
"""What a picture can lack: how ops call it, and what its author is asked for."""
OWN_WORDS = "picture_other"
REPLACES = "replaces"
"""What is odd about a picture in the place of one that ops refused, or were to look at and did not accept."""
LACK_WORDS: dict[str, Text] = {name: words for name, (words, _) in LACKS.items()}


def asks_for_picture(check: str) -> bool:
    """Whether what is to be mended is mended by another picture."""
    return check == SCREENSHOT or check in LACKS


def to_show() -> tuple[Fix, ...]:
    """What may be asked of the author of a picture that shows too little."""
    return tuple(Fix(name, message) for name, (_, message) in LACKS.items())


def shown_until(due_at: datetime) -> datetime:
    """Until when a picture that was asked for is waited for."""
    return due_at + TIME_TO_SHOW


def is_drawn(seed: int, share: float) -> bool:
    """Whether a picture is one of the share that ops look at; the same for the same seed, always."""
    return Random(seed).random() < share


def impossible(numbers: Numbers) -> tuple[str, ...]:
    """Which of the numbers that a person read off cannot be: nobody likes or saves what was not seen, nor do more
    people than there are."""
    most = {"likes": MOST_PEOPLE, "saves": MOST_PEOPLE}
    known = {name: value for name in COUNTS if (value := getattr(numbers, name)) is not None}
    beyond = {name for name, value in known.items() if not 0 <= value <= most.get(name, MOST)}
    if "views" in known:
        beyond |= {name for name in most if known.get(name, 0) > known["views"]}
    return tuple(name for name in COUNTS if name in beyond)


def odd(before: Numbers, numbers: Numbers, *, was_shown_elsewhere: bool, was_lost: bool,
        replaces_doubted: bool) -> list[str]:
    """What about a picture asks for a second pair of eyes."""
    signs = {REPLACES: replaces_doubted, "shown_elsewhere": was_shown_elsewhere, "was_lost": was_lost,
             "fell": has_fallen(before, numbers)}
    return [name for name, is_so in signs.items() if is_so]
