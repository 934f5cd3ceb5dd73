"""What nobody can be, and what no picks can meet: musts against each other and the audience, minima against units and
maxima."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from math import isfinite
from typing import cast

from app.core.errors import Fault
from app.core.i18n import Count, Text, text
from app.matching.engine.audience_lines import Placed, Room, in_tiers, kinds_in, lines, said
from app.matching.engine.conditions import Condition, Value
from app.matching.engine.kinds import Kind, Multiple, Number, Scale, Single
from app.matching.engine.quotas import Ages, Cell, Chose, Followers, Genders, Quota, Tiers

Span = tuple[str, frozenset[object], bool]
"""A cell as the values of one dimension, and whether people have just one of them."""


def contradictions(musts: Sequence[Condition], must_nots: Sequence[Condition], specs: Mapping[str, Kind],
                   room: Room) -> Iterator[Fault]:
    """The first condition of each trait after which no answer is left that meets all, with the one it is up against;
    what the audience asks comes before the musts."""
    kinds = kinds_in(room, specs)
    placed = [*lines(room), *in_rows(musts, must_nots)]
    for key in dict.fromkeys(one.key for _, one, is_must in placed if is_must):
        if not (own := on(key, placed, kinds, room)):
            continue
        kind = kinds[key]
        at = next((at for at in range(1, len(own) + 1) if not is_possible(own[:at], kind)), None)
        if at is None or (key == room.birth and is_line(own[at - 1])):
            continue
        last = own[at - 1]
        against = next((one for one in own[:at - 1] if not is_possible([one, last], kind)), None)
        yield Fault(last[0], "contradictory", _alone(last) if at == 1 else _both(last, against, kind, room))


def in_rows(musts: Sequence[Condition], must_nots: Sequence[Condition]) -> list[Placed]:
    """A brief's own conditions with their rows."""
    return [*((("musts", place), one, True) for place, one in enumerate(musts)),
            *((("must_nots", place), one, False) for place, one in enumerate(must_nots))]


def on(key: str, placed: Sequence[Placed], kinds: Mapping[str, Kind], room: Room) -> list[Placed]:
    """All that is asked of one trait. A year of birth follows from the ages asked for only where a must asks for it:
    whose month of birth we know need not have told the year as an answer."""
    own = [one for one in placed if one[1].key == key]
    if key == room.birth and not (isinstance(kinds.get(key), Number) and any(where[0] == "musts" for where, *_ in own)):
        return []
    return own


def is_possible(own: Sequence[Placed], kind: Kind) -> bool:
    """Whether some answer meets all of these conditions of one trait."""
    if any(not is_must and one.op == "answered" for _, one, is_must in own):
        return False
    if isinstance(kind, Multiple):
        return _is_possible_of_many(own)
    return any(all(_meets(value, one) == is_must for _, one, is_must in own) for value in _values(own, kind))


def _is_possible_of_many(own: Sequence[Placed]) -> bool:
    """A multiple choice: what may be chosen at all must leave something of each choice that is asked for."""
    wanted = [listed(one) for _, one, is_must in own if one.op == ("any_of" if is_must else "none_of")]
    closed = {choice for _, one, is_must in own if one.op == ("none_of" if is_must else "any_of")
              for choice in listed(one)}
    return all(set(choices) - closed for choices in wanted)


def _values(own: Sequence[Placed], kind: Scale | Single | Number) -> Sequence[object]:
    """Answers that stand for all: every one, or of numbers the bounds and what lies between and beyond them."""
    if isinstance(kind, Scale):
        return range(kind.low, kind.high + 1)
    if isinstance(kind, Single):
        return kind.choices
    bounds = sorted({float(one.value) for _, one, _ in own if isinstance(one.value, int | float)})
    between = [(low + high) / 2 for low, high in pairwise(bounds)]
    beyond = [bounds[0] - 1, bounds[-1] + 1] if bounds else [max(kind.low, min(0.0, kind.high))]
    return [value for value in (*bounds, *between, *beyond) if kind.low <= value <= kind.high]


PHRASES: dict[str, tuple[str, str]] = {
    "at_least": ("at least {}", "不低于 {}"), "at_most": ("at most {}", "不高于 {}"), "is": ("{}", "是 {}"),
    "any_of": ("one of {}", "属于 {}"), "none_of": ("none of {}", "不属于 {}"), "answered": ("answered", "已回答")}
_ORDERED: Mapping[str, Callable[[float, float], bool]] = {
    "at_least": lambda value, bound: value >= bound, "at_most": lambda value, bound: value <= bound}


def _meets(value: object, one: Condition) -> bool:
    if one.op in _ORDERED and isinstance(value, int | float) and isinstance(one.value, int | float):
        return _ORDERED[one.op](value, one.value)
    if one.op == "answered":
        return True
    return (value in listed(one)) == (one.op != "none_of")


def listed(one: Condition) -> tuple[object, ...]:
    """The values of a condition, one or many."""
    return one.value if isinstance(one.value, tuple) else (one.value,)


