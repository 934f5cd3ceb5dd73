"""A forecast in words: what a campaign would bring, and the smallest change that mends what stands in its way."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.core.i18n import Count, Text, text
from app.matching.engine.forecast import LEVEL
from app.matching.engine.pick import Shortfall
from app.matching.engine.run import NEWCOMERS
from app.matching.rules.forecasting import SMALLEST_CELL, Foreseen, Line, shown

FEWEST_TRAITS, MOST_TRAITS = 3, 8
"""Outside these the fit tells people apart less well; neither is refused."""


@dataclass(frozen=True, slots=True)
class Hint:
    """Something in the way, at its place in the campaign, with the smallest change that mends it."""

    where: tuple[str | int, ...]
    code: str
    words: Text


def people(count: int | None) -> Text:
    """A count of people; None is fewer than may be told."""
    if count is None:
        return text(f"fewer than {SMALLEST_CELL} people", f"不到 {SMALLEST_CELL} 人")
    return text("1 person" if count == 1 else f"{count:,} people", f"{count:,} 人")


def hints(found: Foreseen, is_exact: bool) -> tuple[Hint, ...]:
    """What stands in the way of a campaign, in the order in which it should be mended."""
    return (*_people(found, is_exact), *_full(found, is_exact), *_idle(found), *_loose(found), *_time(found),
            *_quotas(found, is_exact), *_measuring(found), *_traits(found))


def _people(found: Foreseen, is_exact: bool) -> Iterator[Hint]:
    if not found.units:
        yield Hint(("offers",), "no_units", text("No units are planned yet; say for how many people.",
                                                 "尚未填写样品数量，请填写送给几个人。"))
    elif found.eligible < found.units:
        known = people(shown(found.eligible, is_exact))
        mend = _dearest(found, is_exact)
        least = shown(found.eligible, is_exact)
        fewer = text("Plan fewer units", "减少样品数量") if not least else text(
            f"Plan {Count(least):unit/units} or fewer", f"样品不超过 {least:,} 份")
        yield Hint(("offers", 0, "units"), "more_units_than_people", text(
            f"{Count(found.units):unit/units}, but only {known.pick('en')} could be picked. {fewer.pick('en')}, or ask "
            "for less." + mend.pick("en"),
            f"样品共 {found.units:,} 份，符合条件的只有 {known.pick('zh-cn')}。请{fewer.pick('zh-cn')}，或放宽条件。"
            + mend.pick("zh-cn")))


def _dearest(found: Foreseen, is_exact: bool) -> Text:
    """The line to loosen first, by its name, of those that a brand may loosen."""
    for line in found.lines:
        if line.words is None or not line.alone:
            continue
        if line.is_sensitive and not is_exact:
            return text(
                f" The line that costs most, {line.words.pick('en')}, asks about the body, so how many it leaves out "
                "is not told; loosen that first.",
                f"限制最大的一项（{line.words.pick('zh-cn')}）涉及身体状况，排除人数不予显示，建议先放宽它。")
        gained = people(shown(line.alone, is_exact))
        return text(
            f" The line that costs most, {line.words.pick('en')}, leaves out {gained.pick('en')} by itself; loosen "
            "that first.",
            f"限制最大的一项（{line.words.pick('zh-cn')}）单独排除了 {gained.pick('zh-cn')}，建议先放宽它。")
    return text("", "")


def cost(line: Line, is_exact: bool) -> Text:
    """What a line of the brief costs; of one about the body a brand learns that it does, not how much."""
    if line.is_sensitive and not is_exact:
        return text("asks about the body: how many it leaves out is not told", "涉及身体状况，排除人数不予显示")
    fails, alone = people(shown(line.fails, is_exact)), people(shown(line.alone, is_exact))
    if line.where[0] == "quotas":
        return text(f"without it, {alone.pick('en')} more of this part would be picked, in place of others",
                    f"如无此上限，其中会多选 {alone.pick('zh-cn')}，替换其他人")
    return text(f"{fails.pick('en')} fail it, {alone.pick('en')} by this alone",
                f"{fails.pick('zh-cn')}不符合，其中{alone.pick('zh-cn')}仅因此项")


def _full(found: Foreseen, is_exact: bool) -> Iterator[Hint]:
    """Units that the quotas' maxima leave nobody for."""
    told = found.seating
    if told is None or not told.raised:
        return
    rest = told.fillable - sum(now for _, now, _ in told.raised)
    is_told = is_exact or rest <= 0 or rest >= SMALLEST_CELL
    most, most_zh = ((f"At most {told.fillable:,}", f"最多能送出 {told.fillable:,} 份") if is_told
                     else ("Not all", "无法全部送出"))
    names = " and ".join(f"“{found.quotas[place]}” to {enough:,}" for place, _, enough in told.raised)
    names_zh = "、".join(f"把“{found.quotas[place]}”的上限提高到 {enough:,}" for place, _, enough in told.raised)
    yield Hint(("quotas", told.raised[0][0], "maximum"), "quota_too_narrow", text(
        f"{most} of {Count(found.units):unit/units} can be filled under the maxima of the quotas; raise {names}.",
        f"受配额上限限制，{found.units:,} 份样品{most_zh}；请{names_zh}。"))


