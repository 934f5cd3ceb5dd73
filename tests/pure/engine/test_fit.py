"""Fit: exact, explained, and the same as a slow reference on people of every kind."""

from fractions import Fraction
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from app.core.errors import Invalid
from app.matching.engine.columns import Row
from app.matching.engine.criteria import Criteria
from app.matching.engine.fit import measure
from app.matching.engine.kinds import Scale
from app.matching.engine.run import match
from app.matching.engine.wants import High, Low, Near, Want
from tests.pure.engine import people, reference
from tests.pure.engine.people import SPECS, TODAY, audience, readers, row


@settings(max_examples=80, deadline=None)
@given(people.rows, people.wants(), st.randoms(use_true_random=False))
def test_the_engine_agrees_with_a_slow_reference_whatever_the_order_of_rows(
    rows: list[Row], wants: list[Want], chance: Any,
) -> None:
    mean = reference.means(rows, SPECS, wants)
    assume(mean is not None)
    assert mean is not None
    agreed = [reference.agreements(person, SPECS, wants, mean) for person in rows]
    fit = [reference.weighted(values, wants) for values in agreed]
    known = [reference.coverage(person, wants) for person in rows]
    order = sorted((i for i, person in enumerate(rows) if person["consent"]),
                   key=lambda i: (known[i] < Fraction(1, 2), -fit[i], rows[i]["seq"]))
    shuffled = list(rows)
    chance.shuffle(shuffled)
    result = match(audience(*shuffled), wants, Criteria(TODAY))

    assert [(m.numerator, m.denominator) for m in result.means] == [m.as_integer_ratio() for m in mean]
    assert result.order.tolist() == order
    assert result.fit.tolist() == [float(f) for f in fit]
    assert result.coverage.tolist() == pytest.approx([float(c) for c in known], abs=1e-15)
    total = sum(want.weight for want in wants)
    for i, values in enumerate(agreed):
        expected = [float(100 * w.weight * (a - m) / total) for w, a, m in zip(wants, values, mean, strict=True)]
        assert result.contributions[i].tolist() == pytest.approx(expected, abs=1e-12)
        gap = float(100 * (fit[i] - reference.weighted(mean, wants)))
        assert abs(result.contributions[i].sum() - gap) < 1e-9


def test_the_mean_is_taken_over_consented_people_who_answered() -> None:
    crowd = audience(row(1, traits={"reading": 5}), row(2, traits={"reading": 2}), row(3),
                     row(4, consent=False, traits={"reading": 1}))
    fit = measure(crowd, [Want("reading", 3, High())])
    assert (fit.means[0].numerator, fit.means[0].denominator) == (5, 8)
    assert fit.fit.tolist() == [1.0, 0.25, 0.625, 0.0]
    assert fit.contributions[2].tolist() == [0.0]


def test_an_unanswered_trait_is_marked_and_people_known_by_less_than_half_come_last() -> None:
    crowd = audience(row(1, traits={"cooking": 5}), row(2, traits={"reading": 1, "cooking": 1}),
                     row(3, traits={"reading": 1}))
    result = match(crowd, [Want("reading", 3, High()), Want("cooking", 2, High())], Criteria(TODAY))
    assert result.fit[0] > result.fit[1]
    assert result.coverage.tolist() == [0.4, 1.0, 0.6]
    assert result.order.tolist() == [2, 1, 0]
    assert result.counts["thin"] == 1


def test_exactly_half_of_the_weight_answered_is_enough() -> None:
    crowd = audience(row(1, traits={"cooking": 1}), row(2, traits={"reading": 5}))
    fit = measure(crowd, [Want("reading", 1, High()), Want("cooking", 1, High())])
    assert not fit.is_thin.any()


