"""Which score serves a campaign: the learned one only where it beat the brief on the latest outcomes, else the cold."""

from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

from app.matching.engine.learning.anchored import Anchored, Scaling, train
from app.matching.engine.learning.calibration import Curve, calibrate
from app.matching.engine.learning.cards import Card, Reason, Tested
from app.matching.engine.learning.measures import Gain, auc_error, brier, comparable, deciles, gain, log_loss
from app.matching.engine.learning.outcomes import Outcomes
from app.matching.engine.learning.rates import Prior

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]

ENOUGH = 50
"""Resolved outcomes from which a model is trained."""
BLOCKS = 5
"""The latest half of the outcomes is predicted in so many blocks, each by a model of all that came before it."""
FEWEST_OF_A_KIND = 5
"""Hits and misses needed before the first block, and among those predicted in blocks that hold both."""
MARGIN = 1.28
"""Standard errors by which the learned AUC must lead: pure chance leads by so much in at most one case of ten."""
OWN = Curve(0.0, 1.0, 0.0, 1.0, False)
"""A learned score is log-odds already."""
RULE = ("anchored 3: C .01 .0025 .000625, anchor 5, latest half in 5 blocks, pairs within a block, "
        "1.28 standard errors of chance, fit never below 0")
"""Part of the inputs' hash and kept with the card, so that a change of rule is a new version."""


@dataclass(frozen=True, eq=False)
class Trial:
    """The latest outcomes in order, the block of each and what each score said of it beforehand; shapes (tested,)."""

    latest: Outcomes
    block: Ints
    log_odds: Floats
    cold: Floats
    lead: Gain


def learn(outcomes: Outcomes, scaling: Scaling, prior: Prior, made_on: date) -> Card:
    """The card of a brand's or category's resolved outcomes; scaling is of the consented audience, the prior of the
    rate of hits. The order of the outcomes cannot show."""
    ordered = outcomes.ordered()
    trial = _tried(ordered, scaling, prior)
    model = None if trial is None else train(ordered, scaling)
    reason = _reason(ordered, trial, model)
    return Card(
        rule=RULE, inputs_hash=_digest(ordered, scaling, prior), made_on=made_on,
        kind="anchored" if reason == "better" else "cold", reason=reason,
        n=len(ordered), positives=int(ordered.hit.sum()),
        tested=None if trial is None else _tested(trial, reason == "better"),
        curve=_curve(ordered, trial if reason == "better" else None, scaling, prior),
        model=model,
    )


def _tried(ordered: Outcomes, scaling: Scaling, prior: Prior) -> Trial | None:
    n, start = len(ordered), len(ordered) // 2
    edges = np.linspace(start, n, BLOCKS + 1).astype(np.int64).tolist()
    block, latest = np.repeat(np.arange(BLOCKS), np.diff(edges)), ordered.at(slice(start, n))
    paired = latest.hit[comparable(latest.hit, block)]
    if n < ENOUGH or min(_kinds(ordered.hit[:start]) + _kinds(paired)) < FEWEST_OF_A_KIND:
        return None
    log_odds, cold = [], []
    for begin, end in pairwise(edges):
        past, coming = ordered.at(slice(begin)), ordered.at(slice(begin, end))
        log_odds.append(train(past, scaling).log_odds(coming.answers, coming.fit))
        curve = calibrate(past.fit, past.hit, prior, scaling.fit_mean, scaling.fit_spread)
        cold.append(curve.probability(coming.fit))
    learned = np.concatenate(log_odds)
    return Trial(latest, block, learned, np.concatenate(cold), gain(learned, latest.fit, latest.hit, block))


def _kinds(hit: Mask) -> tuple[int, int]:
    return int(hit.sum()), int((~hit).sum())


def _reason(ordered: Outcomes, trial: Trial | None, model: Anchored | None) -> Reason:
    """The brief stays the prior: a model in which a better fit lowers the score is anchored on it no more."""
    if trial is None or model is None:
        return "too_few_outcomes" if len(ordered) < ENOUGH else "too_few_of_a_kind"
    lead = trial.lead.auc - trial.lead.cold_auc
    if lead <= 0:
        return "no_better"
    if lead <= MARGIN * trial.lead.error:
        return "within_noise"
    return "against_brief" if model.fit_weight < 0 else "better"


def _tested(trial: Trial, is_used: bool) -> Tested:
    hit = trial.latest.hit
    score, p = (trial.log_odds, expit(trial.log_odds)) if is_used else (trial.latest.fit, trial.cold)
    return Tested(
        n=len(hit), auc=trial.lead.auc if is_used else trial.lead.cold_auc,
        auc_error=auc_error(score, hit, trial.block),
        log_loss=log_loss(p, hit), brier=brier(p, hit), deciles=deciles(p, hit),
        cold_auc=trial.lead.cold_auc, anchored_auc=trial.lead.auc, difference_error=trial.lead.error,
    )


def _curve(ordered: Outcomes, used: Trial | None, scaling: Scaling, prior: Prior) -> Curve:
    """Of the learned score from what it said beforehand, since on what it has seen it is too sure; else of the fit."""
    if used is None:
        return calibrate(ordered.fit, ordered.hit, prior, scaling.fit_mean, scaling.fit_spread)
    curve = calibrate(used.log_odds, used.latest.hit, prior, OWN.centre, OWN.spread)
    return curve if curve.is_fitted else OWN


def _digest(ordered: Outcomes, scaling: Scaling, prior: Prior) -> str:
    return sha256(f"{RULE}\n{ordered.digest()}\n{scaling}\n{prior}".encode()).hexdigest()
