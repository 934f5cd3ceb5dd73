"""Lift: score intervals as published, campaigns pooled within themselves, and sentences instead of too little data."""

from itertools import product
from math import comb, nextafter, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import ndtr, ndtri

from app.matching.engine.lift.measuring import Lift, NotEnoughData, measure
from app.matching.engine.lift.newcombe import Arm, Compared, difference, pooled, wilson
from app.matching.engine.lift.power import lifted, needed


def power_of(base: float, target: float, held: int, ratio: float = 1.0, alpha: float = 0.05) -> float:
    """The chance to tell the rates apart with so many held out: the formula of `needed` solved for its power."""
    mean = (base + ratio * target) / (1 + ratio)
    under_none = ndtri(1 - alpha / 2) * sqrt((1 + 1 / ratio) * mean * (1 - mean))
    spread = sqrt(base * (1 - base) + target * (1 - target) / ratio)
    return float(ndtr((abs(base - target) * sqrt(held) - under_none) / spread))


def arm(positive: int, known: int, assigned: int | None = None) -> Arm:
    return Arm(positive, known, assigned or known)


PUBLISHED = {
    (56, 70, 48, 80): (0.0524, 0.3339), (9, 10, 3, 10): (0.1705, 0.8090), (6, 7, 2, 7): (0.0582, 0.8062),
    (5, 56, 0, 29): (-0.0381, 0.1926), (0, 10, 0, 20): (-0.1611, 0.2775), (0, 10, 0, 10): (-0.2775, 0.2775),
    (10, 10, 0, 20): (0.6791, 1.0000), (10, 10, 0, 10): (0.6075, 1.0000),
}
"""Newcombe (1998), Statistics in Medicine 17:873-890, table II, method 10."""


@pytest.mark.parametrize("counts", PUBLISHED)
def test_the_difference_of_two_rates_has_the_published_limits(counts: tuple[int, int, int, int]) -> None:
    found = difference(Compared(arm(*counts[:2]), arm(*counts[2:])))
    assert (round(found.low, 4), round(found.high, 4)) == PUBLISHED[counts]


def test_the_interval_of_a_rate_has_the_published_limits() -> None:
    # Newcombe (1998), Statistics in Medicine 17:857-872, table I, method 3.
    published = {(81, 263): (0.2553, 0.3662), (15, 148): (0.0624, 0.1605), (0, 20): (0.0, 0.1611),
                 (1, 29): (0.0061, 0.1718)}
    found = {counts: wilson(arm(*counts)) for counts in published}
    assert {counts: (round(i.low, 4), round(i.high, 4)) for counts, i in found.items()} == published


sizes = st.integers(1, 60)
arms = sizes.flatmap(lambda n: st.integers(0, n).map(lambda x: arm(x, n)))
pairs = st.builds(Compared, arms, arms)


@given(pairs)
def test_turning_the_sides_turns_the_interval(pair: Compared) -> None:
    there, back = difference(pair), difference(Compared(pair.held, pair.treated))
    assert (back.low, back.high) == pytest.approx((-there.high, -there.low))
    assert -1 <= there.low <= there.estimate <= there.high <= nextafter(1, 2)


@given(pairs)
def test_one_campaign_alone_keeps_its_own_interval(pair: Compared) -> None:
    alone, own = pooled([pair]), difference(pair)
    assert (alone.estimate, alone.low, alone.high) == pytest.approx((own.estimate, own.low, own.high))


def test_campaigns_are_compared_within_themselves() -> None:
    # Each campaign shows no lift; thrown together they would, for the popular one held fewer out.
    popular, unpopular = Compared(arm(720, 900), arm(80, 100)), Compared(arm(50, 500), arm(50, 500))
    assert pooled([popular, unpopular]).estimate == pytest.approx(0)
    told = measure([popular, unpopular], "intent", base=0.4)
    assert isinstance(told, Lift)
    assert told.treated_rate == pytest.approx(told.held_rate)


def test_the_interval_covers_in_the_mean_of_all_outcomes() -> None:
    treated, held, p, q = 60, 30, 0.3, 0.2
    covered = 0.0
    for x, y in product(range(treated + 1), range(held + 1)):
        found = difference(Compared(arm(x, treated), arm(y, held)))
        if found.low <= p - q <= found.high:
            covered += (comb(treated, x) * p ** x * (1 - p) ** (treated - x)
                        * comb(held, y) * q ** y * (1 - q) ** (held - y))
    assert 0.93 < covered < 0.97


def test_the_people_needed_are_those_of_published_examples() -> None:
    # R, stats::power.prop.test, its own examples: n = 76.7 for .50 and .75 at power .90; power .7402 at n = 50.
    assert needed(0.5, 0.75, power=0.9) == 77
    assert power_of(0.5, 0.75, 50) == pytest.approx(0.7401659, abs=1e-6)
    # Fleiss, Tytun and Ury (1980), before the continuity correction: .1 against .2 and .65 against .85.
    assert (needed(0.1, 0.2), needed(0.65, 0.85)) == (199, 73)


@given(st.floats(0.01, 0.6), st.floats(0.05, 0.3), st.floats(0.2, 20))
def test_the_people_needed_are_the_fewest_with_that_power(base: float, gain: float, ratio: float) -> None:
    held = needed(base, base + gain, ratio)
    assert power_of(base, base + gain, held, ratio) >= 0.8 - 1e-12
    assert held == 1 or power_of(base, base + gain, held - 1, ratio) < 0.8


def test_rates_that_do_not_differ_cannot_be_told_apart() -> None:
    for base, target in ((0.2, 0.2), (0.0, 0.1), (0.5, 1.0)):
        with pytest.raises(ValueError, match="two different rates"):
            needed(base, target)
    assert lifted(0.9) == pytest.approx(0.95)
    assert lifted(0.2) == pytest.approx(0.3)


def test_too_few_outcomes_are_answered_with_how_many_it_takes() -> None:
    few = measure([Compared(arm(90, 450, 900), arm(10, 50, 100))], "purchase", base=0.2)
    assert few == NotEnoughData("purchase", 50, 450, needs_held=169, needs_treated=1521, least_lift=1.5)
    assert isinstance(measure([], "intent"), NotEnoughData)
    assert isinstance(measure([Compared(arm(0, 0, 900), arm(10, 50, 100))], "intent"), NotEnoughData)


def test_campaigns_that_are_too_small_alone_tell_a_lift_together() -> None:
    small = Compared(arm(300, 1000, 1100), arm(20, 100, 110))
    assert isinstance(measure([small], "intent", base=0.2), NotEnoughData)
    together = measure([small] * 3, "intent", base=0.2)
    assert isinstance(together, Lift)
    assert together.difference.low > 0
    assert (together.held, together.treated) == (300, 3000)
    assert together.difference.estimate == pytest.approx(together.treated_rate - together.held_rate)
    assert together.difference.estimate == pytest.approx(0.1)
    assert together.known_shares == pytest.approx((10 / 11, 10 / 11))
