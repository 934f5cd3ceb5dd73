"""Prices of seats, quotas and shared caps: the Lagrangian dual, smoothed by an entropy that is cooled step by step."""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, minimize

from app.matching.engine.allocation.problem import Floats
from app.matching.engine.allocation.rows import Of, Rows


@dataclass(frozen=True)
class Priced:
    """Prices (rows,), what they leave of each value (free,), each block's best (blocks,), and the proven bound."""

    prices: Floats
    reduced: Floats
    best: Floats
    bound: float


def priced(rows: Rows, prices: Floats) -> Priced:
    """The bound that any prices between nought and the ceilings prove (weak duality)."""
    prices = np.clip(prices, 0.0, rows.ceiling)
    reduced = rows.value - rows.across @ prices
    best = np.maximum(np.maximum.reduceat(reduced, rows.start), 0.0) if len(reduced) else np.zeros(0)
    return Priced(prices, reduced, best, float(best.sum() + prices @ rows.limit))


def soft(rows: Rows, prices: Floats, heat: float) -> tuple[float, Floats]:
    """Value and gradient of the smoothed dual: a block's best becomes heat log(1 + sum exp(reduced / heat))."""
    reduced = rows.value - rows.across @ prices
    top = np.maximum(np.maximum.reduceat(reduced, rows.start), 0.0)
    share = np.exp((reduced - top[rows.block]) / heat)
    total = np.add.reduceat(share, rows.start) + np.exp(-top / heat)
    share /= total[rows.block]
    return float((top + heat * np.log(total)).sum() + prices @ rows.limit), rows.limit - rows.matrix @ share


def cool(rows: Rows, heats: Floats, start: Floats, steps: int) -> Floats:
    """Prices after some quasi-Newton steps at each heat; each row is scaled by the root of its size."""
    weight = rows.matrix.copy()
    weight.data **= 2
    scale = 1.0 / np.sqrt(np.maximum(np.asarray(weight.sum(axis=1)).ravel(), 1.0))
    within = Bounds(np.zeros(len(scale)), rows.ceiling / scale)
    at = start / scale
    for heat in heats.tolist():
        def objective(z: Floats, heat: float = heat) -> tuple[float, Floats]:
            value, slope = soft(rows, z * scale, heat)
            return value, slope * scale

        at = minimize(objective, at, jac=True, method="L-BFGS-B", bounds=within,
                      options={"maxiter": steps, "maxcor": 20, "ftol": 1e-9, "gtol": 1e-9}).x
    return at * scale


def opening(rows: Rows) -> Floats:
    """First prices: half the value of the last who would get a seat if each campaign stood alone."""
    prices = np.zeros(len(rows.limit))
    for row in np.flatnonzero(rows.of == Of.SEATS).tolist():
        values = rows.value[rows.matrix.indices[rows.matrix.indptr[row]:rows.matrix.indptr[row + 1]]]
        last = len(values) - int(rows.limit[row])
        if last > 0:
            prices[row] = 0.5 * np.partition(values, last)[last]
    return prices
