"""What has changed about a verified post, in sentences for ops: whose it was and is, what is missing, which words."""

from app.core.i18n import Count, Text, text
from app.reviews.models import Review
from app.reviews.rules.following import AUTHOR, SHOP_LINK, WORDS, Change
from app.reviews.rules.words import CHECK_WORDS_OF_OPS

SIGNS_ALONE = text("Its signs changed, or the order of its words.", "标点或文字顺序有改动。")
SHOP_ADDED = text("A way to a shop was added.", "新增了购买链接。")


def told(review: Review) -> tuple[Text, ...]:
    """Everything that was found changed at the last change, what weighs most first."""
    return tuple(_one(review, Change(**one)) for one in review.changes)


def in_short(review: Review, words_alone: Text) -> Text:
    """Why a changed post needs somebody: what weighs most of its changes; `words_alone` where that is its words."""
    first = next((Change(**one) for one in review.changes), Change(WORDS))
    return words_alone if first.what == WORDS else _one(review, first)


def are_words(review: Review) -> bool:
    """Whether its words are among what has changed."""
    return any(one["what"] == WORDS for one in review.changes)


def _one(review: Review, change: Change) -> Text:
    what = change.what
    if what == WORDS:
        return words_told(change)
    if what == AUTHOR:
        return _account(_verified_under(review), review.author)
    if what == SHOP_LINK:
        return SHOP_ADDED
    name = CHECK_WORDS_OF_OPS[what]
    return text(f"No longer in order: {name.pick('en')}", f"不再符合要求：{name.pick('zh-cn')}")


def words_told(change: Change) -> Text:
    """How many words and Chinese characters came and went; what did not is not named."""
    came = _counted(change.added - change.han_added, change.han_added)
    went = _counted(change.taken - change.han_taken, change.han_taken)
    if not (came or went):
        return SIGNS_ALONE
    english = [f"{many.pick('en')} {what}" for many, what in ((came, "came"), (went, "went")) if many]
    chinese = [f"{what} {many.pick('zh-cn')}" for many, what in ((came, "新增"), (went, "删去")) if many]
    return text(f"{', '.join(english)}.", f"{'，'.join(chinese)}。")


def _counted(words: int, han: int) -> Text | None:
    told = [text(f"{Count(words):word/words}", f"{words} 个词")] if words else []
    if han:
        told.append(text(f"{Count(han):Chinese character/Chinese characters}", f"{han} 个字"))
    if not told:
        return None
    return text(" and ".join(one.pick("en") for one in told), "、".join(one.pick("zh-cn") for one in told))


def _verified_under(review: Review) -> str | None:
    """The name of the account under which the post was seen when it was verified."""
    seen = (check.evidence for check in review.checks
            if check.name == AUTHOR and check.attempt == review.attempt and check.outcome != "failed")
    return next(seen, None)


def _account(was: str | None, now: str | None) -> Text:
    if was and was == now:
        return text(f"It stands under another account of the same name ({now}).", f"发布账号变了，名称相同（{now}）。")
    if was and now:
        return text(f"It stands under another account: {was} → {now}", f"发布账号变了：{was} → {now}")
    return text("It stands under another account.", "发布账号变了。")
