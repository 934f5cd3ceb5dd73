"""Slow and obvious: fit, order and picks in loops over Fractions and subsets, to judge the engine by."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations
from typing import Any

from app.matching.engine.columns import Row
from app.matching.engine.kinds import Kind, Scale
from app.matching.engine.pick import Part
from app.matching.engine.wants import AnyOf, High, Low, Near, Table, Trapezoid, Want, Wish


def agreement(kind: Kind, wish: Wish, answer: Any) -> Fraction:
    """How well one answer agrees with what is wanted."""
    if isinstance(wish, Table):
        return Fraction(str(wish.agreements.get(answer, 0)))
    if isinstance(wish, AnyOf):
        return Fraction(len(set(answer) & set(wish.choices)), len(wish.choices))
    if isinstance(wish, Trapezoid):
        x, a, b, c, d = (Fraction(str(number)) for number in (answer, wish.a, wish.b, wish.c, wish.d))
        return max(Fraction(0), min(Fraction(1), (x - a) / (b - a), (d - x) / (d - c)))
    assert isinstance(kind, Scale)
    assert isinstance(wish, High | Low | Near)
    span = kind.high - kind.low
    if isinstance(wish, Near):
        return 1 - Fraction(abs(answer - wish.value), span)
    high = Fraction(answer - kind.low, span)
    return high if isinstance(wish, High) else 1 - high


def means(people: Sequence[Row], specs: dict[str, Kind], wants: Sequence[Want]) -> list[Fraction] | None:
    """The mean agreement of each trait over consented people; None where nobody answered one."""
    found = []
    for want in wants:
        known = [agreement(specs[want.key], want.want, person["traits"][want.key])
                 for person in people if person["consent"] and want.key in person["traits"]]
        if not known:
            return None
        found.append(sum(known, Fraction(0)) / len(known))
    return found


def agreements(person: Row, specs: dict[str, Kind], wants: Sequence[Want], mean: Sequence[Fraction]) -> list[Fraction]:
    """A person's agreement with each want, the mean where unanswered."""
    said = person["traits"]
    return [agreement(specs[want.key], want.want, said[want.key]) if want.key in said else mean[k]
            for k, want in enumerate(wants)]


def weighted(values: Sequence[Fraction], wants: Sequence[Want]) -> Fraction:
    """The weighted mean of some agreements."""
    return sum((want.weight * a for want, a in zip(wants, values, strict=True)), Fraction(0)) / sum(
        want.weight for want in wants)


def coverage(person: Row, wants: Sequence[Want]) -> Fraction:
    """Weight of what a person answered over all weight."""
    return Fraction(sum(w.weight for w in wants if w.key in person["traits"]), sum(w.weight for w in wants))


def best_pick(count: int, units: int, parts: Sequence[Part]) -> tuple[int, ...]:
    """By trying every subset: least total shortfall, then most units, then best from the first place on."""
    def cost(places: tuple[int, ...]) -> tuple[int, int, tuple[int, ...]]:
        short = sum(max(part.minimum - sum(part.members[p] for p in places), 0) for part in parts)
        return short, -len(places), places

    allowed = (
        places for size in range(units + 1) for places in combinations(range(count), size)
        if all(part.maximum is None or sum(part.members[p] for p in places) <= part.maximum for part in parts)
    )
    return min(allowed, key=cost)
