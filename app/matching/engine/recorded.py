"""A run's inputs as bytes, so that it can be run again years later and give the same picks, byte for byte.

A header in JSON (kinds, what was asked, the columns' names, types and shapes, and how each is written) and the columns,
compressed by zlib. Records of earlier days hold their columns as they are, and do not tell who had a
product or an offer of another campaign open; their quotas were filled by order alone.
"""

import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from hashlib import sha256
from typing import Any

import numpy as np
import orjson

from app.matching.engine import conditions, quotas, wants
from app.matching.engine.brevity import brief, restored
from app.matching.engine.columns import Audience
from app.matching.engine.criteria import Criteria, Platform
from app.matching.engine.kinds import Column, Kind, Multiple, Number, Scale, Single
from app.matching.engine.outlook import Outlook, columns
from app.matching.engine.run import Result, match

KINDS: dict[str, Callable[..., Kind]] = {
    "scale": Scale, "single": Single, "multiple": Multiple, "number": Number}
NAMES: dict[object, str] = {kind: name for name, kind in KINDS.items()}
TRAIT = "trait/"


class RecordDamaged(ValueError):
    """What was kept of a run cannot be read any more."""


@dataclass(frozen=True)
class Asked:
    """What a run was asked besides its people."""

    parameters: Mapping[str, Any]
    newcomer_share: float
    control_share: float
    seed: int


@dataclass(frozen=True, slots=True)
class Kept:
    """A run's inputs as bytes, and the SHA-256, in hex, of all that the run reads of its people; neither shows in which
    order the rows came."""

    record: bytes
    people: str


def dump(audience: Audience, outlook: Outlook, parameters: Mapping[str, Any], seed: int) -> Kept:
    """A run's inputs, the same bytes for the same inputs; `parameters` as `run.parameters` writes them."""
    plain = {name: column for name, column in vars(audience).items() if isinstance(column, np.ndarray)}
    traits = {TRAIT + key: column for key, column in audience.traits.items()}
    of_people, known = {**plain, **traits}, columns(outlook)
    listed, bodies = [], []
    people = sha256(repr((sorted(audience.specs.items()), audience.platforms)).encode())
    for name, part in sorted({**of_people, **known}.items()):
        told, body = brief(part.ravel(order="F"))
        listed.append([name, part.dtype.newbyteorder("<").str, part.shape, told])
        bodies.append(body)
        if name in of_people:
            people.update(orjson.dumps(listed[-1]))
            people.update(body)
    header = orjson.dumps({
        "columns": listed, "kinds": {key: _as_json(kind) for key, kind in audience.specs.items()},
        "platforms": audience.platforms, "parameters": parameters,
        "shares": [outlook.newcomer_share, outlook.control_share], "seed": seed,
    }, option=orjson.OPT_SORT_KEYS)
    return Kept(pressed(b"".join((len(header).to_bytes(8, "little"), header, *bodies))), people.hexdigest())


def pressed(plain: bytes) -> bytes:
    """Compressed by zlib with short words for frequent bytes alone: answers hardly ever repeat in longer pieces, and to
    look for such costs twenty times more."""
    press = zlib.compressobj(1, zlib.DEFLATED, 15, 8, zlib.Z_HUFFMAN_ONLY)
    return press.compress(plain) + press.flush()


def run_again(record: bytes) -> Result:
    """The result of recorded inputs; RecordDamaged where they cannot be read."""
    return rerun(*load(record))


def rerun(audience: Audience, outlook: Outlook, asked: Asked,
          traits: Sequence[Mapping[str, Any]] | None = None) -> Result:
    """The result of loaded inputs, with other wanted traits where these are given."""
    parameters = asked.parameters
    wanted = wants.parse(parameters["traits"] if traits is None else traits, audience.specs)
    return match(
        audience, wanted, _criteria(parameters["criteria"], audience.specs),
        quotas.parse(parameters["quotas"], audience.specs), parameters["units"], parameters["waitlist"],
        outlook, asked.seed, by_order=parameters.get("by_order", True))


def load(record: bytes) -> tuple[Audience, Outlook, Asked]:
    """People, outlook and what was asked; RecordDamaged where they cannot be read."""
    try:
        plain = zlib.decompress(record)
        start = 8 + int.from_bytes(plain[:8], "little")
        header = orjson.loads(plain[8:start])
        found = _columns(header["columns"], plain, start)
        specs = {key: KINDS[kind](*(tuple(part) if isinstance(part, list) else part for part in parts))
                 for key, (kind, *parts) in header["kinds"].items()}
        traits = {name.removeprefix(TRAIT): part for name, part in found.items() if name.startswith(TRAIT)}
        for later in ("had_product", "open_offer"):
            found.setdefault(later, np.zeros(len(found["seq"]), np.bool_))
        named = {field.name: found[field.name] for field in fields(Audience) if field.name in found}
        audience = Audience(specs=specs, platforms=tuple(header["platforms"]), traits=traits, **named)
        newcomers, control = header["shares"]
        asked = Asked(header["parameters"], newcomers, control, header["seed"])
    except (zlib.error, ValueError, KeyError, TypeError, IndexError) as error:
        raise RecordDamaged(str(error)) from error
    return audience, _outlook(found, asked), asked


def without(record: bytes, seq: int) -> bytes:
    """The same inputs without one person."""
    audience, outlook, asked = load(record)
    keep = audience.seq != seq
    if keep.all():
        return record
    others = Outlook(*(part[keep] if isinstance(part, np.ndarray) else part
                       for part in (getattr(outlook, field.name) for field in fields(Outlook))))
    return dump(audience.part(keep), others, asked.parameters, asked.seed).record


def _columns(listed: list[Any], plain: bytes, start: int) -> dict[str, Column]:
    found = {}
    for name, dtype, shape, *told in listed:
        count = int(np.prod(shape))
        if told:
            column, size = restored(told[0], memoryview(plain)[start:], np.dtype(dtype), count)
            found[name] = column.reshape(shape, order="F")
        else:
            found[name] = np.frombuffer(plain, np.dtype(dtype), count, start).reshape(shape)
            size = found[name].nbytes
        start += size
    return found


def _outlook(found: Mapping[str, Column], asked: Asked) -> Outlook:
    flags = found["outlook"]
    newcomer, interested, held_out, invited = ((flags & bit).astype(np.bool_) for bit in (1, 2, 4, 8))
    return Outlook(found["p_accept"], found["p_publish"], found.get("p_fit"), newcomer, interested, held_out, invited,
                   asked.newcomer_share, asked.control_share)


def _as_json(kind: Kind) -> list[Any]:
    return [NAMES[type(kind)], *(getattr(kind, field.name) for field in fields(kind))]


def _criteria(stored: Mapping[str, Any], specs: Mapping[str, Kind]) -> Criteria:
    platforms = tuple(Platform(one["name"], one["role"], one["proof"],
                               tuple(one["followers"]) if one["followers"] else None) for one in stored["platforms"])
    plain = {name: tuple(stored[name]) for name in ("ages", "regions", "tiers")}
    return Criteria(
        today=date.fromisoformat(stored["today"]), is_age_gated=stored["is_age_gated"], platforms=platforms,
        musts=conditions.parse(stored["musts"], specs), must_nots=conditions.parse(stored["must_nots"], specs),
        never=conditions.parse(stored.get("never", ()), specs),
        contraindications={key: tuple(choices) for key, choices in stored["contraindications"].items()},
        gift_days=stored["gift_days"], brand_days=stored["brand_days"], rival_days=stored["rival_days"], **plain)