def _alone(last: Placed) -> Text:
    return text(f"No answer to “{last[1].key}” can meet this; change the value, or take the condition away.",
                f"“{last[1].key}”没有任何回答能满足此条件，请修改或删除。")


def _both(last: Placed, against: Placed | None, kind: Kind, room: Room) -> Text:
    """The two conditions side by side, with the smallest change that mends them."""
    key = last[1].key
    if against is None:
        return text(
            f"With the other conditions on “{key}” nobody is left; take this one away, or loosen one of them.",
            f"与“{key}”的其他条件同时成立时没有人符合，请删除此条或放宽其他条件。")
    mend, mend_zh = _mend_of_line(last, against, room) or mend_of(last, against, kind)
    if is_line(against):
        (english, chinese), (own, own_zh) = said(against[0], room), _said_last(last, room)
        return text(f"Nobody can be both: {english}, and {own}. {mend}",
                    f"{chinese}，而{own_zh}，没有人能同时满足。{mend_zh}")
    english, chinese = (" and ".join(phrase(one, 0) for one in (against, last)),
                        "，又".join(phrase(one, 1) for one in (against, last)))
    return text(f"Nobody can be both: “{key}” {english}. {mend}", f"“{key}”{chinese}，没有人能同时满足。{mend_zh}")


def is_line(one: Placed) -> bool:
    """Whether the audience or the law asks it, and no must or must-not."""
    return one[0][0] not in ("musts", "must_nots")


def _said_last(last: Placed, room: Room) -> tuple[str, str]:
    if is_line(last):
        return said(last[0], room)
    return f"“{last[1].key}” {phrase(last, 0)}", f"“{last[1].key}”{phrase(last, 1)}"


def _mend_of_line(last: Placed, against: Placed, room: Room) -> tuple[str, str] | None:
    """The smallest change where an audience is up against the law, its own regions, or a must that adds to it."""
    match last[0], against[0]:
        case ("audience", "ages"), _:
            return f"Raise its highest age to {room.youngest}.", f"请把年龄上限改为 {room.youngest}。"
        case ("audience", "tiers"), _:
            english, chinese = in_tiers([tier for tier in room.reached if tier][:1])
            return (f"Add {english} to the city tiers, or take the regions away.",
                    f"请在城市级别中加上{chinese}，或去掉地区。") if english else (
                        "Take the regions or the city tiers away.", "请去掉地区或城市级别。")
        case ("musts", _), ("audience", "genders") if last[1].op in ("is", "any_of"):
            wanted = choice_of(last[1], listed(last[1])[0])
            return (f"Add {wanted} to the audience's genders, or take this condition away.",
                    f"请在受众性别中加上{wanted}，或删除此条件。")
    return None


def phrase(one: Placed, language: int) -> str:
    """A condition without its trait's name: “must be at least 4”."""
    must = (("must be ", "must not be "), ("必须", "不能"))[language]
    values = (", ", "、")[language].join(choice_of(one[1], value) for value in listed(one[1]))
    return must[not one[2]] + PHRASES[one[1].op][language].format(values).replace(" “", "“" if language else " “")


def choice_of(one: Condition, value: object) -> str:
    """A value as `by_title` finds it: a choice with its trait, a number as it is."""
    return f"“{one.key}={value}”" if isinstance(value, str) else str(value)


def mend_of(last: Placed, against: Placed, kind: Kind) -> tuple[str, str]:
    """The bound nearest to the last one that leaves somebody, or the choice without which it does."""
    if last[1].op in _ORDERED:
        fitting = [one for one in near_bounds(last, against, kind) if is_possible([against, one], kind)]
        if fitting:
            word, word_zh = (words.format(fitting[0][1].value) for words in PHRASES[last[1].op])
            return (f"“{word}” here would just fit; or take one of the two away.",
                    f"这里改为“{word_zh}”即可，或删除其中一条。")
    ops = {against[1].op, last[1].op}
    if last[2] and against[2] and isinstance(kind, Single) and ops <= {"is", "any_of"}:
        both = [choice_of(last[1], value) for value in dict.fromkeys((*listed(against[1]), *listed(last[1])))]
        return (f"Ask for one of {', '.join(both)} in one condition instead.",
                f"请合并为一条：属于 {'、'.join(both)}。")
    for choice in listed(last[1]) if len(listed(last[1])) > 1 else ():
        if is_possible([against, without(last, choice)], kind):
            named = choice_of(last[1], choice)
            return (f"Without {named} this one would fit; or take one of the two away.",
                    f"这里去掉 {named} 即可，或删除其中一条。")
    return "Take one of the two away.", "请删除其中一条。"


