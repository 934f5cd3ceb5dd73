"""What one campaign asks of a snapshot, what its seats say, and whom it gets."""

from dataclasses import dataclass, field

from app.matching.engine.columns import Ints
from app.matching.engine.criteria import Criteria
from app.matching.engine.packed.reach import Part
from app.matching.engine.packed.snapshot import NOBODY
from app.matching.engine.pick import Shortfall
from app.matching.engine.wants import Want


@dataclass(frozen=True)
class Asked:
    """What one campaign asks of a snapshot; checked as `run.check` does it."""

    wants: tuple[Want, ...]
    criteria: Criteria
    parts: tuple[Part, ...] = ()
    units: int = 0
    waitlist: int = 0


@dataclass(frozen=True, eq=False)
class Seats:
    """What seats and cap keys say for one campaign, by seq: who may not be picked (open gift, caps, cool-down, seated,
    a cap key of a holder), who holds a seat and so counts in every part; and of the people who share a phone or an
    address with somebody the number of each (-1 = none), for only the first of them by order may be picked."""

    out: Ints = field(default_factory=lambda: NOBODY)
    holding: Ints = field(default_factory=lambda: NOBODY)
    sharing: Ints = field(default_factory=lambda: NOBODY)
    phone: Ints = field(default_factory=lambda: NOBODY)
    address: Ints = field(default_factory=lambda: NOBODY)


@dataclass(frozen=True, eq=False)
class Picked:
    """Seqs of the chosen and of the waitlist, best first, and the soft minima that could not be met."""

    chosen: Ints
    waitlist: Ints
    shortfalls: tuple[Shortfall, ...]
