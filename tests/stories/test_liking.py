"""What people of the demo like goes with the brief and with a taste that it lacks; faults are counted, not steps."""

from dataclasses import replace
from datetime import UTC, datetime
from random import Random

import pytest

from app.sandbox.briefs import PLANS, Plan
from app.sandbox.ledger import Ledger
from app.sandbox.liking import closeness, liking
from app.sandbox.lives import life
from app.sandbox.world import Person, Place, Stand
from tests.arrange import OPS

NOW = datetime(2026, 3, 2, tzinfo=UTC)
SOY = next(plan for plan in PLANS if plan.key == "soy")
BARRIER, TRAY = (next(plan for plan in PLANS if plan.key == key) for key in ("barrier", "tray"))


def person(number: int, answer: int, taste: float = 0.0) -> Person:
    """Somebody who answers all that a brief may wish alike."""
    one = life(number, 7, NOW.date())
    wishes = {wish["trait"]: answer for plan in (SOY, BARRIER, TRAY) for wish in plan.body["traits"]}
    return Person(replace(one, answers=one.answers | wishes, tastes={"style": taste}), f"con_{number}", "", ())


PEOPLE = [person(number, answer) for number, answer in enumerate((5, 4, 3, 2, 1))]


def likes(plan: Plan, whom: Person) -> float:
    stand = Stand(plan, "cmp_1", OPS, NOW, {}, units=1)
    return liking(PEOPLE, Place("seat", whom, stand, Random(1)))


@pytest.mark.parametrize("plan", [SOY, TRAY])
def test_whom_the_brief_suits_better_likes_it_no_less(plan: Plan) -> None:
    found = [likes(plan, one) for one in PEOPLE]
    assert found == sorted(found, reverse=True)
    assert found[0] > found[1]


def test_where_those_have_one_already_whom_it_suits_best_a_better_fit_is_liked_less() -> None:
    found = [likes(BARRIER, one) for one in PEOPLE]
    assert found == sorted(found)
    assert found[0] < found[1] < found[2]


def test_a_taste_that_the_brief_lacks_decides_where_the_brief_says_the_same() -> None:
    keen, cool = person(8, 5, taste=1.0), person(9, 5, taste=-1.0)
    assert likes(SOY, keen) > 0.9 > 0.2 > likes(SOY, cool)
    assert likes(TRAY, keen) == likes(TRAY, cool)


def test_how_close_a_brief_is_counts_what_was_not_answered_as_the_middle() -> None:
    stand = Stand(SOY, "cmp_1", OPS, NOW, {})
    silent = Person(replace(life(1, 7, NOW.date()), answers={}), "con_1", "", ())
    assert [closeness(stand, one) for one in (*PEOPLE[:2], silent)] == [2.0, 1.0, 0.0]


def test_a_fault_of_which_two_things_are_done_is_one_fault() -> None:
    ledger = Ledger()
    for of in ("rev_1", "rev_2"):
        ledger.fault("edited", "noticed", of)
        ledger.fault("edited", "put back", of)
    ledger.fault("no_show", "missed")
    ledger.fault("no_show", "missed")
    assert {kind: len(befallen) for kind, befallen in ledger.befallen.items()} == {"edited": 2, "no_show": 2}
    assert ledger.faults["edited"] == {"noticed": 2, "put back": 2}
    with pytest.raises(KeyError):
        ledger.fault("made_up", "nothing")
