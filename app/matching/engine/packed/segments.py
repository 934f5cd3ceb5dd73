"""Segments: people of one city tier and age band beside each other, those who may not be matched at all apart, by
primary platform and seq, in short runs that know what all and what any of their people have."""

from datetime import date

import numpy as np
from numpy.typing import NDArray

from app.matching.engine.columns import UNKNOWN, Ints, month_of
from app.matching.engine.kinds import Column
from app.matching.engine.packed.layout import CONSENT, HIGHEST_BAND, MOST_PLATFORMS, Records, bands

LONGEST = 1 << 15
"""People in one run at most: its columns and what is computed of them stay in a core's own cache."""
AGES = (14, 18, 25, 30, 35, 40, 45, 50, 60)
"""Where an age band ends and the next begins, in completed years when the segments are laid out. Later birthdays cost
nothing but a look at the runs that they straddle."""
PRIMARIES = MOST_PLATFORMS + 1
"""Primary platforms, and none."""
Runs = NDArray[np.void]


def births(today: date, low: int, high: int) -> tuple[int, int]:
    """First and last birth month of people who have completed from low to high years; low 0 also takes the unborn."""
    last = month_of(today.year, today.month) - 1
    return max(last - 12 * (high + 1) + 1, 0), last - 12 * low if low > 0 else (1 << 15) - 1


def keys(packed: Records, platforms: int, today: date) -> NDArray[np.uint32]:
    """Everybody's segment as a number: tier, age band (0 = unknown), closed to matching, primary platform; shape
    (people,)."""
    edges = [births(today, age, age)[1] for age in AGES][::-1]
    band = len(AGES) + 1 - np.searchsorted(np.array(edges), packed["birth_month"])
    band[packed["birth_month"] == UNKNOWN] = 0
    place = (packed["tier"].astype(np.int64) * 16 + band) * 2 + (packed["flags"] != CONSENT)
    return np.asarray(place * PRIMARIES + _primary(packed, platforms), np.uint32)


def _primary(packed: Records, platforms: int) -> Column:
    """The platform with the most followers from 1, the first of equals; 0 where there is none."""
    best, most = np.zeros(len(packed), np.uint8), np.zeros(len(packed), np.int8)
    for place in range(platforms):
        held, (column, shift) = packed["declared"] >> place & 1, bands(place)
        size = (held * (1 + (packed[column] >> shift & HIGHEST_BAND))).astype(np.int8)
        best[size > most] = place + 1
        np.maximum(most, size, out=most)
    return best


def runs(packed: Records, segments: NDArray[np.uint32]) -> Runs:
    """The runs of people already in the order of their segments; each lies within one tier and age band, and all of its
    people are open to matching or all closed."""
    held = packed["declared"].dtype.str
    fields = [("start", "<i8"), ("stop", "<i8"), ("tier", "u1"), ("is_closed", "?"), ("births", "<i2", 2)]
    found = np.zeros(0, np.dtype([*fields, *((name, held, 2) for name in ("declared", "verified"))]))
    if not len(packed):
        return found
    band = segments // PRIMARIES
    tops = np.append(np.flatnonzero(np.append(True, band[1:] != band[:-1])), len(band))
    pieces = -(-np.diff(tops) // LONGEST)
    cuts: Ints = np.array([
        start + place * size // count
        for start, size, count in zip(tops.tolist(), np.diff(tops).tolist(), pieces.tolist(), strict=False)
        for place in range(count)], np.int64)
    found = np.zeros(len(cuts), found.dtype)
    found["start"], found["stop"], found["tier"] = cuts, np.append(cuts[1:], len(band)), packed["tier"][cuts]
    found["is_closed"] = packed["flags"][cuts] != CONSENT
    found["births"][:, 0] = np.minimum.reduceat(packed["birth_month"], cuts)
    found["births"][:, 1] = np.maximum.reduceat(packed["birth_month"], cuts)
    for name in ("declared", "verified"):
        found[name][:, 0] = np.bitwise_and.reduceat(packed[name], cuts)
        found[name][:, 1] = np.bitwise_or.reduceat(packed[name], cuts)
    return found
