"""What outcomes are worth: AUC of cold, learned and served scores, raw against shrunk rates, raw against Platt.

Simulated campaigns over correlated answers, picks from the better half by fit, a true preference that differs from the
brief by a share drawn for each campaign (none to as much as the brief itself); judged on outcomes that nobody saw.
Then the same picks where nothing beyond the brief foretells a hit, or nothing at all, while the rate drifts or silences
are known last: how often the learned score is promoted all the same.
Where the survey's answers lie beside the project, the learned score is tried on its example briefs too.
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import csv  # the thread count above must be set before numpy is loaded
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from scipy.special import expit

from app.matching.engine.learning import calibration, choice, measures, rates
from app.matching.engine.learning.anchored import Scaling, train
from app.matching.engine.learning.outcomes import Outcomes
from app.matching.engine.learning.rates import PUBLISHING, Counts

CAMPAIGNS = int(os.environ.get("DAREN_BENCH_CAMPAIGNS", "200"))
TRAITS, WANTED, FRESH, DAY = 40, 6, 3000, date(2026, 3, 15)
SIZES = (50, 100, 200, 400)
DRIFTS = ("steady", "falling", "rising", "silences last")
"""How the rate of hits moves over the outcomes where no answer foretells one."""
LIKINGS = (0.0, 0.7)
"""Log-odds by a standard deviation of the fit there."""
SURVEY = Path(__file__).parents[2] / "shared" / "data" / "lifestyle-survey"


def people(rng: np.random.Generator, load: Any, count: int) -> Any:
    """Answers 1..5 by six common factors and a person's own level; a tenth is unanswered."""
    real = rng.normal(size=(count, len(load))) @ load * 0.7 + rng.normal(size=(count, TRAITS))
    answers = np.clip(np.rint(3 + real + rng.normal(0, 0.3, (count, 1))), 1, 5)
    return np.where(rng.random(answers.shape) < 0.1, np.nan, answers)


def fit_of(answers: Any, wanted: Any, weights: Any, is_low: Any, means: Any) -> Any:
    """F by the brief: agreement of 1..5, the mean where unanswered."""
    agreement = np.where(np.isnan(answers[:, wanted]), means[wanted], answers[:, wanted])
    agreement = (agreement - 1) / 4
    return np.where(is_low, 1 - agreement, agreement) @ weights / weights.sum()


def campaign(seed: int) -> tuple[Outcomes, Scaling]:
    """Outcomes of picks in the order in which they came in, and the audience's scaling."""
    rng = np.random.default_rng(seed)
    load = rng.normal(size=(6, TRAITS)) * (rng.random((6, TRAITS)) < 0.35)
    answers = people(rng, load, 2 * (FRESH + SIZES[-1]))
    wanted = rng.choice(TRAITS, WANTED, replace=False)
    fit = fit_of(answers, wanted, rng.integers(1, 11, WANTED), rng.random(WANTED) < 0.25, np.nanmean(answers, axis=0))
    scaling = Scaling.of(answers, fit)
    taste = rng.normal(size=TRAITS) * (rng.random(TRAITS) < 0.2)
    hidden = scaling.standard(answers) @ taste
    truth = 0.85 * (scaling.standard_fit(fit) + rng.uniform(0, 1) * hidden / (hidden.std() or 1)) - rng.uniform(-0.3, 1)
    picks = rng.permutation(np.argsort(-fit, kind="stable")[: FRESH + SIZES[-1]])
    hit = rng.random(len(picks)) < expit(truth[picks])
    keys = tuple(f"trait{at:02}" for at in range(TRAITS))
    return Outcomes(keys, answers[picks], fit[picks], hit, np.arange(len(picks)), picks), scaling


def judged(seed: int) -> Iterator[tuple[float, float, float]]:
    """AUC on fresh outcomes after each of SIZES: cold, learned, served."""
    outcomes, scaling = campaign(seed)
    fresh = outcomes.at(slice(SIZES[-1], None))
    cold = measures.auc(fresh.fit, fresh.hit)
    for size in SIZES:
        known = outcomes.at(slice(size))
        learned = measures.auc(train(known, scaling).log_odds(fresh.answers, fresh.fit), fresh.hit)
        yield cold, learned, learned if choice.learn(known, scaling, PUBLISHING, DAY).is_used else cold


def learning() -> None:
    """AUC after each number of outcomes, and how often the served score is not worse than the cold one."""
    found = np.array([list(judged(seed)) for seed in range(CAMPAIGNS)])
    for at, size in enumerate(SIZES):
        cold, learned, served = found[:, at].T
        print(f"after {size:>3} outcomes: AUC cold {cold.mean():.3f}, learned {learned.mean():.3f}, "
              f"served {served.mean():.3f}; the learned one served in {np.mean(served != cold):.2f}; worse by more "
              f"than .01: learned {np.mean(learned < cold - 0.01):.3f}, served {np.mean(served < cold - 0.01):.3f}")
    cold, _, served = found[:, -1].T
    print(f"RATIO learning_auc_gain_400 {np.mean(served - cold):.4f}")
    print(f"RATIO learning_never_worse {np.mean((found[:, :, 2] >= found[:, :, 0] - 0.01).all(axis=1)):.3f}")


