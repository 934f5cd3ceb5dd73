"""Whose post it is: on the network asked for, by the account that was named, which was shown to be one's own."""

import re
import unicodedata

from app.consumers.rules.proof import holds_code
from app.core.i18n import Text, text
from app.platforms.found import Post
from app.platforms.policies import Policy
from app.reviews.rules.checks.verdict import Asked, Verdict

_UNSEEN = re.compile("[\\s\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff]")

OTHER_NETWORK = text(
    "We had agreed on another network. Your post counts as your review all the same, and you need not post it again; "
    "the brand's report lists it separately.",
    "我们约定的是另一个平台。这篇内容同样算作你的评价，不用重新发布；品牌报告里会单独列出。")
OTHER_AUTHOR = text(
    "This post is not by the account that you told us. Please paste the link of a post from that account, "
    "or correct the account's name in “My answers”.",
    "这篇内容不是用你填写的账号发布的。请粘贴该账号发布的链接，或在“我的回答”里更正账号名称。")
UNPROVEN = text(
    "Please show us that this account is yours: put the code into the account's profile or into this post for a "
    "moment, then tell us under “My answers”, “My accounts”.",
    "请证明这个账号是你的：把验证码放进账号简介或这篇内容里，再到“我的回答”—“我的账号”告诉我们，之后可以删掉。")
UNSEEN = text(
    "Please show us that this account is yours: put the code into its profile for a moment, and add a screenshot of "
    "the profile under “My answers”, “My accounts”.",
    "请证明这个账号是你的：把验证码放进账号简介，截图后到“我的回答”—“我的账号”上传，之后可以删掉验证码。")


def check_network(platform: str, asked: Asked) -> Verdict:
    """Whether the post stands on the network that was asked for; on another one it is kept and counted apart."""
    if asked.platform in (None, platform):
        return Verdict("network", "passed", platform)
    return Verdict("network", "apart", platform, OTHER_NETWORK)


def plain_handle(name: str) -> str:
    """An account's name without the at sign, case, width, spaces and invisible characters."""
    return _UNSEEN.sub("", unicodedata.normalize("NFKC", name)).lstrip("@").casefold()


def check_author(post: Post, asked: Asked) -> Verdict:
    """Whether the author is the account declared on that network; its own number there counts before its name."""
    if post.author_id is not None and asked.author_id is not None:
        return _author(post.author_id == asked.author_id, post.author or post.author_id)
    if post.author is None or asked.handle is None:
        return Verdict("author", "unknown", post.author)
    declared = plain_handle(asked.handle)
    names = {plain_handle(name) for name in (post.author, post.author_id, *post.aliases) if name}
    return _author(declared in names, post.author)


def _author(is_same: bool, name: str) -> Verdict:
    return Verdict("author", "passed", name) if is_same else Verdict("author", "failed", name, OTHER_AUTHOR)


def check_account(post: Post, asked: Asked) -> Verdict | None:
    """Whether the account was shown to be this person's, by the code in its profile or in the post; None: not asked."""
    if asked.is_account_proven:
        return Verdict("account", "passed")
    if asked.code and holds_code(post.text, asked.code):
        return Verdict("account", "passed", asked.code)
    if not asked.needs_proof:
        return None
    return Verdict("account", "unknown") if post.text is None or post.is_partial else _unproven(asked, UNPROVEN)


def check_account_unseen(asked: Asked, rule: Policy) -> Verdict | None:
    """The same where no post was seen: where no look will ever see one, only the account itself can show the code.

    It stays unknown where another look or ops may yet find it; None where it was not asked for.
    """
    if asked.is_account_proven:
        return Verdict("account", "passed")
    if not asked.needs_proof:
        return None
    return Verdict("account", "unknown") if rule.anonymous_read or asked.is_proof_waiting else _unproven(asked, UNSEEN)


def _unproven(asked: Asked, wanted: Text) -> Verdict:
    code = asked.code and text(asked.code, asked.code)
    return Verdict("account", "failed", None, wanted, to_copy=code or None)
