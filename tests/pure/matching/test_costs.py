"""What each line of a brief costs, counted as packed, is what asking everybody one by one says."""

from collections import Counter
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from app.core.errors import Invalid
from app.matching.engine import eligibility
from app.matching.engine.forecast import Plan
from app.matching.engine.quotas import Quota
from app.matching.rules.computing import Inputs
from app.matching.rules.forecasting import LINES, Asked, Foreseen, foresee
from tests.pure.matching.test_eligible import some_inputs


def foreseen(inputs: Inputs) -> Foreseen | None:
    criteria = inputs.brief.criteria
    try:
        return foresee(Asked(inputs, Plan(inputs.units), len(criteria.musts), 5))
    except Invalid:
        return None


@pytest.mark.parametrize("seed", range(25))
def test_what_a_line_costs_is_what_asking_everybody_says(seed: int, tmp_path: Path) -> None:
    read = some_inputs(Random(seed), tmp_path)
    quotas = tuple(Quota(one.name, one.cell, one.minimum) for one in read.brief.quotas)
    inputs = replace(read, brief=replace(read.brief, quotas=quotas), shares=replace(read.shares, hold_out=None))
    if (found := foreseen(inputs)) is None:
        return
    people, criteria = inputs.people.audience(inputs.brief.kinds), inputs.brief.criteria
    held = {seq for seq, is_held in inputs.record.drawn.items() if is_held}
    alone, fails = Counter[str](), Counter[str]()
    for at, seq in enumerate(people.seq.tolist()):
        codes = set(eligibility.failing(people, criteria, at))
        if codes <= LINES and seq not in held:
            names = {code.name for code in codes}
            fails.update(names)
            alone.update(names if len(names) == 1 else ())
    ages = [(line.fails, line.alone) for line in found.lines if line.where == ("audience", "ages")]
    assert ages == [(fails["AGE_OUTSIDE"], alone["AGE_OUTSIDE"])] * bool(fails["AGE_OUTSIDE"])
    safety = [line.fails for line in found.lines if line.where == ("products", "contraindications")]
    assert safety == [fails["CONTRAINDICATED"]] * bool(fails["CONTRAINDICATED"])
    assert found.people == len(people)
