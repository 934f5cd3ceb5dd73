"""Resolved outcomes of a brand or category as arrays, in an order of their own: by day, then person."""

from dataclasses import dataclass
from hashlib import sha256

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Outcomes:
    """What became of picks: keys of the traits, answers (outcomes, traits) with NaN = unanswered; each of shape
    (outcomes,): fit when picked, whether it was a hit, day it was resolved (ordinal), the person's seq."""

    keys: tuple[str, ...]
    answers: Floats
    fit: Floats
    hit: Mask
    day: Ints
    seq: Ints

    def __len__(self) -> int:
        return len(self.hit)

    def ordered(self) -> "Outcomes":
        """The same by day, person, then everything else, so that the order of rows cannot show."""
        order = np.lexsort((*self.answers.T, self.hit, self.fit, self.seq, self.day))
        return self.at(order)

    def at(self, rows: Ints | slice) -> "Outcomes":
        """The outcomes at some places."""
        return Outcomes(self.keys, self.answers[rows], self.fit[rows], self.hit[rows], self.day[rows], self.seq[rows])

    def digest(self) -> str:
        """SHA-256 of keys and numbers in canonical order, as hex."""
        one = self.ordered()
        digest = sha256("\x1f".join(one.keys).encode())
        for array, kind in ((np.nan_to_num(one.answers, nan=np.inf), "<f8"), (one.fit, "<f8"), (one.hit, "u1"),
                            (one.day, "<i8"), (one.seq, "<i8")):
            digest.update(b"\x1e" + np.ascontiguousarray(array, kind).tobytes())
        return digest.hexdigest()
