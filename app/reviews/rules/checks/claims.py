"""Whose a post is where two people say that it is theirs: its author's, never that of whoever was first."""

from dataclasses import dataclass
from typing import Literal

from app.core import crypto
from app.core.i18n import text
from app.platforms.found import Post
from app.reviews.rules.checks.verdict import Asked, Outcome, Verdict
from app.reviews.rules.checks.who import check_account, check_author
from app.reviews.rules.refusals import PostAlreadyCounted

Weighed = Literal["takes", "contested", "to_prove", "counted"]
Standing = Literal["held", "lost", "contested", "to_prove", "counted"]
"""How a review stands towards its post once everybody's claim was weighed."""

COUNTED = text(PostAlreadyCounted.message, PostAlreadyCounted.zh)
GAVE_WAY = text(
    "This post is by the account of somebody else, for whom it now counts. Please paste the link of your own post.",
    "这篇内容由另一位用户的账号发布，现已计入对方名下。请粘贴你自己发布的内容的链接。")
TO_PROVE = text(
    "Somebody else has handed in this post too. If it is yours, show us that the account is: put the code into its "
    "profile for a moment, tell us under “My answers”, “My accounts”, then paste the link again.",
    "这篇内容也有别的用户提交。如果是你发布的，请先证明账号归属：把验证码放进账号简介，到“我的回答”—“我的账号”告诉我们，"
    "再重新粘贴链接。")
CONTESTED = text(
    "Somebody else has handed in this post too. One of us looks at whose it is.",
    "这篇内容也有别的用户提交，工作人员会核对它归谁。")


@dataclass(frozen=True, slots=True)
class Claim:
    """What speaks for one person: whether the page names the declared account, and whether that was proven by code."""

    author: Outcome
    is_proven: bool

    @property
    def strength(self) -> int:
        """0 where somebody else is the author, then by what is shown: the account named by the page, the code."""
        return 0 if self.author == "failed" else 1 + self.is_proven + 2 * (self.author == "passed")


def index_of(platform: str, post_id: str) -> str:
    """The blind index of a post; ids differ by case on some networks, so their bytes are spelled out."""
    return crypto.keyring().blind_index("post", f"{platform}/{post_id.encode().hex()}")


def claim_on(post: Post | None, asked: Asked) -> Claim:
    """What speaks for whoever owes this, by one look; where no post was seen only the account's own proof does."""
    if post is None:
        return Claim("unknown", asked.is_account_proven)
    account = check_account(post, asked)
    return Claim(check_author(post, asked).outcome, account is not None and account.outcome == "passed")


def weigh(claim: Claim, held: Claim, is_counted: bool) -> Weighed:
    """What becomes of a claim on a post that somebody else holds; `is_counted`: the holder's review was verified.

    The better shown claim takes the post. Where both are proven, or the post counts already, ops decide.
    """
    if claim.author == "failed" or claim.strength < held.strength:
        return "counted"
    if claim.is_proven and (held.is_proven or is_counted or claim.author == "unknown"):
        return "contested"
    if claim.author == "passed" and claim.strength > held.strength:
        return "counted" if is_counted else "takes"
    return "to_prove"


def after(standing: Standing, verdicts: tuple[Verdict, ...], asked: Asked) -> tuple[Verdict, ...]:
    """The checks as they stand once claims were weighed: the account still to be proven, the author for ops to tell."""
    if standing == "to_prove":
        code = asked.code and text(asked.code, asked.code)
        return _with(verdicts, Verdict("account", "failed", None, TO_PROVE, to_copy=code or None))
    if standing == "contested":
        named = next((verdict.evidence for verdict in verdicts if verdict.name == "author"), None)
        return _with(verdicts, Verdict("author", "unknown", named, CONTESTED))
    return verdicts


def _with(verdicts: tuple[Verdict, ...], last: Verdict) -> tuple[Verdict, ...]:
    return (*(verdict for verdict in verdicts if verdict.name != last.name), last)
