"""Waves: never more open than free while there is time, near the deadline as many as the risk allows and no more."""

from itertools import pairwise, product
from math import prod

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import gamma

from app.matching.engine.fit import Floats
from app.matching.engine.waves import (
    Factor,
    Standing,
    Why,
    bound,
    factor,
    most,
    next_wave,
    over,
    queue,
    with_interest,
)

rates = st.lists(st.floats(0.05, 0.95), min_size=1, max_size=6)
answers = st.tuples(st.integers(0, 60), st.floats(0, 60))


def over_by_trying_all(p: list[float], free: int, known: Factor) -> float:
    """P(accepts > free): every pattern of answers, at a thousand values of the factor."""
    found = []
    for value in gamma.ppf((np.arange(1000) + 0.5) / 1000, known.shape, scale=1 / known.rate).tolist():
        chances = [min(value * one, 1.0) for one in p]
        found.append(sum(prod(q if yes else 1 - q for q, yes in zip(chances, pattern, strict=True))
                         for pattern in product((0, 1), repeat=len(p)) if sum(pattern) > free))
    return float(np.mean(found))


P = np.full(50, 0.4)


def standing(
    free: int, waves: int, accepted: int = 0, expected: float = 0.0, risked: float = 0.0, open_p: Floats = P[:0],
) -> Standing:
    return Standing(free, 3 * (waves - 1), 3, accepted, expected, risked, open_p)


@settings(max_examples=12, deadline=None)
@given(rates, st.integers(0, 4), answers)
def test_the_risk_is_that_of_all_patterns_of_answers(p: list[float], free: int, told: tuple[int, float]) -> None:
    known = factor(*told)
    assert over(np.array(p), free, known) == pytest.approx(over_by_trying_all(p, free, known), abs=2e-3)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(0.01, 0.99), min_size=1, max_size=60), st.integers(1, 40), answers)
def test_the_bound_is_never_below_the_risk(p: list[float], free: int, told: tuple[int, float]) -> None:
    known, total = factor(*told), sum(p)
    assert bound(len(p), total, free, known) >= over(np.array(p), free, known) - 1e-6


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(0.05, 0.95), max_size=10), st.lists(st.floats(0.05, 0.95), max_size=40), st.integers(1, 15),
       answers, st.floats(0.001, 0.2))
def test_one_offer_more_would_pass_the_allowed_risk(
    open_p: list[float], p: list[float], free: int, told: tuple[int, float], allowed: float,
) -> None:
    known, before, queued = factor(*told), np.array(open_p), np.array(p)
    offers = most(before, queued, free, known, allowed)
    risk = [over(np.concatenate((before, queued[:many])), free, known) for many in range(len(p) + 1)]
    assert offers == 0 or len(open_p) + offers <= free or risk[offers] <= allowed + 1e-9
    assert offers == len(p) or risk[offers + 1] > allowed - 1e-9
    assert all(a <= b + 1e-9 for a, b in pairwise(risk))


def test_many_free_units_are_sized_by_the_bound() -> None:
    p, known = np.full(3000, 0.4), factor(200, 190.0)
    offers = most(p[:0], p, 700, known, 0.05)
    assert bound(offers, offers * 0.4, 700, known) <= 0.05 < bound(offers + 1, (offers + 1) * 0.4, 700, known)
    wave = next_wave(standing(700, 1, accepted=200, expected=190.0), p)
    assert (wave.offers, wave.is_exact) == (offers, False)
    # The exact law would have allowed next to nothing more.
    draws = np.random.default_rng(5).gamma(known.shape, 1 / known.rate, 200_000)
    accepts = np.random.default_rng(6).binomial(offers, np.minimum(draws * 0.4, 1))
    assert 0.04 < np.mean(accepts > 700) <= 0.05


