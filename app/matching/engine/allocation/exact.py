"""What prices leave in doubt, decided by HiGHS: a linear program, whole numbers where that is not integral."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.sparse import coo_array, csr_array, hstack, vstack

from app.matching.engine.allocation.problem import Floats, Ints, Mask
from app.matching.engine.allocation.repair import Core
from app.matching.engine.allocation.rows import Rows

if TYPE_CHECKING:
    from scipy.optimize import OptimizeResult

NEARLY = 1e-6


@dataclass(frozen=True)
class Solved:
    """A choice among the core (None where it is not whole), what no choice within the core can pass, and row prices."""

    taken: Mask | None
    bound: float
    prices: Floats


@dataclass(frozen=True)
class Small:
    """The program over the core: minimise cost @ x, matrix @ x <= limit, 0 <= x <= most; slack columns last."""

    cost: Floats
    matrix: csr_array
    limit: Floats
    most: Floats
    kept: Ints
    constant: float


def program(rows: Rows, core: Core) -> Small | None:
    """Rows that the core touches, one more for each block in doubt, a slack for each soft row; None where the sure
    alone pass a hard limit."""
    sure = np.zeros(len(rows.value))
    sure[core.sure] = 1.0
    left = rows.limit - rows.matrix @ sure
    inside = csr_array(rows.matrix[:, core.doubtful])
    is_touched = np.diff(inside.indptr) > 0
    if (left[~rows.is_soft] < -NEARLY).any():
        return None
    soft = rows.is_soft
    apart = soft & ~is_touched
    constant = float(rows.value[core.sure].sum() - np.maximum(-left[apart], 0.0) @ rows.ceiling[apart])
    kept = np.flatnonzero(is_touched)
    slack = np.flatnonzero(soft[kept])
    names, label = np.unique(rows.block[core.doubtful], return_inverse=True)
    several = np.flatnonzero(np.bincount(label, minlength=len(names)) > 1)
    count = len(core.doubtful)
    ones = coo_array((np.ones(count), (label, np.arange(count))), shape=(len(names), count)).tocsr()[several]
    slacks = coo_array((-np.ones(len(slack)), (slack, np.arange(len(slack)))), shape=(len(kept), len(slack)))
    top = hstack([inside[kept], slacks])
    bottom = hstack([ones, csr_array((len(several), len(slack)))])
    return Small(
        np.append(-rows.value[core.doubtful], rows.ceiling[kept[slack]]), csr_array(vstack([top, bottom])),
        np.append(left[kept], np.ones(len(several))),
        np.append(np.ones(count), np.full(len(slack), np.inf)), kept, constant,
    )


def relaxed(rows: Rows, core: Core, prices: Floats) -> Solved | None:
    """The linear program over the core, with the prices of the rows it touches."""
    small = program(rows, core)
    if small is None or not len(core.doubtful):
        return None
    from scipy.optimize import linprog  # HiGHS weighs 24 MiB: only a process that allocates should load it.
    sparse: Any = small.matrix  # The stubs know dense matrices and lists of bounds only.
    bounds: Any = np.column_stack([np.zeros(len(small.most)), small.most])
    found = linprog(small.cost, A_ub=sparse, b_ub=small.limit, method="highs", bounds=bounds)
    if found.status or found.fun is None:
        return None
    new = prices.copy()
    new[small.kept] = -found.ineqlin.marginals[:len(small.kept)]
    return Solved(_whole(rows, core, found), small.constant - float(found.fun), new)


def whole(rows: Rows, core: Core, prices: Floats, near: float, nodes: int) -> Solved | None:
    """The same in whole numbers, to a relative gap of `near` or until so many nodes have been looked at."""
    small = program(rows, core)
    if small is None:
        return None
    if not len(small.cost):
        return Solved(_taken(rows, core), small.constant, prices)
    from scipy.optimize import Bounds, LinearConstraint, milp
    is_pair = (np.arange(len(small.most)) < len(core.doubtful)).astype(np.int64)
    found = milp(small.cost, integrality=is_pair, bounds=Bounds(np.zeros(len(small.most)), small.most),
                 constraints=LinearConstraint(small.matrix, ub=small.limit),
                 options={"mip_rel_gap": near, "node_limit": nodes})
    if found.mip_dual_bound is None:
        return None
    return Solved(_whole(rows, core, found), small.constant - float(found.mip_dual_bound), prices)


def _whole(rows: Rows, core: Core, found: "OptimizeResult") -> Mask | None:
    if found.x is None:
        return None
    x = np.asarray(found.x)[:len(core.doubtful)]
    if (np.abs(x - np.round(x)) > NEARLY).any():
        return None
    taken = _taken(rows, core)
    taken[core.doubtful[x > 0.5]] = True
    return taken


def _taken(rows: Rows, core: Core) -> Mask:
    """Those about whom there is no doubt."""
    taken = np.zeros(len(rows.value), np.bool_)
    taken[core.sure] = True
    return taken
