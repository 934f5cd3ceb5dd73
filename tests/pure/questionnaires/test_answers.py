"""Answers are kept, hidden, demanded or refused, each at its question."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.errors import Invalid
from app.questionnaires.answers import check
from app.questionnaires.loading import load_text
from app.questionnaires.questionnaire import Questionnaire
from tests.pure.questionnaires.conftest import SMALL

QUESTIONNAIRE = load_text(SMALL.encode(), "small.v1.yaml")
RULED = load_text("""\
title: T
pages:
  - name: p
    title: P
    elements:
      - type: text
        name: code
        title: C
        validators: [{type: regex, regex: "^[A-Z]+$", text: {default: Capitals please., zh-cn: 请用大写字母。}}]
      - {type: text, name: mail, title: M, inputType: email}
      - {type: comment, name: why, title: W, validators: [{type: text, minLength: 3, maxLength: 6}, {type: email}]}
      - {type: text, name: link, title: L, inputType: url}
      - {type: text, name: phone, title: P, inputType: tel}
      - {type: text, name: day, title: D, inputType: date}
      - {type: text, name: free, title: F, inputType: number}
      - {type: text, name: least, title: F, inputType: number, validators: [{type: numeric, minValue: 2}]}
      - type: checkbox
        name: two
        title: Two
        choices: [a, b, 3, d]
        validators: [{type: answercount, minCount: 2, maxCount: 3}]
