"""Tables of people: rows read, bad ones told by line and column, ids taken once."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.consumers.rules.tables import Arrival, Bad, SeenIds, people
from app.core.errors import Invalid
from app.questionnaires.loading import load_file
from app.questionnaires.questionnaire import Questionnaire
from tests.house import ROOT

AT = datetime(2026, 3, 31, tzinfo=UTC)


@pytest.fixture(scope="module")
def lifestyle() -> Questionnaire:
    return load_file(ROOT / "questionnaires" / "lifestyle.v1.yaml")


def read(questionnaire: Questionnaire, table: str, id_column: str | None = None) -> list[Arrival | list[Bad]]:
    return list(people(questionnaire, table.splitlines(keepends=True), id_column, AT))


def bad_ones(rows: Sequence[Arrival | list[Bad]]) -> list[tuple[int, str, str]]:
    return [(bad.line, bad.column, bad.code) for row in rows if isinstance(row, list) for bad in row]


def test_good_rows_become_answers_and_traits(lifestyle: Questionnaire) -> None:
    row = read(lifestyle, 'person,Music,"Hiphop, Rap",Smoking\np1,5,,never smoked\n')[0]
    assert isinstance(row, Arrival)
    assert (row.line, row.external_id, row.answers) == (2, "p1", {"Music": 5, "Smoking": "never smoked"})
    assert row.values == {"lifestyle:Music": 5, "lifestyle:Smoking": "never smoked"}


def test_each_bad_cell_is_told_by_the_line_where_its_row_begins(lifestyle: Questionnaire) -> None:
    table = 'person,Music,Movies\np1,5,5\n"p\n2",5,5\n\np3,6,\np4,1,2,3\n,1,1\np1,2,2\np5,"x",9\n'
    assert bad_ones(read(lifestyle, table)) == [
        (3, "person", "bad_id"), (6, "Music", "out_of_range"), (7, "", "row_length"), (8, "person", "no_id"),
        (9, "person", "id_twice"), (10, "Music", "out_of_range"), (10, "Movies", "out_of_range")]


def test_a_row_that_is_no_csv_is_told_and_the_next_ones_are_read(lifestyle: Questionnaire) -> None:
    rows = read(lifestyle, 'person,Music\np1,"5"x\np2,4\n')
    assert bad_ones(rows) == [(2, "", "unreadable")]
    assert [row.external_id for row in rows if isinstance(row, Arrival)] == ["p2"]


@pytest.mark.parametrize(("table", "id_column", "said"), [
    ("person,Musik\n", None, "did you mean 'Music'"), ("person,Music,Music\n", None, "twice"),
    ("person,Music\n", "persn", "did you mean 'person'"), ("", None, "empty"), ("\n\n", None, "empty"),
    ('person,"Music"x\n', None, "no row")])
def test_a_wrong_header_is_refused_with_the_nearest_name(
        lifestyle: Questionnaire, table: str, id_column: str | None, said: str) -> None:
    with pytest.raises(Invalid, match=said):
        read(lifestyle, table, id_column)


def test_the_id_may_stand_in_any_column(lifestyle: Questionnaire) -> None:
    row = read(lifestyle, "Music,key\n4,00017\n", "key")[0]
    assert isinstance(row, Arrival)
    assert (row.external_id, row.answers) == ("00017", {"Music": 4})


def test_the_same_answers_have_the_same_digest_in_any_order_of_columns(lifestyle: Questionnaire) -> None:
    one, other = (read(lifestyle, table)[0] for table in ("p,Music,Movies\na,1,2\n", "p,Movies,Music\na,2,1\n"))
    assert isinstance(one, Arrival)
    assert isinstance(other, Arrival)
    assert one.digest == other.digest


@settings(max_examples=25, deadline=None)
@given(st.lists(st.text(st.characters(codec="utf-8"), min_size=1, max_size=8), max_size=2000))
def test_an_id_is_new_exactly_once(ids: list[str]) -> None:
    seen, known = SeenIds(), set[str]()
    for one in ids:
        assert seen.add(one) == (one not in known)
        known.add(one)


def test_many_ids_are_told_apart() -> None:
    seen = SeenIds()
    assert all(seen.add(f"p{n}") for n in range(5000))
    assert not any(seen.add(f"p{n}") for n in range(5000))
