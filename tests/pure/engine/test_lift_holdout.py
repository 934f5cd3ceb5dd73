"""Hold-outs: exactly the share, whatever the order of rows, everybody equally likely, refused where few fit."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.matching.engine.columns import Ints
from app.matching.engine.lift.holdout import HoldOut, TooFewFit, draw, places


def held(seqs: Ints, seed: int, share: float = 0.1) -> set[int]:
    drawn = draw(seqs, seed, share)
    assert isinstance(drawn, HoldOut)
    return set(seqs[drawn.is_held].tolist())


@settings(max_examples=30)
@given(st.integers(0, 2 ** 64), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nobody(seed: int, shuffler: object) -> None:
    seqs = np.random.default_rng(seed % 1000).choice(10 ** 6, 1200, replace=False)
    assert held(seqs, seed) == held(np.sort(seqs), seed) == held(seqs[::-1].copy(), seed)


@pytest.mark.parametrize(("people", "share", "count"), [
    (300, 0.1, 100), (1000, 0.1, 100), (1001, 0.1, 101), (5000, 0.1, 500), (3000, 0.07, 210), (400, 1.0, 400),
])
def test_the_share_is_held_out_exactly_and_never_fewer_than_a_hundred(people: int, share: float, count: int) -> None:
    drawn = draw(np.arange(people), 7, share)
    assert isinstance(drawn, HoldOut)
    assert (drawn.count, int(drawn.is_held.sum()), drawn.propensity) == (count, count, count / people)


def test_fewer_than_three_hundred_fitting_people_are_not_split() -> None:
    refused = draw(np.arange(299), 7)
    assert refused == TooFewFit(299, 300)
    assert "299" in refused.sentence.pick("en")
    assert "300" in refused.sentence.pick("zh-cn")


def test_everybody_is_held_out_equally_often_over_the_seeds() -> None:
    seqs, trials = np.arange(1000), 2000
    times = np.bincount([one for seed in range(trials) for one in held(seqs, seed)], minlength=len(seqs))
    # A binomial of 2,000 trials at .1: mean 200, spread 13.4.
    assert abs(np.std(times) - 13.4) < 1.5
    assert np.abs(times - 200).max() < 5 * 13.4


def test_two_seeds_are_as_strangers() -> None:
    seqs = np.arange(20_000)
    shared = len(held(seqs, 1) & held(seqs, 2))
    assert abs(shared - 200) < 60


def test_no_two_people_share_a_place() -> None:
    seqs = np.concatenate((np.arange(100_000), np.array([2 ** 62, 2 ** 63 - 1])))
    assert len(np.unique(places(seqs, 3))) == len(seqs)
