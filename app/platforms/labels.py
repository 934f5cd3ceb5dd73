"""Whether a post says openly that the product was a gift: the label, quoted, where it stands and is not denied."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from rapidfuzz.distance import OSA

from app.core.i18n import Text, text
from app.platforms.policies import Labels, Policy
from app.platforms.wording import HAN as _HAN
from app.platforms.wording import Folded, fold, plain, tags_of

_MARKS = r"[ \t#*_\[\](){}<>【】「」『』《》“”\"'‘’:-]"
_NOT = re.compile(
    r"(?:\b(?:not|never|no|non|without|nor|cannot|neither|(?:is|was|are|were|ai|have|has|do|did|ca)n['’]?t)\b"
    r"(?:[ \t-]+(?:an?|the|my|any|even|really|been|being|be|get|receive|accept|was|were"
    rf"|(?:paid|sponsored)[ \t]+(?:or|nor)|(?<=an )sponsored|(?<=a )(?:paid|sponsored))\b)*{_MARKS}*"
    r"|(?:不是|并非|绝非|不算|不属于|不含|不接|没有|没|未|无|非|勿|拒绝|谢绝|零|(?<![0-9])0)"
    rf"(?:任何|什么|一个|一条|一则|商业|品牌|收到|收过|收|接受|接过|接|打|投|是|做|过|了|的|{_MARKS})*)\Z"
)
_NOT_AFTER = re.compile(r"[ \t]*[?:]{1,2}[ \t]*(?:no\b|nope\b|不是|没有)")
_JEST = r"(?:(?:just|only)[ \t]+(?:kidding|joking)|jk|开(?:个)?玩笑(?:的|啦)?|骗你们?的|才怪)"
_JEST_BEFORE = re.compile(rf"(?<![a-z0-9]){_JEST}(?![a-z0-9])[ \t,:()-]*\Z")
_JEST_AFTER = re.compile(rf"[ \t,?:()…~-]*{_JEST}(?![a-z0-9])")
_WISHED = re.compile(
    r"(?:\b(?:wish(?:es|ed|ing)?|if(?:[ \t]+only)?)(?:[ \t]+(?:that|i|we|it|they|someone|somebody|had|have|could|would"
    r"|got|gets?|was|were|be|been|me|us|an?|(?:this|that|the|my|these|those)(?:[ \t]+(?!was|were|got|had)\w+)?)\b)*"
    rf"|(?:希望|要是|如果|假如|但愿|多想|好想)(?:能|可以|也|都|再|有|是|收到|拿到|得到|我|这个?|这款|它|品牌方?)*){_MARKS}*\Z")
"""A gift that is wished for or supposed has not been given."""
_AD_FREE = re.compile(r"(?<=ad)[ \t-]*(?:free|blockers?)\b")
_SPACED = re.compile(r"(?<![a-z0-9_&/])#[ \t]+(?P<word>\w+)")
_BEFORE = r"(?:^|[^\w\s,、'’\"“@#&./\\-]|[./-][ \t]+)[ \t]*"
_AFTER = r"(?=[ \t]*(?:$|[^\w\s,、'’\"”@&./\\-]|[./-](?!\w)))"


@dataclass(frozen=True, slots=True)
class LabelVerdict:
    """What the check kept: the label as it stands in the post, or what exactly to add where it is missing.

    `seen` is what stands there in its stead: the label where nobody sees it, or misspelt; `to_copy` is the label.
    """

    found: bool
    evidence: str | None
    wanted: Text
    rule_version: str
    to_copy: Text
    seen: str | None = None


def find_label(words: str | None, policy: Policy, has_shop_link: bool | None) -> LabelVerdict:
    """Look for a label that this network's rule accepts; a shop link needs the word advertisement, a gift either.

    It counts where readers see it: before the network cuts the text off, and not behind a crowd of hashtags.
    """
    label = policy.shop_label_to_copy if has_shop_link else policy.label_to_copy
    accepted = [*_all(policy.shop_labels), *([] if has_shop_link else _all(policy.labels))]
    folded = fold(words or "")
    tags = tuple(tags_of(folded))
    unseen: list[str] = []
    for start, end in _hits(folded, accepted, tags):
        quote = folded.quote(start, end)
        if _is_seen(folded, start, tags, policy):
            return LabelVerdict(True, quote, _ask(label), policy.rule_version, label)
        unseen.append(quote)
    if unseen:
        return LabelVerdict(False, None, _move(unseen[0], label), policy.rule_version, label, unseen[0])
    typed = _misspelt(folded, tags, accepted)
    wanted = _ask(label) if typed is None else _spell(typed, label)
    return LabelVerdict(False, None, wanted, policy.rule_version, label, typed)


def _is_seen(folded: Folded, start: int, tags: tuple[tuple[int, int], ...], policy: Policy) -> bool:
    is_cut_off = policy.label_within is not None and folded.place(start) >= policy.label_within
    return not is_cut_off and sum(mark < start for mark, _ in tags) <= policy.most_tags_before


def _misspelt(folded: Folded, tags: tuple[tuple[int, int], ...], accepted: list[str]) -> str | None:
    """A hashtag that was surely meant for a label: a slip or two away from it, or with a space in it, which makes it
    none; never a label that is denied."""
    labels = [plain(said) for said in accepted if said.startswith("#")]
    for hit in _SPACED.finditer(folded.letters):
        if f"#{hit['word']}" in labels and not _denied(folded.letters, hit.start(), hit.end()):
            return folded.quote(hit.start(), hit.end())
    for start, end in tags:
        typed = folded.letters[start:end]
        near = (label for label in labels if typed != label and len(label) > 4)
        if any(OSA.distance(typed, label, score_cutoff=2) <= (2 if len(label) > 5 else 1) for label in near):
            return folded.quote(start, end)
    return None


def _ask(label: Text) -> Text:
    return text(
        f"Please add “{label.pick('en')}” at the start of your post's text.",
        f"请在正文开头加上“{label.pick('zh-cn')}”。",
    )


def _move(seen: str, label: Text) -> Text:
    return text(
        f"Your “{seen}” stands where few readers see it. Please put “{label.pick('en')}” at the start of your post's "
        "text.",
        f"“{seen}”的位置读者不容易看到，请把“{label.pick('zh-cn')}”放到正文开头。",
    )


def _spell(typed: str, label: Text) -> Text:
    return text(
        f"We read “{typed}”, which is not quite the label. Please write “{label.pick('en')}” at the start of your "
        "post's text.",
        f"我们看到的是“{typed}”，与标注不完全一致。请在正文开头写上“{label.pick('zh-cn')}”。",
    )


def _all(labels: Labels) -> Iterator[str]:
    for said in labels.values():
        yield from said


def _hits(folded: Folded, accepted: list[str], tags: tuple[tuple[int, int], ...]) -> Iterator[tuple[int, int]]:
    """Where an accepted label stands and is not taken back, hashtags and longer labels first; what only begins a longer
    hashtag is another topic."""
    for label in sorted(accepted, key=lambda said: (not said.startswith("#"), -len(said))):
        for pattern in _patterns(label):
            for hit in pattern.finditer(folded.letters):
                start, end = hit.span("label")
                begins = any(mark + 1 == start and end < last for mark, last in tags)
                if not (begins or _denied(folded.letters, start, end)):
                    yield start, end


def _denied(folded: str, start: int, end: int) -> bool:
    """Whether the words beside the label take it back: not gifted, 不是广告, ad-free, just kidding, I wish it was."""
    before = folded[max(0, start - 48) : start]
    is_taken_back = any(said.search(before) for said in (_NOT, _JEST_BEFORE, _WISHED))
    return is_taken_back or any(said.match(folded, end) for said in (_NOT_AFTER, _JEST_AFTER, _AD_FREE))


@cache
def _patterns(label: str) -> tuple[re.Pattern[str], ...]:
    """Hashtags end where the tag ends; phrases stand between words; a bare word must stand apart from any sentence."""
    folded = plain(label)
    is_han = re.search(f"[{_HAN}]", folded) is not None
    body = rf"(?P<label>{'[ ]+'.join(map(re.escape, folded.split()))})"
    if folded.startswith("#"):
        return (re.compile(rf"(?<![a-z0-9_&/]){body}" + (r"(?!\w)" if is_han else rf"(?![^\W{_HAN}]|-\w)")),)
    if is_han and len(folded) == 2:
        sides = ((_BEFORE, rf"(?=\s|{_AFTER})"), (rf"(?:\s|{_BEFORE})", _AFTER))
        return tuple(re.compile(before + body + after, re.MULTILINE) for before, after in sides)
    if is_han:
        return (re.compile(body + "(?![馆店装券官])"),)
    if " " in folded:
        return (re.compile(rf"(?<!\w){body}(?!\w)"),)
    return (re.compile(_BEFORE + body + _AFTER, re.MULTILINE),)
