"""The gift caps as plain rules."""

from datetime import UTC, datetime, timedelta

import pytest

from app.seats.rules.caps import Gift, Keys, Limits, decide

NOW = datetime(2026, 3, 2, tzinfo=UTC)
LIMITS = Limits("brand", 30, 90)
ANN = Keys("ann", "phone1", "home")


def gift(keys: Keys, days_ago: int, brand: str = "other") -> Gift:
    return Gift(keys, brand, NOW - timedelta(days=days_ago))


@pytest.mark.parametrize(("days_ago", "brand", "is_free"), [
    (29, "other", False), (30, "other", True), (31, "brand", False), (89, "brand", False), (90, "brand", True)])
def test_one_gift_in_30_days_and_one_of_a_brand_in_90(days_ago: int, brand: str, is_free: bool) -> None:
    verdict = decide(ANN, LIMITS, [gift(ANN, days_ago, brand)], NOW)
    assert (verdict.full is None) is is_free


def test_the_refusal_says_from_when_on_another_gift_is_free() -> None:
    verdict = decide(ANN, LIMITS, [gift(ANN, 10, "brand"), gift(ANN, 20)], NOW)
    assert verdict.free_at == NOW + timedelta(days=80)


def test_another_account_with_the_same_phone_is_the_same_person() -> None:
    assert decide(ANN, LIMITS, [gift(Keys("bob", "phone1", "elsewhere"), 1)], NOW).full == "phone"


def test_another_person_at_the_same_address_counts() -> None:
    assert decide(ANN, LIMITS, [gift(Keys("bob", "phone2", "home"), 1)], NOW).full == "address"


@pytest.mark.parametrize("shared", [(True, False), (False, True)])
def test_a_shared_address_raises_a_flag_instead_of_a_cap(shared: tuple[bool, bool]) -> None:
    ann = Keys("ann", "phone1", "home", shared[0])
    verdict = decide(ann, LIMITS, [gift(Keys("bob", "phone2", "home", shared[1]), 1)], NOW)
    assert (verdict.full, verdict.sharing) == (None, 1)


def test_a_shared_address_does_not_excuse_a_second_gift_to_the_same_person() -> None:
    ann = Keys("ann", "phone1", "home", is_address_shared=True)
    assert decide(ann, LIMITS, [gift(ann, 1)], NOW).full == "consumer"


def test_people_without_phone_and_address_share_nothing() -> None:
    assert decide(Keys("ann"), LIMITS, [gift(Keys("bob"), 1)], NOW).full is None


def test_the_person_is_locked_before_phone_and_place() -> None:
    rows = (ANN.person, *ANN.household)
    assert list(rows) == sorted(rows)
