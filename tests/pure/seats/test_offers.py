"""Offers, what is left of them, rates and refusals, as plain rules."""

from datetime import UTC, datetime, timedelta

import pytest

from app.core.errors import Forbidden
from app.core.i18n import text
from app.core.states import WrongState
from app.core.viewer import Viewer, system
from app.matching.engine.learning.rates import ACCEPTING, PUBLISHING
from app.seats.rules import SEAT
from app.seats.rules.offers import Choice, gifts_left, is_left, meets
from app.seats.rules.refusals import VariantGone
from app.seats.rules.standing import Outcome, rate
from app.web import roles

RED, BLUE = Choice("o1", text("Red", "红色"), (("red", 1),)), Choice("o2", text("Blue", "蓝色"), (("blue", 2),))
PAIR = Choice("o3", text("Both"), (("blue", 1), ("red", 1)))
NOW = datetime(2026, 3, 2, tzinfo=UTC)


def test_a_bundle_is_left_only_while_every_line_is() -> None:
    assert is_left(PAIR, {"red": 1, "blue": 1})
    assert not is_left(PAIR, {"red": 1, "blue": 0})
    assert not is_left(BLUE, {"blue": 1})


def test_units_shared_by_two_offers_are_given_once() -> None:
    assert gifts_left([RED, BLUE], {"red": 3, "blue": 5}) == 5
    assert gifts_left([PAIR, RED], {"red": 3, "blue": 2}) == 3
    assert gifts_left([Choice("empty", text("Nothing"), ())], {"red": 3}) == 0


def test_an_offer_by_trait_is_for_those_who_answered_so() -> None:
    dry = Choice("o", text("For dry skin"), (("x", 1),), kind="by_trait",
                 trait_rule={"trait": "skin", "op": "any_of", "value": ["dry", "mixed"]})
    assert dry.is_for({"skin": "dry"})
    assert dry.is_for({"skin": ["oily", "mixed"]})
    assert not dry.is_for({"skin": "oily"})
    assert not dry.is_for({})


@pytest.mark.parametrize(("op", "value", "answer", "is_met"), [
    ("at_least", 4, 4, True), ("at_least", 4, 3, False), ("at_most", 2, 2, True), ("at_most", 2, 3, False),
    ("is", "dry", "dry", True), ("is", "dry", "oily", False), ("none_of", ["nuts"], ["milk"], True),
    ("none_of", ["nuts"], ["milk", "nuts"], False), ("answered", None, 1, True), ("answered", None, None, False),
    ("none_of", ["nuts"], None, False)])
def test_a_rule_reads_one_answer(op: str, value: object, answer: object, is_met: bool) -> None:
    assert meets({"trait": "t", "op": op, "value": value}, {} if answer is None else {"t": answer}) is is_met


def test_a_gone_variant_names_what_is_left_in_the_readers_language() -> None:
    gone = VariantGone(RED.name, (BLUE.name,), ("o2",))
    assert gone.sentence() == "Red is gone; still free: Blue."
    assert gone.sentence("zh-cn") == "红色已经没有了，还可以选择：蓝色。"
    assert gone.facts() == {"variant": "Red", "others": ["Blue"], "offer_ids": ["o2"]}


def test_one_outcome_moves_a_rate_only_a_little() -> None:
    assert rate([], ACCEPTING, NOW).p == pytest.approx(0.4)
    assert rate([Outcome(NOW, False)], ACCEPTING, NOW).p == pytest.approx(4 / 11)
    assert rate([Outcome(NOW, True)], PUBLISHING, NOW).p == pytest.approx(4 / 6)


def test_an_outcome_counts_half_after_180_days() -> None:
    assert rate([Outcome(NOW - timedelta(days=180), True)], PUBLISHING, NOW).p == pytest.approx(3.5 / 5.5)


@pytest.mark.parametrize("state", SEAT.states)
@pytest.mark.parametrize("move", [move.name for move in SEAT.moves])
def test_every_move_leads_out_of_its_states_and_out_of_no_other(state: str, move: str) -> None:
    class Row:
        id = "seat_1"

    row = Row()
    row.state = state
    if SEAT.can(state, move):
        assert SEAT.move(row, move, system("test")).state == row.state == SEAT[move].target
    else:
        with pytest.raises(WrongState):
            SEAT.move(row, move, system("test"))
        assert row.state == state


@pytest.mark.parametrize("move", [move.name for move in SEAT.moves])
def test_a_brand_moves_no_seat(move: str) -> None:
    class Row:
        id, state = "seat_1", sorted(SEAT[move].sources)[0]

    brand: Viewer = roles.brand_member("acc", "brd")
    with pytest.raises(Forbidden):
        SEAT.move(Row(), move, brand)
