"""A snapshot's people as the engine's audience, for runs that tell everybody's reason and for explanations."""

from collections.abc import Collection

import numpy as np

from app.matching.engine.columns import UNKNOWN, Audience
from app.matching.engine.kinds import Column, Number
from app.matching.engine.packed.layout import CONFLICT, CONSENT, FLAGGED, HIGHEST_BAND, PAUSED, trait, widened
from app.matching.engine.packed.snapshot import Snapshot


def audience(snapshot: Snapshot, keys: Collection[str]) -> Audience:
    """Everybody who holds, by ascending seq, with the wanted traits. Nothing is said of seats and cap keys: whoever
    knows them for a campaign puts them in by `dataclasses.replace`."""
    alive = [np.delete(np.arange(len(table.source.array("seq"))), table.dead) for table in snapshot.tables]
    order = np.argsort(_column(snapshot, "seq", alive))

    def taken(name: str) -> Column:
        return _column(snapshot, name, alive)[order]

    flags, bands, count = taken("flags"), taken("bands"), len(order)
    specs = {key: snapshot.layout.specs[key] for key in keys}
    traits = {key: snapshot.values(key)[codes] if isinstance(kind, Number) else widened(kind, codes)
              for key, kind in specs.items() for codes in (taken(trait(key)),)}
    shifts = range(0, 4 * len(snapshot.layout.platforms), 4)
    nobody, never, keyless = np.zeros(count, np.bool_), np.full(count, UNKNOWN, np.int32), np.full(count, UNKNOWN)
    return Audience(
        specs=specs, platforms=snapshot.layout.platforms, seq=taken("seq").astype(np.int64), traits=traits,
        birth_month=taken("birth_month").astype(np.int32), region=taken("region"), tier=taken("tier"),
        gender=taken("gender"), consent=flags & CONSENT != 0, paused=flags & PAUSED != 0, flagged=flags & FLAGGED != 0,
        conflict=flags & CONFLICT != 0, open_gift=nobody, has_seat=nobody, holds_seat=nobody,
        declared=taken("declared").astype(np.uint64), verified=taken("verified").astype(np.uint64),
        bands=np.array([bands >> shift & HIGHEST_BAND for shift in shifts], np.uint8).reshape(len(shifts), count).T,
        last_gift_on=never, last_brand_gift_on=never, last_rival_gift_on=never, phone_key=keyless, address_key=keyless)


def _column(snapshot: Snapshot, name: str, alive: list[Column]) -> Column:
    return np.concatenate([table.source.array(name)[rows] for table, rows in zip(snapshot.tables, alive, strict=True)])
