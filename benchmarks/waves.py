"""Campaigns of unknown popularity filled wave after wave: how many get more yeses than units, and how full they are."""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import time
from collections.abc import Callable

import numpy as np

from app.matching.engine.waves import SPREAD, Standing, factor, next_wave, with_interest

CAMPAIGNS, WAVES, WINDOW = int(os.environ.get("CAMPAIGNS", "1000")), 4, 3
Draw = Callable[[np.random.Generator], float]


def log_normal(spread: float) -> Draw:
    """Mean 1 and this spread, with a heavier tail than the gamma that is assumed."""
    wide = np.log1p(spread ** 2)
    return lambda random: float(np.exp(random.normal(-wide / 2, wide ** 0.5)))


TRUTHS: dict[str, Draw] = {
    "gamma, as assumed": lambda random: float(random.gamma(SPREAD ** -2, SPREAD ** 2)),
    "log-normal": log_normal(SPREAD),
    "even": lambda random: float(random.uniform(1 - SPREAD * 3 ** 0.5, 1 + SPREAD * 3 ** 0.5)),
    "two kinds": lambda random: float(random.choice((1 - SPREAD, 1 + SPREAD))),
    "always .75": lambda random: 0.75,
    "always 1.25": lambda random: 1.25,
}
WIDER = {"log-normal, spread .35": log_normal(0.35), "log-normal, spread .5": log_normal(0.5)}


def play(random: np.random.Generator, truth: Draw, waves: int, interest: float) -> tuple[int, int, int]:
    """One campaign of 10 to 1,000 units: (units, yeses, waves used). Newcomers, known people and a share that showed
    interest, as they come."""
    units = int(np.exp(random.uniform(np.log(10), np.log(1000))))
    outcomes = random.poisson(2, 12 * units)
    p = (4 + random.binomial(outcomes, 0.4)) / (10 + outcomes)
    p = with_interest(p, random.random(len(p)) < interest)
    yes = random.random(len(p)) < np.minimum(p * truth(random), 1)
    at, accepted, risked, used = 0, 0, 0.0, 0
    for wave in range(waves):
        left = (waves - 1 - wave) * WINDOW
        size = next_wave(Standing(units - accepted, left, WINDOW, accepted, float(p[:at].sum()), risked), p[at:])
        accepted += int(yes[at:at + size.offers].sum())
        at, risked, used = at + size.offers, risked + size.p_added, wave + 1
        if accepted >= units:
            break
    return units, accepted, used


def measure(name: str, truths: list[Draw], waves: int = WAVES, interest: float = 0.0) -> tuple[float, float]:
    """Shares of campaigns over-accepted and of units filled, printed with the stricter counts beside them."""
    random = np.random.default_rng(20240601)
    runs = np.array([play(random, truths[n % len(truths)], waves, interest) for n in range(CAMPAIGNS)])
    units, accepted, used = runs.T
    share = np.minimum(accepted / units, 1)
    over, filled = float(np.mean(accepted > units)), float(np.minimum(accepted, units).sum() / units.sum())
    print(f"{name:24} over {over:.3f}  units filled {filled:.4f} (a campaign's mean {share.mean():.4f}, "
          f"10-30 units {share[units <= 30].mean():.3f}; campaigns >= 97 % {np.mean(share >= 0.97):.3f}, "
          f"full {np.mean(share >= 1):.3f}), waves {used.mean():.2f}")
    return over, filled


def main() -> None:
    """Each truth alone, then all in one; what a wider spread does; plenty of time."""
    started = time.perf_counter()
    for name, truth in (TRUTHS | WIDER).items():
        measure(name, [truth])
    measure("all, 12 waves of time", list(TRUTHS.values()), 12)
    measure("all, a third interested", list(TRUTHS.values()), interest=1 / 3)
    over, filled = measure("all", list(TRUTHS.values()))
    p = np.full(3000, 0.4)
    for free in (30, 300, 1000):
        at = time.perf_counter()
        next_wave(Standing(free, 0, WINDOW), p)
        print(f"one decision at {free} free units: {1000 * (time.perf_counter() - at):.1f} ms; "
              f"spread after 100 answers {factor(40, 40.0).spread:.3f}")
    print(f"{time.perf_counter() - started:.0f} s")
    print(f"RATIO waves_over_accepted {over:.4f}\nRATIO waves_filled {filled:.4f}")


if __name__ == "__main__":
    main()
