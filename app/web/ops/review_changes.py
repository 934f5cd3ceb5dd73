"""What has changed about a verified post, in sentences for ops: whose it was and is, what is missing, which words."""

from app.core.i18n import Text, text
from app.reviews.models import Review
from app.reviews.rules.following import AUTHOR, SHOP_LINK, WORDS
from app.reviews.rules.words import CHECK_WORDS_OF_OPS

SHOP_ADDED = text("A way to a shop was added.", "新增了购买链接。")


def told(review: Review) -> tuple[Text, ...]:
    """Everything that was found changed at the last change, what weighs most first."""
    return tuple(_one(review, one["what"], one.get("added", 0), one.get("taken", 0)) for one in review.changes)


def in_short(review: Review, words_alone: Text) -> Text:
    """Why a changed post needs somebody: what weighs most of its changes; `words_alone` where that is its words."""
    what = next((one["what"] for one in review.changes), WORDS)
    return words_alone if what == WORDS else _one(review, what, 0, 0)


def are_words(review: Review) -> bool:
    """Whether its words are among what has changed."""
    return any(one["what"] == WORDS for one in review.changes)


def _one(review: Review, what: str, added: int, taken: int) -> Text:
    if what == WORDS:
        return text(f"{added} words came, {taken} went.", f"新增 {added} 字，删去 {taken} 字。")
    if what == AUTHOR:
        return _account(_verified_under(review), review.author)
    if what == SHOP_LINK:
        return SHOP_ADDED
    name = CHECK_WORDS_OF_OPS[what]
    return text(f"No longer in order: {name.pick('en')}", f"不再符合要求：{name.pick('zh-cn')}")


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