def near_bounds(last: Placed, against: Placed, kind: Kind) -> list[Placed]:
    """The last condition with every other bound that its neighbour and the ends of the kind suggest, nearest first."""
    own = float(last[1].value) if isinstance(last[1].value, int | float) else 0.0
    ends = [kind.low, kind.high] if isinstance(kind, Scale | Number) else []
    told = [*ends, *(value for value in listed(against[1]) if isinstance(value, int | float))]
    near = {value + step for value in told if isfinite(value) for step in (-1, 0, 1)}
    inside = (value for value in near if ends and ends[0] <= value <= ends[1])
    return [(last[0], replace(last[1], value=value), last[2])
            for value in sorted(inside, key=lambda value: (abs(value - own), value))]


def without(one: Placed, choice: object) -> Placed:
    """The condition with one choice less."""
    left = tuple(value for value in listed(one[1]) if value != choice)
    return one[0], replace(one[1], value=cast(Value, left)), one[2]


def beyond(quotas: Sequence[Quota], specs: Mapping[str, Kind], units: int | None) -> Iterator[Fault]:
    """Minima that no picks can meet: more than the units, or more than the maximum of a quota around them. Without
    units planned only the second is asked."""
    spans = [_span(quota.cell, specs) for quota in quotas]
    for place, quota in enumerate(quotas):
        if units is not None and quota.minimum > units:
            yield Fault((place, "minimum"), "more_than_units", text(
                f"“{quota.name}” asks for at least {quota.minimum:,} of {Count(units):unit/units}; lower it to "
                f"{units:,}, or plan {Count(quota.minimum):unit/units}.",
                f"“{quota.name}”至少需要 {quota.minimum:,} 人，但样品只有 {units:,} 份；请改为 {units:,}，"
                f"或把样品增加到 {quota.minimum:,} 份。"))
            return
    if units is not None:
        for dimension in dict.fromkeys(span[0] for span in spans if span is not None):
            inside = [place for place, span in enumerate(spans) if span is not None and span[0] == dimension]
            yield from _too_many(_apart(inside, quotas, spans), quotas, units, None)
    for place, around in enumerate(quotas):
        inside = [other for other in range(len(quotas)) if other != place and _lies_in(spans[other], spans[place])]
        if around.maximum is not None:
            yield from _too_many(_apart(inside, quotas, spans), quotas, around.maximum, around)


def _span(cell: Cell, specs: Mapping[str, Kind]) -> Span | None:
    """A cell's values, where its people can be told apart by them."""
    match cell:
        case Tiers(tiers):
            return "tier", frozenset(tiers), True
        case Genders(genders):
            return "gender", frozenset(genders), True
        case Ages(low, high):
            return "age", frozenset(range(low, min(high, 200) + 1)), True
        case Followers(platform, low, high):
            return f"followers {platform}", frozenset(range(low, min(high, 20) + 1)), True
        case Chose(key, choices):
            return f"trait {key}", frozenset(choices), isinstance(specs.get(key), Single)
    return None


def _lies_in(inner: Span | None, outer: Span | None) -> bool:
    return inner is not None and outer is not None and inner[0] == outer[0] and inner[1] <= outer[1]


def _apart(places: Sequence[int], quotas: Sequence[Quota], spans: Sequence[Span | None]) -> list[int]:
    """Quotas of which nobody is in two, those with the largest minima first."""
    found: list[int] = []
    taken: set[object] = set()
    for place in sorted(places, key=lambda place: -quotas[place].minimum):
        span = spans[place]
        if span is None or not quotas[place].minimum or (found and not span[2]) or span[1] & taken:
            continue
        found.append(place)
        taken |= span[1]
    return found


def _too_many(places: Sequence[int], quotas: Sequence[Quota], most: int, around: Quota | None) -> Iterator[Fault]:
    """One fault where the minima of quotas that share nobody are together more than there is room for."""
    total = sum(quotas[place].minimum for place in places)
    if total <= most or not places:
        return
    last = max(places)
    names = ", ".join(f"“{quotas[place].name}”" for place in sorted(places))
    ask = f"{names} {'asks' if len(places) == 1 else 'ask'} for at least {Count(total):person/people}"
    excess, rest = total - most, quotas[last].minimum - (total - most)
    mend = f"lower this one to {rest:,}" if rest >= 0 else f"lower them by {excess:,} in all"
    mend_zh = f"请把这一项改为 {rest:,}" if rest >= 0 else f"请合计减少 {excess:,}"
    if around is None:
        yield Fault((last, "minimum"), "more_than_units", text(
            f"{ask} together, of {Count(most):unit/units}; {mend}, or plan {Count(total):unit/units}.",
            f"{names}合计至少需要 {total:,} 人，但样品只有 {most:,} 份；{mend_zh}，或把样品增加到 {total:,} 份。"))
    else:
        yield Fault((last, "minimum"), "more_than_maximum", text(
            f"{ask}, but “{around.name}”, in which they lie, takes at most {most:,}; {mend}, or raise that maximum to "
            f"{total:,}.",
            f"{names}至少需要 {total:,} 人，但包含它们的“{around.name}”最多 {most:,} 人；{mend_zh}，"
            f"或把该上限提高到 {total:,}。"))
