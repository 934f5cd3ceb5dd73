"""Who has a product already: nobody is offered it again while an offer of it is open, or once a gift was taken."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.seats.rules import ACCEPTED, COMPLETED, EXCUSED, NO_SHOW, OFFERED, WAITING

OPEN, TAKEN = (OFFERED, WAITING), (ACCEPTED, COMPLETED, NO_SHOW)


@dataclass(frozen=True)
class Others:
    """The campaigns that give a product of one campaign too, each with its variants of such products by name; and those
    of them that it follows on purpose."""

    variants: Mapping[str, Mapping[str, dict[str, Any]]]
    followed: Collection[str] = ()

    def had(self, campaign_id: str, state: str, lines: Sequence[Mapping[str, Any]], exported_at: datetime | None,
            counts_open: bool = True) -> dict[str, Any] | None:
        """The name of the product that a seat of such a campaign gave, or offers; None where it did not. A seat that
        was completed in a campaign that this one follows does not count."""
        mine = self.variants.get(campaign_id, {})
        if state in OPEN:
            return next(iter(mine.values()), None) if counts_open else None
        if state not in TAKEN and not (state == EXCUSED and exported_at is not None):
            return None
        if state == COMPLETED and campaign_id in self.followed:
            return None
        given = [line["variant_id"] for line in lines] or [*mine]
        return next((mine[variant] for variant in given if variant in mine), None)