def test_the_factor_moves_with_the_answers() -> None:
    assert (factor(0, 0).mean, factor(0, 0).spread) == pytest.approx((1, 0.25))
    assert factor(30, 20.0).mean == pytest.approx((30 + 16) / (20 + 16))
    assert factor(300, 200.0).spread < factor(30, 20.0).spread < factor(0, 0).spread * 1.2
    values, weights = factor(30, 20.0).nodes()
    assert weights.sum() == pytest.approx(1)
    assert weights @ values == pytest.approx(factor(30, 20.0).mean, abs=1e-6)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 40), st.lists(st.floats(0.3, 0.9), max_size=60), st.lists(st.floats(0.3, 0.9), max_size=20))
def test_while_there_is_time_no_more_are_open_than_units_are_free(free: int, p: list[float], held: list[float]) -> None:
    wave = next_wave(standing(free, 30, open_p=np.array(held)), np.array(p))
    assert wave.offers == min(max(free - len(held), 0), len(p))
    assert wave.allowed == 0
    assert wave.open <= max(free, len(held))


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 30), st.integers(1, 6), st.lists(st.floats(0.1, 0.9), min_size=1, max_size=80),
       st.floats(0, 0.06))
def test_no_wave_risks_more_than_is_left_of_the_whole_risk(
    free: int, waves: int, p: list[float], risked: float,
) -> None:
    wave = next_wave(standing(free, waves, risked=risked), np.array(p))
    assert wave.p_added <= wave.allowed + 1e-9
    assert wave.allowed <= max(0.05 - risked, 0)
    assert wave.p_over == pytest.approx(wave.p_added, abs=1e-12)
    assert wave.offers >= min(free, len(p))


@pytest.mark.parametrize(("where", "p", "why", "offers"), [
    (standing(0, 3), P, Why.NOTHING_FREE, 0),
    (Standing(5, -1, 3), P, Why.TOO_LATE, 0),
    (standing(5, 3), P[:0], Why.NOBODY_LEFT, 0),
    (standing(5, 12), P, Why.IN_TIME, 5),
    (standing(5, 1), P, Why.DEADLINE, 7),
    (standing(5, 1, risked=0.05), P, Why.DEADLINE, 5),
    (standing(5, 1, open_p=P[:4]), P, Why.DEADLINE, 3),
])
def test_a_wave_says_what_decided_its_size(where: Standing, p: Floats, why: Why, offers: int) -> None:
    wave = next_wave(where, p)
    assert (wave.why, wave.offers) == (why, offers)


def test_a_wave_on_top_of_open_offers_counts_only_the_risk_that_it_adds() -> None:
    first = next_wave(standing(5, 1), P)
    later = next_wave(standing(4, 2, accepted=1, expected=0.4, risked=first.p_added, open_p=P[:6]), P)
    assert later.p_over > 0.04 > later.p_added
    assert later.p_added <= later.allowed == pytest.approx((0.05 - first.p_added) / 2)


def test_interest_raises_acceptance_so_that_fewer_waves_do() -> None:
    warm = with_interest(P, np.arange(50) < 40)
    assert (warm[0], warm[-1]) == pytest.approx((2 / 3, 0.4))
    assert next_wave(standing(10, 4), P).why == Why.DEADLINE
    assert next_wave(standing(10, 5), warm).why == Why.IN_TIME
    assert next_wave(standing(10, 1), warm).offers < next_wave(standing(10, 1), P).offers


def test_an_unpopular_campaign_asks_more_people_than_a_popular_one() -> None:
    shy = next_wave(standing(20, 1, accepted=10, expected=30.0), np.full(200, 0.4))
    loved = next_wave(standing(20, 1, accepted=50, expected=30.0), np.full(200, 0.4))
    assert shy.offers > loved.offers
    assert shy.factor.mean < 1 < loved.factor.mean


def test_people_whose_offer_expired_are_asked_once_more_after_the_others() -> None:
    order = np.array([4, 2, 0, 1, 3])
    expired = np.array([0, 0, 1, 2, 1])
    is_settled = np.array([True, False, False, False, False])
    assert queue(order, expired, is_settled).tolist() == [1, 4, 2]
