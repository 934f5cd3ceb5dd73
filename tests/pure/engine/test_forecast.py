"""The forecast before posting: as campaigns turn out, never worse with more units, exact about what a line costs."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.matching.engine.forecast import (
    LEVEL,
    People,
    Plan,
    chance,
    fill_days,
    forecast,
    samples_needed,
    seats,
)
from app.matching.engine.waves import SPREAD, Standing, next_wave


def people(count: int, seed: int = 1) -> People:
    random = np.random.default_rng(seed)
    return People(random.random(count), random.beta(8, 12, count), random.beta(9, 6, count))


def played(who: People, plan: Plan, random: np.random.Generator) -> tuple[int, int]:
    """A campaign as it happens, wave by wave: (seats taken, seats that published)."""
    factor, shift = random.gamma(SPREAD ** -2, SPREAD ** 2), random.normal(0, plan.publish_spread)
    yes = random.random(len(who)) < np.minimum(who.accept * factor, 1)
    at, accepted, risked = 0, 0, 0.0
    for wave in range(plan.waves):
        left, told = (plan.waves - 1 - wave) * plan.window_days, float(who.accept[:at].sum())
        where = Standing(max(plan.units - accepted, 0), left, plan.window_days, accepted, told, risked)
        size = next_wave(where, who.accept[at:])
        accepted += int(yes[at:at + size.offers].sum())
        at, risked = at + size.offers, risked + size.p_added
    seated = np.flatnonzero(yes[:at])[:plan.units]
    published = random.random(len(seated)) < np.clip(who.publish[seated] + shift, 0, 1)
    return len(seated), int(published.sum())


@pytest.mark.parametrize(("count", "units", "days"), [(300, 20, None), (300, 20, 31), (30, 20, 31), (400, 40, 25)])
def test_campaigns_turn_out_as_forecast(count: int, units: int, days: int | None) -> None:
    who, plan, random = people(count), Plan(units, days=days), np.random.default_rng(2)
    runs = np.array([played(who, plan, random) for _ in range(150)])
    told = forecast(who, plan)
    accepted, reviews = runs.mean(axis=0)
    assert told.accepted == pytest.approx(accepted, rel=0.06)
    assert told.reviews == pytest.approx(reviews, rel=0.06)
    assert 0.74 < np.mean((runs[:, 1] >= told.low) & (runs[:, 1] <= told.high)) < 0.95


units = st.integers(0, 60)
rates = st.lists(st.tuples(st.floats(0.01, 1), st.floats(0, 1)), min_size=1, max_size=120)
days = st.none() | st.integers(15, 60)


@settings(max_examples=80, deadline=None)
@given(rates, units, days)
def test_more_units_never_bring_fewer_reviews(drawn: list[tuple[float, float]], few: int, until: int | None) -> None:
    accept, publish = np.array(drawn).T
    who = People(accept, accept, publish)
    each = [forecast(who, Plan(many, days=until)) for many in (few, few + 1)]
    assert each[0].reviews <= each[1].reviews + 1e-9
    assert each[0].accepted <= min(few, each[1].accepted + 1e-9)


def test_more_units_never_bring_fewer_reviews_where_the_law_changes() -> None:
    who = people(1500)
    told = [forecast(who, Plan(many, days=31)) for many in range(200, 600, 5)]
    assert {one.is_exact for one in told} == {True, False}
    assert np.all(np.diff([one.reviews for one in told]) >= 0)


@settings(max_examples=40, deadline=None)
@given(rates, units, days)
def test_the_numbers_of_a_forecast_agree(drawn: list[tuple[float, float]], many: int, until: int | None) -> None:
    accept, publish = np.array(drawn).T
    plan = Plan(many, deliverables=2, days=until)
    who = People(accept, accept, publish)
    told, law = forecast(who, plan, goal=3), seats(who, plan)
    assert law.chances.sum() == pytest.approx(1)
    assert law.chances @ np.arange(many + 1) == pytest.approx(told.accepted, abs=1e-6)
    assert 0 <= told.low <= told.high <= 2 * many
    assert told.low <= told.reviews + 2
    assert told.chance == pytest.approx(chance(who, plan, 4))


def test_the_exact_law_and_the_normal_one_are_near_each_other() -> None:
    who, plan = people(2000), Plan(150, days=31)
    exact, normal = seats(who, plan), seats(who, plan, most_steps=0)
    assert (exact.is_exact, normal.is_exact) == (True, False)
    assert normal.each.sum() == pytest.approx(exact.each.sum(), rel=2e-3)
    assert np.abs(np.cumsum(exact.chances) - np.cumsum(normal.chances)).max() < 0.01


@pytest.mark.parametrize("plan", [Plan(20), Plan(20, deliverables=2, days=31), Plan(20, days=25)])
def test_the_samples_needed_are_the_fewest_that_reach_the_goal(plan: Plan) -> None:
    who, goal = people(500), 15
    needed = samples_needed(who, plan, goal)
    assert needed is not None
    assert chance(who, replace(plan, units=needed), goal) >= LEVEL
    assert chance(who, replace(plan, units=needed - 1), goal) < LEVEL


def test_a_goal_beyond_the_people_or_the_time_is_not_reachable() -> None:
    assert forecast(people(30), Plan(10), goal=25).samples_needed is None
    assert forecast(people(500), Plan(10, days=10), goal=1).samples_needed is None
    assert forecast(people(500), Plan(10), goal=0).samples_needed == 1


def test_nobody_and_no_time_bring_nothing() -> None:
    for who, plan in ((people(0), Plan(10)), (people(50), Plan(10, days=5)), (people(50), Plan(0))):
        told = forecast(who, plan, goal=1)
        assert (told.accepted, told.reviews, told.low, told.high, told.chance) == (0, 0, 0, 0, 0)


def test_interest_fills_sooner_and_too_few_people_never() -> None:
    cool, keen = (People(np.ones(400), np.full(400, p), np.full(400, 0.6)) for p in (0.4, 0.7))
    slow, quick = (fill_days(who, Plan(50)) for who in (cool, keen))
    assert slow is not None
    assert quick is not None
    assert quick < slow
    assert fill_days(people(60), Plan(50)) is None
