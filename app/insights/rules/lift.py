"""The lift of a campaign in words, and what a brand may read of it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from app.core.i18n import Text, text
from app.insights.rules import SMALLEST_CELL
from app.insights.rules.surveys import RECOMMEND, STARS, has_bought, means_to_buy
from app.matching.engine.lift.measuring import Lift, NotEnoughData, Outcome, measure
from app.matching.engine.lift.newcombe import Arm, Compared

PROMOTER, DETRACTOR = 9, 6
"""Of 0..10: who answers the one or more recommends, who answers the other or less warns."""
NAMES: dict[Outcome, tuple[str, str]] = {
    "intent": ("Lift of purchase intent", "购买意愿提升"), "purchase": ("Lift of purchases", "实际购买提升")}
HAS: dict[Outcome, Callable[[Mapping[str, Any]], bool | None]] = {"intent": means_to_buy, "purchase": has_bought}
OUTCOMES: tuple[Outcome, ...] = ("intent", "purchase")
NOT_MEASURED = text(
    "This campaign does not measure lift. To know what a campaign changes, tick “Measure the lift against people who "
    "were not invited” when you write one: a share of those who fit is then not invited, by lot, and everybody is "
    "asked the same questions.",
    "本活动不衡量提升效果。如想了解活动带来的变化，请在填写活动时勾选“与未受邀的人对比，衡量提升效果”：系统会随机留出一部分"
    "合适的人不邀请，并向所有人提出同样的问题。")
NOBODY_DRAWN = text("Nobody is drawn for the comparison yet: this happens when people are first matched.",
                    "尚未抽取对照人群，首次匹配时会抽取。")


@dataclass(frozen=True, slots=True)
class Drawn:
    """One person drawn for a comparison with the latest answers after the campaign; None where there are none.
    `has_received`: whether the sample reached him."""

    campaign_id: str
    is_held_out: bool
    has_received: bool
    answers: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison: everybody drawn for it, and those whose answer is known."""

    drawn: int
    known: int | None
    rate: float | None


@dataclass(frozen=True, slots=True)
class Measured:
    """A lift as it may be read. What is None is not known, or counts fewer people than may be shown."""

    outcome: Outcome
    is_enough: bool
    treated: Side
    held: Side
    difference: float | None = None
    low: float | None = None
    high: float | None = None
    level: float | None = None
    needs_treated: int | None = None
    needs_held: int | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What those who received the sample say: an average with the count that it is made of; None under the least."""

    value: float | None
    known: int | None
    received: int | None


def arms(people: Iterable[Drawn], outcome: Outcome) -> dict[str, Compared]:
    """Both sides of each campaign by intention to treat: everybody counts where the draw put him."""
    sides: dict[str, tuple[list[bool | None], list[bool | None]]] = {}
    for one in people:
        said = None if one.answers is None else HAS[outcome](one.answers)
        sides.setdefault(one.campaign_id, ([], []))[one.is_held_out].append(said)
    return {campaign_id: Compared(_arm(treated), _arm(held)) for campaign_id, (treated, held) in sides.items()}


def _arm(said: list[bool | None]) -> Arm:
    return Arm(said.count(True), len(said) - said.count(None), len(said))


def measured(pairs: Iterable[Compared], outcome: Outcome, sees_all: bool) -> Measured:
    """The lift over one or more campaigns; without `sees_all` no count under ten people can be read from it."""
    every = list(pairs)
    found = measure(every, outcome)
    counted = [pair for pair in every if pair.treated.known and pair.held.known] or every
    treated, held = (_sum(getattr(pair, name) for pair in counted) for name in ("treated", "held"))
    known = Measured(outcome, isinstance(found, Lift), _side(treated, sees_all), _side(held, sees_all))
    if isinstance(found, NotEnoughData):
        return replace(known, needs_treated=found.needs_treated, needs_held=found.needs_held)
    told = replace(known, difference=found.difference.estimate, low=found.difference.low, high=found.difference.high,
                   level=found.level)
    # One rate alone would tell the other by the difference.
    if not sees_all and (_is_few(treated) or _is_few(held)):
        return told
    return replace(told, treated=replace(told.treated, rate=found.treated_rate),
                   held=replace(told.held, rate=found.held_rate))


def _sum(some: Iterable[Arm]) -> Arm:
    every = list(some)
    return Arm(*(sum(getattr(arm, name) for arm in every) for name in ("positive", "known", "assigned")))


def _side(arm: Arm, sees_all: bool) -> Side:
    return Side(arm.assigned, arm.known if sees_all else at_least(arm.known), None)


def _is_few(arm: Arm) -> bool:
    """Whether a rate would tell of too few people, of those it counts or of the others."""
    return min(arm.positive, arm.known - arm.positive) < SMALLEST_CELL


def at_least(count: int) -> int | None:
    """A count that a brand may read; None where it is small."""
    return count if count >= SMALLEST_CELL else None


def net_promoters(people: Iterable[Drawn], sees_all: bool) -> Verdict:
    """Points of 100: the share that recommends (9-10) less the share that warns (0-6), among who received it."""
    return _verdict(people, RECOMMEND, sees_all, lambda said: 100.0 * sum(
        (one >= PROMOTER) - (one <= DETRACTOR) for one in said) / len(said))


def stars(people: Iterable[Drawn], sees_all: bool) -> Verdict:
    """The average of 1..5 stars among who received the sample."""
    return _verdict(people, STARS, sees_all, lambda said: sum(said) / len(said))


def _verdict(people: Iterable[Drawn], name: str, sees_all: bool, value: Callable[[list[int]], float]) -> Verdict:
    received = [one.answers or {} for one in people if one.has_received]
    said = [told for answers in received if isinstance(told := answers.get(name), int)]
    if not said or (not sees_all and len(said) < SMALLEST_CELL):
        return Verdict(None, len(said) if sees_all else None, len(received) if sees_all else at_least(len(received)))
    return Verdict(value(said), len(said), len(received))


def sentence(found: Measured) -> Text:
    """A lift in one sentence, or what is missing before it can be told."""
    here, there = (_count(side) for side in (found.treated, found.held))
    name, name_zh = NAMES[found.outcome]
    if found.difference is None or found.low is None or found.high is None or found.level is None:
        return text(
            f"{name}: not enough data. Needs {found.needs_held} answers of people held out and {found.needs_treated} "
            f"of the others; so far {there[0]} and {here[0]}.",
            f"{name_zh}：数据不足。需要对照组 {found.needs_held} 份回答、其余人 {found.needs_treated} 份；"
            f"目前分别为 {there[1]} 份和 {here[1]} 份。")
    level, low, high = f"{100 * found.level:.0f}", points(found.low), points(found.high)
    return text(
        f"{name}: {points(found.difference)} points ({level} %: {low} to {high}); {here[0]} of {found.treated.drawn} "
        f"answered here, {there[0]} of {found.held.drawn} among those held out.",
        f"{name_zh}：{points(found.difference)} 个百分点（{level}% 区间：{low} 至 {high}）；"
        f"本组 {found.treated.drawn} 人中 {here[1]} 人作答，对照组 {found.held.drawn} 人中 {there[1]} 人作答。")


def _count(side: Side) -> tuple[str, str]:
    few = (f"fewer than {SMALLEST_CELL}", f"不足 {SMALLEST_CELL}")
    return few if side.known is None else (str(side.known), str(side.known))


def points(share: float) -> str:
    """A difference of shares in points of 100 with its sign: '+12.4'."""
    return f"{100 * share:+.1f}".replace("-", "−")
