"""How many of a campaign's units its quotas' maxima let be filled, and which maxima to raise where they are too low."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from app.matching.engine.columns import Ints
from app.matching.engine.crossing import most_under
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
    if not _capped(parts):
        return None
    asked = min(most, len(order))
    found = _filled(order, parts, asked)
    return found if found < asked else None


def seating(order: Ints, parts: Sequence[Part], units: int) -> Seating:
    """How many of the units can be filled from people in order (one for each phone and address, best first), and
    maxima that would have to be raised for all that the people allow: a single one, the first that would do, or else
    several, of which none can stay lower."""
    wanted = min(units, len(order))
    filled = _filled(order, parts, wanted)
    if filled == wanted:
        return Seating(filled)
    now = {place: part.maximum for place, part in enumerate(parts) if part.maximum is not None}
    widest = {place: max(most, min(wanted, int(np.count_nonzero(parts[place].members[order]))))
              for place, most in now.items()}

    def fills(maxima: dict[int, int]) -> bool:
        return _filled(order, _with(parts, maxima), wanted) == wanted
    for place in now:
        if fills(now | {place: widest[place]}):
            widest = now | {place: widest[place]}
            break
    for place, least in now.items():
        widest[place] = least + bisect_left(
            range(least, widest[place]), True, key=partial(lambda at, most: fills(widest | {at: most}), place))
    return Seating(filled, tuple((place, now[place], most) for place, most in widest.items() if most > now[place]))


def _capped(parts: Sequence[Part]) -> list[Part]:
    """The parts with maxima alone: minima are soft and fill nothing less."""
    return [replace(part, minimum=0) for part in parts if part.maximum is not None]


def _filled(order: Ints, parts: Sequence[Part], wanted: int) -> int:
    capped = _capped(parts)
    if not capped:
        return wanted
    found = pick(order, wanted, 0, capped)
    return len(found.chosen) if found.is_exact or len(found.chosen) == wanted else most_under(order, capped, wanted)


def _with(parts: Sequence[Part], maxima: dict[int, int]) -> list[Part]:
    return [replace(part, maximum=maxima.get(place, part.maximum)) for place, part in enumerate(parts)]
