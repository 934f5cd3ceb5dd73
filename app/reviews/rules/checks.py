"""What is checked of a post: network, author, label, date. What it says of the product is never looked at."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from app.core.i18n import Text, say_day, text
from app.platforms.labels import find_label
from app.platforms.policies import Policy
from app.platforms.posts import WHYS, Found, Post, Unreachable

Outcome = Literal["passed", "failed", "unknown"]
Decision = Literal["verify", "ask_fix", "wait"]
VERSION = "2026-1"
CLOCKS_DIFFER = timedelta(minutes=10)
_UNSEEN = re.compile("[\\s\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff]")

OTHER_NETWORK = text(
    "We asked for a post on another network. Yours is kept all the same and counted apart.",
    "我们约定的是另一个平台。这篇内容会保留，并单独统计。")
OTHER_AUTHOR = text(
    "This post is not by the account that you told us. Please paste the link of a post from that account, "
    "or correct the account's name in “My answers”.",
    "这篇内容不是用你填写的账号发布的。请粘贴该账号发布的链接，或在“我的回答”里更正账号名称。")
BEFORE_SAMPLE = text(
    "This post was published before the sample was on its way. Please publish your view after trying it and paste "
    "that link.", "这篇内容在样品寄出之前就发布了。请试用后再发布，并粘贴新的链接。")
IN_FUTURE = text(
    "This post says that it will only be published later. Please paste its link once it can be seen.",
    "这篇内容显示的发布时间还没有到，请在公开之后再粘贴链接。")
NOT_OPEN = text(
    "We cannot open this post. Is it public? Please make it public, or paste its link again.",
    "我们打不开这篇内容，请确认它是公开可见的，或重新粘贴链接。")
COUNTED = text(
    "This post has been handed in before. Please paste the link of another post.",
    "这篇内容已经提交过了，请粘贴另一篇内容的链接。")


@dataclass(frozen=True, slots=True)
class Asked:
    """What one person owes with one post; `handle` is the account as declared, None where none was.

    The sample left at `sent_at` and may have been in the person's hands from `arrived_at` on.
    """

    platform: str | None
    handle: str | None
    now: datetime
    sent_at: datetime | None = None
    arrived_at: datetime | None = None
    posts_from: datetime | None = None
    time_zone: str = "UTC"
    has_shop_link: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """One check: what came of it, what it rests on, and, where it failed, what exactly to add or change."""

    name: str
    outcome: Outcome
    evidence: str | None = None
    to_add: Text | None = None
    rule_version: str = VERSION


@dataclass(frozen=True, slots=True)
class Fix:
    """One thing to mend: which check it belongs to, and what to do in both languages."""

    check: str
    message: Text

    def as_json(self) -> dict[str, object]:
        """The stored form."""
        return {"check": self.check, "message": self.message.as_json()}


def check_found(found: Found, platform: str, asked: Asked, rule: Policy) -> tuple[Verdict, ...]:
    """Every check of what one look found; where no post was seen, all but the network stay unknown."""
    if isinstance(found, Post):
        return (check_network(platform, asked), check_author(found, asked), check_label(found, asked, rule),
                check_date(found, asked))
    why = WHYS[found.why].default if isinstance(found, Unreachable) else None
    unseen = (Verdict(name, "unknown", why) for name in ("author", "label", "date"))
    return (check_network(platform, asked), *unseen)


def check_network(platform: str, asked: Asked) -> Verdict:
    """Whether the post stands on the network that was asked for."""
    if asked.platform in (None, platform):
        return Verdict("network", "passed", platform)
    return Verdict("network", "failed", platform, OTHER_NETWORK)


def plain_handle(name: str) -> str:
    """An account's name without the at sign, case, width, spaces and invisible characters."""
    return _UNSEEN.sub("", unicodedata.normalize("NFKC", name)).lstrip("@").casefold()


def check_author(post: Post, asked: Asked) -> Verdict:
    """Whether the post's author is the account that this person declared on that network."""
    if post.author is None or asked.handle is None:
        return Verdict("author", "unknown", post.author)
    if plain_handle(post.author) == plain_handle(asked.handle):
        return Verdict("author", "passed", post.author)
    return Verdict("author", "failed", post.author, OTHER_AUTHOR)


def check_label(post: Post, asked: Asked, rule: Policy) -> Verdict:
    """Whether the post says that the product was a gift; a text of which only a part was seen proves no absence."""
    if post.text is None:
        return Verdict("label", "unknown", rule_version=rule.rule_version)
    with_link = asked.has_shop_link if post.has_shop_link is None else post.has_shop_link
    label = find_label(post.text, rule, with_link)
    if label.found:
        return Verdict("label", "passed", label.evidence, rule_version=label.rule_version)
    if post.is_partial:
        return Verdict("label", "unknown", rule_version=label.rule_version)
    return Verdict("label", "failed", None, label.wanted, label.rule_version)


def check_date(post: Post, asked: Asked) -> Verdict:
    """Whether the post was published after the sample came and after the embargo, and not in the future."""
    at = post.published_at
    if at is None:
        return Verdict("date", "unknown")
    said = at.isoformat(timespec="minutes")
    if at > asked.now + CLOCKS_DIFFER:
        return Verdict("date", "failed", said, IN_FUTURE)
    if asked.posts_from and at < asked.posts_from:
        return Verdict("date", "failed", said, _embargo(asked.posts_from, asked.time_zone))
    started = asked.sent_at or asked.arrived_at
    if started and at < started:
        return Verdict("date", "failed", said, BEFORE_SAMPLE)
    if asked.arrived_at is None or at < asked.arrived_at:
        return Verdict("date", "unknown", said)
    return Verdict("date", "passed", said)


def arrived_from(received_at: datetime | None, how: str | None, sent_at: datetime | None,
                 delivered_at: datetime | None) -> datetime | None:
    """From when on the sample may have been there: a receipt says at the latest when, the carrier's word earlier.

    Silence counted as receipt (`how` = "shipped") says nothing but that it came after it was sent.
    """
    if received_at is None:
        return delivered_at
    known = (received_at, delivered_at, sent_at if how == "shipped" else None)
    return min(at for at in known if at)


def _embargo(posts_from: datetime, zone: str) -> Text:
    day = posts_from.astimezone(ZoneInfo(zone)).date()
    return text(
        f"Posts may go out from {say_day(day, 'en')} on. Please publish it again then and paste the new link.",
        f"内容请在{say_day(day, 'zh-cn')}之后发布。请届时重新发布，并粘贴新的链接。")


def fixes_of(verdicts: Iterable[Verdict]) -> tuple[Fix, ...]:
    """What the person is asked to mend; a post on another network is kept as it is."""
    return tuple(Fix(v.name, v.to_add) for v in verdicts
                 if v.outcome == "failed" and v.name != "network" and v.to_add is not None)


def decide(verdicts: Iterable[Verdict]) -> Decision:
    """Ask for a fix where something failed, wait for ops' eyes where something is unknown, else verify."""
    outcomes = {v.outcome for v in verdicts if v.name != "network"}
    return "ask_fix" if "failed" in outcomes else "wait" if "unknown" in outcomes else "verify"
