"""What a person could do: each reason has a step in both languages, and no step tells what the brand would like."""

from datetime import date
from typing import Any, cast

import pytest

from app.core.i18n import text
from app.matching.engine.columns import Row
from app.matching.engine.conditions import Condition
from app.matching.engine.criteria import Criteria, Platform
from app.matching.engine.eligibility import Code
from app.matching.engine.kinds import Multiple, Scale, Single
from app.matching.engine.wants import High, Want
from app.matching.rules.asked import Brief
from app.matching.rules.change import Around, Question, how_far, is_close, questions_of, steps
from app.matching.rules.own import Standing, is_grown_up, standing
from app.questionnaires.loading import load_folder
from tests.house import ROOT

TODAY = date(2026, 3, 2)
LIBRARY = load_folder(ROOT / "questionnaires")
AROUND = Around(questions_of(LIBRARY), lambda slug: text(slug.title(), slug), date(2026, 6, 10))
KINDS: dict[str, Any] = {"interest:food": Scale(1, 5), "interest:cooking": Scale(1, 5),
                         "about:household": Single(("alone", "family")), "body:allergies": Multiple(("gluten", "nuts"))}


def asked(**criteria: Any) -> Brief:
    wants = (Want("interest:food", 2, High()), Want("interest:cooking", 5, High()))
    return Brief(wants, Criteria(TODAY, **criteria), (), KINDS)


def found(brief: Brief, **row: Any) -> Standing:
    means = {"interest:food": [1, 2], "interest:cooking": [1, 4]}
    return standing(cast(Row, {"seq": 1, "consent": True, **row}), brief, means)


@pytest.mark.parametrize("code", Code)
@pytest.mark.parametrize("known", [
    Standing(), Standing(has_agreed=False, refuses=True, knows_age=False, knows_region=False),
    Standing(keys=dict.fromkeys(Code, ("interest:food", "no:such")), networks=("weibo",), unanswered=("interest:food",),
             waits=dict.fromkeys(Code, TODAY))])
def test_every_reason_has_a_step_in_both_languages(code: Code, known: Standing) -> None:
    made = steps(code, known, AROUND)
    assert made
    for step in made:
        assert step.words.default.endswith(".")
        assert (step.words.zh_cn or "").endswith(("。", "。）"))


@pytest.mark.parametrize(("key", "page"), [
    ("about:birth", "you"), ("store:region", "you"), ("about:works_for", "sharing"),
    ("interest:cooking", "interests_daily"), ("store:social_account", "accounts")])
def test_a_question_is_found_on_its_part_of_the_own_answers(key: str, page: str) -> None:
    assert AROUND.page(key) == page


def test_a_question_that_only_another_questionnaire_asks_has_no_part() -> None:
    key = next(key for key in questions_of(LIBRARY) if key.startswith("lifestyle:"))
    assert AROUND.page(key) is None


def test_a_wait_that_outlasts_the_campaign_says_so() -> None:
    late = Standing(waits={Code.GIFT_CAP: date(2026, 7, 1)})
    [step] = steps(Code.GIFT_CAP, late, AROUND)
    assert "this campaign ends before that" in step.words.default
    assert step.until == date(2026, 7, 1)


def test_the_unanswered_wishes_are_named_heaviest_first_and_not_what_is_wished() -> None:
    here = found(asked())
    assert here.unanswered == ("interest:cooking", "interest:food")
    told = [step.words.default for step in steps(Code.ELIGIBLE, here, AROUND)]
    assert all("Answer “" in words and "high" not in words for words in told)


def test_fit_counts_the_runs_mean_for_what_is_not_answered() -> None:
    assert found(asked(), traits={"interest:food": 5}).fit == pytest.approx((2 * 1 + 5 / 4) / 7)
    assert standing({"seq": 1}, asked(), {}).fit is None


def test_all_that_a_person_fails_is_named_with_what_it_hangs_on() -> None:
    brief = asked(
        musts=(Condition("about:household", "is", "family"),), contraindications={"body:allergies": ("nuts",)},
        platforms=(Platform("weibo", "required"), Platform("douyin", "preferred")))
    here = found(brief, traits={"about:household": "alone", "body:allergies": ["nuts"]},
                 last_gift_on=date(2026, 2, 20))
    assert here.codes == (Code.PLATFORM, Code.MUST, Code.CONTRAINDICATED, Code.GIFT_CAP)
    assert here.keys[Code.MUST] == ("about:household",)
    assert here.keys[Code.CONTRAINDICATED] == ("body:allergies",)
    assert here.networks == ("weibo",)
    assert here.waits[Code.GIFT_CAP] == date(2026, 3, 22)


@pytest.mark.parametrize(("rank", "last", "close"), [
    (33, 30, True), (34, 30, False), (245, 30, False), (220, 200, True), (221, 200, False), (4, 1, True), (5, 1, False),
    (None, 30, False), (3, None, False)])
def test_close_is_only_who_stood_near_the_last_with_a_unit(rank: int | None, last: int | None, close: bool) -> None:
    assert is_close(rank, last) is close
    assert (how_far(.78, .8, was_close=is_close(rank, last)) == text("It was close.", "只差一点点。")) is close


@pytest.mark.parametrize(("fit", "cutoff", "words"), [
    (.8, .8, "as well as"), (.78, .8, "some way"), (.7, .8, "some way"), (.3, .8, "a long way behind")])
def test_how_far_is_said_in_words(fit: float, cutoff: float, words: str) -> None:
    told = how_far(fit, cutoff, was_close=False)
    assert told is not None
    assert words in told.default
    assert not any(character.isdigit() for character in told.default)
    assert how_far(None, cutoff, was_close=True) is how_far(fit, None, was_close=True) is None


@pytest.mark.parametrize(("born", "is_old_enough"), [
    (2008 * 12 + 1, True), (2008 * 12 + 2, False), (1990 * 12, True), (None, False)])
def test_who_is_of_age_has_the_month_of_birth_behind_him(born: int | None, is_old_enough: bool) -> None:
    assert is_grown_up(born, TODAY) is is_old_enough


def test_a_question_carries_its_title() -> None:
    assert isinstance(AROUND.question("interest:food"), Question)