def test_equal_fits_that_floats_would_tell_apart_are_ties_for_the_lower_seq() -> None:
    specs = {f"q{k}": Scale(0, 10) for k in range(3)}
    crowd = audience(row(9, traits={"q0": 1, "q1": 2, "q2": 0}), row(2, traits={"q0": 0, "q1": 0, "q2": 3}),
                     row(5, traits={"q0": 3, "q1": 0, "q2": 0}), specs=specs)
    assert 0.1 + 0.2 != 0.3
    result = match(crowd, [Want(key, 1, High()) for key in specs], Criteria(TODAY))
    assert crowd.seq[result.order].tolist() == [2, 5, 9]
    assert len(set(result.fits.places.tolist())) == 1


def test_scores_beyond_64_bits_are_still_exact() -> None:
    specs = {f"q{k}": Scale(0, span) for k, span in enumerate((251, 241, 239, 233, 229, 227, 223, 211, 199, 197))}
    low = dict.fromkeys(specs, 0)
    crowd = audience(row(1, traits=low), row(2, traits={**low, "q0": 1}), row(3, traits={**low, "q1": 1}),
                     row(4, traits=low), row(5), specs=specs)
    result = match(crowd, [Want(key, 7, High()) for key in specs], Criteria(TODAY))
    assert result.order.tolist() == [2, 1, 0, 3, 4]
    assert result.fit[2] == float(Fraction(1, 241) / 10)


@settings(max_examples=40, deadline=None)
@given(people.rows, people.wants(), st.integers(1, 4))
def test_a_higher_answer_where_high_is_wanted_lifts_the_fit(rows: list[Row], wants: list[Want], was: int) -> None:
    wants = [Want("reading", 4, High()), *(want for want in wants if want.key != "reading")]
    assume(reference.means(rows, SPECS, wants))
    # The one who changes is not consented, so that the means of all stay what they are.
    before, after = (measure(audience(*rows, row(999, consent=False, traits={"reading": x})), wants).fit[-1]
                     for x in (was, was + 1))
    assert after > before


def test_each_wish_counts_as_its_formula_says() -> None:
    crowd = readers(1, 3, 4, 5)
    assert measure(crowd, [Want("reading", 1, High())]).fit.tolist() == [0, 0.5, 0.75, 1]
    assert measure(crowd, [Want("reading", 1, Low())]).fit.tolist() == [1, 0.5, 0.25, 0]
    assert measure(crowd, [Want("reading", 1, Near(4))]).fit.tolist() == [0.25, 0.75, 1, 0.75]


def test_a_trait_that_nobody_answered_is_named() -> None:
    with pytest.raises(Invalid) as refused:
        measure(readers(3, 4), [Want("reading", 1, High()), Want("cooking", 1, Low())], ("traits",))
    [fault] = refused.value.faults
    assert (fault.pointer, fault.code) == ("/traits/1/trait", "nobody_answered")
    assert "cooking" in fault.message.default
    assert "cooking" in fault.message.pick("zh-cn")


def test_the_shapes_are_people_by_traits() -> None:
    fit = measure(readers(3, 4, None), [Want("reading", 1, High())])
    assert (fit.fit.shape, fit.contributions.shape, fit.is_thin.shape) == ((3,), (3, 1), (3,))


def test_a_higher_answer_where_high_is_wanted_never_lowers_the_fit() -> None:
    chance = Random(11)
    wants = (Want("reading", 7, High()), Want("cooking", 3, High()), Want("travel", 2, Low()))
    keys = ("reading", "cooking", "travel")
    before = [{key: chance.choice((None, 1, 2, 3, 4)) for key in keys} for _ in range(10_000)]
    raised = [{**answers, "reading": (answers["reading"] or 0) + 1} for answers in before]
    crowd = audience(*(row(seq, traits=answers) for seq, answers in enumerate(before + raised)))
    fit = match(crowd, wants, Criteria(TODAY)).fit
    answered = np.array([answers["reading"] is not None for answers in before])
    assert (fit[10_000:] > fit[:10_000])[answered].all()
