"""Numbers and states in sentences: one of a thing is said as one, and a state by the word that people know."""

import pytest

from app.core.errors import TooMany
from app.core.i18n import Count
from app.core.states import WrongState
from app.web.pages import STATE_WORDS


@pytest.mark.parametrize(("number", "said"), [
    (0, "0 posts"), (1, "1 post"), (2, "2 posts"), (1_200, "1,200 posts")])
def test_a_number_is_said_with_its_noun(number: int, said: str) -> None:
    assert f"{Count(number):post/posts}" == said
    assert f"{Count(number)} {Count(number):,}" == f"{number} {number:,}"


def test_whoever_waits_a_second_is_told_so() -> None:
    assert TooMany(1).sentence() == "Too many tries. Please wait 1 second."
    assert TooMany(30).sentence() == "Too many tries. Please wait 30 seconds."


@pytest.mark.parametrize(("noun", "state"), [(noun, state) for noun, found in STATE_WORDS.items() for state in found])
def test_what_a_state_does_not_allow_is_refused_in_the_words_of_its_page(noun: str, state: str) -> None:
    refusal, words = WrongState(noun, state, "fold"), STATE_WORDS[noun][state]
    assert refusal.sentence() == f"This {noun} is marked “{words.en}”, so this cannot be done now."
    assert refusal.sentence("zh-cn") == f"当前状态为“{words.zh}”，无法进行此操作。"
