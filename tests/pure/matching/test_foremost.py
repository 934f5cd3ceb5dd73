"""The first people of a campaign, looked for among the best alone, are those of a run over everybody who could be
picked; and so is the forecast over them."""

from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest

from app.core.errors import Invalid
from app.matching.engine.columns import Row
from app.matching.engine.criteria import Criteria
from app.matching.engine.forecast import Plan
from app.matching.engine.packed import snapshot
from app.matching.engine.packed.snapshot import Snapshot
from app.matching.engine.quotas import Quota, Tiers
from app.matching.engine.run import Result
from app.matching.engine.wants import High, Want
from app.matching.rules import forecasting
from app.matching.rules.asked import Brief
from app.matching.rules.computing import Inputs, Record, Shares
from app.matching.rules.foremost import Foremost, everyone, foremost
from app.matching.rules.people import Gifts, People
from tests.pure.engine import packed_crowds as crowds
from tests.pure.engine.packing import records
from tests.pure.engine.people import audience
from tests.pure.matching.test_eligible import some_inputs


def picks(result: Result) -> list[Any]:
    """Whom a run picks and why, and what fell short."""
    who = [*result.chosen.tolist(), *result.waitlist.tolist()]
    return [[(int(result.audience.seq[at]), float(result.fit[at]), float(result.value[at]),
              float(result.outlook.p_accept[at])) for at in who], result.shortfalls, result.fits.mean_fit,
            result.fits.spread, result.people]


def tried(inputs: Inputs) -> tuple[Foremost, Foremost]:
    """Looked for among the best alone, and among everybody."""
    whole = everyone(inputs)
    return foremost(inputs), whole


def few_units(inputs: Inputs, chance: Random) -> Inputs:
    """The same people, asked so little that most of them cannot matter."""
    units = chance.randint(0, 4)
    return replace(inputs, units=units, waitlist=chance.randint(0, 3), shares=Shares(chance.choice((0, .3))),
                   brief=replace(inputs.brief, quotas=crowds.quotas(chance, units)))


@pytest.mark.parametrize("seed", range(60))
def test_the_first_people_are_those_of_a_run_over_everybody(seed: int, tmp_path: Path) -> None:
    chance = Random(seed)
    inputs = few_units(some_inputs(chance, tmp_path), chance)
    try:
        few, whole = tried(inputs)
    except Invalid:
        with pytest.raises(Invalid):
            foremost(inputs)
        return
    assert picks(few.result) == picks(whole.result)
    assert few.eligible == whole.eligible
    assert [int(np.count_nonzero(part.members[few.result.order])) + part.behind for part in few.result.parts] == [
        int(np.count_nonzero(part.members[whole.result.order])) for part in whole.result.parts]


def many_people(chance: Random, folder: Path) -> Snapshot:
    first = audience(*crowds.crowd(chance, 2400, is_plain=True))
    held = crowds.kept(folder, first)
    later = audience(*crowds.crowd(chance, 60, is_plain=True))
    return snapshot.patched(held, later.seq, records(later, crowds.LAYOUT), first.seq[:3].tolist(), 8, crowds.TODAY)


def wide_open(chance: Random, everybody: Snapshot) -> Inputs:
    """A brief that nearly everybody meets, and people with records among them."""
    seqs = chance.sample(range(7000), 400)
    rates = {seq: (float(chance.randint(0, 3)), 3.0) for seq in seqs[:60]}
    record = Record(accepted=rates, published=rates, veterans=seqs[40:80], interested=seqs[80:120])
    people = People(everybody, {seq: Gifts(is_open=chance.random() < .5) for seq in seqs[100:200]},
                    dict.fromkeys(seqs[200:204], seqs[200]))
    units = chance.randint(1, 6)
    criteria = replace(crowds.criteria(chance), musts=(), regions=(), tiers=(), platforms=())
    brief = Brief(crowds.wants(chance), criteria, crowds.quotas(chance, units), dict(crowds.LAYOUT.specs))
    return Inputs("cmp", 0, 1, brief, people, units, 3, record, Shares(chance.choice((0, .2))))


@pytest.fixture(scope="module")
def everybody(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return many_people(Random(1), tmp_path_factory.mktemp("many"))


@pytest.mark.parametrize("seed", range(20))
def test_a_forecast_over_the_first_is_the_one_over_everybody(seed: int, everybody: Snapshot) -> None:
    chance = Random(seed)
    asked = forecasting.Asked(wide_open(chance, everybody), Plan(chance.randint(1, 6)), 0, chance.choice((None, 4)))
    asked = replace(asked, read=replace(asked.read, units=asked.plan.units))
    assert foremost(asked.read).behind
    assert forecasting.foresee(asked) == forecasting.foreseen(asked, everyone(asked.read))


LIKING = {2: 3, 3: 2, 4: 5}
"""How much the people of a tier like to read: those of tier 4 come first."""


def of_tiers(folder: Path, counts: dict[int, int], quotas: tuple[Quota, ...], units: int) -> Inputs:
    """So many people of each tier, of whom readers are wanted, and rather those who travel."""
    rows: list[Row] = [{"tier": tier, "consent": True, "traits": {"reading": LIKING.get(tier, 1)}}
                       for tier, many in counts.items() for _ in range(many)]
    for seq, row in enumerate(rows):
        row["seq"], row["traits"] = seq, {**row["traits"], "travel": seq % 11}
    people = audience(*rows)
    wanted = Want("reading", 9, High()), Want("travel", 1, High())
    brief = Brief(wanted, Criteria(crowds.TODAY), quotas, dict(crowds.LAYOUT.specs))
    return Inputs("cmp", 0, 1, brief, People(crowds.kept(folder, people)), units, 0)


@pytest.mark.parametrize(("quotas", "units"), [
    # Which of two parts a third one lies in hangs on how many people are of each, and with it who is picked.
    ((Quota("d", Tiers((1, 3)), 1), Quota("c", Tiers((1, 2))), Quota("a", Tiers((1,)), 1)), 2),
    # More is asked for than there are units: what falls short is told with all who could have been picked.
    ((Quota("few", Tiers((2,)), 3), Quota("many", Tiers((3, 4)), 3)), 3),
])
def test_how_many_stand_behind_is_not_forgotten(quotas: tuple[Quota, ...], units: int, tmp_path: Path) -> None:
    inputs = of_tiers(tmp_path, {1: 3, 2: 63, 3: 66, 4: 30}, quotas, units)
    few, whole = tried(inputs)
    assert few.behind
    assert picks(few.result) == picks(whole.result)


def test_whoever_a_raised_maximum_would_let_in_is_looked_for_too(tmp_path: Path) -> None:
    quotas = (Quota("some", Tiers((2,)), 0, 1), Quota("others", Tiers((3, 4)), 0, 0))
    inputs = of_tiers(tmp_path, {2: 900, 3: 900}, quotas, 600)
    asked = forecasting.Asked(inputs, Plan(600), 0)
    found = forecasting.foresee(asked)
    assert found == forecasting.foreseen(asked, everyone(inputs))
    assert found.seating is not None
    assert found.seating.raised == ((0, 1, 600),)
