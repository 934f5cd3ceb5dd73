"""What expires first goes first, and what has expired does not go."""

from datetime import date

from app.samples.rules import lots
from app.samples.rules.lots import LotLeft

TODAY = date(2026, 3, 2)
LOTS = (
    LotLeft("old", "v", "A0", date(2026, 3, 1), 9, 0), LotLeft("none", "v", "A1", None, 9, 1),
    LotLeft("late", "v", "A2", date(2026, 9, 1), 9, 2), LotLeft("soon", "v", "A3", date(2026, 3, 2), 1, 3),
    LotLeft("other", "w", "B1", date(2026, 3, 2), 9, 4),
)


def chosen(quantity: int, variant_id: str = "v") -> str | None:
    lot = lots.first_expiring(LOTS, variant_id, quantity, TODAY)
    return lot.id if lot else None


def test_the_lot_that_expires_first_and_has_enough_is_taken() -> None:
    assert [chosen(1), chosen(2), chosen(10), chosen(1, "w")] == ["soon", "late", None, "other"]


def test_a_lot_without_a_date_goes_last_and_an_expired_one_never() -> None:
    assert lots.first_expiring(LOTS[:2], "v", 1, TODAY) == LOTS[1]
    assert lots.first_expiring(LOTS[:1], "v", 1, TODAY) is None


def test_of_equal_dates_the_one_entered_first_goes_first() -> None:
    twins = [LotLeft(name, "v", name, TODAY, 5, place) for place, name in enumerate("ba")]
    found = lots.first_expiring(reversed(twins), "v", 1, TODAY)
    assert found is not None
    assert found.id == "b"