def _idle(found: Foreseen) -> Iterator[Hint]:
    for place, name in found.idle:
        yield Hint(("must_nots", place, "trait"), "nobody_answered", text(
            f"Nobody has answered “{name.pick('en')}” yet, so this condition leaves out nobody; leave it out until "
            "somebody has.",
            f"还没有人回答过“{name.pick('zh-cn')}”，这一条件不会排除任何人，请先去掉。"))


def _loose(found: Foreseen) -> Iterator[Hint]:
    for slug, name in found.loose_bands:
        yield Hint(("audience", "followers", slug), "followers_not_required", text(
            f"The follower bands of {name.pick('en')} leave nobody out, for an account there is not required; require "
            "the network, or leave out its bands.",
            f"{name.pick('zh-cn')}账号不是必需的，该平台的粉丝级别不会排除任何人；请把该平台设为必需，或去掉这一项。"))


def _time(found: Foreseen) -> Iterator[Hint]:
    if found.missing_days:
        yield Hint(("ends_at",), "too_short", text(
            f"No review can come in before the campaign ends; end it at least {found.missing_days} days later.",
            f"活动结束前来不及收到评价，请至少延后 {found.missing_days} 天结束。"))
    elif found.units and found.told.fill_days is None and found.eligible >= found.units and not found.is_narrow:
        yield Hint(("ends_at",), "not_filled_in_time", text(
            "Not every unit will be taken in this time; end it later or plan fewer units.",
            "在此期间样品不会全部送出，请延后结束时间或减少数量。"))


def _quotas(found: Foreseen, is_exact: bool) -> Iterator[Hint]:
    for short in found.shortfalls:
        if short.name == NEWCOMERS:
            continue
        place = found.quotas.index(short.name) if short.name in found.quotas else 0
        if short.available >= short.minimum:
            yield Hint(("quotas", place, "minimum"), "quotas_compete", _competing(short, is_exact))
            continue
        could = shown(short.available, is_exact)
        have = people(could) if short.available else text("nobody", "没有人")
        lower = text(f"; lower it to {could:,}, or ask for less of these people.",
                     f"；请改为不超过 {could:,}，或放宽对这些人的条件。") if could else text(
            "; lower the minimum, or ask for less of these people.", "；请调低下限，或放宽对这些人的条件。")
        yield Hint(("quotas", place, "minimum"), "quota_falls_short", text(
            f"“{short.name}” asks for at least {short.minimum:,}, but {have.pick('en')} could be picked for it"
            + lower.pick("en"),
            f"“{short.name}”至少需要 {short.minimum:,} 人，但{have.pick('zh-cn')}符合条件" + lower.pick("zh-cn")))


