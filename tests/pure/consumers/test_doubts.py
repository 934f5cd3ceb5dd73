"""Doubts about answers: named with their numbers, never missed by the quick look, rare among honest people."""

from datetime import date
from random import Random

from app.consumers.rules.doubts import _worth_a_look, doubts, doubts_of_many, haste_but_on, sheet_of
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


INTERESTS = sheet_of(SIGN_UP).pages["interests_daily"]


def test_a_page_answered_faster_than_anybody_reads_is_noted_with_its_seconds() -> None:
    honest = dict(zip(INTERESTS, [3, 1, 5, 2, 4, 4, 1, 2, 5, 3, 2, 4, 1, 5, 3, 2], strict=False))
    count = len(honest)
    assert count >= 6
    assert doubts(SIGN_UP, honest, {"interests_daily": count / 2}) == {
        "too_fast": [{"where": ["interests_daily"], "seconds_an_answer": 0.5, "fewest": 1.0}]}
    for slow in ({"interests_daily": float(count)}, {"interests_daily": 3600.0}, {"nowhere": 0.1}, {}):
        assert doubts(SIGN_UP, honest, slow) == {}, slow


def test_too_few_answers_say_nothing_of_haste() -> None:
    few = dict(zip(INTERESTS, [3, 1], strict=False))
    assert doubts(SIGN_UP, few, {"interests_daily": 0.1}) == {}


def test_haste_stays_noted_until_its_page_is_answered_anew() -> None:
    before = doubts(SIGN_UP, dict.fromkeys(INTERESTS, 3) | {INTERESTS[0]: 5}, {"interests_daily": 1.0})
    kept = haste_but_on(before, "habits")
    assert [one["where"] for one in doubts(SIGN_UP, {}, noted=kept)["too_fast"]] == [["interests_daily"]]
    assert haste_but_on(before, "interests_daily") == ()


def test_many_at_once_are_doubted_as_one_by_one() -> None:
    people: list[dict[str, object]] = [dict.fromkeys(SCALES, 3), dict.fromkeys(SCALES, 5), {},
                                       {"habit:plans": 5, "habit:impulse": 5}]
    for seed in range(200):
        chance, base = Random(seed), 1 + seed % 5
        people.append({key: min(5, max(1, base + chance.choice((-1, 0, 0, 0, 1)))) for key in SCALES
                       if chance.random() < 0.8})
    assert doubts_of_many(SIGN_UP, people) == [doubts(SIGN_UP, one) for one in people]
    assert doubts_of_many(SIGN_UP, []) == []
