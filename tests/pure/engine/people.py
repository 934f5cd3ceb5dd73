"""Arrangements of the engine's tests: specs of every kind, rows of people, and strategies that draw them."""

from collections.abc import Mapping
from datetime import date
from typing import Any, cast

from hypothesis import strategies as st

from app.matching.engine.columns import Audience, Row, build
from app.matching.engine.kinds import Kind, Multiple, Number, Scale, Single
from app.matching.engine.outlook import blank
from app.matching.engine.recorded import Kept, dump
from app.matching.engine.wants import AnyOf, High, Low, Near, Table, Trapezoid, Want

TODAY = date(2026, 3, 15)
SPECS: dict[str, Kind] = {
    "reading": Scale(1, 5), "cooking": Scale(1, 5), "travel": Scale(0, 10), "home": Single(("flat", "house", "boat")),
    "pets": Multiple(("dog", "cat", "bird")), "height": Number(50, 250),
    "allergies": Multiple(("nuts", "milk", "none")),
}


def row(seq: int, **facts: Any) -> Row:
    """A person who consents, with the facts given."""
    return cast(Row, {"seq": seq, "consent": True, **facts})


def audience(*rows: Row, specs: Mapping[str, Kind] = SPECS) -> Audience:
    """The audience of some rows."""
    return build(rows, specs)


def kept_of(people: Audience) -> Kept:
    """All that is kept of people, in bytes, and its hash."""
    return dump(people, blank(len(people)), {}, 0)


def readers(*answers: int | None, **facts: Any) -> Audience:
    """People numbered from 1 who answered `reading` so."""
    return audience(*(row(seq, traits={"reading": answer}, **facts) for seq, answer in enumerate(answers, 1)))


ANSWERS: dict[str, st.SearchStrategy[Any]] = {
    "reading": st.integers(1, 5), "cooking": st.integers(1, 5), "travel": st.integers(0, 10),
    "home": st.sampled_from(("flat", "house", "boat")),
    "pets": st.lists(st.sampled_from(("dog", "cat", "bird")), unique=True),
    "height": st.integers(500, 2500).map(lambda millimetres: millimetres / 10),
}
WISHES: dict[str, st.SearchStrategy[Any]] = {
    "reading": st.sampled_from((High(), Low())), "cooking": st.builds(Near, st.integers(1, 5)),
    "travel": st.one_of(st.just(High()), st.builds(Near, st.integers(0, 10))),
    "home": st.builds(lambda flat, boat: Table({"flat": flat, "boat": boat}), st.sampled_from((0, 0.1, 1)),
                      st.sampled_from((0.3, 1.0))),
    "pets": st.sampled_from((AnyOf(("dog",)), AnyOf(("cat", "dog")), AnyOf(("bird", "cat", "dog")))),
    "height": st.just(Trapezoid(150, 160.5, 180, 190.1)),
}

rows = st.lists(
    st.fixed_dictionaries({"consent": st.booleans(), "traits": st.fixed_dictionaries({}, optional=ANSWERS)}),
    min_size=1, max_size=14,
).map(lambda people: [cast(Row, {"seq": 3 * place + 1, **person}) for place, person in enumerate(people)])


@st.composite
def wants(draw: st.DrawFn) -> list[Want]:
    """One to six wanted traits of any kind."""
    keys = draw(st.lists(st.sampled_from(sorted(WISHES)), unique=True, min_size=1))
    return [Want(key, draw(st.integers(1, 10)), draw(WISHES[key])) for key in keys]
