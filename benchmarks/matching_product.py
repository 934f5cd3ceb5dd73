"""What `daren campaign match` and a forecast compute over a million people, without the store: the product's own path
beside the slow obvious one over everybody, the same picks on both sides, and where the time goes."""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

from app.matching.engine import recorded, run
from app.matching.engine.forecast import Plan
from app.matching.engine.packed import snapshot
from app.matching.engine.packed.moments import crowd
from app.matching.engine.packed.screening import screened
from app.matching.engine.packed.snapshot import Snapshot
from app.matching.engine.quotas import Quota, Tiers
from app.matching.engine.run import Result
from app.matching.rules import computing
from app.matching.rules.asked import Brief
from app.matching.rules.candidates import LEAST
from app.matching.rules.computing import Inputs, Record, Shares
from app.matching.rules.eligible import eligible
from app.matching.rules.forecasting import Asked, foresee, foreseen
from app.matching.rules.foremost import everyone
from app.matching.rules.people import Gifts, People
from app.matching.rules.rounds import together
from benchmarks import packed_people
from benchmarks.packed_people import LAYOUT, TODAY, campaign

PEOPLE, UNITS, WAITLIST = int(os.environ.get("PEOPLE", "1000000")), 5000, 2500
CAMPAIGNS, SEATS = int(os.environ.get("CAMPAIGNS", "20")), 1000
TIMES = int(os.environ.get("TIMES", "7"))


