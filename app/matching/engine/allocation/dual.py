"""Prices of seats, quotas and shared caps: the Lagrangian dual, smoothed by an entropy that is cooled step by step."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app.matching.engine.allocation.problem import Floats, Ints
from app.matching.engine.allocation.rows import Of, Rows

HEATS = np.array([0.05, 0.01])  # of the mean value
STEPS = 50
REMEMBERED = 8
HALVINGS, DOUBLINGS = 20, 10
LOWER, SAME = 1e-4, 0.999  # a step is low enough where it gains this part of what the slope promised; the slope has
# changed where it is under this part of what it was
NEARLY = 1e-6
MANY = 40_000
FAR = 20.0  # times the last heat

Point = tuple[Floats, float, Floats]
"""Prices, and the smoothed dual's value and slope there."""


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


def cooled(rows: Rows) -> tuple[Priced, float]:
    """Prices near the best ones, and the heat at which they were found. Where pairs are many, a quarter of the blocks
    tells the prices nearly, and pairs far below their block's best at those need not be looked at again."""
    heats = float(rows.value.mean()) * HEATS
    start, last = opening(rows), float(heats[-1])
    if len(rows.value) > MANY:
        for heat in heats.tolist():
            start = descend(rows.part(np.flatnonzero(rows.block % 4 == 0), 0.25), start, heat)
        near = rows.part(_near(rows, priced(rows, start), FAR * last))
        start = descend(near, start, last)
        found = priced(rows, start)
        if found.bound - priced(near, start).bound <= NEARLY * found.bound:
            return found, last
    for heat in heats.tolist():
        start = descend(rows, start, heat)
    return priced(rows, start), last


def _near(rows: Rows, rough: Priced, far: float) -> Ints:
    """Pairs not far below their block's best, and all pairs whose consumer shares a priced cap."""
    is_shared = rows.across @ (rows.of == Of.KEY).astype(np.float64) > 0
    width = np.maximum(far, 0.5 * rows.value)
    return np.flatnonzero(is_shared | (rough.reduced >= rough.best[rows.block] - width))


def descend(rows: Rows, start: Floats, heat: float) -> Floats:
    """Prices after quasi-Newton steps from the start, kept between nought and the ceilings (projected L-BFGS: Nocedal
    and Wright, Numerical Optimization, algorithm 7.4). Each row is scaled by the root of its size.

    Not scipy's: its small matrices wake the threads of BLAS, which cost more than they compute.
    """
    sizes = np.bincount(rows.across.indices, rows.across.data ** 2, minlength=len(rows.limit))
    scale = 1.0 / np.sqrt(np.maximum(sizes, 1.0))
    prices, (worth, slope) = start, soft(rows, start, heat)
    steps: deque[tuple[Floats, Floats]] = deque(maxlen=REMEMBERED)
    for _ in range(STEPS):
        is_held = ((prices <= 0) & (slope > 0)) | ((prices >= rows.ceiling) & (slope < 0))
        way = np.where(is_held, 0.0, -_bent(np.where(is_held, 0.0, slope * scale), steps) * scale)
        length = 1.0 if steps else heat / max(float(np.abs(way).max(initial=0.0)), 1e-300)
        found = _along(rows, (prices, worth, slope), way, length, heat)
        if found is None:
            break
        tried, new, new_slope = found
        step, turn = (tried - prices) / scale, (new_slope - slope) * scale
        if step @ turn > 1e-10 * float(turn @ turn):
            steps.append((step, turn))
        is_done = worth - new <= NEARLY * abs(new)
        prices, worth, slope = tried, new, new_slope
        if is_done:
            break
    return prices


def _along(rows: Rows, start: Point, way: Floats, length: float, heat: float) -> Point | None:
    """A point on the way that is lower by enough (Armijo), and so far along it that the slope has changed (Wolfe).

    Far above all values the smoothed dual is a plane: without the second, prices that once went too high would come
    down by no more than the first length at a time."""
    prices, worth, slope = start

    def at(length: float) -> tuple[Point, bool]:
        tried = np.clip(prices + length * way, 0.0, rows.ceiling)
        point = (tried, *soft(rows, tried, heat))
        return point, point[1] <= worth + LOWER * float(slope @ (tried - prices))
    for _ in range(HALVINGS):
        point, is_lower = at(length)
        if is_lower:
            break
        length *= 0.4
    else:
        return None
    for _ in range(DOUBLINGS):
        step = point[0] - prices
        if float(point[2] @ step) >= SAME * float(slope @ step):
            break
        length *= 2
        further, is_lower = at(length)
        if not is_lower or further[1] >= point[1]:
            break
        point = further
    return point


def _bent(slope: Floats, steps: Sequence[tuple[Floats, Floats]]) -> Floats:
    """The slope divided by the curvature that the last steps have shown."""
    bent, weights = slope.copy(), []
    for step, turn in reversed(steps):
        weights.append(float(step @ bent) / float(step @ turn))
        bent -= weights[-1] * turn
    if steps:
        step, turn = steps[-1]
        bent *= float(step @ turn) / float(turn @ turn)
    for (step, turn), weight in zip(steps, reversed(weights), strict=True):
        bent += (weight - float(turn @ bent) / float(step @ turn)) * step
    return bent


def opening(rows: Rows) -> Floats:
    """First prices: half the value of the last who would get a seat if each campaign stood alone."""
    prices = np.zeros(len(rows.limit))
    for row in np.flatnonzero(rows.of == Of.SEATS).tolist():
        values = rows.value[rows.matrix.indices[rows.matrix.indptr[row]:rows.matrix.indptr[row + 1]]]
        last = len(values) - int(rows.limit[row])
        if last > 0:
            prices[row] = 0.5 * np.partition(values, last)[last]
    return prices
