"""Where quotas cross the picks are those of all subsets that miss least, are most, and are worth most."""

from itertools import combinations
from random import Random

import numpy as np
import pytest

from app.matching.engine.columns import build
from app.matching.engine.criteria import Criteria
from app.matching.engine.crossing import best
from app.matching.engine.kinds import Scale
from app.matching.engine.pick import Part, Picks, pick
from app.matching.engine.quotas import Ages, Genders, Quota
from app.matching.engine.recorded import dump, run_again
from app.matching.engine.run import Result, match
from app.matching.engine.wants import High, Want
from tests.pure.engine.packed_crowds import TODAY

NOBODY = np.zeros(0, np.int64)


def missing(chosen: tuple[int, ...], parts: list[Part]) -> int:
    return sum(max(part.minimum - int(np.count_nonzero(part.members[list(chosen)])), 0) for part in parts)


def obvious(worth: list[float], units: int, parts: list[Part]) -> tuple[int, float]:
    """Fewest missing in the minima, and what the best of those subsets is worth, by looking at all."""
    able = [chosen for many in range(units + 1) for chosen in combinations(range(len(worth)), many)
            if all(part.maximum is None or np.count_nonzero(part.members[list(chosen)]) <= part.maximum
                   for part in parts)]
    least = min(missing(chosen, parts) for chosen in able)
    return least, max(sum(worth[one] for one in chosen) for chosen in able if missing(chosen, parts) == least)


@pytest.mark.parametrize("seed", range(40))
def test_as_few_as_possible_are_missing_and_the_rest_is_worth_most(seed: int) -> None:
    chance = Random(seed)
    people, units = 9, chance.randint(1, 6)
    worth = sorted((chance.uniform(.1, 1) for _ in range(people)), reverse=True)
    parts = [Part(f"part {number}", np.array([chance.random() < .5 for _ in range(people)]), chance.randint(0, units),
                  chance.choice((None, units, chance.randint(1, 4)))) for number in range(3)]
    order = np.arange(people)
    found = best(order, np.array(worth), units, 2, parts, NOBODY)
    least, most = obvious(worth, units, parts)
    assert sum(short.minimum - short.reached for short in found.shortfalls) == least
    assert sum(worth[one] for one in found.chosen.tolist()) == pytest.approx(most)
    assert len(found.waitlist) <= 2
    assert not set(found.waitlist.tolist()) & set(found.chosen.tolist())


def test_minima_that_one_person_can_meet_together_are_met() -> None:
    men, young = (np.arange(40) % 3 == 0), (np.arange(40) % 4 == 0)
    parts, order, worth = [Part("men", men, 3), Part("young", young, 3)], np.arange(40), np.linspace(1, .1, 40)
    assert [short.name for short in pick(order, 3, 0, parts).shortfalls] == ["men", "young"]
    found = best(order, worth, 3, 0, parts, NOBODY)
    assert (found.chosen.tolist(), found.shortfalls, found.is_exact) == ([0, 12, 24], (), True)


def test_who_holds_a_seat_already_counts_in_its_parts() -> None:
    parts = [Part("left", np.array([True, True, False, False]), 2), Part("low", np.array([True, False, True, True]), 2)]
    held: Picks = best(np.array([1, 2, 3]), np.array([.9, .8, .7]), 2, 0, parts, np.array([0]))
    assert (held.chosen.tolist(), held.shortfalls) == ([1, 2], ())


def a_run(*, by_order: bool = False) -> Result:
    chance = Random(5)
    people = build([{"seq": seq, "consent": True, "gender": chance.choice(("male", "female", "female", "female")),
                     "birth_month": chance.randint(1950, 2005) * 12, "traits": {"likes": chance.randint(1, 5)}}
                    for seq in range(1, 200)], {"likes": Scale(1, 5)})
    asked = (Quota("men", Genders(("male",)), 10, None), Quota("young", Ages(18, 34), 10, None))
    return match(people, (Want("likes", 1, High()),), Criteria(today=TODAY), asked, 10, 5, by_order=by_order)


def test_a_run_fills_quotas_that_cross_and_a_record_of_earlier_days_as_it_did() -> None:
    first = a_run()
    assert (len(first.chosen), first.shortfalls) == (10, ())
    old = a_run(by_order=True)
    assert [short.name for short in old.shortfalls]
    plain = {name: value for name, value in old.parameters.items() if name != "by_order"}
    for one, parameters in ((first, first.parameters), (old, plain)):
        again = run_again(dump(one.audience, one.outlook, parameters, 0).record)
        assert again.chosen.tobytes() == one.chosen.tobytes()
