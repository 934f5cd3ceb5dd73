"""An allocation with the proof of its worth: prices first, then a choice, then HiGHS for what is still in doubt."""

from dataclasses import dataclass, replace

import numpy as np

from app.matching.engine.allocation import dual, exact, repair
from app.matching.engine.allocation.dual import Priced
from app.matching.engine.allocation.problem import Floats, Mask
from app.matching.engine.allocation.rows import Rows

HEATS = np.array([0.15, 0.03, 0.006])
STEPS = 40
WANTED = 1e-4
NODES = 20_000


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


def certify(rows: Rows, wanted: float = WANTED) -> Certified:
    """Dual and greedy; where their gap is too wide, HiGHS on a core that grows until the gap is closed."""
    if not len(rows.value):
        return Certified(np.zeros(0, np.bool_), 0.0, 0.0, dual.priced(rows, np.zeros(len(rows.limit))), "dual")
    heats = HEATS * float(rows.value.mean())
    priced = dual.priced(rows, dual.cool(rows, heats, dual.opening(rows), STEPS))
    doubt = 2 * float(heats[-1])
    taken = repair.greedy(rows, priced, doubt)
    found = Certified(taken, repair.worth(rows, taken), priced.bound, priced, "dual")
    for widening in (1, 4, 16):
        if found.gap(rows) <= wanted:
            return found
        found = _by_core(rows, found, doubt * widening)
    return found if found.gap(rows) <= wanted else _proven(rows, found, wanted)


def _by_core(rows: Rows, found: Certified, doubt: float) -> Certified:
    """The linear program over what is in doubt; its prices are tried on all pairs."""
    parts = repair.core(rows, found.priced, doubt)
    solved = exact.relaxed(rows, parts, found.priced.prices)
    if solved is None:
        return found
    again = dual.priced(rows, solved.prices)
    if again.bound < found.bound:
        found = replace(found, bound=again.bound, priced=again)
    taken = repair.greedy(rows, again, doubt) if solved.taken is None else solved.taken
    return _better(rows, found, taken, "lp")


def _proven(rows: Rows, found: Certified, wanted: float) -> Certified:
    """Whole numbers over everything that a better allocation could use."""
    parts = repair.core(rows, found.priced, found.bound - found.worth + repair.DUST)
    solved = exact.whole(rows, parts, found.priced.prices, wanted / 10, NODES)
    if solved is None:
        return found
    if solved.taken is not None:
        found = _better(rows, found, solved.taken, "milp")
    return replace(found, bound=min(found.bound, max(solved.bound, found.worth)), method="milp")


def _better(rows: Rows, found: Certified, taken: Mask, method: str) -> Certified:
    """The new choice where it is feasible and worth more."""
    worth = repair.worth(rows, taken)
    if worth <= found.worth or not repair.fits(rows, taken):
        return replace(found, method=method)
    return replace(found, taken=taken, worth=worth, method=method)


def shares(rows: Rows, taken: Mask) -> Floats:
    """How far each row is used; shape (rows,)."""
    return rows.matrix @ taken.astype(np.float64)
