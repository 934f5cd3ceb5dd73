"""Logistic regression with a ridge of its own on each weight, by damped Newton steps (iteratively reweighted)."""

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

Floats = NDArray[np.float64]
STEPS, SMALL = 100, 1e-10


def logistic(features: Floats, target: Floats, ridge: Floats) -> Floats:
    """The intercept, then a weight a feature: least of the summed log loss + sum ridge w^2 / 2, the intercept free.

    features (rows, n), target (rows,) in 0..1, ridge (n,); shape of the answer (n + 1,).
    """
    x = np.column_stack((np.ones(len(target)), features))
    penalty = np.concatenate(([0.0], ridge))
    w = np.zeros(x.shape[1])
    loss = _loss(x, target, penalty, w)
    for _ in range(STEPS):
        p = expit(x @ w)
        slope = x.T @ (p - target) + penalty * w
        bend = (x.T * (p * (1 - p))) @ x + np.diag(penalty + SMALL)
        step = np.linalg.solve(bend, slope)
        scale = 1.0
        while (lower := _loss(x, target, penalty, w - scale * step)) > loss + SMALL and scale > SMALL:
            scale /= 2
        w, loss = w - scale * step, lower
        if slope @ step < SMALL:
            break
    return np.asarray(w, np.float64)


def evidence(features: Floats, target: Floats, ridge: Floats, w: Floats) -> float:
    """How well a ridge explains the rows: log marginal likelihood by Laplace's approximation at its own solution w,
    without a constant (MacKay 1992); the ridge is above 0."""
    x = np.column_stack((np.ones(len(target)), features))
    penalty, p = np.concatenate(([0.0], ridge)), expit(x @ w)
    _, volume = np.linalg.slogdet((x.T * (p * (1 - p))) @ x + np.diag(penalty + SMALL))
    return float((np.log(ridge).sum() - volume) / 2) - _loss(x, target, penalty, w)


def _loss(x: Floats, target: Floats, penalty: Floats, w: Floats) -> float:
    line = x @ w
    return float((np.logaddexp(0, line) - target * line).sum() + penalty @ w**2 / 2)
