"""When a post is looked at again, which numbers are the last known ones, and what the closed lists hold."""

from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.errors import Forbidden
from app.core.states import WrongState
from app.core.viewer import Viewer
from app.platforms.numbers import Numbers
from app.platforms.policies import policy
from app.reviews import rules
from app.reviews.rules import words
from app.reviews.rules.looks import COUNTS, SOON, has_fallen, known_of, next_look_at
from app.reviews.schemas import closed

START = datetime(2026, 3, 1, tzinfo=UTC)
DAY = timedelta(days=1)
RULE = policy("simulated")
COUNT = st.none() | st.integers(0, 10**6)
NUMBERS = st.builds(Numbers, COUNT, COUNT, COUNT, COUNT, COUNT)


class Thing:
    def __init__(self, state: str) -> None:
        self.id, self.state = "rev_1", state


@given(st.timedeltas(timedelta(), 29 * DAY))
def test_the_next_look_follows_the_schedule_and_never_lies_behind(after: timedelta) -> None:
    due = next_look_at(START, START + 30 * DAY, START + after, RULE)
    assert START + after < due <= START + 30 * DAY
    assert due - START in RULE.look_after


def test_a_worker_that_slept_for_days_looks_once_not_for_each_day_missed() -> None:
    assert next_look_at(START, START + 30 * DAY, START + 5 * DAY, RULE) == START + 7 * DAY


def test_a_longer_promise_repeats_the_last_gap_and_ends_with_a_look() -> None:
    until = START + 60 * DAY
    assert next_look_at(START, until, START + 30 * DAY, RULE) == START + 46 * DAY
    assert next_look_at(START, until, START + 46 * DAY, RULE) == until


def test_after_a_miss_we_look_again_soon_but_not_for_ever() -> None:
    now = START + 8 * DAY
    assert [next_look_at(START, START + 30 * DAY, now, RULE, misses) for misses in (1, 2, 3)] == [
        now + SOON, now + SOON, START + 14 * DAY]


@given(NUMBERS, NUMBERS)
def test_what_a_look_could_not_see_keeps_its_last_known_value(before: Numbers, after: Numbers) -> None:
    latest = known_of(before, after)
    for name in COUNTS:
        seen = getattr(after, name)
        assert getattr(latest, name) == (getattr(before, name) if seen is None else seen)
    assert has_fallen(before, after) == any(
        (getattr(after, n) is not None) and (getattr(before, n) or 0) > getattr(after, n) for n in COUNTS)


def test_an_unknown_number_has_not_fallen() -> None:
    assert not has_fallen(Numbers(views=10), Numbers(views=None))
    assert has_fallen(Numbers(views=10), Numbers(views=0))


def test_every_pair_of_state_and_move_is_allowed_or_refused_by_name() -> None:
    anyone = Viewer("a", "ops", {move.permission for move in rules.REVIEW.moves})
    for state in rules.REVIEW.states:
        for move in rules.REVIEW.moves:
            thing = Thing(state)
            if state in move.sources:
                rules.REVIEW.move(thing, move.name, anyone)
                assert thing.state == move.target
            else:
                with pytest.raises(WrongState) as refusal:
                    rules.REVIEW.move(thing, move.name, anyone)
                assert (refusal.value.state, refusal.value.move) == (state, move.name)
                assert thing.state == state


@pytest.mark.parametrize(("state", "move", "said"), [
    ("verified", "recheck", "This review is marked “Verified”, so “In order again” is not possible now."),
    ("needs_fix", "take_back", "This review is marked “Needs a small fix”, so this cannot be done now."),
    ("closed", "ask_fix", "This review is marked “Closed”, so “Ask for a fix” is not possible now.")])
def test_a_move_that_is_not_possible_is_refused_in_words_of_people(state: str, move: str, said: str) -> None:
    assert WrongState(rules.REVIEW.noun, state, move).sentence() == said


def test_a_consumer_may_hand_in_and_decides_nothing() -> None:
    consumer = Viewer("a", "consumer", rules.GRANTS["consumer"])
    for move in rules.REVIEW.moves:
        thing = Thing(min(move.sources))
        if move.name in ("submit", "take_back"):
            rules.REVIEW.move(thing, move.name, consumer)
        else:
            with pytest.raises(Forbidden):
                rules.REVIEW.move(thing, move.name, consumer)


def test_the_shapes_name_the_same_states_and_reasons_as_the_rules() -> None:
    assert set(get_args(closed.State)) == set(rules.REVIEW.states)
    assert get_args(closed.Rejection) == rules.REJECTIONS
    assert get_args(closed.Withholding) == rules.WITHHOLDINGS
    assert get_args(closed.Check) == rules.CHECKS
    assert get_args(closed.Verdict) == rules.OUTCOMES


def test_no_closed_list_holds_a_word_about_tone() -> None:
    said = " ".join((*rules.REJECTIONS, *rules.WITHHOLDINGS, *rules.CHECKS))
    assert not any(word in said for word in ("negative", "tone", "star", "rating", "sentiment", "positive", "bad"))


def test_everything_in_the_closed_lists_has_words_in_both_languages() -> None:
    for table, listed in ((words.CHECK_WORDS, rules.CHECKS), (words.OUTCOME_WORDS, rules.OUTCOMES),
                          (words.REJECTION_WORDS, rules.REJECTIONS), (words.WITHHOLDING_WORDS, rules.WITHHOLDINGS),
                          (words.SOURCE_WORDS, rules.SOURCES)):
        assert set(table) == set(listed)
        assert all(said.spoken("zh-cn") == "zh-cn" for said in table.values())
