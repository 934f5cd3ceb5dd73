"""Rates are shrunk to a prior that fades and fits, and probabilities are measured and calibrated in order."""

from itertools import combinations
from math import lgamma
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit

from app.matching.engine.learning import calibration, measures, rates
from app.matching.engine.learning.rates import ACCEPTING, PUBLISHING, Counts, Prior

lists = st.lists(st.tuples(st.integers(0, 6).map(lambda tenth: tenth / 6), st.booleans()), min_size=1, max_size=40)


def counts(n: list[float], k: list[float], outcomes: int = 1000) -> Counts:
    return Counts(np.array(n, float), np.array(k, float), outcomes)


def drawn(people: int, offers: int, prior: Prior, seed: int) -> Counts:
    rng = np.random.default_rng(seed)
    n = rng.integers(0, offers + 1, people)
    return Counts(n.astype(float), rng.binomial(n, rng.beta(prior.a, prior.b, people)).astype(float), int(n.sum()))


def test_a_newcomer_has_the_priors_rate_and_outcomes_move_it_one_by_one() -> None:
    assert rates.shrunk(counts([0, 1, 1, 10], [0, 1, 0, 10]), ACCEPTING) == pytest.approx([0.4, 5 / 11, 4 / 11, 0.7])
    assert rates.shrunk(counts([0, 5], [0, 0]), PUBLISHING) == pytest.approx([0.6, 0.3])


def test_an_outcome_counts_half_after_half_a_year_and_the_order_cannot_show() -> None:
    person, success = np.array([0, 0, 2, 0]), np.array([True, False, True, True])
    age = np.array([0, 180, 360, 180])
    found = rates.count(person, success, age, 3)
    assert (found.n.tolist(), found.k.tolist(), found.outcomes) == ([2, 0, 0.25], [1.5, 0, 0.25], 4)
    rng = np.random.default_rng(1)
    many = rng.integers(0, 5, 300), rng.random(300) < 0.5, rng.integers(0, 900, 300)
    mixed = rng.permutation(300)
    one, other = rates.count(*many, 5), rates.count(*(column[mixed] for column in many), 5)
    assert (one.n.tobytes(), one.k.tobytes()) == (other.n.tobytes(), other.k.tobytes())


def test_a_seat_that_is_left_out_as_excused_changes_nothing() -> None:
    kept = rates.count(np.array([0, 0]), np.array([True, False]), np.array([5, 5]), 1)
    with_no_show = rates.count(np.array([0, 0, 0]), np.array([True, False, False]), np.array([5, 5, 5]), 1)
    assert rates.shrunk(kept, PUBLISHING)[0] > rates.shrunk(with_no_show, PUBLISHING)[0]


def test_the_likelihood_is_the_beta_binomials() -> None:
    def beta(a: float, b: float) -> float:
        return lgamma(a) + lgamma(b) - lgamma(a + b)

    slow = sum(beta(4 + k, 6 + n - k) - beta(4, 6) for n, k in [(3, 1), (3, 1), (7.5, 2.25)])
    assert rates.log_likelihood(counts([3, 3, 7.5, 0], [1, 1, 2.25, 0]), ACCEPTING) == pytest.approx(slow)


def test_before_two_hundred_outcomes_the_default_stands() -> None:
    assert rates.fitted(counts([100, 99], [90, 90], 199), ACCEPTING) == ACCEPTING
    assert rates.fitted(counts([], [], 0), ACCEPTING) == ACCEPTING


def test_the_fitted_prior_comes_near_the_true_one() -> None:
    found = rates.fitted(drawn(4000, 8, Prior(2, 6), 2), ACCEPTING)
    assert (found.a, found.b) == (pytest.approx(2, rel=0.15), pytest.approx(6, rel=0.15))


