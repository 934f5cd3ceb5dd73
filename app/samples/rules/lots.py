"""Which lot a parcel's line is taken from: the one that expires first and still has enough."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date


@dataclass(frozen=True, slots=True)
class LotLeft:
    """What is left of a lot; `place` orders lots of the same date by when they were entered."""

    id: str
    variant_id: str
    batch: str
    expires_on: date | None
    left: int
    place: int

    def without(self, units: int) -> "LotLeft":
        """The lot after units were taken from it."""
        return replace(self, left=self.left - units)


def first_expiring(lots: Iterable[LotLeft], variant_id: str, quantity: int, today: date) -> LotLeft | None:
    """The lot for a line of `quantity` units: not expired, enough left, earliest date first, undated ones last."""
    fitting = (
        lot for lot in lots
        if lot.variant_id == variant_id and lot.left >= quantity
        and (lot.expires_on is None or lot.expires_on >= today)
    )
    return min(fitting, key=lambda lot: (lot.expires_on is None, lot.expires_on or today, lot.place), default=None)