def _competing(short: Shortfall, is_exact: bool) -> Text:
    """There are people enough, but not units enough for what all quotas ask."""
    reached = shown(short.reached, is_exact)
    lower, lower_zh = ("lower it", "请调低下限") if reached is None else (
        f"lower it to {reached:,}", f"请改为不超过 {reached:,}")
    return text(
        f"“{short.name}” asks for at least {short.minimum:,}; beside the other quotas there is no room for so many; "
        f"{lower}, lower another minimum, or plan more units.",
        f"“{short.name}”至少需要 {short.minimum:,} 人，与其他配额同时满足时名额不够；{lower_zh}，或调低其他配额的下限，"
        "或增加样品数量。")


def _traits(found: Foreseen) -> Iterator[Hint]:
    if not FEWEST_TRAITS <= found.traits <= MOST_TRAITS:
        one = found.traits == 1
        yield Hint(("traits",), "trait_count", text(
            f"{found.traits} {'trait is' if one else 'traits are'} wished for; {FEWEST_TRAITS} to {MOST_TRAITS} tell "
            "people apart best.",
            f"目前有 {found.traits} 个特征；{FEWEST_TRAITS} 到 {MOST_TRAITS} 个最能区分出合适的人。"))


def _measuring(found: Foreseen) -> Iterator[Hint]:
    if found.too_few:
        yield Hint(("measures_lift",), "too_few_to_measure", text(
            f"Measuring the lift needs at least {found.too_few[1]:,} people who fit well; ask for less of your people, "
            "or do not measure the lift.",
            f"衡量提升至少需要 {found.too_few[1]:,} 名合适的人；请放宽条件，或不衡量提升。"))


def summary(found: Foreseen, is_exact: bool) -> Text:
    """The forecast in a sentence or two; without units there is nothing to foretell."""
    told, eligible = found.told, people(shown(found.eligible, is_exact))
    if not found.units:
        return text(f"{eligible.pick('en')} could be picked.".capitalize(), f"{eligible.pick('zh-cn')}符合条件。")
    start = text(f"{eligible.pick('en')} could be picked for {Count(found.units):unit/units}.".capitalize(),
                 f"{found.units:,} 份样品，{eligible.pick('zh-cn')}符合条件。")
    if shown(found.eligible, is_exact) is None:
        return start
    return text(
        f"{start.pick('en')} About {Count(round(told.reviews)):review is/reviews are} expected, with {LEVEL:.0%} "
        f"certainty {told.low:,} to {told.high:,}.",
        f"{start.pick('zh-cn')}预计约 {told.reviews:.0f} 篇评价，{LEVEL:.0%} 的可能在 {told.low:,} 到 "
        f"{told.high:,} 篇之间。")


@dataclass(frozen=True, slots=True)
class Look:
    """What is kept of a forecast to tell what changed: eligible (None: too few to tell), reviews, fit in per cent."""

    eligible: int | None
    reviews: int
    fit: float

    @classmethod
    def of(cls, found: Foreseen, is_exact: bool) -> "Look":
        """What a viewer saw."""
        eligible = shown(found.eligible, is_exact)
        if eligible is None:
            return cls(None, 0, 0.0)
        return cls(eligible, round(found.told.reviews), round(100 * found.told.fit, 1))


def changed(before: Look, after: Look) -> Text | None:
    """What moved since the last look: '12 more people, expected reviews 34 → 36'; None where nothing did."""
    english, chinese = [], []
    if before.eligible is not None and after.eligible is not None and before.eligible != after.eligible:
        by = after.eligible - before.eligible
        english.append(f"{abs(by):,} {'more' if by > 0 else 'fewer'} {'people' if abs(by) != 1 else 'person'}")
        chinese.append(f"{'增加' if by > 0 else '减少'} {abs(by):,} 人")
    if before.reviews != after.reviews:
        english.append(f"expected reviews {before.reviews:,} → {after.reviews:,}")
        chinese.append(f"预计评价 {before.reviews:,} → {after.reviews:,} 篇")
    if before.fit != after.fit:
        english.append(f"fit of those picked {before.fit:g} % → {after.fit:g} %")
        chinese.append(f"入选者契合度 {before.fit:g}% → {after.fit:g}%")
    if not english:
        return None
    return text(f"Since your last look: {', '.join(english)}.", f"与上次查看相比：{'，'.join(chinese)}。")