def test_no_prior_on_a_grid_is_likelier_than_the_fitted_one() -> None:
    some = drawn(150, 6, Prior(1.5, 2), 3)
    best = rates.log_likelihood(some, rates.fitted(some, PUBLISHING))
    for mean in np.linspace(0.05, 0.95, 19):
        for strength in np.geomspace(1, 100, 25):
            assert rates.log_likelihood(some, Prior(mean * strength, (1 - mean) * strength)) <= best + 1e-9


@settings(max_examples=25)
@given(st.lists(st.tuples(st.floats(0, 9), st.floats(0, 1)), max_size=20))
def test_a_fit_is_bounded_and_never_less_likely_than_the_default(rows: list[tuple[float, float]]) -> None:
    some = counts([n for n, _ in rows], [n * part for n, part in rows])
    found = rates.fitted(some, ACCEPTING)
    assert rates.log_likelihood(some, found) >= rates.log_likelihood(some, ACCEPTING)
    assert 0.0199 <= found.a / (found.a + found.b) <= 0.9801
    assert 0.999 <= found.a + found.b <= 100.001


@given(lists)
def test_the_auc_counts_every_pair(rows: list[tuple[float, bool]]) -> None:
    score, hit = np.array([s for s, _ in rows]), np.array([h for _, h in rows])
    pairs = [(s > t) + (s == t) / 2 for s, h in rows for t, g in rows if h and not g]
    assert measures.auc(score, hit) == pytest.approx(np.mean(pairs) if pairs else np.nan, nan_ok=True)