""".encode(), "ruled.v1.yaml")


def faults(questionnaire: Questionnaire, answers: dict[str, object], **more: object) -> dict[str, str]:
    """Question name to code; every fault speaks both languages."""
    with pytest.raises(Invalid) as caught:
        check(questionnaire, answers, **more)
    assert all(fault.message.default and fault.message.zh_cn for fault in caught.value.faults)
    return {str(fault.where[0]): fault.code for fault in caught.value.faults}


def test_good_answers_are_kept_in_the_order_of_the_questions(small, good):
    checked = check(small, {**dict(reversed(good.items())), "height": 163.0, "nickname": " Mei　"})
    assert list(checked.answers.items()) == [
        ("nickname", "Mei"), ("pets", False), ("Hiphop, Rap", 4), ("height", 163)]
    assert not checked.missing


def test_a_hidden_question_is_neither_required_nor_kept(small, good):
    checked = check(small, {**good, "animals": ["elephant"], "dog's name, or names": "Rex"})
    assert checked.hidden == {"animals", "dog's name, or names"}
    assert checked.answers.keys() == good.keys()


def test_a_hidden_question_counts_as_unanswered_for_the_others(small, good):
    seen = check(small, {**good, "pets": True, "animals": ["dog"], "dog's name, or names": "Rex"})
    assert seen.answers["dog's name, or names"] == "Rex"
    hidden = check(small, {**good, "pets": False, "animals": ["dog"], "dog's name, or names": "Rex"})
    assert "dog's name, or names" in hidden.hidden


def test_a_required_question_is_demanded_where_it_is_seen(small):
    assert faults(small, {"pets": True}) == {
        "nickname": "required", "animals": "required", "Hiphop, Rap": "required"}
    assert faults(small, {"pets": True}, pages=["habits"]) == {"Hiphop, Rap": "required"}
    checked = check(small, {"nickname": "Mei"}, pages=["you"])
    assert checked.missing == ("Hiphop, Rap",)
    assert check(small, {}, complete=False).missing == ("nickname", "Hiphop, Rap")


@pytest.mark.parametrize(("name", "value", "code"), [
    ("nickname", 5, "wrong_type"), ("nickname", "x" * 501, "too_long"), ("nickname", "a\x00b", "bad_characters"),
    ("nickname", "a\nb", "bad_characters"), ("nickname", "\ud800", "bad_characters"),
    ("birth", "1990-13", "not_a_month"), ("birth", "1990-05-01", "not_a_month"), ("birth", "0190-05", "not_a_month"),
    ("pets", "true", "wrong_type"), ("pets", 1, "wrong_type"),
    ("Hiphop, Rap", 6, "out_of_range"), ("Hiphop, Rap", 0, "out_of_range"), ("Hiphop, Rap", 2.5, "out_of_range"),
    ("Hiphop, Rap", "4", "out_of_range"), ("Hiphop, Rap", True, "out_of_range"), ("Hiphop, Rap", [4], "out_of_range"),
    ("skin", "drie", "not_a_choice"), ("skin", ["dry"], "wrong_type"), ("skin", {"dry": 1}, "wrong_type"),
    ("skin", True, "wrong_type"), ("skin", 1, "not_a_choice"),
    ("height", 49, "out_of_range"), ("height", 251, "out_of_range"), ("height", "163", "wrong_type"),
    ("height", True, "wrong_type"), ("height", float("nan"), "wrong_type"), ("height", float("inf"), "wrong_type"),
    ("height", 10**400, "out_of_range"),
    ("best", ["price", "price"], "chosen_twice"), ("best", ["price", "smell"], "not_a_choice"),
    ("best", "price", "wrong_type"), ("best", [["price"]], "wrong_type"), ("best", [True], "wrong_type"),
    ("hieght", 170, "unknown_question"),
])
def test_a_wrong_answer_is_named_with_its_question(good, name, value, code):
    assert faults(QUESTIONNAIRE, {**good, name: value}) == {name: code}


def test_too_many_choices_are_refused(small, good):
    assert faults(small, {**good, "pets": True, "animals": ["dog", "cat", "fish"]}) == {"animals": "too_many_chosen"}


@pytest.mark.parametrize(("name", "value", "code"), [
    ("code", "abc", "wrong_form"), ("mail", "mei@", "not_an_email"), ("why", "ab", "too_short"),
    ("why", "a@b.c\x07d", "bad_characters"), ("why", "abcdefg", "too_long"), ("why", "abcd", "not_an_email"),
    ("link", "javascript:x", "not_a_link"), ("phone", "call me", "not_a_phone"), ("day", "2001-02-29", "not_a_date"),
    ("day", "2001-02", "not_a_date"), ("free", 1e13, "out_of_range"), ("least", 1, "out_of_range"),
    ("two", ["a"], "too_few_chosen"), ("two", ["a", "b", 3, "d"], "too_many_chosen"), ("two", ["a", "3"],
                                                                                      "not_a_choice"),
])
def test_validators_refuse_in_their_own_words(name, value, code):
    assert faults(RULED, {name: value}) == {name: code}


def test_what_validators_allow_is_kept():
    answers = {"code": "ABC", "mail": "mei@example.org", "why": "a@b.cn", "link": "https://example.org/x",
               "phone": "+86 138-0000-0000", "day": "2000-02-29", "free": -2.5, "least": 2, "two": ["a", 3]}
    assert check(RULED, answers).answers == answers


def test_the_files_own_words_are_said(good):
    with pytest.raises(Invalid, match=r"/code: Capitals please\."):
        check(RULED, {"code": "abc"})
    with pytest.raises(Invalid, match=r"There is no question 'hieght'; did you mean 'height'\?"):
        check(QUESTIONNAIRE, {**good, "hieght": 170})
    with pytest.raises(Invalid, match=r"'oly' is not one of the answers offered; did you mean 'oily'\?"):
        check(QUESTIONNAIRE, {**good, "skin": "oly"})


def test_all_faults_are_told_at_once_in_the_order_of_the_page(good):
    wrong = {"skin": "x", "nope": 1, "nickname": 5, "Hiphop, Rap": 9}
    assert list(faults(QUESTIONNAIRE, wrong)) == ["nickname", "Hiphop, Rap", "skin", "nope"]


def test_thousands_of_unknown_questions_are_refused_without_naming_each(good):
    assert len(faults(QUESTIONNAIRE, {**good, **{f"x{n}": 1 for n in range(5000)}})) == 20


@pytest.mark.parametrize("empty", [None, "", []])
def test_an_empty_answer_is_no_answer(small, good, empty):
    assert check(small, {**good, "best": empty, "skin": None, "height": ""}).answers == check(small, good).answers


def test_lines_of_a_comment_are_kept_with_one_kind_of_end(small, good):
    answers = {**good, "pets": True, "animals": ["dog"], "dog's name, or names": "Rex\r\nMax\n"}
    assert check(small, answers).answers["dog's name, or names"] == "Rex\nMax"


JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
                    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=2))


def kept_or_refused(answers: dict[str, object]) -> tuple[dict[str, object], set[object]]:
    """What is kept, and the questions that are refused."""
    try:
        return dict(check(QUESTIONNAIRE, answers, complete=False).answers), set()
    except Invalid as refused:
        return {}, {fault.where[0] for fault in refused.faults}


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.sampled_from(list(QUESTIONNAIRE.questions)), JSON | st.sampled_from(
    [True, ["dog"], ["cat", "fish"], "dry", 4, "1990-05", "110100"]), max_size=8))
def test_any_json_is_kept_or_refused_and_what_is_kept_passes_again(answers):
    kept, refused = kept_or_refused(answers)
    assert kept.keys() | refused <= answers.keys()
    assert kept_or_refused(kept) == (kept, set())
