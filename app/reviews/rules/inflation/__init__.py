"""Signals of bought engagement: each with its evidence in words and numbers; two are looked at, three held for ops.

Nothing is decided here about a person: a signal is a reason to look. How few followers somebody has is no signal, nor
is an address that many share, and what the post says of the product is never read.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from app.core.i18n import Text
from app.reviews.rules.inflation import words
from app.reviews.rules.inflation.bands import find_out_of_band
from app.reviews.rules.inflation.comments import count_alike
from app.reviews.rules.inflation.growth import FADED, find_jump, find_steady, travels
from app.reviews.rules.inflation.series import Account, Comments, Measured, Series, thinned

__all__ = [
    "SIGNALS", "Account", "Comments", "Flag", "Measured", "Series", "Step", "count_alike", "find", "thinned", "weigh",
]

SIGNALS = ("following", "jump", "flat", "steady", "band", "comments", "linked")
LOOK, HOLD = 2, 3
MANY_FOLLOWED, FOLLOWS_TIMES = 1_500, 2.5
"""Somebody who follows so many, and so many times as many as follow back, follows to be followed."""
LEAST_COMMENTS, REPEATED = 6, 0.4
MANY_LINKED = 3
"""Other people's accounts at one address or phone: a household of three is none."""

FAR, MANY_OTHERS, FAR_OUT = 8.0, 20, 1.5
"""A jump of so many times its due, beside so many others, or a share so many times beyond the band's end, cannot be the
scatter of a post that goes round."""

Facts = Mapping[str, float | str]
Step = Literal["none", "look", "hold"]


@dataclass(frozen=True, slots=True)
class Flag:
    """One signal: its name, what it rests on in words, and the numbers."""

    name: str
    evidence: Text
    facts: Facts


def find(series: Series) -> tuple[Flag, ...]:
    """The signals of a series, in the order of SIGNALS, each at most once."""
    found = {flag.name: flag for flag in (*_of_growth(series), *_of_account(series.account))}
    return tuple(found[name] for name in SIGNALS if name in found)


def weigh(series: Series, flags: Sequence[Flag]) -> Step:
    """What follows: two are looked at, three held; a post that goes round in proportion is looked at, never held."""
    if len(flags) >= HOLD and not travels(series) and not _is_about_pace(flags):
        return "hold"
    return "look" if len(flags) >= LOOK else "none"


def _is_about_pace(flags: Sequence[Flag]) -> bool:
    """Whether the numbers are odd in their pace alone and still in proportion to one another, as when a post goes round
    again: not far beyond their due, and hardly out of the band."""
    odd = {flag.name: flag.facts for flag in flags if flag.name in ("jump", "flat", "steady", "band")}
    return bool(odd) and not _is_far(odd.get("jump", {}), odd.get("band", {}))


def _is_far(jump: Facts, band: Facts) -> bool:
    beyond = [float(band["share"]) / float(band["limit"])] if band else []
    is_out = any(share >= FAR_OUT or share <= 1 / FAR_OUT for share in beyond)
    return is_out or (bool(jump) and float(jump["others"]) >= MANY_OTHERS and float(jump["times"]) >= FAR)


def _of_growth(series: Series) -> Iterator[Flag]:
    jump, steady, out = find_jump(series), find_steady(series), find_out_of_band(series)
    if jump is not None:
        yield Flag("jump", words.jump(jump), {
            "number": jump.name, "from_hour": round(jump.start, 1), "to_hour": round(jump.end, 1), "gain": jump.gain,
            "times": round(jump.times, 1), "others": jump.others})
    if jump is not None and jump.share_after is not None and jump.share_after < FADED:
        yield Flag("flat", words.flat(jump), {
            "number": jump.name, "from_hour": round(jump.end, 1), "pace": round(jump.share_after, 3)})
    if steady is not None:
        yield Flag("steady", words.steady(steady), {
            "number": steady.name, "from_hour": round(steady.start, 1), "to_hour": round(steady.end, 1),
            "gain": steady.gain})
    if out is not None:
        yield Flag("band", words.out_of_band(out), {
            "of": out.of, "from_hour": round(out.start, 1), "to_hour": round(out.end, 1), "gain": out.gain,
            "share": round(out.share, 5), "limit": round(out.limit, 5)})


def _of_account(account: Account) -> Iterator[Flag]:
    followers, following, comments = account.followers, account.following, account.comments
    if followers is not None and following is not None and (
            following >= MANY_FOLLOWED and following >= FOLLOWS_TIMES * max(followers, 1)):
        yield Flag("following", words.following(followers, following), {"followers": followers, "following": following})
    if comments is not None and comments.read >= LEAST_COMMENTS and comments.alike >= REPEATED * comments.read:
        yield Flag("comments", words.comments(comments), {"read": comments.read, "alike": comments.alike})
    if account.others_linked >= MANY_LINKED:
        yield Flag("linked", words.linked(account.others_linked), {"others": account.others_linked})
