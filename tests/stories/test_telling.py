"""What the demo prints of its matching: every line has its numbers, and what could not be played says why."""

from typing import Any

import pytest

from app.sandbox.promises import unkept
from app.sandbox.telling import told

NOTHING: dict[str, Any] = {"rounds": [], "scarce": {}, "waves": {}, "interest": {}, "models": [], "lift": {},
                           "contest": {}, "replay": None}
NAMES = {"lamp": "Lamp", "soy": "Soy"}
ROUND = {"campaigns": 1, "gap": 0.00002, "milliseconds": 40}
FEW = {"of": "brand", "scope": "Tofu & Tea", "kind": "cold", "outcomes": 50, "tested": 0, "why": "Too few of one kind.",
       "first_used": None}
COLD = FEW | {"tested": 25, "why": "It leads by no more than noise."}
FIRST, USED = ({"kind": "anchored", "outcomes": outcomes, "tested": outcomes // 2, "why": "It leads."}
               for outcomes in (40, 60))
DRINK = {"of": "category", "scope": "drink"}
CONTEST = {"keys": ["lamp", "soy"], "units": 45, "people": 3, "dearest": {"key": "lamp", "price": 0.312},
           "share": 0.964}
LIFT, TOO_FEW = ({"says": says, "is_enough": is_enough} for says, is_enough in (
    ("Lift: +5 points.", True), ("Not enough data.", False)))
SCARCE = {"units": 10, "eligible": 900, "free": 0, "waited": 3, "promoted": 1}


@pytest.mark.parametrize(("matching", "line"), [
    ({"rounds": [ROUND, ROUND | {"campaigns": 3}]}, (
        "2 joint rounds", "the largest over 3 campaigns at once; at most 0.0020% from the best possible, proven; "
        "80 ms in all")),
    ({"rounds": [ROUND]}, (
        "1 joint rounds", "no two campaigns had free units at the same time; at most 0.0020% from the best possible, "
        "proven; 40 ms in all")),
    ({"contest": CONTEST | {"units": 45, "people": 3}}, (
        "wanted by several", "Lamp, Soy: 45 seats; 3 people would have been picked by more than one, and each was "
        "given to one")),
    ({"contest": CONTEST}, (
        "what bound them", "one seat more would be worth most to Lamp: 0.31 expected reviews; each campaign got at "
        "least 96.4% of what it could get alone")),
    ({"contest": CONTEST | {"units": 9, "people": 0}}, (
        "wanted by several", "Lamp, Soy: 9 seats; nobody would have been picked by more than one")),
    ({"replay": {"run": "run_1", "of": "cmp_1"}}, (
        "run again", "daren matching replay run_1 gives the same picks, byte for byte")),
    ({}, ("run again", "no run gives the same bytes: somebody who was in each has left since")),
    ({"scarce": {"lamp": SCARCE}}, ("scarce: Lamp", "10 units for 900 people whom it suits; none is left")),
    ({"scarce": {"lamp": SCARCE}}, (
        "waiting for Lamp", "3 said yes when all was taken; 1 of them got a unit that came free")),
    ({"scarce": {"lamp": SCARCE | {"free": 2, "waited": 0}}}, (
        "scarce: Lamp", "10 units for 900 people whom it suits; 2 still free")),
    ({"scarce": {"lamp": SCARCE | {"free": 2, "waited": 0}}}, (
        "waiting for Lamp", "nobody had to wait: fewer said yes than there are units")),
    ({"waves": {"soy": [{"offers": 5, "why": "in_time"}, {"offers": 7, "why": "late"}]}}, (
        "waves of Soy", "5, 7 (late: a few more)")),
    ({"waves": {"soy": [{"offers": 1, "why": "in_time"}] * 9}}, ("waves of Soy", "1, 1, 1, 1, 1, 1, 1, 1 …")),
    ({"interest": {"soy": {"shown": 40, "picked": 19, "is_open": True}}}, (
        "interest in Soy", "40 want it; 19 of them were candidates with the picks; open for interest now")),
    ({"models": [FEW]}, ("model of the brand Tofu & Tea", "has never served, the cold score stays; 50 outcomes: Too "
                         "few of one kind.")),
    ({"models": [COLD]}, ("model of the brand Tofu & Tea", "fell back to the cold score before it served, with 50 "
                          "outcomes: It leads by no more than noise.")),
    ({"models": [COLD]}, ("models", "none took over from the cold score in this world")),
    ({"models": [COLD | {"first_used": FIRST}]}, (
        "model of the brand Tofu & Tea", "took over from the cold score with 40 outcomes: It leads. Withdrawn, so that "
        "the cold score serves again, with 50 outcomes: It leads by no more than noise.")),
    ({"models": [COLD | USED | {"first_used": FIRST}]}, (
        "model of the brand Tofu & Tea", "took over from the cold score with 40 outcomes: It leads. Serves still with "
        "60 outcomes: It leads.")),
    ({"models": [COLD | USED | {"first_used": USED}]}, (
        "model of the brand Tofu & Tea", "took over from the cold score with 60 outcomes: It leads.")),
    ({"models": [FEW, COLD | USED | {"first_used": USED}]}, (
        "models", "none fell back to the cold score in this world")),
    ({}, ("models", "none: no brand or category has 50 outcomes yet, so the cold score stays; a world of 2000 people, "
                    "as by default, learns one")),
    ({"lift": {"soy": {"intent": LIFT}}}, ("lift", "Lift: +5 points.")),
    ({}, (
        "lift", "not measured: of 200 people too few would fit to hold some out; a world of 1500 or more measures it")),
])
def test_what_came_of_matching_is_told_with_its_numbers_or_why_there_are_none(
        matching: dict[str, Any], line: tuple[str, str]) -> None:
    assert line in told(NOTHING | matching, NAMES, 200)


def test_a_brand_and_the_category_of_all_its_outcomes_are_told_once() -> None:
    lines = told(NOTHING | {"models": [COLD, COLD | DRINK, COLD | DRINK | {"outcomes": 70}]}, NAMES, 2000)
    assert [what for what, _ in lines if what.startswith("model of")] == [
        "model of the brand Tofu & Tea and of the category drink", "model of the category drink"]


def test_a_world_in_which_a_model_fell_back_and_a_lift_makes_no_excuse() -> None:
    both = {"models": [COLD, COLD | {"scope": "Lumina", "first_used": USED}], "lift": {"soy": {"intent": LIFT}}}
    lines = told(NOTHING | both, NAMES, 2000)
    assert [what for what, _ in lines] == [
        "0 joint rounds", "run again", "model of the brand Tofu & Tea", "model of the brand Lumina", "lift"]


SHOWN: dict[str, Any] = NOTHING | {
    "contest": CONTEST | {"keys": ["barrier", "lamp", "soy"]}, "scarce": {"lamp": SCARCE},
    "waves": {"soy": [{"offers": 5}, {"offers": 1}]}, "models": [COLD, COLD | USED | {"first_used": FIRST}],
    "lift": {"soy": {"intent": LIFT, "purchase": TOO_FEW}}}


def test_a_world_that_shows_all_that_is_promised_has_nothing_to_say() -> None:
    assert unkept(SHOWN, 2000) == []
    withdrawn = COLD | {"first_used": FIRST}
    assert unkept(SHOWN | {"models": [withdrawn]}, 2000) == [], "one model may do both"
    assert unkept(SHOWN | {"models": [], "lift": {}}, 400) == [], "a small one lacks outcomes and answers"


@pytest.mark.parametrize(("lacking", "unshown"), [
    ({"contest": {}}, ["a joint round over several campaigns", "people whom several campaigns want"]),
    ({"contest": CONTEST}, ["a joint round over several campaigns"]),
    ({"contest": SHOWN["contest"] | {"people": 0}}, ["people whom several campaigns want"]),
    ({"scarce": {"lamp": SCARCE | {"free": 1}}}, ["a campaign all of whose units are taken"]),
    ({"scarce": {"lamp": SCARCE | {"promoted": 0}}}, ["somebody who waited and got a unit that came free"]),
    ({"waves": {"soy": [{"offers": 5}]}}, ["a campaign that invites in several waves"]),
    ({"models": [COLD]}, ["a model that took over from the cold score"]),
    ({"models": [FEW, COLD | USED | {"first_used": FIRST}]}, [
        "a model that was tried and fell back to the cold score"]),
    ({"lift": {"soy": {"intent": LIFT}}}, ["a lift for which there are not enough answers"]),
    ({"lift": {"soy": {"purchase": TOO_FEW}}}, ["a lift with its interval"]),
])
def test_what_is_promised_and_not_shown_is_named(lacking: dict[str, Any], unshown: list[str]) -> None:
    assert unkept(SHOWN | lacking, 2000) == unshown
