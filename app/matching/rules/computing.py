"""From everything that a run reads to everything that it found; pure, so that it may run in a thread."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import orjson

from app.matching.engine import columns, run, wants
from app.matching.engine.columns import Row
from app.matching.engine.run import Result
from app.matching.rules.asked import Brief
from app.matching.rules.packing import pack


@dataclass(frozen=True, slots=True)
class Known:
    """Who a seq is."""

    consumer_id: str
    external_id: str | None


@dataclass(frozen=True)
class Inputs:
    """All that a run of a campaign reads, as plain values; `after` is the number of the run before."""

    campaign_id: str
    after: int
    seed: int
    brief: Brief
    rows: Sequence[Row]
    known: Mapping[int, Known]
    units: int
    waitlist: int


@dataclass(frozen=True, eq=False)
class Outcome:
    """What a run found, with SHA-256 of its people, of what was asked, and of the picks."""

    result: Result
    audience_hash: str
    campaign_hash: str
    digest: str


def compute(inputs: Inputs) -> Outcome:
    """Match; the same inputs and seed give the same bytes whatever the order of the rows. Invalid names each fault."""
    audience = columns.build(inputs.rows, inputs.brief.kinds)
    result = run.match(audience, inputs.brief.wants, inputs.brief.criteria, inputs.brief.quotas, inputs.units,
                       inputs.waitlist)
    asked = orjson.dumps({**result.parameters, "seed": inputs.seed}, option=orjson.OPT_SORT_KEYS)
    return Outcome(result, run.digest(audience), hashlib.sha256(asked).hexdigest(), _digest(result))


def _digest(result: Result) -> str:
    """SHA-256, in hex, of who was picked, in which order, with which fit and contributions."""
    total = hashlib.sha256()
    for part in (result.chosen, result.waitlist, result.order):
        total.update(result.audience.seq[part].astype("<i8").tobytes())
        total.update(result.fit[part].astype("<f8").tobytes())
        total.update(np.ascontiguousarray(result.contributions[part], "<f8").tobytes())
    return total.hexdigest()


def left_out(result: Result) -> bytes:
    """Everybody who was not picked with the code of his first failing rule (0: others fitted better), packed."""
    rest = np.ones(len(result.audience), np.bool_)
    rest[result.chosen] = rest[result.waitlist] = False
    return pack(result.audience.seq[rest].tolist(), result.codes[rest].tolist())


def contributions_of(result: Result, index: int) -> dict[str, dict[str, Any]]:
    """Trait key to points of 100, agreement 0..1, whether it was answered, weight, and what was wanted."""
    total = sum(want.weight for want in result.wants)
    found = {}
    for k, want in enumerate(result.wants):
        points, mean = float(result.contributions[index, k]), result.means[k].value
        found[want.key] = {
            "points": points, "agreement": round(mean + points * total / (100 * want.weight), 12),
            "is_answered": bool(result.audience.answered(want.key)[index]), "weight": want.weight,
            "want": wants.as_json(want)["want"],
        }
    return found


def must_confirm(result: Result, index: int) -> list[str]:
    """The safety questions that one person has left unanswered."""
    return [key for key in result.criteria.contraindications if not result.audience.answered(key)[index]]


def means_of(result: Result) -> dict[str, Any]:
    """The frozen means: of the fit, and of each trait as an exact fraction."""
    each = {want.key: [mean.numerator, mean.denominator]
            for want, mean in zip(result.wants, result.means, strict=True)}
    return {"fit": result.fits.mean_fit, "traits": each}