@given(lists)
def test_the_auc_within_blocks_counts_every_pair_of_a_block(rows: list[tuple[float, bool]]) -> None:
    score, hit = np.array([s for s, _ in rows]), np.array([h for _, h in rows])
    block = np.arange(len(rows)) // 7
    pairs = [(s > t) + (s == t) / 2 for i, (s, h) in enumerate(rows) for j, (t, g) in enumerate(rows)
             if h and not g and i // 7 == j // 7]
    found = measures.gain(score, -score, hit, block)
    expected = np.mean(pairs) if pairs else np.nan
    assert found.auc == pytest.approx(expected, nan_ok=True)
    assert found.cold_auc == pytest.approx(1 - expected, nan_ok=True)
    assert found.error == pytest.approx(2 * measures.auc_error(score, hit, block), nan_ok=True)
    assert measures.comparable(hit, block).any() == bool(pairs)


def test_the_noise_is_the_spread_over_all_ways_in_which_the_hits_could_have_fallen() -> None:
    score, cold = np.array([1, 5, 2, 2, 4, 9, 3.0]), np.array([3, 1, 2, 4, 4, 1, 2.0])
    block, leads, errors = np.array([0] * 4 + [1] * 3), [], []
    for first in combinations(range(4), 2):
        for second in range(4, 7):
            hit = np.isin(np.arange(7), (*first, second))
            found = measures.gain(score, cold, hit, block)
            leads.append(found.auc - found.cold_auc)
            errors.append(found.error)
            assert measures.gain(score, score, hit, block).error == 0
    assert np.mean(leads) == pytest.approx(0)
    assert errors == pytest.approx([np.std(leads)] * 18)


@pytest.mark.parametrize("quality", [0.0, 1.0])
def test_the_noise_of_a_difference_is_what_many_samples_show(quality: float) -> None:
    rng, leads, errors = np.random.default_rng(4), [], []
    block = np.arange(80) // 16
    for _ in range(400):
        hit = rng.random(80) < np.array([0.8, 0.6, 0.4, 0.3, 0.2])[block]
        one, two = quality * hit + rng.normal(0, 1.2, (2, 80))
        found = measures.gain(one, two, hit, block)
        leads.append(found.auc - found.cold_auc)
        errors.append(found.error)
    assert np.mean(errors) == pytest.approx(np.std(leads), rel=0.1)


def test_a_score_that_only_knows_the_block_has_no_skill() -> None:
    hit, block = np.array([True, True, False, True, False, False]), np.array([0, 0, 0, 1, 1, 1])
    found = measures.gain(1.0 - block, np.zeros(6), hit, block)
    assert measures.auc(1.0 - block, hit) == pytest.approx(2 / 3)
    assert found == measures.Gain(0.5, 0.5, 0.0)


@given(lists, st.randoms(use_true_random=False))
def test_deciles_hold_everybody_once_whatever_the_order(rows: list[tuple[float, bool]], random: Any) -> None:
    def of(some: list[tuple[float, bool]]) -> tuple[measures.Decile, ...]:
        return measures.deciles(np.array([p for p, _ in some]), np.array([h for _, h in some]))

    mixed = rows[:]
    random.shuffle(mixed)
    assert of(mixed) == of(rows)
    assert sum(group.count for group in of(rows)) == len(rows)
    assert [group.predicted for group in of(rows)] == sorted(group.predicted for group in of(rows))


def test_losses_are_what_the_formulas_say() -> None:
    p, hit = np.array([0.8, 0.4, 0.0]), np.array([True, False, False])
    assert measures.log_loss(p, hit) == pytest.approx(-(np.log(0.8) + np.log(0.6)) / 3)
    assert measures.brier(p, hit) == pytest.approx((0.04 + 0.16) / 3)
    assert measures.log_loss(np.array([0.0]), np.array([True])) < 40
    groups = (measures.Decile(3, 0.2, 0.3), measures.Decile(1, 0.9, 0.5))
    assert measures.calibration_error(groups) == pytest.approx((3 * 0.1 + 0.4) / 4)


def test_before_two_hundred_outcomes_the_curve_is_the_stated_one() -> None:
    none = calibration.calibrate(np.array([]), np.array([], bool), ACCEPTING, 0.5, 0.1)
    assert none.probability(np.array([0.5])) == pytest.approx([0.4])
    some = calibration.calibrate(np.full(10, 0.5), np.ones(10, bool), ACCEPTING, 0.5, 0.1)
    assert some.probability(np.array([0.5])) == pytest.approx([0.7])
    assert (some.slope, some.is_fitted) == (calibration.SLOPE, False)


def test_the_fitted_curve_finds_the_true_one() -> None:
    rng = np.random.default_rng(6)
    score = rng.normal(0.5, 0.1, 20_000)
    hit = rng.random(20_000) < expit(-1 + 1.3 * (score - 0.5) / 0.1)
    curve = calibration.calibrate(score, hit, ACCEPTING, 0.5, 0.1)
    assert (curve.level, curve.slope) == (pytest.approx(-1, abs=0.06), pytest.approx(1.3, abs=0.06))


def test_platts_targets_keep_a_perfect_score_from_certainty() -> None:
    score = np.arange(300.0)
    curve = calibration.calibrate(score, score >= 150, ACCEPTING, 150, 87)
    p = curve.probability(np.array([0.0, 299.0]))
    assert 0 < p[0] < 0.01
    assert 0.99 < p[1] < 1


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), max_size=10), st.integers(1, 40))
def test_a_higher_score_is_never_a_lower_probability(rows: list[tuple[float, bool]], times: int) -> None:
    score, hit = np.array([s for s, _ in rows] * times), np.array([h for _, h in rows] * times, bool)
    curve = calibration.calibrate(score, hit, ACCEPTING, 0.5, 0.2)
    p = curve.probability(np.linspace(0, 1, 30))
    assert (np.diff(p) >= 0).all()
    assert ((p > 0) & (p < 1)).all()


def test_the_value_of_a_pick_is_the_chance_that_it_fits_and_is_published() -> None:
    assert calibration.expected_value(np.array([0.5, 0.2]), np.array([0.6, 1.0])) == pytest.approx([0.3, 0.2])
    with pytest.raises(ValueError, match="between 0 and 1"):
        calibration.expected_value(np.array([1.2]), np.array([0.5]))
