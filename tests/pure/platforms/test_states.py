"""Data is cut out of a page wherever it stands, quickly, and nobody's words can pose as it."""

from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.platforms.answers import moment_in_words
from app.platforms.found import moment_of
from app.platforms.states import at, each, id_of, plain, state, states

PAGE = '<script>window.__STATE__ = {"a":{"deep":{"post":{"id":"1","text":"x"}}}};more()</script>'


def test_a_value_is_read_without_the_state_around_it():
    assert state(PAGE, "__STATE__", '"post":') == {"id": "1", "text": "x"}
    assert state(PAGE.replace("}}}}", "}},undefined"), "__STATE__", '"post":') == {"id": "1", "text": "x"}
    assert state(PAGE, "__STATE__") == {"a": {"deep": {"post": {"id": "1", "text": "x"}}}}
    assert state('<script id="S" type="application/json">[1]</script>', 'id="S" type="application/json">') == [1]


@pytest.mark.parametrize("page", [
    "", "<script>", PAGE.replace("<script>", "<p>"), PAGE.replace("__STATE__", "__OTHER__"),
    '<p>__STATE__ "post":{"id":"2"}</p>', '<script></script>__STATE__ = {"post":{}}<script>',
    r'<script>window.__STATE__ = {"bio":"\"post\":{\"id\":\"2\"}"}</script>',
    '<script>__STATE__</script><script>{"post":{"id":"2"}}</script>',
    '<script>__STATE__ {"post":undefined}</script>', '<script>__STATE__ {"post":{"id":</script>"1"}}',
    '<script>__STATE__ "post":' + "[" * 100_000 + "</script>",
])
def test_where_it_does_not_stand_there_is_nothing(page):
    assert state(page, "__STATE__", '"post":') is None


def test_words_before_the_state_that_name_it_do_not_hide_it():
    assert state("<p>__STATE__</p><script>var s='__STATE__'</script>" + PAGE, "__STATE__", '"post":')["id"] == "1"


def test_of_several_values_each_is_offered_but_not_endlessly():
    page = "<script>S " + '"n":[1] ' * 50 + "</script>"
    found = list(states(page, "S", '"n":'))
    assert found == [[1]] * 8


@pytest.mark.parametrize("page", [
    "<script>S" + '"p":' * 250_000, "<script>S" * 110_000, "S" * 1_000_000, "<script>S" + '"p":{' * 200_000,
    '<script>S"p":' + '{"p":' * 200_000, "<script>" * 120_000 + "S", '<script>S"p":"' + "\\" * 1_000_000,
    '<script>S"p":' + "9" * 1_000_000, '<script>S"p":[' + "{}," * 300_000,
], ids=range(9))
def test_a_hostile_state_costs_little(page):
    start = perf_counter()
    assert not at(state(page, "S", '"p":'), "id")
    assert perf_counter() - start < 2


@pytest.mark.parametrize("markup", [
    "<" * 500_000, "<script" * 100_000, "<script>" * 100_000, "<br" * 200_000, "&" * 500_000, "&#" * 300_000,
    "<p>" * 200_000,
], ids=range(7))
def test_hostile_markup_costs_little(markup):
    start = perf_counter()
    plain(markup)
    assert perf_counter() - start < 2


@pytest.mark.parametrize(("markup", "words"), [
    ("<p>a</p><p>b &amp; c</p>", "a\nb & c"), ("a<br/>b<script>alert(1)</script>c", "a\nbc"), ("", ""), (None, None),
    ("x<style>p{}</style> <b>y</b>", "x y"), ("<script>never closed", ""), (7, None), ("1 < 2", "1"),
])
def test_the_words_of_markup_are_told_line_by_line(markup, words):
    assert plain(markup) == words


def test_steps_that_lead_nowhere_lead_to_nothing():
    said = {"a": [{"b": 1}], "c": None}
    assert (at(said, "a", 0, "b"), at(said, "a", 1), at(said, "c", "d"), at(said, 0), at("ab", 0)) == (
        1, None, None, None, None)
    assert each(said, "a") == [{"b": 1}]
    assert each(said, "c") == []
    assert len(each([0] * 1000)) == 200


@pytest.mark.parametrize(("said", "name"), [
    ("1", "1"), (12, "12"), (0, None), ("", None), (None, None), (True, None), (1.5, None), ([], None),
    (1 << 999, None),
])
def test_an_id_is_text_whether_it_was_said_as_text_or_as_a_number(said, name):
    assert id_of(said) == name


@pytest.mark.parametrize(("said", "year"), [
    (1772366400, 2026), ("1772366400", 2026), (1772366400.9, 2026), (1772366400000, None), (0, None), (-5, None),
    ("soon", None), (True, None), (None, None), (float("nan"), None), (float("inf"), None),
    ("１７７２３６６４００", None),
])
def test_seconds_are_a_time_of_this_century_or_unknown(said, year):
    found = moment_of(said)
    assert (found.year if found else None) == year


@pytest.mark.parametrize(("said", "found"), [
    ("Sun Mar 01 20:00:00 +0800 2026", "2026-03-01T12:00:00+00:00"), ("Sun Foo 01 20:00:00 +0800 2026", None),
    ("Sun Mar 41 20:00:00 +0800 2026", None), ("刚刚", None), (None, None), ("Sun Jan 01 00:00:00 +2359 0001", None),
])
def test_a_time_in_words_is_read_or_unknown(said, found):
    at_ = moment_in_words(said)
    assert (at_.isoformat() if at_ else None) == found


@given(st.text(max_size=200), st.text(min_size=1, max_size=3), st.text(max_size=3))
def test_any_page_and_any_marks_end(page, first, second):
    list(states(f"<script>{page}", first, second))
    plain(page)
