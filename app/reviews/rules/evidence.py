"""Pictures as evidence, where a post can be seen only by people who have signed in: when they are asked for, which of
them ops look at, and what is odd about one."""

from collections.abc import Mapping
from datetime import timedelta
from random import Random

from app.core.i18n import text
from app.platforms.numbers import MOST, Numbers
from app.reviews.rules.looks import COUNTS, has_fallen

SUBMISSION = "submission"
LATER: Mapping[str, timedelta] = {"day_7": timedelta(days=7), "day_30": timedelta(days=30)}
TIME_TO_SHOW = timedelta(days=5)
SHOW_PICTURE = text(
    "Please add a screenshot of your post with its likes and comments: this network shows posts only to people who "
    "have signed in, so we cannot look ourselves.",
    "请补充一张作品截图（能看到点赞和评论数）：该平台的内容需要登录才能查看，我们无法自己打开。")


def is_drawn(seed: int, share: float) -> bool:
    """Whether a picture is one of the share that ops look at; the same for the same seed, always."""
    return Random(seed).random() < share


def is_possible(numbers: Numbers) -> bool:
    """Whether numbers that a person read off can be true at all."""
    known = [value for name in COUNTS if (value := getattr(numbers, name)) is not None]
    return all(0 <= value <= MOST for value in known)


def odd(before: Numbers, numbers: Numbers, *, was_shown_elsewhere: bool, was_lost: bool) -> list[str]:
    """What about a picture asks for a second pair of eyes."""
    signs = {"shown_elsewhere": was_shown_elsewhere, "was_lost": was_lost, "fell": has_fallen(before, numbers),
             "doubtful": numbers.is_doubtful}
    return [name for name, is_so in signs.items() if is_so]
