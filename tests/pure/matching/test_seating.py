"""How many units the maxima of quotas let be filled, and which to raise, against trying every choice."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.matching.engine.pick import Part
from app.matching.rules.seating import Seating, most_seats, seating


def part(name: str, members: list[int], people: int, maximum: int | None, minimum: int = 0) -> Part:
    mask = np.zeros(people, np.bool_)
    mask[members] = True
    return Part(name, mask, minimum, maximum)


@pytest.mark.parametrize(("maxima", "expected"), [
    ([None, None], Seating(6)), ([2, None], Seating(5, ((0, 2, 3),))), ([0, 0], Seating(3, ((0, 0, 1), (1, 0, 2)))),
    ([1, 2], Seating(6)),
])
def test_the_fewest_maxima_are_raised_by_what_is_missing(maxima: list[int | None], expected: Seating) -> None:
    halves = [part("first", [0, 1, 2, 3], 7, maxima[0]), part("second", [4], 7, maxima[1])]
    halves = halves if maxima != [0, 0] else [part("first", [0, 1], 7, 0), part("second", [2, 3], 7, 0)]
    if maxima == [1, 2]:
        halves = [part("first", [0], 7, 1), part("second", [1, 2], 7, 2)]
    assert seating(np.arange(7), halves, 6) == expected


def fillable(parts: list[Part], units: int, people: int) -> int:
    """The most units that any choice fills, by looking at all."""
    return max(many for many in range(min(units, people) + 1) for chosen in combinations(range(people), many)
               if all(one.maximum is None or one.members[list(chosen)].sum() <= one.maximum for one in parts))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_as_many_units_are_filled_as_the_best_choice_fills(data: st.DataObject) -> None:
    people, units = data.draw(st.integers(1, 7)), data.draw(st.integers(0, 7))
    parts = [part(f"part {number}", data.draw(st.lists(st.integers(0, people - 1), unique=True)), people,
                  data.draw(st.none() | st.integers(0, 4))) for number in range(3)]
    best, wanted = fillable(parts, units, people), min(units, people)
    found = seating(np.arange(people), parts, units)
    assert found.fillable == best
    assert bool(found.raised) == (best < wanted)
    assert most_seats(np.arange(people), parts, units) == (best if found.raised else None)

    def filled(maxima: dict[int, int]) -> int:
        return fillable([replace(one, maximum=maxima.get(place, one.maximum)) for place, one in enumerate(parts)],
                        units, people)
    would_do = {place: enough for place, _, enough in found.raised}
    assert filled(would_do) == wanted
    for place, now, enough in found.raised:
        assert now < enough <= wanted
        assert filled(would_do | {place: enough - 1}) < wanted
