"""Answers tell traits, and catalogues say what the traits are."""

import pytest

from app.questionnaires.answers import check
from app.questionnaires.loading import load_text
from app.questionnaires.traits import TraitClash, TraitKind, TraitSpec, catalogue, merge_catalogues, of_answers


def one_trait(question: str) -> dict[str, TraitSpec]:
    """The catalogue of a questionnaire with one question."""
    content = f"title: T\npages: [{{name: p, title: P, elements: [{{name: q, title: Q, {question}}}]}}]\n"
    return catalogue(load_text(content.encode(), "one.v1.yaml"))


def test_a_catalogue_names_kind_ends_and_choices(small):
    traits = catalogue(small)
    assert {key: (spec.kind.value, spec.low, spec.high, spec.choices) for key, spec in traits.items()} == {
        "birth": ("number", 1900, 2100, ()), "pets": ("single", None, None, ("true", "false")),
        "animals": ("multiple", None, None, ("dog", "cat", "fish")), "music:rap": ("scale", 1, 5, ()),
        "skin": ("single", None, None, ("dry", "oily")), "height": ("number", 50, 250, ()),
        "best": ("multiple", None, None, ("price", "taste", "looks")),
    }
    assert [key for key, spec in traits.items() if spec.sensitive] == ["skin"]
    assert traits["animals"].say("fish").pick("zh-cn") == "鱼"
    assert traits["pets"].say("false").pick("zh-cn") == "否"


def test_answers_tell_traits_of_each_kind(small, good):
    answers = check(small, {**good, "pets": True, "animals": ["fish", "dog"], "birth": "1990-05", "skin": "oily",
                            "height": 163.5, "best": ["looks", "price"], "consent:matching": True}).answers
    assert of_answers(small, answers) == {
        "birth": 1990, "pets": "true", "animals": ["dog", "fish"], "music:rap": 4, "skin": "oily", "height": 163.5,
        "best": ["price", "looks"]}


def test_rather_not_say_is_kept_but_tells_nothing(small, good):
    checked = check(small, {**good, "pets": True, "animals": ["rather_not_say"], "skin": "rather_not_say"})
    assert (checked.answers["skin"], checked.answers["animals"]) == ("rather_not_say", ["rather_not_say"])
    assert of_answers(small, checked.answers).keys() == {"pets", "music:rap"}


def test_a_question_may_tell_several_traits_and_numbers_as_choices_are_written():
    asked = load_text(b"""\
title: T
pages: [{name: p, title: P, elements: [
  {type: dropdown, name: kids, title: Kids, choices: [0, 1, 2], daren: {traits: [kids, household]}}]}]
""", "kids.v1.yaml")
    assert of_answers(asked, {"kids": 0}) == {"kids": "0", "household": "0"}


def test_catalogues_are_joined():
    one = one_trait("type: radiogroup, choices: [a, b], daren: {traits: [t], sensitive: true}")
    other = one_trait("type: radiogroup, choices: [b, {value: c, text: Sea}], daren: {traits: [t]}")
    merged = merge_catalogues([one, other, one_trait("type: rating, daren: {traits: [u]}")])
    assert (merged["t"].choices, merged["t"].sensitive, merged["t"].say("c").default) == (("a", "b", "c"), True, "Sea")
    assert merged["u"].kind is TraitKind.SCALE
    number = "type: text, inputType: number, daren: {traits: [n]}, validators: "
    narrow = one_trait(number + "[{type: numeric, minValue: 3}]")
    wide = one_trait(number + "[{type: numeric, minValue: 1, maxValue: 9}]")
    assert (merge_catalogues([wide, narrow])["n"].low, merge_catalogues([wide, narrow])["n"].high) == (1, None)


@pytest.mark.parametrize("other", [
    "type: boolean, daren: {traits: [t]}", "type: rating, rateMax: 7, daren: {traits: [t]}",
])
def test_one_key_with_two_meanings_is_refused(other):
    with pytest.raises(TraitClash, match="The trait 't' is a scale 1-5 in one questionnaire") as caught:
        merge_catalogues([one_trait("type: rating, daren: {traits: [t]}"), one_trait(other)])
    assert "特征“t”" in caught.value.sentence("zh-cn")
