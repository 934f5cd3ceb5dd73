"""Careless answers are flagged with their numbers, honest ones are left alone."""

import csv
from itertools import groupby
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.matching.engine import quality
from app.matching.engine.kinds import Scale, WrongAnswer
from app.matching.engine.quality import Doubt, Quality, Sheet
from tests.house import ROOT

SURVEY = ROOT.parent / "shared" / "data" / "lifestyle-survey"
PAIR = ("enjoy3", "living2")


def sheet(**sizes: int) -> Sheet:
    pages = {name: tuple(f"{name}{at}" for at in range(size)) for name, size in sizes.items()}
    scales = {key: Scale(1, 5) for keys in pages.values() for key in keys}
    return Sheet(pages, scales, tuple(pair for pair in (PAIR,) if set(pair) <= set(scales)))


SIGN_UP = sheet(enjoy=5, daily=6, leisure=5, choosing=6, living=5)
LONG = sheet(one=20)


def honest(shape: Sheet, people: int, seed: int) -> Any:
    """Answers around a person's own mean, each question's own and each pair's contrast, with a point of leaning."""
    rng = np.random.default_rng(seed)
    lean = rng.normal(3.2, 0.5, (people, 1)) + rng.normal(0, 0.6, len(shape.keys))
    real = lean + rng.normal(0, 1, (people, len(shape.keys)))
    for direct, opposite in shape.pairs:
        one, other = shape.keys.index(direct), shape.keys.index(opposite)
        real[:, other] = 6 - real[:, one] + rng.normal(0, 0.8, people)
    return np.clip(np.rint(real), 1, 5).astype(np.uint8)


def straight(shape: Sheet, people: int, seed: int, slips: float) -> Any:
    rng = np.random.default_rng(seed)
    codes = np.repeat(rng.integers(1, 6, (people, 1)), len(shape.keys), axis=1)
    slip = rng.random(codes.shape) < slips
    codes[slip] = rng.integers(1, 6, int(slip.sum()))
    return codes.astype(np.uint8)


def share(found: Quality, doubt: Doubt) -> float:
    return float((found.doubts & doubt != 0).mean())


@pytest.mark.parametrize("shape", [SIGN_UP, LONG, sheet(a=6), sheet(a=8, b=12, c=10)], ids=["sign-up", "20", "6", "30"])
def test_honest_answers_are_hardly_ever_flagged(shape: Sheet) -> None:
    found = quality.of_columns(shape, honest(shape, 5000, 1))
    assert float((found.doubts != 0).mean()) <= 0.02


@pytest.mark.parametrize(("shape", "slips"), [(SIGN_UP, 0.04), (LONG, 0.05), (sheet(a=6), 0.0)])
def test_straight_lines_are_found_also_with_a_slip_here_and_there(shape: Sheet, slips: float) -> None:
    assert share(quality.of_columns(shape, straight(shape, 5000, 2, slips)), Doubt.STRAIGHT_LINE) >= 0.95


