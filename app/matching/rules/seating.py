"""How many of a campaign's units its quotas' maxima let be filled, and which maxima to raise where they are too low."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.matching.engine.columns import Ints
from app.matching.engine.pick import Part, pick


@dataclass(frozen=True, slots=True)
class Seating:
    """Units that can be filled at all; and the maxima that would have to be raised, each as its place among the quotas,
    what it is, and what would do (empty: no maximum stands in the way)."""

    fillable: int
    raised: tuple[tuple[int, int, int], ...] = ()


def most_seats(order: Ints, parts: Sequence[Part], most: int) -> int | None:
    """Of the first `most` people in order so many can be seated under the maxima; None where there is none or all can
    be."""
    capped = _capped(parts)
    if not capped:
        return None
    asked = min(most, len(order))
    found = len(pick(order, asked, 0, capped).chosen)
    return found if found < asked else None


def seating(order: Ints, parts: Sequence[Part], units: int) -> Seating:
    """How many of the units can be filled from people in order (one for each phone and address, best first), and the
    fewest maxima, the first of equals, that would have to be raised for all that the people allow."""
    wanted = min(units, len(order))
    filled = _filled(order, parts, wanted)
    if filled == wanted:
        return Seating(filled)
    raised = tuple((place, part.maximum, part.maximum + wanted - filled)
                   for place, part in enumerate(parts) if part.maximum is not None)
    for place, now, most in raised:
        if _filled(order, _with(parts, {place: most}), wanted) == wanted:
            return Seating(filled, ((place, now, most),))
    return Seating(filled, raised)


def _capped(parts: Sequence[Part]) -> list[Part]:
    """The parts with maxima alone: minima are soft and fill nothing less."""
    return [replace(part, minimum=0) for part in parts if part.maximum is not None]


def _filled(order: Ints, parts: Sequence[Part], wanted: int) -> int:
    capped = _capped(parts)
    return len(pick(order, wanted, 0, capped).chosen) if capped else wanted


def _with(parts: Sequence[Part], maxima: dict[int, int]) -> list[Part]:
    return [replace(part, maximum=maxima.get(place, part.maximum)) for place, part in enumerate(parts)]
