"""An allocation with the proof of its worth: prices first, then a choice, then HiGHS for what is still in doubt."""

from dataclasses import dataclass, replace

import numpy as np

from app.matching.engine.allocation import dual, exact, repair
from app.matching.engine.allocation.dual import Priced
from app.matching.engine.allocation.exact import Solved
from app.matching.engine.allocation.problem import Mask
from app.matching.engine.allocation.repair import Core
from app.matching.engine.allocation.rows import Rows

WANTED = 1e-4
COLDER = (1.0, 0.2, 0.04)  # the heats at which HiGHS is asked, of the heat that the prices were first found at
NODES, NODES_BY_PAIRS, MOST_WHOLE = 20_000, 4_000_000, 40_000
"""HiGHS looks at so many nodes at most, at fewer the more pairs are in doubt (each node costs more then), and at none
where still more are: the gap is told as it is."""


@dataclass(frozen=True)
class Certified:
    """The best choice so far (free,), its worth, a bound that none can pass, and the prices that prove it."""

    taken: Mask
    worth: float
    bound: float
    priced: Priced
    method: str

    def gap(self, rows: Rows) -> float:
        """(bound - worth) relative to the value that the bound allows with the same shortfalls."""
        lost = max(self.bound - self.worth, 0.0)
        return lost / max(float(rows.value[self.taken].sum()) + lost, 1e-300) if lost > repair.DUST else 0.0


def certify(rows: Rows, wanted: float = WANTED, *, whole: bool = True) -> Certified:
    """Dual and greedy; where their gap is too wide, HiGHS on a core that grows until the gap is closed: by linear
    programs and, if `whole`, in whole numbers."""
    if not len(rows.value):
        return Certified(np.zeros(0, np.bool_), 0.0, 0.0, dual.priced(rows, np.zeros(len(rows.limit))), "dual")
    priced, heat = dual.cooled(rows)
    taken = repair.greedy(rows, priced, 2 * heat)
    found = Certified(taken, repair.worth(rows, taken), priced.bound, priced, "dual")
    for colder in COLDER:
        if found.gap(rows) <= wanted:
            return found
        found = _by_core(rows, _cooler(rows, found, heat * colder), 2 * heat * colder, wanted, whole)
    return found if not whole or found.gap(rows) <= wanted else _proven(rows, found, wanted)


def _cooler(rows: Rows, found: Certified, heat: float) -> Certified:
    """Better prices, where steps at a lower heat find some."""
    priced = dual.priced(rows, dual.descend(rows, found.priced.prices, heat))
    return replace(found, bound=priced.bound, priced=priced) if priced.bound < found.bound else found


def _by_core(rows: Rows, found: Certified, doubt: float, wanted: float, whole: bool) -> Certified:
    """HiGHS over what is in doubt: a linear program whose prices are tried on all pairs, then whole numbers if `whole`.
    """
    parts = repair.core(rows, found.priced, doubt)
    solved = exact.relaxed(rows, parts, found.priced.prices)
    if solved is None:
        return found
    again = dual.priced(rows, solved.prices)
    if again.bound < found.bound:
        found = replace(found, bound=again.bound, priced=again)
    if solved.taken is not None:
        return _better(rows, found, solved.taken, "lp")
    found = _better(rows, found, repair.greedy(rows, again, doubt), "lp")
    if whole and found.gap(rows) > wanted:
        solved = _whole(rows, parts, found, wanted)
        if solved is not None and solved.taken is not None:
            found = _better(rows, found, solved.taken, "milp")
    return found


def _proven(rows: Rows, found: Certified, wanted: float) -> Certified:
    """Whole numbers over everything that a better allocation could use."""
    parts = repair.core(rows, found.priced, found.bound - found.worth + repair.DUST)
    solved = _whole(rows, parts, found, wanted)
    if solved is None:
        return found
    if solved.taken is not None:
        found = _better(rows, found, solved.taken, "milp")
    return replace(found, bound=min(found.bound, max(solved.bound, found.worth)), method="milp")


def _whole(rows: Rows, parts: Core, found: Certified, wanted: float) -> Solved | None:
    """Whole numbers over a core, as far as that ends soon."""
    doubtful = len(parts.doubtful)
    if doubtful > MOST_WHOLE:
        return None
    return exact.whole(rows, parts, found.priced.prices, wanted / 10, min(NODES, NODES_BY_PAIRS // max(doubtful, 1)))


def _better(rows: Rows, found: Certified, taken: Mask, method: str) -> Certified:
    """The new choice where it is feasible and worth more."""
    worth = repair.worth(rows, taken)
    if worth <= found.worth or not repair.fits(rows, taken):
        return replace(found, method=method)
    return replace(found, taken=taken, worth=worth, method=method)
