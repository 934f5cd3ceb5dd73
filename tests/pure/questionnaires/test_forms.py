"""What a form sends becomes typed answers; what cannot be read stays for the check to refuse."""

import pytest

from app.core.errors import Invalid
from app.questionnaires.answers import check
from app.questionnaires.forms import from_form


def test_strings_of_a_form_become_typed_answers(small):
    assert from_form(small, "you", [
        ("nickname", "Mei"), ("pets", "false"), ("pets", "true"), ("animals", "dog"), ("animals", "fish"),
        ("dog's name, or names", ""),
    ]) == {"nickname": "Mei", "birth": None, "pets": True, "animals": ["dog", "fish"], "dog's name, or names": None}
    assert from_form(small, "habits", [
        ("Hiphop, Rap", "4"), ("height", "１６３.5"), ("skin", "dry"), ("best", ""),
    ]) == {
        "Hiphop, Rap": 4, "height": 163.5, "skin": "dry", "best": None}


def test_a_ranking_comes_repeated_or_by_places(small):
    repeated = from_form(small, "habits", [("best", "taste"), ("best", "price")])
    placed = from_form(small, "habits", [("best#2", "price"), ("best#1", "taste"), ("best#3", "")])
    assert repeated["best"] == placed["best"] == ["taste", "price"]


def test_an_emptied_question_lies_over_the_saved_answer(small, good):
    saved = {**good, "pets": True, "animals": ["dog"], "birth": "1990-05"}
    typed = from_form(small, "you", [("nickname", "Mei"), ("birth", " "), ("pets", "false")])
    assert check(small, {**saved, **typed}).answers == {"nickname": "Mei", "pets": False, "Hiphop, Rap": 4}


@pytest.mark.parametrize(("field", "value"), [
    ("Hiphop, Rap", "four"), ("Hiphop, Rap", "1_0"), ("height", "1,63"), ("height", "9" * 5000), ("skin", "green"),
    ("best#1", "green"), ("nope", "1"), ("skin#1", "dry"), ("best#0", "price"),
])
def test_what_cannot_be_read_is_refused_by_the_check(small, field, value):
    typed = from_form(small, "habits", [(field, value)])
    with pytest.raises(Invalid):
        check(small, typed, complete=False)
