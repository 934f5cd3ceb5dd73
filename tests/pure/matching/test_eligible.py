"""A run over the few who can matter is the run over everybody, whoever the people are and whatever is asked."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest

from app.core.errors import Invalid
from app.matching.engine import eligibility, recorded, run
from app.matching.engine.columns import Audience
from app.matching.engine.packed import snapshot, unpacking
from app.matching.engine.packed.snapshot import Snapshot
from app.matching.engine.run import Result
from app.matching.rules import computing
from app.matching.rules.asked import Brief
from app.matching.rules.computing import Inputs, Record, Shares
from app.matching.rules.eligible import eligible
from app.matching.rules.packing import code_in
from app.matching.rules.people import Gifts, People
from app.matching.rules.refusals import TooFewToMeasure
from tests.pure.engine import packed_crowds as crowds
from tests.pure.engine.packing import records
from tests.pure.engine.people import audience


def refreshed(chance: Random, folder: Path) -> Snapshot:
    """A snapshot over which changes were laid: some changed, some new, some gone."""
    first = audience(*crowds.crowd(chance, chance.choice((5, 60, 250))))
    held = crowds.kept(folder, first)
    later = audience(*crowds.crowd(chance, 30))
    gone = chance.sample(first.seq.tolist(), 3)
    if chance.random() < .5:
        return held
    keep = ~np.isin(later.seq, gone)
    return snapshot.patched(held, later.seq[keep], records(later, crowds.LAYOUT)[keep], gone, 8, crowds.TODAY)


def gifts(chance: Random, seqs: list[int]) -> dict[int, Gifts]:
    """Seats of a few, of one who is gone too."""
    day = crowds.TODAY
    return {seq: Gifts(has := chance.random() < .5, has and chance.random() < .7, chance.random() < .1,
                       chance.random() < .2, chance.random() < .3,
                       chance.choice((None, day.replace(day=1))), chance.choice((None, day.replace(month=1))),
                       day.replace(month=2) if seq % 5 == 0 else None)
            for seq in [*chance.sample(seqs, len(seqs) // 6), 10**6]}


def some_inputs(chance: Random, folder: Path) -> Inputs:
    everybody = refreshed(chance, folder)
    seqs = unpacking.audience(everybody, ()).seq.tolist()
    keys = [{seq: chance.choice(seqs) for seq in chance.sample(seqs, len(seqs) // 5)} for _ in range(2)]
    people = People(everybody, gifts(chance, seqs), *keys)
    rates = {seq: (float(chance.randint(0, 3)), 3.0) for seq in chance.sample(seqs, len(seqs) // 4)}
    record = Record(accepted=rates, published=rates if chance.random() < .5 else {},
                    veterans=chance.sample(seqs, 3), interested=chance.sample(seqs, 2),
                    drawn={seq: chance.random() < .5 for seq in chance.sample(seqs, 4)})
    units = chance.randint(0, 25)
    brief = Brief(crowds.wants(chance), crowds.criteria(chance), crowds.quotas(chance, units),
                  dict(crowds.LAYOUT.specs))
    shares = Shares(chance.choice((0, .1)), chance.choice((0, .2)), chance.choice((None, .1)))
    return Inputs("cmp", 0, chance.randint(1, 99), brief, people, units, chance.randint(0, 12), record, shares)


def over_everybody(inputs: Inputs) -> tuple[Audience, Result | Invalid]:
    people, brief = inputs.people.audience(inputs.brief.kinds), inputs.brief
    outlook = computing.outlook_of(people, inputs)
    try:
        return people, run.match(people, brief.wants, brief.criteria, brief.quotas, inputs.units, inputs.waitlist,
                                 outlook, inputs.seed)
    except Invalid as refusal:
        return people, refusal


def told(result: Result, index: int) -> Mapping[str, Any]:
    """Everything that is kept of somebody who was picked."""
    return {"seq": int(result.audience.seq[index]), "rank": int(result.ranks[index]), "fit": float(result.fit[index]),
            "coverage": float(result.coverage[index]), "value": float(result.value[index]),
            "parts": computing.contributions_of(result, index), "confirm": computing.must_confirm(result, index),
            "facts": computing.facts_of(result, index)}


@pytest.mark.parametrize("seed", range(80))
def test_a_run_over_the_few_is_the_run_over_everybody(seed: int, tmp_path: Path) -> None:
    inputs = some_inputs(Random(seed), tmp_path)
    people, slow = over_everybody(inputs)
    if isinstance(slow, Invalid):
        with pytest.raises(Invalid) as refused:
            computing.compute(inputs)
        assert refused.value.faults == slow.faults
        return
    outcome = computing.compute(inputs)
    quick = outcome.result
    assert [told(quick, index) for index in (*quick.chosen, *quick.waitlist)] == [
        told(slow, index) for index in (*slow.chosen, *slow.waitlist)]
    assert quick.audience.seq[quick.order].tolist() == people.seq[slow.order].tolist()
    for name in ("counts", "funnel", "shortfalls", "means", "parameters"):
        assert getattr(quick, name) == getattr(slow, name), name
    assert (quick.fits.spread, quick.fits.mean_fit, quick.people) == (slow.fits.spread, slow.fits.mean_fit, len(people))
    assert outcome.digest == computing.digest_of(slow) == computing.digest_of(recorded.run_again(outcome.inputs))
    picked = {*slow.chosen.tolist(), *slow.waitlist.tolist()}
    assert [code_in(outcome.left_out, seq) for seq in people.seq.tolist()] == [
        None if at in picked else code for at, code in enumerate(slow.codes.tolist())]


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_what_a_brief_does_not_read_is_not_kept_of_a_run(seed: int, tmp_path: Path) -> None:
    inputs = some_inputs(Random(seed), tmp_path)
    bare = replace(inputs.brief, criteria=replace(inputs.brief.criteria, regions=(), tiers=(), platforms=()), quotas=())
    kept, _, _ = recorded.load(computing.compute(replace(inputs, brief=bare)).inputs)
    unread = (kept.region, kept.tier, kept.gender, kept.declared, kept.verified, kept.bands)
    assert [np.unique(column).tolist() for column in unread] == [[-1], [0], [0], [0], [0], [0]]


def test_the_draw_of_a_hold_out_is_made_among_the_best_of_everybody(tmp_path: Path) -> None:
    inputs = some_inputs(Random(3), tmp_path)
    with pytest.raises(TooFewToMeasure):
        computing.compute(replace(inputs, record=Record(), shares=Shares(hold_out=.1)))


def test_everybody_is_screened_as_the_engine_screens(tmp_path: Path) -> None:
    for seed in range(20):
        inputs = some_inputs(Random(seed), tmp_path)
        people = inputs.people.audience(inputs.brief.kinds)
        try:
            found = eligible(inputs.people, inputs.brief)
        except Invalid:
            continue
        seqs, codes = found.screened.everyone
        assert seqs.tolist() == people.seq.tolist()
        assert codes.tolist() == eligibility.screen(people, inputs.brief.criteria).codes.tolist()
