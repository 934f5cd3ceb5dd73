"""Every wrong row of a brief is named at once, whatever is wrong with the others."""

from collections.abc import Callable
from typing import Any

import pytest

from app.core.errors import Invalid
from app.matching.engine import conditions, quotas, wants
from tests.pure.engine.people import SPECS


def want(weight: object, trait: str = "reading") -> dict[str, Any]:
    return {"trait": trait, "weight": weight, "want": "high"}


def quota(**changed: Any) -> dict[str, Any]:
    return {"name": "Some", "of": {"ages": [18, 24]}, "minimum": 1, "maximum": 5} | changed


WRONG: list[tuple[Callable[..., object], list[dict[str, Any]], list[str]]] = [
    (wants.parse, [want("abc"), want(11, "cooking"), want(0, "travel"), want(2, "nobody")],
     ["/0/weight", "/1/weight", "/2/weight", "/3/trait"]),
    (conditions.parse, [{"trait": "reading", "op": "around"}, {"trait": "reading", "op": "any_of", "value": ["x"]},
                        {"trait": "home", "op": "is", "value": "flatt"}], ["/0", "/1/op", "/2/value"]),
    (quotas.parse, [quota(of={"ages": ["young", "young"]}), quota(minimum=9), quota(name="More", of={"tiers": [0]})],
     ["/0/of/ages/0", "/0/of/ages/1", "/1/minimum", "/2/of"]),
]


@pytest.mark.parametrize(("parse", "entries", "places"), WRONG)
def test_a_row_that_cannot_be_read_hides_no_other(
    parse: Callable[..., object], entries: list[dict[str, Any]], places: list[str],
) -> None:
    with pytest.raises(Invalid) as refused:
        parse(entries, SPECS)
    assert [fault.pointer for fault in refused.value.faults] == places


@pytest.mark.parametrize("weight", ["abc", True, None, float("nan"), [3]])
def test_a_weight_that_is_no_number_is_asked_for_rather_than_guessed(weight: object) -> None:
    with pytest.raises(Invalid) as refused:
        wants.parse([want(weight)], SPECS)
    [fault] = refused.value.faults
    assert fault.message.default == "Please give a whole number from 1 to 10 as the weight of “reading”."


@pytest.mark.parametrize(("of", "place", "sentence"), [
    ({"ages": ["20", 30]}, "/0/of/ages/0", "Please give a whole number."),
    ({"ages": [True, 30]}, "/0/of/ages/0", "Please give a whole number."),
    ({"ages": [20]}, "/0/of", "Please give the lowest and the highest age, such as [18, 24]."),
    ({"tiers": ["1"]}, "/0/of/tiers/0", "Please give a whole number."),
    ({"platform": "weibo", "low": True, "high": 3}, "/0/of/low", "Please give a whole number."),
    ({"platform": "weibo", "low": 3}, "/0/of", "Please give a platform with “verified” true or false, or with “low” "
                                               "and “high” bands of followers."),
    ({"platform": "weibo", "verified": "yes"}, "/0/of", "Please give a platform with “verified” true or false, or with "
                                                        "“low” and “high” bands of followers."),
    ({"low": 3}, "/0/of", "A part of people is one of tiers, platform, genders, ages, or trait with choices."),
    ({"ages": [18, 24], "tiers": [1]}, "/0/of", "A part of people is one of tiers, platform, genders, ages, or trait "
                                                "with choices.")])
def test_a_part_of_people_that_cannot_be_read_is_told_at_its_place(
    of: dict[str, Any], place: str, sentence: str,
) -> None:
    with pytest.raises(Invalid) as refused:
        quotas.parse([quota(of=of)], SPECS)
    [fault] = refused.value.faults
    assert (fault.pointer, fault.message.default) == (place, sentence)