def noise(seed: int, size: int, drift: str, liking: float) -> tuple[Outcomes, Scaling]:
    """The first picks of a campaign, hit by the fit and chance alone; where some stay silent, that is known last."""
    outcomes, scaling = campaign(seed)
    rng, known, place = np.random.default_rng((seed, size)), outcomes.at(slice(size)), np.linspace(-1.5, 1.5, size)
    level = {"falling": -place, "rising": place}.get(drift, np.full(size, 0.3))
    level = level + liking * (known.fit - known.fit.mean()) / known.fit.std()
    hit, silent = rng.random(size) < expit(level), rng.random(size) < (0.33 if drift == "silences last" else 0)
    order = np.argsort(silent, kind="stable")
    return replace(known, answers=known.answers[order], fit=known.fit[order], hit=(hit & ~silent)[order],
                   seq=known.seq[order]), scaling


def promoting() -> None:
    """Of those that could be tested, how many are promoted by noise, for each drift; the worst of them is the ratio."""
    shares = []
    for drift, liking, size in product(DRIFTS, LIKINGS, SIZES[:2]):
        cards = [choice.learn(*noise(seed, size, drift, liking), PUBLISHING, DAY) for seed in range(CAMPAIGNS)]
        used = [card.is_used for card in cards if card.tested]
        shares.append(np.mean(used) if used else 0.0)
        print(f"noise, {drift}, {liking} by the fit, {size} outcomes: {len(used)} of {CAMPAIGNS} tested, "
              f"{shares[-1]:.3f} promoted")
    print(f"RATIO learning_noise_promoted {max(shares):.3f}")


def shrinking() -> None:
    """Log loss of the next answer to an offer, by raw rates (kept .01 from certainty) and by shrunk ones."""
    rng, count = np.random.default_rng(1), 20_000
    rate = rng.beta(1.6, 3.1, count)
    for offers in (1, 3, 10):
        k = rng.binomial(offers, rate).astype(np.float64)
        following = rng.random(count) < rate
        counts = Counts(np.full(count, float(offers)), k, offers * count)
        fitted = rates.shrunk(counts, rates.fitted(counts, rates.ACCEPTING))
        raw = np.clip(k / offers, 0.01, 0.99)
        losses = [measures.log_loss(p, following) for p in (raw, rates.shrunk(counts, rates.ACCEPTING), fitted)]
        print("after {} offers: log loss raw {:.3f}, shrunk {:.3f}, shrunk to the fitted prior {:.3f}".format(
            offers, *losses))


def calibrating() -> None:
    """Calibration error on fresh outcomes of the fit as it is and through the curve of 50 and of 200 outcomes."""
    raw, stated, platt = [], [], []
    for seed in range(CAMPAIGNS):
        outcomes, scaling = campaign(seed)
        known, fresh = outcomes.at(slice(200)), outcomes.at(slice(200, None))
        curve = calibration.calibrate(known.fit, known.hit, PUBLISHING, scaling.fit_mean, scaling.fit_spread)
        early = calibration.calibrate(known.fit[:50], known.hit[:50], PUBLISHING, scaling.fit_mean, scaling.fit_spread)
        for errors, p in ((raw, fresh.fit), (stated, early.probability(fresh.fit)),
                          (platt, curve.probability(fresh.fit))):
            errors.append(measures.calibration_error(measures.deciles(p, fresh.hit)))
    print(f"calibration error on fresh outcomes: raw {np.mean(raw):.3f}, stated curve after 50 {np.mean(stated):.3f}, "
          f"Platt after 200 {np.mean(platt):.3f}")
    print(f"RATIO calibration_error_platt_over_raw {np.mean(platt) / np.mean(raw):.3f}")


def survey() -> None:
    """Real answers: the mean AUC over 20 orders of people, learned from the first and judged on the others."""
    with (SURVEY / "responses.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    scales = [key for key in rows[0] if all(row[key] in ("", "1", "2", "3", "4", "5") for row in rows)]
    every = np.array([[float(row[key] or "nan") for key in scales] for row in rows])
    for brief in yaml.safe_load((SURVEY / "briefs.yaml").read_text(encoding="utf-8")):
        held = scales.index(brief["held_out"])
        asked, answers = ~np.isnan(every[:, held]), np.delete(every, held, axis=1)
        keys = tuple(np.delete(scales, held).tolist())
        wanted = np.array([keys.index(want["question"]) for want in brief["traits"]])
        weights = np.array([want["weight"] for want in brief["traits"]])
        is_low = np.array([want["want"] == "low" for want in brief["traits"]])
        fit = fit_of(answers, wanted, weights, is_low, np.nanmean(answers, axis=0))
        scaling, hit = Scaling.of(answers, fit), every[:, held] >= brief["hit_at_least"]
        print(brief["name"], *_by_size(answers, fit, hit, keys, scaling, np.flatnonzero(asked)), sep="; ")


def _by_size(answers: Any, fit: Any, hit: Any, keys: tuple[str, ...], scaling: Scaling, asked: Any) -> Iterator[str]:
    for size in SIZES:
        pairs = []
        for seed in range(20):
            order = np.random.default_rng(seed).permutation(asked)
            known, fresh = (Outcomes(keys, answers[some], fit[some], hit[some], np.arange(len(some)), some)
                            for some in (order[:size], order[size:]))
            score = train(known, scaling).log_odds(fresh.answers, fresh.fit)
            pairs.append((measures.auc(fresh.fit, fresh.hit), measures.auc(score, fresh.hit)))
        yield "{} outcomes: cold {:.3f} learned {:.3f}".format(size, *np.mean(pairs, axis=0))


def main() -> int:
    """Print what was found, the figures last."""
    if SURVEY.exists():
        survey()
    shrinking()
    learning()
    promoting()
    calibrating()
    return 0


if __name__ == "__main__":
    sys.exit(main())
