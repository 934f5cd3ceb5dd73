"""Who is held out of a campaign that measures lift: a random share of the fitting, drawn before any allocation."""

from dataclasses import dataclass
from hashlib import blake2b
from math import ceil

import numpy as np
from numpy.typing import NDArray

from app.core.i18n import Text, text
from app.matching.engine.columns import Ints
from app.matching.engine.kinds import Mask

SHARE = 0.1
LEAST = 100
LEAST_FITTING = 300


@dataclass(frozen=True, eq=False)
class HoldOut:
    """A draw: who is held out, shape (people,) like the seqs given; everybody's chance of it; how many; the seed."""

    is_held: Mask
    propensity: float
    count: int
    seed: int


@dataclass(frozen=True)
class TooFewFit:
    """Why nobody is held out: fewer fit than a hold-out needs."""

    fitting: int
    needed: int

    @property
    def sentence(self) -> Text:
        """The refusal in words."""
        return text(
            f"Only {self.fitting} people fit, and measuring lift needs at least {self.needed}: ask for less of your "
            "people, or leave the hold-out out.",
            f"仅有 {self.fitting} 人符合要求，衡量提升至少需要 {self.needed} 人：请放宽条件，或不设对照组。",
        )


def draw(seqs: Ints, seed: int, share: float = SHARE, least: int = LEAST) -> HoldOut | TooFewFit:
    """Hold out a share (0..1), at least `least`, of the eligible and well-fitting people with these distinct seqs: the
    lowest by a hash of seed and seq, so that neither the order of rows nor anybody else's presence changes a place.

    Exactly that many are held, so everybody's propensity is count / people. Give only those whom the campaign would
    invite: lift by intention to treat compares all of them with the held, and people never invited would thin it."""
    if len(seqs) < LEAST_FITTING:
        return TooFewFit(len(seqs), LEAST_FITTING)
    # The product of a decimal share may lie a hair above a whole number.
    count = min(max(ceil(round(share * len(seqs), 9)), least), len(seqs))
    is_held = np.zeros(len(seqs), np.bool_)
    is_held[np.argpartition(places(seqs, seed), count - 1)[:count]] = True
    return HoldOut(is_held, count / len(seqs), count, seed)


def planned(invited: int, share: float = SHARE, least: int = LEAST) -> tuple[int, int]:
    """How many are held out, and among how many of the best fitting, where that many people are there: as many as would
    be `invited` (units and waiting list) and held out in all, at least LEAST_FITTING."""
    people = max(ceil(invited / max(1 - share, 0.01)), LEAST_FITTING)
    return min(max(ceil(round(share * people, 9)), least), people), people


def places(seqs: Ints, seed: int) -> NDArray[np.uint64]:
    """A random-looking place for each seq under a seed, distinct for distinct seqs, shape of seqs: the mixing steps of
    SplitMix64 (Steele, Lea and Flood 2014, OOPSLA), each of which can be undone, around a key made from the seed."""
    digest = blake2b(str(seed).encode(), digest_size=16).digest()
    before, after = (np.uint64(int.from_bytes(half, "big")) for half in (digest[:8], digest[8:]))
    mixed = _mix(seqs.astype(np.uint64) ^ before)
    return _mix(mixed ^ after)


def _mix(x: NDArray[np.uint64]) -> NDArray[np.uint64]:
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.asarray(x ^ (x >> np.uint64(31)), np.uint64)
