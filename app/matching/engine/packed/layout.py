"""How one person is packed: a record of fixed width whose bytes are the stored body."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from app.matching.engine.columns import Audience
from app.matching.engine.kinds import ANSWERED, Column, Kind, Multiple, Number

Records = NDArray[np.void]
CONSENT, PAUSED, FLAGGED, CONFLICT = 1, 2, 4, 8
"""Bits of the byte `flags`; exactly CONSENT may be matched."""
MOST_PLATFORMS, HIGHEST_BAND = 16, 15
"""Follower bands are kept in four bits a platform."""


class BodyForeign(ValueError):
    """A stored body was packed for other traits or platforms, or is no body; its person has to be packed anew."""

    def __init__(self, places: tuple[int, ...]) -> None:
        super().__init__(f"bodies of another layout: {len(places)}, the first at {places[:3]}")
        self.places = places


@dataclass(frozen=True)
class Layout:
    """Which traits and platforms are packed. Scales and single choices take a byte, a multiple choice the narrowest
    mask that holds its choices and the bit that says answered, a number its eight bytes."""

    specs: Mapping[str, Kind]
    platforms: tuple[str, ...]

    def __post_init__(self) -> None:
        if len(self.platforms) > MOST_PLATFORMS:
            raise ValueError(f"at most {MOST_PLATFORMS} platforms can be packed")

    @cached_property
    def record(self) -> np.dtype[np.void]:
        """The record's fields, little-endian without padding; traits in the order of their keys."""
        held = unsigned(max(len(self.platforms), 1))
        fields: list[tuple[str, str]] = [
            ("layout", "<u4"), ("birth_month", "<i2"), ("region", "<i4"), ("tier", "u1"), ("gender", "u1"),
            ("flags", "u1"), ("declared", held), ("verified", held),
            ("bands", "<u4" if len(self.platforms) <= 8 else "<u8"),
        ]
        return np.dtype(fields + [(trait(key), _width(kind)) for key, kind in sorted(self.specs.items())])

    @cached_property
    def fingerprint(self) -> int:
        """A number that tells layouts apart; it opens every body."""
        return crc32(repr((sorted(self.specs.items()), self.platforms)).encode())


def trait(key: str) -> str:
    """The name of a trait's column."""
    return f"trait:{key}"


def unsigned(bits: int) -> str:
    """The narrowest unsigned type with so many bits."""
    return next(name for most, name in ((8, "u1"), (16, "<u2"), (32, "<u4"), (64, "<u8")) if bits <= most)


def _width(kind: Kind) -> str:
    if isinstance(kind, Number):
        return "<f8"
    return unsigned(len(kind.choices) + 1) if isinstance(kind, Multiple) else "u1"


def answered_bit(kind: Multiple) -> int:
    """The bit of a packed mask that says answered: the highest of its width."""
    return 1 << 8 * np.dtype(_width(kind)).itemsize - 1


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
    bands = audience.band(platform)
    if bands.max(initial=0) > HIGHEST_BAND:
        raise ValueError(f"a follower band on {platform} is over {HIGHEST_BAND}")
    packed["bands"] |= bands.astype(packed["bands"].dtype) << 4 * place


def _narrowed(kind: Kind, column: Column) -> Column:
    if not isinstance(kind, Multiple):
        return column
    told = (column & np.uint64(ANSWERED)) != 0
    chosen = column & ~np.uint64(ANSWERED)
    return np.where(told, chosen | np.uint64(answered_bit(kind)), np.uint64(0)).astype(_width(kind))


def widened(kind: Kind, column: Column) -> Column:
    """A packed mask as the engine's own of 64 bits; other columns as they are."""
    if not isinstance(kind, Multiple):
        return column
    bit = np.uint64(answered_bit(kind))
    wide = column.astype(np.uint64)
    return np.asarray(np.where(wide & bit != 0, wide & ~bit | np.uint64(ANSWERED), np.uint64(0)))


def bodies(packed: Records) -> list[bytes]:
    """Each person's body."""
    size, whole = packed.dtype.itemsize, np.ascontiguousarray(packed).tobytes()
    return [whole[at:at + size] for at in range(0, len(whole), size)]


def decoded(stored: Iterable[bytes], layout: Layout) -> Records:
    """Many bodies as records, in one go; BodyForeign names those of another layout by their places."""
    each = list(stored)
    joined = b"".join(each)
    size = layout.record.itemsize
    if len(joined) != size * len(each) or any(map(size.__ne__, map(len, each))):
        raise BodyForeign(tuple(place for place, body in enumerate(each) if len(body) != size))
    packed: Any = np.frombuffer(joined, layout.record)
    if foreign := np.flatnonzero(packed["layout"] != layout.fingerprint).tolist():
        raise BodyForeign(tuple(foreign))
    return np.asarray(packed)