def inputs(everybody: Snapshot) -> Inputs:
    """A campaign with tier quotas and seats for newcomers; one in a hundred has a gift open, one in fifty shares a
    phone, one in two hundred has published before, so that rates are not all alike."""
    chance, numbers = Random(5), range(1, PEOPLE + 1)
    gifts = {seq: Gifts(is_open=True, last_on=TODAY) for seq in chance.sample(numbers, PEOPLE // 100)}
    shared = chance.sample(numbers, PEOPLE // 50)
    phones = {seq: shared[at // 2] for at, seq in enumerate(shared)}
    published = {seq: (float(chance.randint(0, 2)), 2.0) for seq in chance.sample(numbers, PEOPLE // 200)}
    asked = campaign()
    quotas = tuple(Quota(f"tier {tier}", Tiers((tier,)), 500, 2000) for tier in packed_people.TIERS)
    brief = Brief(asked.wants, asked.criteria, quotas, {want.key: LAYOUT.specs[want.key] for want in asked.wants})
    record = Record(accepted=published, published=published, veterans=tuple(published))
    return Inputs("benchmark", 0, 1, brief, People(everybody, gifts, phones), UNITS, WAITLIST, record, Shares(0.1))


def reference(read: Inputs) -> Result:
    """The run over everybody, all columns unpacked."""
    people, brief = read.people.audience(read.brief.kinds), read.brief
    return run.match(people, brief.wants, brief.criteria, brief.quotas, read.units, read.waitlist,
                     computing.outlook_of(people, read), read.seed)


def timed(ask: Callable[[], Any], everybody: Snapshot | None = None) -> float:
    """Median milliseconds; with a snapshot, each time without what it has worked out before."""
    spent = []
    for _ in range(TIMES):
        if everybody:
            everybody.graded.clear()
        began = time.perf_counter()
        ask()
        spent.append(time.perf_counter() - began)
    return 1e3 * median(spent)


def split(read: Inputs) -> dict[str, float]:
    """Milliseconds of each part of a run."""
    found, people = computing.result_of(read), computing.everybody(read)
    everyone = found.eligible.screened.everyone
    outlook = computing.outlook_of(people, read)
    return {
        "screening everybody": timed(lambda: screened(read.people.everybody, read.brief.criteria)),
        "means and spread of everybody": timed(lambda: crowd(read.people.everybody, read.brief.wants),
                                               read.people.everybody),
        "both, and unpacking who can matter": timed(lambda: eligible(read.people, read.brief)),
        "all up to the picks": timed(lambda: computing.result_of(read), read.people.everybody),
        "digest of the order": timed(lambda: computing.digest_of(found.result)),
        "codes of those left out": timed(lambda: computing.left_out(found.result, *everyone)),
        "unpacking what is kept": timed(lambda: computing.everybody(read)),
        "hash of the people, and writing what is kept": timed(
            lambda: recorded.dump(people, outlook, found.result.parameters, read.seed)),
    }


def of_a_round(read: Inputs) -> list[Result]:
    """Twenty campaigns over the same people, each matched alone."""
    chance, found = Random(3), []
    quotas = tuple(Quota(f"tier {tier}", Tiers((tier,)), SEATS // 10, 2 * SEATS // 5) for tier in packed_people.TIERS)
    for _ in range(CAMPAIGNS):
        asked = campaign(tuple(chance.sample(packed_people.SCALES, 6)), SEATS)
        brief = replace(read.brief, wants=asked.wants, quotas=quotas,
                        kinds={want.key: LAYOUT.specs[want.key] for want in asked.wants})
        found.append(computing.result_of(replace(read, brief=brief, units=SEATS, waitlist=SEATS // 2)).result)
    return found


def against_wide(alone: list[Result]) -> float:
    """How many times longer the round takes where each campaign brings eight times its units at
    once; both with the same proof against everybody."""
    spent, told = [], []
    for least in (8 * SEATS, LEAST):
        began = time.perf_counter()
        told.append(together(alone, least)[1])
        spent.append(time.perf_counter() - began)
    wide, few = told
    print(f"a round of {CAMPAIGNS} campaigns with {SEATS:,} units each, once all are matched alone: "
          f"{spent[1]:.2f} s over {len(few.prices.reduced):,} pairs, gap {few.gap:.1e} against everybody; "
          f"{spent[0]:.2f} s over {len(wide.prices.reduced):,} pairs; worth {few.value / wide.value:.6f} of that")
    return spent[0] / spent[1]


def main() -> None:
    """Print both sides and the parts, and the ratio last."""
    with tempfile.TemporaryDirectory(prefix="daren-product-") as name:
        packed = packed_people.people(PEOPLE)
        everybody = snapshot.build(Path(name) / "people.packed", LAYOUT, *packed, up_to=1, today=TODAY)
        read = inputs(everybody)
        outcome, slow = computing.compute(read), reference(read)
        assert outcome.digest == computing.digest_of(slow)
        parts, whole = split(read), timed(lambda: computing.compute(read), everybody)
        obvious = timed(lambda: reference(read))
        read = replace(read, units=300, waitlist=150)
        asked = Asked(read, Plan(300), 0, 180)
        assert foresee(asked) == foreseen(asked, everyone(read))
        soon = timed(lambda: foresee(asked), everybody)
        moved = timed(lambda: foresee(asked))
        late = timed(lambda: foreseen(asked, everyone(read)), everybody)
        counts = outcome.result.counts
        print(f"{PEOPLE:,} people, {counts['eligible']:,} eligible, {counts['chosen']:,} picked, "
              f"{len(outcome.inputs) / 1e6:.1f} MB kept of the run; load {os.getloadavg()[0]:.1f}")
        print("ms: " + ", ".join(f"{part} {spent:.0f}" for part, spent in parts.items()))
        print(f"ms: the whole of a run {whole:.0f}; up to the picks over everybody {obvious:.0f}; a forecast of 300 "
              f"units {soon:.0f}, of a brief looked at before {moved:.0f}, over all who are eligible {late:.0f}")
        ratio = against_wide(of_a_round(read))
        print(f"RATIO product_match_million_over_reference {obvious / parts['all up to the picks']:.2f}")
        print(f"RATIO product_round_wide_over_few {ratio:.2f}")
        print(f"RATIO product_forecast_all_over_first {late / soon:.2f}")


if __name__ == "__main__":
    main()
