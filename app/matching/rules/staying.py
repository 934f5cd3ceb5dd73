"""What a later run did with the picks that ops had approved before, in words: who stays, who cannot any more."""

from collections.abc import Iterable, Mapping, Sequence

from app.core.i18n import Text, text
from app.matching.rules.words import why


def staying(counts: Mapping[str, int], lost: Iterable[Sequence[int]]) -> Text | None:
    """'60 approved picks stay, 3 new ones to decide; 1 could not stay: Held by ops.', from what a run counted and
    whom it lost (seq, code); None where nobody was approved before."""
    stays, new = counts.get("approved_stay", 0), counts["chosen"] + counts["waitlist"]
    codes = list(dict.fromkeys(code for _, code in lost))
    gone = counts.get("approved_lost", 0)
    if not stays and not gone:
        return None
    english = f"{stays:,} approved {'pick stays' if stays == 1 else 'picks stay'}, {new:,} new to decide"
    chinese = f"{stays:,} 位已批准的人选保留，{new:,} 位新人选待确认"
    if not gone:
        return text(f"{english}.", f"{chinese}。")
    labels = [why(code).label for code in codes]
    return text(f"{english}; {gone:,} could not stay: {', '.join(one.pick('en') for one in labels)}.",
                f"{chinese}；{gone:,} 位无法保留：{'、'.join(one.pick('zh-cn') for one in labels)}。")
