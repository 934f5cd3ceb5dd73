"""The slow and obvious way to pack people, column by column: what every body is compared with."""

import numpy as np

from app.matching.engine.columns import Audience
from app.matching.engine.kinds import ANSWERED, Column, Kind, Multiple, Number
from app.matching.engine.packed.layout import (
    CONFLICT,
    CONSENT,
    FLAGGED,
    HIGHEST_BAND,
    PAUSED,
    Layout,
    Records,
    answered_bit,
    trait,
    unsigned,
)


def records(audience: Audience, layout: Layout) -> Records:
    """People of an audience, packed; shape (people,), in its order. What a single campaign sees of their seats is left
    out: it lies over the selection."""
    packed = np.zeros(len(audience), layout.record)
    packed["layout"] = layout.fingerprint
    for name in ("birth_month", "region", "tier", "gender"):
        packed[name] = getattr(audience, name)
    for bit, said in ((CONSENT, audience.consent), (PAUSED, audience.paused), (FLAGGED, audience.flagged),
                      (CONFLICT, audience.conflict)):
        packed["flags"] |= said.astype(np.uint8) * np.uint8(bit)
    for place, platform in enumerate(layout.platforms):
        _add_account(packed, audience, platform, place)
    for key, kind in layout.specs.items():
        if key in audience.traits:
            packed[trait(key)] = _narrowed(kind, audience.traits[key])
        elif isinstance(kind, Number):
            packed[trait(key)] = np.nan
    return packed


def _add_account(packed: Records, audience: Audience, platform: str, place: int) -> None:
    for name, verified in (("declared", False), ("verified", True)):
        packed[name] |= audience.on_platform(platform, verified).astype(packed[name].dtype) << place
    word, at = divmod(place, 16)
    column = packed[f"bands:{word}" if word else "bands"]
    column |= np.minimum(audience.band(platform), HIGHEST_BAND).astype(column.dtype) << 4 * at


def _narrowed(kind: Kind, column: Column) -> Column:
    if not isinstance(kind, Multiple):
        return column
    told = (column & np.uint64(ANSWERED)) != 0
    chosen = column & ~np.uint64(ANSWERED)
    return np.where(told, chosen | np.uint64(answered_bit(kind)), np.uint64(0)).astype(unsigned(len(kind.choices) + 1))


def bodies(packed: Records) -> list[bytes]:
    """Each person's body."""
    return [one.tobytes() for one in packed]
