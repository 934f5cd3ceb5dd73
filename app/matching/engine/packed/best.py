"""The best of a stream, found by a rising cut-off and without sorting."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from app.matching.engine.columns import Ints
from app.matching.engine.kinds import Column
from app.matching.engine.packed.plan import Scores

SLACK = 4096
"""Rows kept beyond the needed before the cut-off is drawn anew."""


@dataclass(eq=False)
class Best:
    """The rows that may be among the `need` best, where scores are at most `off` too low and 0 stands for nobody."""

    need: int
    off: int
    cut: int = 1
    seen: int = 0
    held: int = 0
    scores: list[Scores] = field(default_factory=list)
    rows: list[Ints] = field(default_factory=list)
    places: list[list[Column]] = field(default_factory=list)

    def add(self, scores: Scores, start: int, places: Sequence[Column] = ()) -> None:
        """Some more people, their rows counted from start, and what else is to be kept of each."""
        self.seen += int(np.count_nonzero(scores))
        if not self.need:
            return
        self._draw(scores)
        hits = np.flatnonzero(scores >= self.floor)
        self.scores.append(scores[hits])
        self.rows.append(hits + start)
        self.places.append([place[hits] for place in places])
        self.held += len(hits)
        if self.held > 4 * self.need + SLACK:
            self.settle()

    @property
    def floor(self) -> int:
        """The lowest score that may still be one of the best."""
        return max(self.cut - self.off, 1)

    @property
    def is_whole(self) -> bool:
        """Has nobody been passed over?"""
        return self.cut - self.off <= 1

    def _draw(self, scores: Scores) -> None:
        if self.need < len(scores):
            place = len(scores) - self.need
            self.cut = max(self.cut, int(np.partition(scores, place)[place]))

    def settle(self) -> None:
        """Bring together all that may be among the best, the cut-off drawn as sharply as it can be."""
        if len(self.rows) < 2:
            return
        scores, rows = np.concatenate(self.scores), np.concatenate(self.rows)
        self._draw(scores)
        kept = scores >= self.floor
        self.scores, self.rows = [scores[kept]], [rows[kept]]
        self.places = [[np.concatenate(place)[kept] for place in zip(*self.places, strict=True)]]
        self.held = len(self.rows[0])
