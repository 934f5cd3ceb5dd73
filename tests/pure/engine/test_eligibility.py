"""Eligibility: every rule leaves out whom it should, names why, and nobody else."""

from datetime import date, timedelta
from typing import Any

import pytest

from app.matching.engine.columns import GENDERS, month_of
from app.matching.engine.conditions import Condition
from app.matching.engine.criteria import Criteria, Platform
from app.matching.engine.eligibility import RULES, Code, failing, screen
from tests.pure.engine.people import TODAY, audience, row

WEIBO = {"platform": "weibo", "verified": True, "band": 3}


def years_ago(years: int, months: int = 1) -> int:
    return month_of(TODAY.year - years, TODAY.month) - months


def days_ago(days: int) -> date:
    return TODAY - timedelta(days=days)


def asked(**criteria: Any) -> Criteria:
    return Criteria(TODAY, **criteria)


GATED, ADULTS = asked(is_age_gated=True), asked(ages=(25, 34))
SHANGHAI, BIG = asked(regions=("31", "1101")), asked(tiers=(1, 2))
ON_WEIBO = asked(platforms=(Platform("weibo", "required"),))
PROVEN = asked(platforms=(Platform("weibo", "required", "verified"),))
RANGE = asked(platforms=(Platform("weibo", "required", followers=(2, 3)),))
READS = asked(musts=(Condition("reading", "at_least", 4),))
NO_CATS = asked(must_nots=(Condition("pets", "any_of", ("cat",)),))
NEVER_CATS = asked(never=(Condition("pets", "any_of", ("cat",)),))
NO_NUTS = asked(contraindications={"allergies": ("nuts",)})
RIVALS = asked(rival_days=60)

CASES: list[tuple[Code, Criteria, dict[str, Any], dict[str, Any]]] = [
    (Code.NO_CONSENT, asked(), {"consent": False}, {}),
    (Code.PAUSED, asked(), {"paused": True}, {}),
    (Code.UNDER_AGE, asked(), {"birth_month": years_ago(14, 0)}, {"birth_month": years_ago(14)}),
    (Code.UNDER_AGE, GATED, {"birth_month": years_ago(17)}, {"birth_month": years_ago(18)}),
    (Code.UNDER_AGE, GATED, {}, {"birth_month": years_ago(18)}),
    (Code.AGE_OUTSIDE, ADULTS, {"birth_month": years_ago(35)}, {"birth_month": years_ago(34)}),
    (Code.AGE_OUTSIDE, ADULTS, {"birth_month": years_ago(24)}, {"birth_month": years_ago(25)}),
    (Code.AGE_OUTSIDE, ADULTS, {}, {"birth_month": years_ago(30)}),
    (Code.REGION, SHANGHAI, {"region": 110205}, {"region": 110105}),
    (Code.REGION, SHANGHAI, {}, {"region": 310101}),
    (Code.REGION, BIG, {"tier": 3}, {"tier": 2}),
    (Code.PLATFORM, ON_WEIBO, {"accounts": [{"platform": "bilibili"}]}, {"accounts": [{"platform": "weibo"}]}),
    (Code.PLATFORM, PROVEN, {"accounts": [{"platform": "weibo"}]}, {"accounts": [WEIBO]}),
    (Code.FOLLOWERS, RANGE, {"accounts": [{**WEIBO, "band": 4}]}, {"accounts": [WEIBO]}),
    (Code.FOLLOWERS, RANGE, {"accounts": [{"platform": "weibo"}]}, {"accounts": [{**WEIBO, "band": 2}]}),
    (Code.MUST, READS, {"traits": {"reading": 3}}, {"traits": {"reading": 4}}),
    (Code.MUST_NOT, NO_CATS, {"traits": {"pets": ["cat", "dog"]}}, {"traits": {"pets": ["dog"]}}),
    (Code.UNANSWERED, READS, {}, {"traits": {"reading": 5}}),
    (Code.CONTRAINDICATED, NO_NUTS, {"traits": {"allergies": ["milk", "nuts"]}}, {"traits": {"allergies": ["milk"]}}),
    (Code.OPEN_GIFT, asked(), {"open_gift": True}, {}),
    (Code.GIFT_CAP, asked(), {"last_gift_on": days_ago(29)}, {"last_gift_on": days_ago(30)}),
    (Code.BRAND_CAP, asked(), {"last_brand_gift_on": days_ago(89)}, {"last_brand_gift_on": days_ago(90)}),
    (Code.RIVAL_COOLDOWN, RIVALS, {"last_rival_gift_on": days_ago(59)}, {"last_rival_gift_on": days_ago(60)}),
    (Code.CONFLICT, asked(), {"conflict": True}, {}),
    (Code.HELD, asked(), {"flagged": True}, {}),
    (Code.SEATED, asked(), {"has_seat": True}, {}),
    (Code.NEVER_WANTED, NEVER_CATS, {"traits": {"pets": ["cat"]}}, {"traits": {"pets": ["dog"]}}),
    (Code.SAME_PRODUCT, asked(), {"had_product": True}, {}), (Code.INVITED, asked(), {"open_offer": True}, {}),
]


