"""A round over the few who take part is the round over everybody: whoever could make it better is brought in."""

from dataclasses import replace
from pathlib import Path
from random import Random

import numpy as np
import pytest

from app.core.errors import Invalid
from app.matching.engine.run import Result
from app.matching.rules import candidates, rounds
from app.matching.rules.computing import result_of
from app.matching.rules.refusals import TooFewToMeasure
from app.matching.rules.rounds import together
from tests.pure.engine import packed_crowds as crowds
from tests.pure.matching.test_eligible import some_inputs

EVERYBODY = 1_000_000
SCARCE = (150, 257, 347)
"""Crowds in which no choice gives every campaign its floor, and some of the few are not those who tell its share."""


def alone(seed: int, folder: Path) -> list[Result]:
    """Three campaigns over the same people, each matched alone; those left out that cannot be matched."""
    chance, found = Random(seed), []
    first = some_inputs(chance, folder)
    for _ in range(3):
        units = chance.randint(1, 12)
        brief = replace(first.brief, wants=crowds.wants(chance), quotas=crowds.quotas(chance, units))
        try:
            found.append(result_of(replace(first, brief=brief, units=units)).result)
        except (Invalid, TooFewToMeasure):
            continue
    return found


def lacking(results: list[Result]) -> int:
    return sum(short.minimum - short.reached for one in results for short in one.shortfalls)


@pytest.mark.parametrize("seed", [*range(24), *SCARCE])
def test_a_round_over_the_few_is_worth_what_the_round_over_everybody_is(seed: int, tmp_path: Path) -> None:
    campaigns = alone(seed, tmp_path)
    if not campaigns:
        return
    (few, quick), (all_of_them, whole) = together(campaigns, 2), together(campaigns, EVERYBODY)
    assert lacking(few) == lacking(all_of_them)
    assert quick.value == pytest.approx(whole.value, rel=2e-3)
    assert quick.bound >= whole.value * (1 - 1e-9)
    assert quick.bound >= quick.value


def test_most_people_take_no_part_in_a_round(tmp_path: Path) -> None:
    found = [together(campaigns, 2)[1] for seed in range(12) if (campaigns := alone(seed, tmp_path))]
    whole = [together(campaigns, EVERYBODY)[1] for seed in range(12) if (campaigns := alone(seed, tmp_path))]
    pairs = [sum(len(one.prices.reduced) for one in each) for each in (found, whole)]
    assert pairs[0] < 0.7 * pairs[1]


def test_whoever_is_worth_more_than_the_prices_is_named_as_missed(tmp_path: Path) -> None:
    campaigns = next(some for seed in range(9) if (some := alone(seed, tmp_path)) and len(some[0].order) > 20)
    narrow = [replace(candidates.taking_part(one, EVERYBODY), people=np.sort(candidates.free(one)[-3:]))
              for one in campaigns]
    problem = rounds.problem_of(narrow)
    more = candidates.missed(narrow, problem, rounds.fair(problem))
    assert more[0].excess > 0
    assert set(more[0].people.tolist()) <= set(campaigns[0].order[:-3].tolist())
    assert set(candidates.free(campaigns[0])[:3].tolist()) & set(more[0].people.tolist())