@pytest.mark.skipif(not SURVEY.exists(), reason="the survey's answers do not lie beside the project")
def test_of_real_people_at_most_one_in_fifty_is_flagged() -> None:
    with (SURVEY / "responses.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    scales = [key for key in rows[0] if all(row[key] in ("", "1", "2", "3", "4", "5") for row in rows)]
    codes = np.array([[int(row[key] or 0) for key in scales] for row in rows], np.uint8)
    pages = {str(at): tuple(scales[at:at + 7]) for at in range(0, len(scales), 7)}
    found = quality.of_columns(Sheet(pages, {key: Scale(1, 5) for key in scales}), codes)
    assert (found.doubts != 0).mean() <= 0.02


def test_a_straight_line_names_its_page_its_run_and_its_spread() -> None:
    (flag,) = quality.of_person(sheet(a=6), {f"a{at}": 4 for at in range(6)})
    assert (flag.doubt, flag.where) == (Doubt.STRAIGHT_LINE, ("a",))
    assert flag.evidence == {"answers": 6, "longest_run": 6, "spread": 0.0, "chance": 0.0}


def test_a_short_page_or_one_even_page_among_many_is_no_straight_line() -> None:
    assert quality.of_person(sheet(a=5), {f"a{at}": 4 for at in range(5)}) == ()
    mixed = {f"{page}{at}": 1 if page == "a" else at % 5 + 1 for page in "abc" for at in range(6)}
    assert quality.of_person(sheet(a=6, b=6, c=6), mixed) == ()


def test_a_long_run_is_seen_even_where_the_answers_spread() -> None:
    answers = {f"a{at}": 1 if at < 10 else 5 for at in range(20)}
    (flag,) = quality.of_person(sheet(a=20), answers)
    assert (flag.evidence["longest_run"], flag.evidence["spread"] > 0.5) == (10, True)


def test_all_top_answers_need_ten_scales() -> None:
    ten, nine = ({f"{page}{at}": 5 for page in "ab" for at in range(size)} for size in (5, 4))
    assert [flag.doubt for flag in quality.of_person(sheet(a=5, b=5), ten)] == [Doubt.ALL_TOP]
    assert quality.of_person(sheet(a=5, b=5), nine) == ()
    assert quality.of_person(sheet(a=5, b=5), {**ten, "a0": 3, "b4": 4}) == ()


@pytest.mark.parametrize(("direct", "opposite", "is_odd"), [(5, 5, True), (5, 4, True), (1, 2, True), (4, 4, False),
                                                           (5, 1, False), (3, 3, False), (5, None, False)])
def test_a_statement_and_its_opposite_cannot_both_hold(direct: int, opposite: int | None, is_odd: bool) -> None:
    flags = quality.of_person(SIGN_UP, {PAIR[0]: direct, PAIR[1]: opposite})
    assert [(flag.doubt, flag.where) for flag in flags] == ([(Doubt.CONTRADICTION, PAIR)] if is_odd else [])


def test_a_hurried_page_is_flagged_and_an_unknown_time_is_not() -> None:
    answers = {f"{page}{at}": at + 1 for page in "ab" for at in range(4)}
    (flag,) = quality.of_person(sheet(a=4, b=4), answers, {"a": 3.0, "b": None}, fewest_seconds=1.5)
    assert (flag.doubt, flag.where) == (Doubt.TOO_FAST, ("a",))
    assert flag.evidence == {"seconds_an_answer": 0.75, "fewest": 1.5}
    assert quality.of_person(sheet(a=4, b=4), answers, {"a": 6.0}, fewest_seconds=1.5) == ()
    assert quality.of_person(sheet(a=4, b=4), {}, {"a": 0.5}) == (), "a page that was passed over is not hurried"


def test_an_answer_off_the_scale_is_refused_and_nobody_at_all_is_no_trouble() -> None:
    with pytest.raises(WrongAnswer):
        quality.of_person(sheet(a=6), {"a0": 9})
    assert quality.of_person(SIGN_UP, {}) == ()
    assert quality.of_columns(SIGN_UP, np.zeros((0, 27), np.uint8)).doubts.shape == (0,)
    assert quality.of_columns(Sheet({}, {}), np.zeros((2, 0), np.uint8)).doubts.tolist() == [0, 0]


@given(st.lists(st.lists(st.integers(0, 5), min_size=27, max_size=27), min_size=1, max_size=5))
def test_one_person_and_many_get_the_same_flags(codes: list[list[int]]) -> None:
    found = quality.of_columns(SIGN_UP, np.array(codes, np.uint8))
    for index, row in enumerate(codes):
        answers = {key: code for key, code in zip(SIGN_UP.keys, row, strict=True) if code}
        alone = quality.of_person(SIGN_UP, answers)
        assert found.flags(index) == alone
        bits = Doubt(0)
        for flag in alone:
            bits |= flag.doubt
        assert found.doubts[index] == bits


@given(st.lists(st.lists(st.integers(0, 3), min_size=9, max_size=9), min_size=1, max_size=8))
def test_the_longest_run_passes_over_what_is_unanswered(rows: list[list[int]]) -> None:
    codes = np.array(rows)
    slow = [max((len(list(same)) for _, same in groupby(filter(None, row))), default=0) for row in rows]
    assert quality.longest_runs(codes.astype(float), codes != 0).tolist() == slow


def test_the_chance_of_a_run_is_what_counting_every_pattern_gives() -> None:
    chances = quality.chances_of_run(7)
    for k in range(1, 8):
        for length in range(1, k + 1):
            slow = 0.0
            for pattern in range(1 << (k - 1)):
                repeats = [bool(pattern >> at & 1) for at in range(k - 1)]
                run = 1 + max((len(list(same)) for again, same in groupby(repeats) if again), default=0)
                chance = np.prod([quality.HONEST_REPEAT if again else 1 - quality.HONEST_REPEAT for again in repeats])
                slow += float(chance) * (run >= length)
            assert chances[k, length] == pytest.approx(slow)
