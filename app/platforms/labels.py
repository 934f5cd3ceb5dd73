"""Whether a post says openly that the product was a gift: the label, quoted, where it stands and is not denied."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from app.core.i18n import Text, text
from app.platforms.policies import Labels, Policy

_MOST_CHARACTERS = 20_000
_HAN = "\u3400-\u9fff\u3040-\u30ff"
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff]")
_ADDRESS = re.compile(r"https?://[!-~]+")
_MARKS = r"[ \t#*_\[\](){}<>【】「」『』《》“”\"'‘’:-]"
_NOT = re.compile(
    r"(?:\b(?:not|never|no|non|without|nor|cannot|neither|(?:is|was|are|were|ai|have|has|do|did|ca)n['’]?t)\b"
    r"(?:[ \t-]+(?:an?|the|my|any|even|really|been|being|be|get|receive|accept|was|were"
    rf"|(?:paid|sponsored)[ \t]+(?:or|nor)|(?<=an )sponsored|(?<=a )(?:paid|sponsored))\b)*{_MARKS}*"
    r"|(?:不是|并非|绝非|不算|不属于|不含|不接|没有|没|未|无|非|勿|拒绝|谢绝|零|(?<![0-9])0)"
    rf"(?:任何|什么|一个|一条|一则|商业|品牌|收到|收过|收|接受|接过|接|打|投|是|做|过|了|的|{_MARKS})*)\Z"
)
_NOT_AFTER = re.compile(r"[ \t]*[?:][ \t]*(?:no\b|nope\b|不是|没有)")
_AD_FREE = re.compile(r"(?<=ad)[ \t-]*(?:free|blockers?)\b")
_BEFORE = r"(?:^|[^\w\s,、'’\"“@#&./\\-]|[./-][ \t]+)[ \t]*"
_AFTER = r"(?=[ \t]*(?:$|[^\w\s,、'’\"”@&./\\-]|[./-](?!\w)))"


@dataclass(frozen=True, slots=True)
class LabelVerdict:
    """What the check kept: the label as it stands in the post, or what exactly to add where it is missing."""

    found: bool
    evidence: str | None
    wanted: Text
    rule_version: str


def find_label(words: str | None, policy: Policy, has_shop_link: bool | None) -> LabelVerdict:
    """Look for a label that this network's rule accepts; a shop link needs the word advertisement, a gift either."""
    wanted = policy.shop_label_to_copy if has_shop_link else policy.label_to_copy
    accepted = [*_all(policy.shop_labels), *([] if has_shop_link else _all(policy.labels))]
    evidence = _evidence((words or "")[:_MOST_CHARACTERS], accepted)
    return LabelVerdict(evidence is not None, evidence, _ask(wanted), policy.rule_version)


def _ask(label: Text) -> Text:
    return text(
        f"Please add “{label.pick('en')}” at the start of your post's text.",
        f"请在正文开头加上“{label.pick('zh-cn')}”。",
    )


def _all(labels: Labels) -> Iterator[str]:
    for said in labels.values():
        yield from said


def _evidence(words: str, accepted: list[str]) -> str | None:
    folded, places = _fold(words)
    for label in sorted(accepted, key=lambda said: (not said.startswith("#"), -len(said))):
        for pattern in _patterns(label):
            for hit in pattern.finditer(folded):
                start, end = hit.span("label")
                if not _denied(folded, start, end):
                    return words[places[start] : places[end - 1] + 1]
    return None


def _denied(folded: str, start: int, end: int) -> bool:
    """Whether the words beside the label take it back: not gifted, 不是广告, ad-free."""
    before = _NOT.search(folded[max(0, start - 48) : start])
    return bool(before or _NOT_AFTER.match(folded, end) or _AD_FREE.match(folded, end))


def _fold(words: str) -> tuple[str, list[int]]:
    """The words without case, width, invisible characters and addresses, and each letter's place in the original."""
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(_ADDRESS.sub(lambda hit: "\n" * len(hit[0]), words)):
        told = "" if _INVISIBLE.fullmatch(letter) else unicodedata.normalize("NFKC", letter).casefold()
        letters.append(told)
        places += [place] * len(told)
    return "".join(letters), places


@cache
def _patterns(label: str) -> tuple[re.Pattern[str], ...]:
    """Hashtags end where the tag ends; phrases stand between words; a bare word must stand apart from any sentence."""
    folded = unicodedata.normalize("NFKC", label).casefold()
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
