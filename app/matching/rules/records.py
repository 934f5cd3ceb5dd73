"""What people did with earlier seats, as a run weighs it: yeses and reviews kept, each fading with time."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np

from app.matching.engine.learning.rates import ACCEPTING, PUBLISHING, Counts, Prior, count, fitted
from app.matching.rules.computing import Record
from app.seats.rules import ACCEPTED, COMPLETED, DECLINED, EXCUSED, EXPIRED, NO_SHOW, RELEASED, WAITING

SAID_YES = (ACCEPTED, WAITING, COMPLETED, NO_SHOW, RELEASED, EXCUSED)
SAID_NOTHING = (DECLINED, EXPIRED)
"""No and no answer within the time: neither is held against anybody, but both tell how likely a yes is."""


@dataclass(frozen=True, slots=True)
class Past:
    """One earlier seat: whose, its state, the day it was answered or ran out, the day its window closed."""

    seq: int
    state: str
    answered_on: date | None
    settled_on: date | None


def record_of(seats: Iterable[Past], today: date, interested: Iterable[int] = (),
              drawn: Mapping[int, bool] | None = None) -> Record:
    """Faded counts by person with the priors fitted to all; excused seats stand outside what was published."""
    ordered = sorted(seats, key=lambda one: (one.seq, one.state, one.answered_on or today, one.settled_on or today))
    answers = [(one.seq, one.state in SAID_YES, one.answered_on) for one in ordered
               if one.state in SAID_YES + SAID_NOTHING and one.answered_on]
    outcomes = [(one.seq, one.state == COMPLETED, one.settled_on) for one in ordered
                if one.state in (COMPLETED, NO_SHOW) and one.settled_on]
    accepted, accepting = _rates(answers, today, ACCEPTING)
    published, publishing = _rates(outcomes, today, PUBLISHING)
    return Record(accepted, published, accepting, publishing,
                  frozenset(one.seq for one in ordered if one.state in SAID_YES), frozenset(interested),
                  drawn or {})


def _rates(told: list[tuple[int, bool, date]], today: date,
           default: Prior) -> tuple[dict[int, tuple[float, float]], Prior]:
    seqs = sorted({seq for seq, _, _ in told})
    place = {seq: at for at, seq in enumerate(seqs)}
    counts: Counts = count(
        np.array([place[seq] for seq, _, _ in told], np.int64), np.array([good for _, good, _ in told], np.bool_),
        np.array([max((today - on).days, 0) for _, _, on in told], np.int64), len(seqs))
    known = zip(seqs, counts.k.tolist(), counts.n.tolist(), strict=True)
    return {seq: (k, n) for seq, k, n in known}, fitted(counts, default)