@pytest.mark.parametrize(("code", "criteria", "fails", "passes"), CASES)
def test_a_rule_leaves_out_whom_it_should_and_nobody_else(
    code: Code, criteria: Criteria, fails: dict[str, Any], passes: dict[str, Any],
) -> None:
    crowd = audience(row(1, **fails), row(2, **passes))
    screening = screen(crowd, criteria)
    assert screening.codes.tolist() == [code, Code.ELIGIBLE]
    assert failing(crowd, criteria, 0) == (code,)
    assert failing(crowd, criteria, 1) == ()


def test_every_reason_code_has_a_rule_and_a_case() -> None:
    assert [code for code, _ in RULES] == list(Code)[1:]
    assert {code for code, *_ in CASES} | {Code.CAP_KEY, Code.ELIGIBLE} == set(Code)


def test_another_person_with_the_phone_or_address_of_a_holder_waits() -> None:
    crowd = audience(
        row(1, phone_key="p", address_key="a", has_seat=True, holds_seat=True), row(2, phone_key="p"),
        row(3, address_key="a"), row(4, address_key="b", last_gift_on=days_ago(3)), row(5, address_key="b"),
        row(6, address_key="c"), row(7), row(8, address_key="d", has_seat=True), row(9, address_key="d"),
    )
    codes = screen(crowd, asked()).codes.tolist()
    assert codes == [Code.SEATED, Code.CAP_KEY, Code.CAP_KEY, Code.GIFT_CAP, Code.CAP_KEY, 0, 0, Code.SEATED, 0]


def test_the_first_failing_rule_decides_and_all_of_them_can_be_asked_for() -> None:
    crowd = audience(row(1, consent=False, paused=True, conflict=True))
    assert screen(crowd, asked()).codes.tolist() == [Code.NO_CONSENT]
    assert failing(crowd, asked(), 0) == (Code.NO_CONSENT, Code.PAUSED, Code.CONFLICT)


def test_the_funnel_adds_up_from_everybody_to_the_eligible() -> None:
    crowd = audience(row(1), row(2, consent=False), row(3, consent=False, paused=True), row(4, flagged=True), row(5))
    screening = screen(crowd, asked())
    left = len(crowd)
    for stage in screening.funnel:
        left -= stage.fell
        assert stage.left == left
    assert left == int(screening.eligible.sum()) == 2
    assert {stage.code: stage.fell for stage in screening.funnel if stage.fell} == {Code.NO_CONSENT: 2, Code.HELD: 1}


def test_a_missing_safety_answer_is_confirmed_by_the_person_never_guessed() -> None:
    crowd = audience(row(1), row(2, traits={"allergies": ["none"]}), row(3, traits={"allergies": ["nuts"]}))
    screening = screen(crowd, NO_NUTS)
    assert screening.codes.tolist() == [0, 0, Code.CONTRAINDICATED]
    assert screening.confirm.tolist() == [True, False, False]


def test_only_a_required_platform_excludes() -> None:
    liked = asked(platforms=(Platform("weibo", "preferred", "verified", (5, 6)), Platform("bilibili")))
    assert screen(audience(row(1), row(2, accounts=[WEIBO])), liked).eligible.all()


@pytest.mark.parametrize(("condition", "who"), [
    (Condition("reading", "at_most", 2), [1]), (Condition("reading", "is", 3), [2]),
    (Condition("reading", "answered"), [1, 2]), (Condition("home", "is", "flat"), [1]),
    (Condition("home", "any_of", ("flat", "boat")), [1, 3]), (Condition("home", "none_of", ("flat",)), [3]),
    (Condition("pets", "none_of", ("cat",)), [1, 3]), (Condition("height", "at_least", 170.5), [2]),
    (Condition("height", "at_most", 170.4), [1]),
])
def test_a_must_fits_its_kind_of_question(condition: Condition, who: list[int]) -> None:
    crowd = audience(
        row(1, traits={"reading": 2, "home": "flat", "pets": [], "height": 170.4}),
        row(2, traits={"reading": 3, "pets": ["cat"], "height": 170.5}),
        row(3, traits={"home": "boat", "pets": ["dog"]}),
    )
    screening = screen(crowd, asked(musts=(condition,)))
    assert crowd.seq[screening.eligible].tolist() == who


def test_genders_are_no_ground_to_leave_anyone_out() -> None:
    crowd = audience(*(row(seq, gender=gender) for seq, gender in enumerate((*GENDERS, None))))
    assert screen(crowd, asked()).eligible.all()
