"""Musts that nobody can meet and quotas that no picks can meet are named by row, with the smallest change."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.matching.engine import conditions, quotas
from app.matching.engine.audience_lines import Room
from app.matching.engine.columns import build
from app.matching.engine.contradictions import beyond, contradictions
from app.matching.engine.kinds import Kind, Multiple, Number, Scale, Single

SPECS: dict[str, Kind] = {
    "likes": Scale(1, 5), "home": Single(("flat", "house", "farm")), "pets": Multiple(("cat", "dog", "fish")),
    "spend": Number(0, 1000)}

ANYBODY = Room("gender", "birth", (date(2026, 3, 1), date(2026, 3, 1)))


def found(musts: list[tuple[Any, ...]], must_nots: tuple[tuple[Any, ...], ...] = ()) -> list[tuple[Any, str]]:
    first, second = (conditions.parse(
        [{"trait": key, "op": op} | ({"value": value[0]} if value else {}) for key, op, *value in listed], SPECS)
        for listed in (musts, must_nots))
    return [(fault.where, fault.message.default) for fault in contradictions(first, second, SPECS, ANYBODY)]


@pytest.mark.parametrize(("musts", "must_nots", "where", "words"), [
    ([("likes", "at_least", 4), ("likes", "at_most", 2)], (), ("musts", 1), "“at most 4” here would just fit"),
    ([("likes", "at_most", 2), ("likes", "at_least", 4)], (), ("musts", 1), "“at least 2” here would just fit"),
    ([("home", "is", "flat"), ("home", "is", "house")], (), ("musts", 1), "one of “home=flat”, “home=house” in one"),
    ([("likes", "at_least", 3)], (("likes", "at_least", 3),), ("must_nots", 0), "“at least 4” here would just fit"),
    ([("likes", "at_most", 2)], (("likes", "at_most", 4),), ("must_nots", 0), "“at most 1” here would just fit"),
    ([("spend", "at_least", 30)], (("spend", "at_least", 10),), ("must_nots", 0), "“at least 31” here would just fit"),
    ([("home", "is", "flat")], (("home", "any_of", ["house", "flat"]),), ("must_nots", 0), "Without “home=flat”"),
    ([("pets", "any_of", ["cat"])], (("pets", "any_of", ["cat", "dog"]),), ("must_nots", 0), "Without “pets=cat”"),
    ([("home", "answered")], (("home", "answered"),), ("must_nots", 0), "Take one of the two away."),
    ([("pets", "any_of", ["cat"]), ("pets", "none_of", ["cat", "dog"])], (), ("musts", 1), "Nobody can be both"),
    ([("pets", "any_of", ["cat"])], (("pets", "any_of", ["cat"]),), ("must_nots", 0), "Nobody can be both"),
    ([("spend", "is", 3), ("spend", "is", 5)], (), ("musts", 1), "“spend” must be 3 and must be 5."),
    ([("home", "none_of", ["flat", "house"])], (("home", "is", "farm"),), ("must_nots", 0), "Nobody can be both"),
    ([("likes", "at_least", 2), ("likes", "at_most", 3)], (("likes", "is", 2), ("likes", "is", 3)), ("must_nots", 1),
     "With the other conditions on “likes” nobody is left"),
    ([("home", "none_of", ["flat", "house", "farm"])], (), ("musts", 0), "No answer to “home” can meet this"),
])
def test_what_nobody_can_be_is_named(musts: list[tuple[Any, ...]], must_nots: tuple[tuple[Any, ...], ...],
                                     where: tuple[str, int], words: str) -> None:
    [(place, said)] = found(musts, must_nots)
    assert place == where
    assert words in said


@pytest.mark.parametrize(("musts", "must_nots"), [
    ([("likes", "at_least", 2), ("likes", "at_most", 2)], ()),
    ([("pets", "any_of", ["cat"]), ("pets", "any_of", ["dog"])], (("pets", "any_of", ["fish"]),)),
    ([("spend", "at_least", 3)], (("spend", "is", 3),)),
    ([("home", "any_of", ["flat", "house"])], (("home", "is", "flat"),)),
    ([], (("likes", "at_least", 1),)),
])
def test_what_somebody_can_be_is_left_alone(musts: list[tuple[Any, ...]],
                                            must_nots: tuple[tuple[Any, ...], ...]) -> None:
    assert found(musts, must_nots) == []


levels = st.tuples(st.sampled_from(["at_least", "at_most", "is"]), st.integers(1, 5))
homes = st.tuples(st.sampled_from(["any_of", "none_of"]), st.lists(
    st.sampled_from(["flat", "house", "farm"]), min_size=1, max_size=3, unique=True))
pets = st.tuples(st.sampled_from(["any_of", "none_of"]), st.lists(
    st.sampled_from(["cat", "dog", "fish"]), min_size=1, max_size=3, unique=True))
asked = st.one_of(*(st.tuples(st.just(key), st.lists(part, min_size=1, max_size=3), st.lists(part, max_size=2))
                    for key, part in (("likes", levels), ("home", homes), ("pets", pets))))
EVERYBODY: dict[str, list[Any]] = {
    "likes": [1, 2, 3, 4, 5], "home": ["flat", "house", "farm"],
    "pets": [[one for bit, one in enumerate(("cat", "dog", "fish")) if n >> bit & 1] for n in range(8)]}


@settings(max_examples=300, deadline=None)
@given(asked)
def test_a_brief_is_contradictory_exactly_where_no_possible_answer_meets_it(drawn: Any) -> None:
    key, musts, must_nots = drawn
    people = build([{"seq": n, "traits": {key: answer}} for n, answer in enumerate(EVERYBODY[key])], {key: SPECS[key]})
    left = [True] * len(people)
    for is_must, listed in ((True, musts), (False, must_nots)):
        for one in conditions.parse([{"trait": key, "op": op, "value": v} for op, v in listed], SPECS):
            left = [was and bool(met) == is_must
                    for was, met in zip(left, conditions.met(people, one), strict=True)]
    told = found([(key, *one) for one in musts], tuple((key, *one) for one in must_nots))
    assert bool(told) == (not any(left))


def mix(units: int | None, *parts: tuple[str, dict[str, Any], int, int | None]) -> list[tuple[Any, str, str]]:
    parsed = quotas.parse([{"name": n, "of": of, "minimum": low, "maximum": high} for n, of, low, high in parts], SPECS)
    return [(fault.where, fault.code, fault.message.default) for fault in beyond(parsed, SPECS, units)]


def test_minima_beyond_the_units_name_the_change() -> None:
    assert mix(20, ("Big", {"tiers": [1]}, 30, None)) == [((0, "minimum"), "more_than_units", (
        "“Big” asks for at least 30 of 20 units; lower it to 20, or plan 30 units."))]
    [(where, code, words)] = mix(20, ("Women", {"genders": ["female"]}, 12, None),
                                 ("Men", {"genders": ["male"]}, 10, None))
    assert (where, code) == ((1, "minimum"), "more_than_units")
    assert words == ("“Women”, “Men” ask for at least 22 people together, of 20 units; lower this one to 8, or plan 22 "
                     "units.")


def test_one_is_said_in_the_singular() -> None:
    assert mix(1, ("Big", {"tiers": [1]}, 3, None))[0][2] == (
        "“Big” asks for at least 3 of 1 unit; lower it to 1, or plan 3 units.")
    [(_, _, words)] = mix(None, ("All", {"tiers": [1, 2]}, 0, 1), ("b", {"tiers": [1]}, 3, None))
    assert words.startswith("“b” asks for at least 3 people, but “All”")


def test_minima_inside_a_smaller_maximum_are_named() -> None:
    [(where, code, words)] = mix(None, ("Young", {"ages": [18, 30]}, 0, 5), ("Youngest", {"ages": [18, 22]}, 8, None))
    assert (where, code) == ((1, "minimum"), "more_than_maximum")
    assert "“Young”, in which they lie, takes at most 5; lower this one to 5" in words


@pytest.mark.parametrize("parts", [
    (("Women", {"genders": ["female"]}, 12, None), ("Big", {"tiers": [1]}, 12, None)),
    (("One", {"ages": [18, 30]}, 12, None), ("Other", {"ages": [25, 40]}, 12, None)),
    (("Cats", {"trait": "pets", "choices": ["cat"]}, 12, None),
     ("Dogs", {"trait": "pets", "choices": ["dog"]}, 12, None)),
    (("Flat", {"trait": "home", "choices": ["flat"]}, 10, 10),
     ("House", {"trait": "home", "choices": ["house"]}, 10, None)),
])
def test_minima_that_can_be_met_are_left_alone(parts: Any) -> None:
    assert mix(20, *parts) == []
