"""Conditions mean what they say, and what they say reads back to the same."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.questionnaires.conditions import BrokenCondition, parse
from app.questionnaires.terms import AnyOf, Compare, Condition, Contains, Empty, Joined, Not, atoms

WORDS = st.text(st.characters(codec="utf-8"), max_size=12) | st.sampled_from(["it's", 'a "b"', "c\\", "x, y", "or"])
NAMES = st.text(st.characters(codec="utf-8", exclude_characters="{}"), min_size=1, max_size=12) | st.sampled_from(
    ["Parents' advice", "Hiphop, Rap", 'the "best"', "and", "(x)"])
LITERALS = WORDS | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.booleans()
ATOMS = st.one_of(
    st.builds(Compare, NAMES, st.sampled_from(["=", "!=", "<", ">", "<=", ">="]), LITERALS),
    st.builds(Contains, NAMES, LITERALS), st.builds(Empty, NAMES, st.booleans()),
    st.builds(AnyOf, NAMES, st.lists(LITERALS, min_size=1, max_size=3).map(tuple)))
CONDITIONS = st.recursive(ATOMS, lambda inner: st.builds(Not, inner) | st.builds(
    Joined, st.sampled_from(["and", "or"]), st.lists(inner, min_size=2, max_size=3).map(tuple)), max_leaves=6)
ANSWERS = st.dictionaries(NAMES, st.none() | LITERALS | st.lists(LITERALS, max_size=2), max_size=3)


@settings(max_examples=150, deadline=None)
@given(CONDITIONS)
def test_a_condition_written_out_reads_back_the_same(condition):
    again = parse(str(condition))
    assert again == condition
    assert str(again) == str(condition)


@settings(max_examples=80, deadline=None)
@given(CONDITIONS, ANSWERS)
def test_any_answers_decide_a_condition_and_not_turns_it_round(condition, answers):
    assert condition.holds(answers) is not Not(condition).holds(answers)
    assert condition.names() == {atom.name for atom in atoms(condition)}


@settings(max_examples=80, deadline=None)
@given(CONDITIONS, CONDITIONS, ANSWERS)
def test_not_both_is_one_of_them_not(one, other, answers):
    assert Not(Joined("and", (one, other))).holds(answers) is Joined("or", (Not(one), Not(other))).holds(answers)


def read_or_column(source: str) -> Condition | int:
    """The condition, or the column of the first mistake."""
    try:
        return parse(source)
    except BrokenCondition as broken:
        return broken.column


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=30) | st.lists(st.sampled_from(
    ["{a}", "=", "'x'", "(", ")", "not", "and", "or", "[", "]", ",", "anyof", "empty", "3"]), max_size=8).map(" ".join))
def test_any_text_is_read_or_refused_with_a_column(source):
    found = read_or_column(source)
    if isinstance(found, int):
        assert 1 <= found <= len(source) + 1
    else:
        assert parse(str(found)) == found


@pytest.mark.parametrize(("source", "answers", "held"), [
    ("{a} = 'x'", {"a": "x"}, True),
    ('{a} = "x"', {"a": "y"}, False),
    ("{a} != 'x'", {}, True),
    ("{a} = 3", {"a": 3.0}, True),
    ("{a} = 1", {"a": True}, False),
    ("{a} = true", {"a": True}, True),
    ("{a} = FALSE", {"a": False}, True),
    ("{a} < 3", {"a": 2}, True),
    ("{a} < 3", {}, False),
    ("{a} < 3", {"a": "2"}, False),
    ("{a} >= '1990-05'", {"a": "1991-01"}, True),
    ("{a} <= -1.5e0", {"a": -2}, True),
    ("{a} contains 'x'", {"a": ["y", "x"]}, True),
    ("{a} contains 'x'", {"a": "a fox"}, True),
    ("{a} contains 'x'", {}, False),
    ("{a} anyof ['x', 'y']", {"a": "y"}, True),
    ("{a} anyof ['x', 'y']", {"a": ["z", "x"]}, True),
    ("{a} anyof ['x', 'y']", {"a": []}, False),
    ("{a} empty", {"a": []}, True),
    ("{a} empty", {"a": False}, False),
    ("{a} notempty", {"a": 0}, True),
    ("not {a} empty and {b} = 1", {"a": 1, "b": 1}, True),
    ("{a} = 1 or {b} = 1 and {c} = 1", {"a": 1}, True),
    ("({a} = 1 or {b} = 1) and {c} = 1", {"a": 1}, False),
    ("not ({a} = 1 or {b} = 1)", {}, True),
    ("{Parents' advice} = 'it\\'s'", {"Parents' advice": "it's"}, True),
])
def test_a_condition_holds_or_not(source, answers, held):
    assert parse(source).holds(answers) is held


@pytest.mark.parametrize(("source", "column", "said"), [
    ("", 1, "expected a question in braces, found the end"),
    ("{a} ~ 3", 5, "cannot read '~ 3'"),
    ("{a} like 3", 5, "'like' is no word of a condition"),
    ("{a} 3", 5, "expected =, !="),
    ("{a} = 'x", 7, "cannot read"),
    ("{a} = 1 {b} = 2", 9, "expected 'and', 'or' or the end"),
    ("({a} = 1", 9, "expected ')', found the end"),
    ("{a} anyof 'x'", 11, "expected '['"),
    ("{a} anyof ['x' 'y']", 16, "expected ',' or ']'"),
    ("{a} = 3x", 7, "cannot read '3x'"),
    ("not " * 40 + "{a} empty", 121, "too many levels"),
    ("{a} empty" + " or {a} empty" * 400, 4000, "the condition is too long"),
])
def test_a_mistake_is_told_with_its_column(source, column, said):
    with pytest.raises(BrokenCondition) as caught:
        parse(source)
    assert caught.value.column == column
    assert said in caught.value.sentence()
    assert caught.value.sentence("zh-cn").startswith(f"第 {column} 列：")
