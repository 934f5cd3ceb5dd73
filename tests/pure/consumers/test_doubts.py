"""Doubts about answers: named with their numbers, never missed by the quick look, rare among honest people."""

from datetime import date
from random import Random

from app.consumers.rules.doubts import _worth_a_look, doubts, sheet_of
from app.matching.engine.quality import of_person
from app.questionnaires.loading import load_folder
from app.sandbox.lives import life
from tests.house import ROOT

SIGN_UP = load_folder(ROOT / "questionnaires").latest("sign-up")
SCALES = sheet_of(SIGN_UP).keys


def test_five_everywhere_is_all_top() -> None:
    assert "all_top" in doubts(SIGN_UP, dict.fromkeys(SCALES, 5))


def test_three_everywhere_is_a_straight_line_with_its_pages() -> None:
    [first, *_] = doubts(SIGN_UP, dict.fromkeys(SCALES, 3))["straight_line"]
    assert first["where"]


def test_a_statement_and_its_opposite_contradict() -> None:
    assert list(doubts(SIGN_UP, {"habit:plans": 5, "habit:impulse": 5})) == ["contradiction"]
    assert doubts(SIGN_UP, {"habit:plans": 5, "habit:impulse": 1}) == {}


def test_honest_people_are_rarely_doubted() -> None:
    doubted = sum(bool(set(doubts(SIGN_UP, life(n, 7, date(2026, 1, 1)).answers)) - {"contradiction"})
                  for n in range(400))
    assert doubted <= 8


def test_the_quick_look_misses_nobody() -> None:
    sheet = sheet_of(SIGN_UP)
    for seed in range(1500):
        chance = Random(seed)
        width, base = chance.choice((0, 0, 1, 1, 2, 4)), chance.randint(1, 5)
        told = {key: min(5, max(1, base + chance.randint(-width, width) * (chance.random() < 0.5)))
                for key in SCALES if chance.random() < 0.8}
        assert _worth_a_look(sheet, told) or not of_person(sheet, told), told


def test_nothing_answered_is_no_doubt() -> None:
    assert doubts(SIGN_UP, {}) == {}
