"""Quotas whose minimum asks for somebody whom the audience or a must leaves out."""

from collections.abc import Iterator, Mapping, Sequence
from typing import cast

from app.core.errors import Fault
from app.core.i18n import Count, Text, text
from app.matching.engine.audience_lines import Placed, Room, conditions_of, in_tiers, kinds_in, lines, said
from app.matching.engine.conditions import Condition
from app.matching.engine.contradictions import (
    PHRASES,
    choice_of,
    in_rows,
    is_line,
    is_possible,
    listed,
    near_bounds,
    on,
    phrase,
    without,
)
from app.matching.engine.faults import titled
from app.matching.engine.kinds import Kind, Single
from app.matching.engine.quotas import Quota

TAKE_AWAY = ("take it away", "删除该条件")


def emptied(quotas: Sequence[Quota], musts: Sequence[Condition], must_nots: Sequence[Condition],
            specs: Mapping[str, Kind], room: Room, titles: Mapping[str, Text]) -> Iterator[Fault]:
    """Minima that nobody can fill, each with the row that empties it and the smallest change of that row. Rows that
    already contradict each other are told as such, and a maximum alone is met by nobody as well."""
    kinds = kinds_in(room, specs, [quota.cell for quota in quotas])
    placed = [*lines(room), *in_rows(musts, must_nots)]
    for place, quota in enumerate(quotas):
        for conditions in conditions_of(quota.cell, room) if quota.minimum else ():
            key, asked = conditions[0].key, [((), one, True) for one in conditions]
            own = on(key, placed, kinds, room)
            if key == room.birth and not own:
                continue
            if why := _why(own, asked, kinds[key], room):
                yield Fault((place, "minimum"), "nobody_in_quota", _sentence(quota, *why, titles))
                break


def _why(own: Sequence[Placed], asked: Sequence[Placed], kind: Kind, room: Room) -> tuple[Text, Text] | None:
    """What leaves a part of the people empty, and what would mend it; None where somebody is left, or where the rows
    leave nobody to begin with."""
    if not is_possible(asked, kind):
        return (text("nobody can be in this part of the people", "没有人属于这类人群"),
                text("choose another one", "换一类人群"))
    if is_possible([*own, *asked], kind) or (any(is_must for *_, is_must in own) and not is_possible(own, kind)):
        return None
    against = next((one for one in own if not is_possible([one, *asked], kind)), None)
    if against is None:
        return (text("the audience and the conditions together leave nobody in it",
                     "受众与各项条件合起来没有留下任何人"),
                text("loosen one of them", "放宽其中一项"))
    told = said(against[0], room) if is_line(against) else _row(against)
    return text(*told), text(*_mend(against, asked, kind, room))


def _sentence(quota: Quota, why: Text, mend: Text, titles: Mapping[str, Text]) -> Text:
    """The quota's name as it was typed, all else by the titles."""
    why, mend = titled(why, titles), titled(mend, titles)
    return text(f"“{quota.name}” asks for at least {Count(quota.minimum):person/people}, but {why.pick('en')}; "
                f"{mend.pick('en')}, or lower this minimum to 0.",
                f"“{quota.name}”至少需要 {quota.minimum:,} 人，但{why.pick('zh-cn')}；请{mend.pick('zh-cn')}，"
                "或把这项下限改为 0。")


def _row(one: Placed) -> tuple[str, str]:
    (name, place), key = one[0], one[1].key
    row, row_zh = ("must", "必需条件") if name == "musts" else ("must-not", "排除条件")
    number = cast(int, place) + 1
    return (f"{row} {number} says that “{key}” {phrase(one, 0)}",
            f"第 {number} 条{row_zh}要求“{key}”{phrase(one, 1)}")


def _mend(against: Placed, asked: Sequence[Placed], kind: Kind, room: Room) -> tuple[str, str]:
    """The smallest change of the row that leaves somebody in the quota."""
    wanted, is_low = asked[0][1], against[1].op == "at_least"
    first = listed(wanted)[0]
    match against[0]:
        case ("audience", "genders"):
            named = choice_of(wanted, first)
            return f"add {named} to its genders", f"在受众性别中加上{named}"
        case ("audience", "regions" | "tiers" as name):
            tier, tier_zh = in_tiers([cast(int, first)])
            if name == "tiers":
                return f"add {tier} to them", f"在城市级别中加上{tier_zh}"
            return f"add a region that lies in {tier}", f"加上一个属于{tier_zh}的地区"
        case ("audience", "ages"):
            age = asked[is_low][1].value
            if is_low:
                return f"lower its lowest age to {age}", f"把受众年龄下限改为 {age}"
            return f"raise its highest age to {age}", f"把受众年龄上限改为 {age}"
        case ("audience", "followers", _):
            band = asked[is_low][1].value
            if is_low:
                return f"let its bands begin at {band}", f"让粉丝级别从 {band} 开始"
            return f"let its bands reach up to {band}", f"让粉丝级别放宽到 {band}"
        case ("offers",):
            return f"let this quota reach up to {room.youngest} years", f"把这项配额的年龄放宽到 {room.youngest} 岁"
    return _loosened(against, asked, kind)


def _loosened(one: Placed, asked: Sequence[Placed], kind: Kind) -> tuple[str, str]:
    """A must or must-not with another bound, with a choice more, or with one less."""
    if one[1].op in ("at_least", "at_most"):
        near = [bound for part in asked for bound in near_bounds(one, part, kind) if is_possible([bound, *asked], kind)]
        if near:
            least = min(near, key=lambda bound: abs(cast(float, bound[1].value) - cast(float, one[1].value)))[1].value
            english, chinese = (words.format(least) for words in PHRASES[one[1].op])
            return f"make it “{english}”", f"改为“{chinese}”"
    opens = ("is", "any_of") if one[2] else ("none_of",)
    if isinstance(kind, Single) and one[1].op in opens:
        named = choice_of(one[1], listed(asked[0][1])[0])
        return f"add {named} to it", f"在其中加上{named}"
    if one[1].op != "answered" and len(listed(one[1])) > 1:
        for choice in listed(asked[0][1]):
            if choice in listed(one[1]) and is_possible([without(one, choice), *asked], kind):
                named = choice_of(one[1], choice)
                return f"leave {named} out of it", f"从其中去掉{named}"
    return TAKE_AWAY
