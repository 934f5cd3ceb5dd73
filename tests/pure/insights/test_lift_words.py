"""When people are asked, what an answer counts as, and what of a lift may be read."""

from datetime import UTC, datetime, timedelta

import pytest

from app.insights.rules.lift import Drawn, arms, measured, net_promoters, sentence, stars
from app.insights.rules.surveys import STAYS_OPEN, Course, has_bought, means_to_buy, opening
from app.matching.engine.lift.newcombe import Arm, Compared

DRAWN = datetime(2026, 3, 2, 2, tzinfo=UTC)


def course(ends: int | None = None, over: int | None = None) -> Course:
    ends_at, over_at = (None if days is None else DRAWN + timedelta(days=days) for days in (ends, over))
    return Course(DRAWN, ends_at, over_at, answer_days=3, trial_days=7, posting_days=14)


@pytest.mark.parametrize(("ends", "over", "after"), [
    (40, None, 40), (40, 30, 30), (40, 50, 40), (None, None, 39), (None, 20, 20), (-5, None, 0)])
def test_afterwards_is_when_the_campaign_ends_and_without_an_end_when_the_first_had_their_time(
        ends: int | None, over: int | None, after: int) -> None:
    found, before = opening("after", course(ends, over)), opening("before", course(ends, over))
    assert (found.opens_at, found.closes_at - found.opens_at) == (DRAWN + timedelta(days=after), STAYS_OPEN)
    assert (before.opens_at, before.closes_at) == (DRAWN, DRAWN + min(STAYS_OPEN, timedelta(days=after)))


def test_only_what_was_told_is_known() -> None:
    assert [means_to_buy({"view:intent": n}) for n in range(1, 6)] == [False, False, False, True, True]
    assert (means_to_buy({}), has_bought({}), has_bought({"view:bought": "rather_not_say"})) == (None, None, None)
    assert [has_bought({"view:bought": said}) for said in ("yes", "no")] == [True, False]


def test_everybody_is_counted_where_the_draw_put_him() -> None:
    said = [Drawn("a", False, True, {"view:intent": 5}), Drawn("a", False, False, None), Drawn("a", True, False, {}),
            Drawn("b", True, False, {"view:intent": 1})]
    assert arms(said, "intent") == {
        "a": Compared(Arm(1, 1, 2), Arm(0, 0, 1)), "b": Compared(Arm(0, 0, 0), Arm(0, 1, 1))}


def test_a_brand_reads_no_rate_of_a_few_people_and_none_that_follows_from_another() -> None:
    pair = [Compared(Arm(294, 300, 400), Arm(60, 150, 200))]
    hers, ours = measured(pair, "purchase", False), measured(pair, "purchase", True)
    assert (hers.treated.rate, hers.held.rate, hers.difference) == (None, None, ours.difference)
    assert (ours.treated.rate, ours.held.rate) == (0.98, 0.4)


def test_a_lift_is_told_in_a_sentence_in_both_languages() -> None:
    found = sentence(measured([Compared(Arm(180, 300, 400), Arm(60, 150, 200))], "purchase", True))
    assert found.default == ("Lift of purchases: +20.0 points (95 %: +10.2 to +29.2); 300 of 400 answered here, 150 of "
                             "200 among those held out.")
    assert (found.zh_cn or "").startswith("实际购买提升：+20.0 个百分点")


def test_too_little_says_how_much_it_needs() -> None:
    found = measured([Compared(Arm(5, 11, 20), Arm(2, 4, 20))], "intent", False)
    assert (found.treated.known, found.held.known, found.is_enough) == (11, None, False)
    assert "so far fewer than 10 and 11." in sentence(found).default
    nobody = measured([Compared(Arm(0, 0, 20), Arm(0, 0, 20))], "intent", True)
    assert (nobody.treated.drawn, nobody.treated.known, nobody.is_enough) == (20, 0, False)


def test_only_receivers_are_counted_in_stars_and_recommending() -> None:
    said = [Drawn("a", False, True, {"view:stars": s, "view:recommend": r}) for s, r in ((5, 9), (4, 8), (1, 6))]
    said += [Drawn("a", False, True, None), Drawn("a", True, False, {"view:stars": 1, "view:recommend": 0})]
    assert (stars(said, True).value, stars(said, True).known, stars(said, True).received) == (10 / 3, 3, 4)
    assert net_promoters(said, True).value == 0.0
    assert stars(said, False) == net_promoters([], False)
