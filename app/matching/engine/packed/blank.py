"""A snapshot of nobody: what a store's people are laid over where there is no file of them yet."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from app.matching.engine.kinds import Column, Multiple, Number
from app.matching.engine.packed.layout import Layout
from app.matching.engine.packed.segments import runs
from app.matching.engine.packed.snapshot import Snapshot, Table


@dataclass(frozen=True, eq=False)
class Nobody:
    """The columns of no people."""

    layout: Layout

    def array(self, name: str) -> Column:
        """An empty column; of a number the table that knows no value, of a tally naught for every code."""
        group, _, key = name.partition(":")
        if group == "values":
            return np.array([np.nan])
        if group == "tally":
            kind = self.layout.specs[key]
            return np.zeros(0 if isinstance(kind, Number) else 64 if isinstance(kind, Multiple) else 256, np.int64)
        if name in ("seq", "index:seq", "index:row"):
            return np.zeros(0, np.uint32)
        is_number = group == "trait" and isinstance(self.layout.specs[key], Number)
        return np.zeros(0, np.uint8 if is_number else self.layout.record[name])

    unchecked = array

    def check(self, name: str, ranges: Iterable[tuple[int, int]] | None = None) -> None:
        """There is nothing that could be wrong."""


def empty(layout: Layout) -> Snapshot:
    """Nobody, up to the beginning."""
    return Snapshot(layout, 0, 0, Table(Nobody(layout), runs(np.zeros(0, layout.record), np.zeros(0, np.uint32))))
