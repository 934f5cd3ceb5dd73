"""A questionnaire is walked page by page, and some answers are kept in places of their own."""

import pytest

from app.questionnaires import extract
from app.questionnaires.answers import check
from app.questionnaires.refusals import NoSuchPage
from app.questionnaires.screens import Progress, first_pages, later_pages, progress, visible_questions


def test_the_first_pages_end_with_the_last_required_question(small):
    assert [page.name for page in first_pages(small)] == ["you", "habits"]
    assert [page.name for page in later_pages(small)] == ["more"]


def test_a_page_shows_what_the_answers_so_far_let_it(small):
    def seen(**answers: object) -> list[str]:
        return [question.name for question in visible_questions(small, "you", answers)]

    assert seen() == ["nickname", "birth", "pets"]
    assert seen(pets=True) == ["nickname", "birth", "pets", "animals"]
    assert seen(pets=True, animals=["dog"])[-1] == "dog's name, or names"
    assert seen(pets=False, animals=["dog"]) == ["nickname", "birth", "pets"]


def test_progress_is_told_in_steps_and_minutes(small):
    assert progress(small, "you", {}) == Progress(step=1, of=2, minutes=1)
    assert progress(small, "you", {"pets": True}) == Progress(step=1, of=2, minutes=2)
    assert progress(small, "habits", {}) == Progress(step=2, of=2, minutes=1)
    assert progress(small, "more", {}) == Progress(step=1, of=1, minutes=1)
    with pytest.raises(NoSuchPage):
        progress(small, "moer", {})


def test_answers_go_to_their_own_places(small, good):
    answers = check(small, {
        **good, "account:weibo:handle": "mei", "account:weibo:followers": "over_1000", "city": "310100",
        "address:recipient": "Mei", "consent:matching": False}).answers
    assert extract.social_accounts(small, answers) == [
        {"platform": "weibo", "handle": "mei", "followers": "over_1000"}]
    assert extract.region(small, answers) == "310100"
    assert extract.address(small, answers) == {"recipient": "Mei"}
    assert extract.consents(small, answers) == {"matching": False}


def test_what_was_not_answered_is_in_no_place(small, good):
    answers = check(small, {**good, "account:weibo:followers": "over_1000"}).answers
    assert extract.social_accounts(small, answers) == []
    assert extract.region(small, answers) is None
    assert extract.address(small, answers) is None
    assert extract.consents(small, answers) == {}
