"""Made-up people for the matching benchmarks: lives hang together, answers follow them, one in twelve is left out."""

from datetime import date
from typing import Any

import numpy as np

from app.matching.engine import pick
from app.matching.engine.columns import month_of
from app.matching.engine.criteria import Criteria
from app.matching.engine.kinds import Kind, Multiple, Number, Scale, Single
from app.matching.engine.packed.asked import Asked, Part, Shortlist
from app.matching.engine.packed.layout import CONFLICT, CONSENT, FLAGGED, PAUSED, Layout, Records, trait
from app.matching.engine.packed.select import shortlist
from app.matching.engine.packed.snapshot import Snapshot
from app.matching.engine.quotas import Ages, Tiers
from app.matching.engine.wants import High, Low, Near, Want

TODAY = date(2026, 3, 15)
PLATFORMS = ("bilibili", "douyin", "kuaishou", "red", "wechat", "weibo", "youtube", "zhihu")
SCALES = tuple(f"scale_{number:02}" for number in range(30))
CHOICES = tuple("abcdefgh")
SPECS: dict[str, Kind] = {
    **{key: Scale(1, 5) for key in SCALES}, **{f"single_{number}": Single(CHOICES) for number in range(4)},
    **{f"multiple_{number}": Multiple(CHOICES[:7]) for number in range(3)}, "times_a_week": Number(0, 7),
}
LAYOUT = Layout(SPECS, PLATFORMS)
TIERS, AGES = (1, 2, 3), ((18, 24), (25, 29), (30, 34))
BLOCK = 500_000


def people(many: int, seed: int = 3, tiers: tuple[int, ...] = (1, 2, 3, 4, 5), first: int = 1) -> tuple[Any, Records]:
    """Seqs from first on and records; five city tiers, ages from 16 to 66."""
    parts = [_some(min(BLOCK, many - at), np.random.default_rng((seed, at)), tiers) for at in range(0, many, BLOCK)]
    return np.arange(first, first + many, dtype=np.int64), np.concatenate(parts)


def _some(many: int, chance: np.random.Generator, tiers: tuple[int, ...]) -> Records:
    packed = np.zeros(many, LAYOUT.record)
    packed["layout"] = LAYOUT.fingerprint
    age = 16 + 50 * chance.beta(1.3, 2.2, many)
    packed["birth_month"] = month_of(2026, 3) - (12 * age).astype(np.int64)
    packed["tier"] = chance.choice(tiers, many)
    packed["region"] = chance.integers(11, 66, many) * 10_000
    packed["gender"] = chance.integers(1, 4, many)
    packed["flags"] = _flags(many, chance)
    held = chance.integers(0, 256, many).astype(np.uint8)
    packed["declared"], packed["verified"] = held, held & chance.integers(0, 256, many).astype(np.uint8)
    packed["bands"] = chance.integers(0, 1 << 32, many) & 0x55555555
    life = np.stack([(age - 38) / 14, chance.standard_normal(many), chance.standard_normal(many)]).astype(np.float32)
    for key, kind in SPECS.items():
        packed[trait(key)] = _answers(kind, chance.normal(0, 0.5, 3).astype(np.float32) @ life, chance)
    return packed


def _flags(many: int, chance: np.random.Generator) -> Any:
    draws = chance.random((4, many)) < np.array([[0.92], [0.04], [0.02], [0.03]])
    bits = np.array([[CONSENT], [PAUSED], [FLAGGED], [CONFLICT]])
    return (draws * bits).sum(axis=0)


def _answers(kind: Kind, leaning: Any, chance: np.random.Generator) -> Any:
    felt = leaning + chance.standard_normal(len(leaning), np.float32)
    told = chance.random(len(leaning), np.float32) > 1 / 12
    if isinstance(kind, Number):
        return np.where(told, np.clip(np.rint(3 + 2 * felt), 0, 7), np.nan)
    if isinstance(kind, Multiple):
        return np.where(told, 128 | chance.integers(0, 128, len(leaning)), 0)
    top = kind.high if isinstance(kind, Scale) else len(kind.choices)
    return told * np.clip(np.rint((top + 1) / 2 + felt * top / 4), 1, top)


def campaign(keys: tuple[str, ...] = SCALES[:6], units: int = 5000, tiers: tuple[int, ...] = TIERS,
             ages: tuple[tuple[int, int], ...] = AGES) -> Asked:
    """Six wanted scales, and one quota cell for each tier and age band."""
    wishes = (High(), High(), Low(), High(), Near(4), High())
    wants = tuple(Want(key, weight, wish)
                  for key, weight, wish in zip(keys, (8, 5, 3, 2, 4, 1), wishes, strict=False))
    each = -(-units // (len(tiers) * len(ages)))
    parts = tuple(Part((Tiers((tier,)), Ages(low, high)), each) for tier in tiers for low, high in ages)
    criteria = Criteria(TODAY, ages=(ages[0][0], ages[-1][1]), tiers=tiers)
    return Asked(wants, criteria, parts, units)


def picks(found: Shortlist, asked: Asked) -> Any:
    """Seqs of whom a campaign gets of its shortlist, as a run picks them: each part is a quota with a maximum."""
    parts = [pick.Part(str(place), np.asarray(found.patterns >> place & 1, np.bool_), 0, part.most)
             for place, part in enumerate(asked.parts)]
    return found.seq[pick.pick(np.arange(len(found.seq)), asked.need, 0, parts).chosen]


def picked(everybody: Snapshot, asked: Asked) -> Any:
    """Seqs of whom a campaign gets of everybody."""
    return picks(shortlist(everybody, asked), asked)
