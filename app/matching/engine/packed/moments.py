"""What all consenting people are like under a brief, counted from the packed columns: means and spread of the fit."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from app.matching.engine.columns import Ints
from app.matching.engine.fit import Crowd, Mean, deviation, fits_of, mean_of_fit
from app.matching.engine.kinds import Column
from app.matching.engine.packed.layout import CONSENT
from app.matching.engine.packed.plan import Exact, Quick, Trait, traits_of
from app.matching.engine.packed.search import Slice
from app.matching.engine.packed.snapshot import Snapshot
from app.matching.engine.wants import Want

LAST = "counted", "last"


def crowd(snapshot: Snapshot, wants: Sequence[Want]) -> Crowd:
    """The exact means and the spread, the same bits as `fit.measure` finds; Invalid names what nobody answered."""
    traits = traits_of(snapshot, wants)
    means = tuple(Mean(one.agreements[0].numerator, one.agreements[0].denominator) for one in traits)
    asked = "spread", repr(wants)
    if asked not in snapshot.graded:
        snapshot.graded[asked] = _spread(snapshot, wants, traits, means)
    return Crowd(means, snapshot.graded[asked])


def _spread(snapshot: Snapshot, wants: Sequence[Want], traits: Sequence[Trait], means: Sequence[Mean]) -> float:
    quick, exact, weights = Quick.of(traits), Exact.of(traits), [one.weight for one in traits]
    places, people = _known(snapshot, wants, quick)
    levels, combination = quick.levels(places)
    keys, inverse = np.unique(exact.keys(levels)[combination], return_inverse=True)
    scores, whole, _ = fits_of(keys.tolist(), exact.span, exact.denominator, weights, means)
    fit = np.array([score / whole for score in scores], np.float64)
    many = np.zeros(len(keys), np.int64)
    np.add.at(many, inverse, people)
    return deviation(fit, many, mean_of_fit(weights, means))


def _known(snapshot: Snapshot, wants: Sequence[Want], quick: Quick) -> tuple[list[Column], Ints]:
    """What `_counted` finds, kept of the last brief: no weight shows in it, and weights are what a brand moves most."""
    asked, last = [(want.key, want.want) for want in wants], snapshot.graded.get(LAST)
    if last is None or last[0] != asked:
        last = snapshot.graded[LAST] = asked, _counted(snapshot, quick)
    return last[1]


def _counted(snapshot: Snapshot, quick: Quick) -> tuple[list[Column], Ints]:
    """Each combination of places that consenting people have, and how many have it."""
    sizes = [len(table) for _, table in quick.groups]
    keys, many = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for table in snapshot.tables:
        for start, stop in table.runs[["start", "stop"]].tolist():
            view = Slice(table, start, stop)
            counted = view("flags") & CONSENT != 0
            counted[table.dead[slice(*np.searchsorted(table.dead, (start, stop)))] - start] = False
            places = quick.places(view)
            key = places[0] if len(places) == 1 else _joined(places, sizes)
            told, times = _tally(key[counted], sizes)
            keys.append(told)
            many.append(times)
    found, inverse = np.unique(np.concatenate(keys), return_inverse=True)
    people = np.bincount(inverse, np.concatenate(many), len(found)).astype(np.int64)
    return _apart(found, sizes), people


def _tally(key: Column, sizes: Sequence[int]) -> tuple[Ints, Ints]:
    """Different keys and how many times each stands there."""
    if len(sizes) > 1:
        return np.unique(key, return_counts=True)
    times = np.bincount(key, minlength=sizes[0])
    present = np.flatnonzero(times)
    return present, times[present]


def _joined(places: Sequence[Column], sizes: Sequence[int]) -> Ints:
    key: NDArray[np.int64] = places[0].astype(np.int64)
    for place, size in zip(places[1:], sizes[1:], strict=True):
        key = key * size + place
    return key


def _apart(keys: Ints, sizes: Sequence[int]) -> list[Column]:
    found: list[Column] = []
    for size in reversed(sizes[1:]):
        keys, place = np.divmod(keys, size)
        found.append(place)
    return [keys, *reversed(found)]
