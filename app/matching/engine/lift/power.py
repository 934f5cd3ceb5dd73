"""How many people it takes to see a lift."""

from math import ceil, sqrt

from scipy.special import ndtri

ALPHA = 0.05
POWER = 0.8
LEAST_LIFT = 1.5
"""The smallest lift worth finding, as a factor on the rate of those held out."""


def lifted(base: float, times: float = LEAST_LIFT) -> float:
    """The rate after the lift; from a high base, where no such factor fits, half of the way up to 1."""
    return min(base * times, (1 + base) / 2)


def needed(base: float, target: float, ratio: float = 1.0, alpha: float = ALPHA, power: float = POWER) -> int:
    """People held out who are needed to tell two rates apart, where `ratio` treated come to each of them: the two-sided
    test of two proportions without continuity correction (Fleiss, Tytun and Ury 1980, Biometrics 36:343-346)."""
    if not 0 < base < 1 or not 0 < target < 1 or base == target or ratio <= 0:
        raise ValueError(f"two different rates within 0..1 and a positive ratio, not {base}, {target}, {ratio}")
    mean = (base + ratio * target) / (1 + ratio)
    under_none = ndtri(1 - alpha / 2) * sqrt((1 + 1 / ratio) * mean * (1 - mean))
    under_lift = ndtri(power) * sqrt(base * (1 - base) + target * (1 - target) / ratio)
    return ceil(((under_none + under_lift) / (base - target)) ** 2)
