"""What is checked of a post, each check in its own place. What it says of the product is never looked at."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from app.core.i18n import Text, text
from app.platforms.found import WHYS, Found, Gone, Post, Private, Unreachable
from app.platforms.policies import Policy
from app.reviews.rules.checks.claims import COUNTED
from app.reviews.rules.checks.copies import check_own_words
from app.reviews.rules.checks.label import check_label
from app.reviews.rules.checks.said import check_hashtags, check_length, check_product
from app.reviews.rules.checks.shape import check_format, check_pictures
from app.reviews.rules.checks.verdict import Asked, Decision, Fix, Other, Outcome, Verdict, decide, fixes_of
from app.reviews.rules.checks.when import arrived_from, check_date
from app.reviews.rules.checks.who import check_account, check_account_unseen, check_author, check_network, plain_handle

__all__ = [
    "COUNTED", "NOT_FOLLOWED", "NOT_OPEN", "NOT_SIMULATED", "Asked", "Decision", "Fix", "Other", "Outcome", "Verdict",
    "arrived_from", "check_account", "check_author", "check_date", "check_format", "check_found", "check_hashtags",
    "check_label", "check_length", "check_network", "check_own_words", "check_pictures", "check_product", "decide",
    "fixes_of", "lacks_proof_alone", "nothing_there", "plain_handle", "wants_another_link",
]

NOT_OPEN = text(
    "We cannot open this post. Is it public? Please make it public, or paste its link again.",
    "我们打不开这篇内容，请确认它是公开可见的，或重新粘贴链接。")
NOT_FOLLOWED = text(
    "We could not follow this short link. Please open it in a browser and paste the long address from there.",
    "我们无法打开这个短链接。请先在浏览器里打开它，再把地址栏里的完整网址粘贴过来。")
NOT_SIMULATED = text(
    "This house looks only at simulated posts, so a real one cannot be checked here. Nothing is wrong with yours; "
    "please paste the link of a simulated post.",
    "这里是演示环境，只核对模拟平台的内容，无法核对真实内容。你的内容没有问题，请粘贴模拟平台的链接。")
ASKED_FOR: tuple[Callable[[Post, Asked], Verdict | None], ...] = (
    check_account, check_product, check_hashtags, check_length, check_pictures, check_format, check_own_words)
"""Checks of which some make no sense for a brief that does not ask; those say nothing."""
ALWAYS = ("author", "label", "date")


def nothing_there(found: Found | None, leads_nowhere: bool, is_short: bool, rule: Policy) -> Text | None:
    """What to say where a look came to no post at all; None where there is something to check, or to ask ops.

    In a house that looks only at simulated posts a real one counts as nothing, unless its author's picture stands in.
    """
    if found == Unreachable("not_simulated") and (rule.anonymous_read or is_short):
        return NOT_SIMULATED
    if leads_nowhere:
        return NOT_FOLLOWED
    return NOT_OPEN if isinstance(found, Gone | Private) else None


def wants_another_link(fixes: Iterable[Mapping[str, Any]]) -> bool:
    """Whether what is to be mended is the link itself, so that looking again at the same one would change nothing."""
    return any(fix["check"] == "network" and Text.model_validate(fix["message"]) != NOT_OPEN for fix in fixes)


def lacks_proof_alone(fixes: Sequence[Mapping[str, Any]]) -> bool:
    """Whether nothing is to be mended but that the account be shown to be one's own."""
    return bool(fixes) and all(fix["check"] == "account" for fix in fixes)


def check_found(found: Found, platform: str, asked: Asked, rule: Policy) -> tuple[Verdict, ...]:
    """Every check of what one look found; where no post was seen, all but network and account stay unknown."""
    if isinstance(found, Post):
        first = (check_network(platform, asked), check_author(found, asked), check_label(found, asked, rule),
                 check_date(found, asked))
        more = (check(found, asked) for check in ASKED_FOR)
        return (*first, *(verdict for verdict in more if verdict is not None))
    why = WHYS[found.why].default if isinstance(found, Unreachable) else None
    account = check_account_unseen(asked, rule)
    unseen = (Verdict(name, "unknown", why) for name in ALWAYS)
    return (check_network(platform, asked), *unseen, *((account,) if account else ()))
