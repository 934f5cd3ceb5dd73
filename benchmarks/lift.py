"""Hold-outs drawn many times over: false alarms where nothing was done, coverage, and how often lift is found."""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import time
from math import ceil

import numpy as np

from app.matching.engine.lift.holdout import LEAST, SHARE, HoldOut, draw
from app.matching.engine.lift.newcombe import Arm, Compared, Interval, difference, pooled
from app.matching.engine.lift.power import LEAST_LIFT, needed

TRIALS = int(os.environ.get("TRIALS", "1000"))


def campaign(
    random: np.random.Generator, base: float, times: float, people: int, least: int = LEAST,
) -> tuple[Compared, float]:
    """A campaign measured: people of different rates around the base, a hold-out drawn, outcomes as they come; the true
    mean effect of the invitation on the people it has."""
    seqs = random.choice(10 * people, people, replace=False)
    held = draw(seqs, int(random.integers(1 << 60)), least=least)
    assert isinstance(held, HoldOut)
    without = random.beta(10 * base, 10 * (1 - base), people)
    invited = np.minimum(without * times, 1)
    positive = random.random(people) < np.where(held.is_held, without, invited)
    arms = [Arm(int(positive[side].sum()), int(side.sum()), int(side.sum())) for side in (~held.is_held, held.is_held)]
    return Compared(*arms), float(np.mean(invited - without))


def one(random: np.random.Generator, times: float) -> tuple[Interval, float]:
    """A single campaign of 300 to 10,000 fitting people."""
    pair, effect = campaign(random, random.uniform(0.05, 0.5), times, int(np.exp(random.uniform(*np.log((300, 1e4))))))
    return difference(pair), effect


def several(random: np.random.Generator, times: float) -> tuple[Interval, float]:
    """Ten campaigns of 300 to 3,000 people in one, each with its own rate."""
    made = [campaign(random, random.uniform(0.05, 0.5), times, int(random.integers(300, 3000))) for _ in range(10)]
    interval = pooled([pair for pair, _ in made])
    weights = np.array([pair.treated.known * pair.held.known / (pair.treated.known + pair.held.known)
                        for pair, _ in made])
    return interval, float(weights @ [effect for _, effect in made] / weights.sum())


def _excludes_zero(interval: Interval) -> bool:
    return interval.low > 0 or interval.high < 0


def alarms(random: np.random.Generator) -> tuple[float, float]:
    """False alarms and coverage over both kinds; the planted effect lies between none and half as many again."""
    found = {"false": [], "covered": []}
    for kind in (one, several):
        false = [_excludes_zero(kind(random, 1.0)[0]) for _ in range(TRIALS)]
        covered = []
        for _ in range(TRIALS):
            interval, effect = kind(random, random.uniform(1, 1.5))
            covered.append(interval.low <= effect <= interval.high)
        print(f"{kind.__name__}: false alarms {np.mean(false):.4f}, coverage {np.mean(covered):.4f}")
        found["false"].append(np.mean(false))
        found["covered"].append(np.mean(covered))
    return found["false"][0], found["covered"][0]


def power(random: np.random.Generator) -> float:
    """How often the planted lift is found with as many people as the formula asks for."""
    found = []
    for base in (0.1, 0.2, 0.3, 0.4):
        ratio = (1 - SHARE) / SHARE
        held = needed(base, base * LEAST_LIFT, ratio)
        seen = [difference(campaign(random, base, LEAST_LIFT, ceil(held / SHARE), held)[0]).low > 0
                for _ in range(TRIALS // 4)]
        print(f"base {base}: needs {held} held out, found in {np.mean(seen):.3f}")
        found += seen
    return float(np.mean(found))


def main() -> None:
    """All of it, from one seed."""
    started, random = time.perf_counter(), np.random.default_rng(20240601)
    false, covered = alarms(random)
    strong = power(random)
    print(f"{time.perf_counter() - started:.0f} s")
    print(f"RATIO lift_false_alarms {false:.4f}\nRATIO lift_coverage {covered:.4f}\nRATIO lift_power {strong:.4f}")


if __name__ == "__main__":
    main()
