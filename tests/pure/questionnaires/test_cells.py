"""A table's cells become checked answers; a wrong one is named with its column."""

import pytest

from app.core.errors import Invalid
from app.questionnaires.cells import RowReader
from app.questionnaires.conditions import parse
from app.questionnaires.loading import load_text

HEADER = ["id", "height", "nickname", "Hiphop, Rap", "pets", "animals", "skin"]


def read(questionnaire, name, cell):
    """A row of one cell, of somebody who has pets: some questions are for them alone."""
    columns = [*dict.fromkeys(["pets", name])]
    return RowReader(questionnaire, columns, complete=False).read([*["yes"] * (len(columns) - 1), cell])


@pytest.mark.parametrize(("name", "cell", "answer"), [
    ("Hiphop, Rap", "3", 3), ("Hiphop, Rap", "3.0", 3), ("Hiphop, Rap", " 5 ", 5), ("Hiphop, Rap", "", None),
    ("Hiphop, Rap", "\uff15", 5), ("height", "\uff11\uff16\uff13.5", 163.5),
    ("height", "163", 163), ("height", "163.5", 163.5), ("height", " ", None), ("skin", "dry", "dry"),
    ("animals", "dog; fish", ["dog", "fish"]), ("animals", " ; ", None), ("pets", "Yes", True), ("pets", "0", False),
    ("nickname", " Mei ", "Mei"), ("birth", "1990-05", "1990-05"), ("best", "taste;price", ["taste", "price"]),
])
def test_a_cell_is_read_as_its_question_says(small, name, cell, answer):
    found = read(small, name, cell).answers.get(name)
    assert (found, type(found)) == (answer, type(answer))


@pytest.mark.parametrize(("name", "cell", "said"), [
    ("Hiphop, Rap", "3.5", "Please choose a whole number from 1 to 5."), ("Hiphop, Rap", "nan", "whole number"),
    ("height", "tall", "Please answer this with a number."), ("height", "30", "a number from 50 to 250"),
    ("Hiphop, Rap", "\u0663", "whole number"), ("height", "1\u0666\u0663", "with a number"),
    ("skin", "Dry", "'Dry' is not one of the answers offered; did you mean 'dry'?"),
    ("animals", "dog;cat;fish", "at most 2"), ("pets", "perhaps", "yes or no"), ("nickname", "a\x00", "characters"),
])
def test_a_wrong_cell_is_told_in_a_sentence(small, name, cell, said):
    with pytest.raises(Invalid) as caught:
        read(small, name, cell)
    assert said in str(caught.value)


def test_rows_are_checked_as_answers_are(small):
    reader = RowReader(small, HEADER, ignore=["id"])
    checked = reader.read(["p1", "163", "Mei", "4", "no", "dog", ""])
    assert checked.answers == {"nickname": "Mei", "pets": False, "Hiphop, Rap": 4, "height": 163}
    assert list(checked.answers) == ["nickname", "pets", "Hiphop, Rap", "height"]
    assert "animals" in checked.hidden


def test_a_wrong_cell_stays_wrong_and_the_next_row_is_read(small):
    reader = RowReader(small, HEADER, ignore=["id"])
    for _ in range(2):
        with pytest.raises(Invalid) as caught:
            reader.read(["p1", "tall", "", "9", "no", "", "dry"])
        assert [(fault.where, fault.code) for fault in caught.value.faults] == [
            (("nickname",), "required"), (("Hiphop, Rap",), "out_of_range"), (("height",), "wrong_type")]
    assert reader.read(["p2", "163", "An", "4", "", "", "dry"]).answers["skin"] == "dry"


def test_two_people_never_share_a_list(small):
    reader = RowReader(small, HEADER, ignore=["id"])
    row = ["p1", "", "Mei", "4", "yes", "dog;cat", ""]
    one, other = (reader.read(row).answers["animals"] for _ in range(2))
    assert one == other
    assert one is not other


def test_a_short_row_and_a_wrong_header_are_refused(small):
    with pytest.raises(Invalid, match="This row has 2 cells; the header has 7"):
        RowReader(small, HEADER, ignore=["id"]).read(["p1", "163"])
    with pytest.raises(Invalid, match="There is no question 'hight'; did you mean 'height'"):
        RowReader(small, ["id", "hight"], ignore=["id"])
    with pytest.raises(Invalid, match="'height' is there twice"):
        RowReader(small, ["height", "height"])


def test_an_import_may_leave_required_questions_open(small):
    checked = RowReader(small, ["height"], complete=False).read(["163"])
    assert (checked.answers, checked.missing) == ({"height": 163}, ("nickname", "Hiphop, Rap"))


def test_a_column_remembers_only_so_much(small):
    reader = RowReader(small, ["height"], complete=False)
    tall = [f"{50 + n / 100:.2f}" for n in range(10_000)]
    assert [reader.read([cell]).answers["height"] for cell in tall] == [float(cell) for cell in tall]


def test_names_with_commas_and_apostrophes_work_everywhere():
    content = """\
title: T
pages:
  - name: p
    title: P
    elements:
      - {type: rating, name: "Parents' advice", title: A, daren: {traits: ["lifestyle:Parents' advice"]}}
      - {type: rating, name: 'Say "hi", often', title: B, visibleIf: "{Parents' advice} > 3"}
"""
    asked = load_text(content.encode(), "odd.v1.yaml")
    assert asked.conditions == (('Say "hi", often', parse("{Parents' advice} > 3")),)
    reader = RowReader(asked, ["Parents' advice", 'Say "hi", often'])
    assert reader.read(["4", "2"]).answers == {"Parents' advice": 4, 'Say "hi", often': 2}
    assert reader.read(["3", "2"]).answers == {"Parents' advice": 3}
