"""How one person is packed: a record of fixed width whose bytes are the stored body."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import compress
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from app.matching.engine.kinds import ANSWERED, Column, Kind, Mask, Multiple, Number

Records = NDArray[np.void]
CONSENT, PAUSED, FLAGGED, CONFLICT = 1, 2, 4, 8
"""Bits of the byte `flags`; exactly CONSENT may be matched."""
MOST_PLATFORMS, HIGHEST_BAND = 64, 15
"""Accounts are kept as a bit a platform, the engine's own masks have 64; follower bands in four bits a platform."""
AT_A_TIME = 2048
"""People whose fields are brought into columns at once."""
IN_A_WORD = 16
"""Platforms whose bands stand in one column, so that a rule about one of many reads no more than one about few."""


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
        held, platforms = unsigned(max(len(self.platforms), 1)), range(0, max(len(self.platforms), 1), IN_A_WORD)
        fields: list[tuple[str, str]] = [
            ("layout", "<u4"), ("birth_month", "<i2"), ("region", "<i4"), ("tier", "u1"), ("gender", "u1"),
            ("flags", "u1"), ("declared", held), ("verified", held),
            *((bands(first)[0], "<u4" if len(self.platforms) - first <= 8 else "<u8") for first in platforms),
        ]
        return np.dtype(fields + [(trait(key), _width(kind)) for key, kind in sorted(self.specs.items())])

    @cached_property
    def fingerprint(self) -> int:
        """A number that tells layouts apart; it opens every body."""
        return crc32(repr((sorted(self.specs.items()), self.platforms)).encode())


def trait(key: str) -> str:
    """The name of a trait's column."""
    return f"trait:{key}"


def bands(place: int) -> tuple[str, int]:
    """Where a platform's follower band stands: the name of the column, and how far it is shifted in it."""
    word, at = divmod(place, IN_A_WORD)
    return f"bands:{word}" if word else "bands", 4 * at


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


def widened(kind: Kind, column: Column) -> Column:
    """A packed mask as the engine's own of 64 bits; other columns as they are."""
    if not isinstance(kind, Multiple):
        return column
    bit = np.uint64(answered_bit(kind))
    wide = column.astype(np.uint64)
    return np.asarray(np.where(wide & bit != 0, wide & ~bit | np.uint64(ANSWERED), np.uint64(0)))


def readable(stored: Sequence[bytes | None], layout: Layout) -> tuple[Mask, Records]:
    """Which of many bodies are of this layout, shape (bodies,), and these as records, in their order."""
    size, mark = layout.record.itemsize, layout.fingerprint.to_bytes(4, "little")
    bodies = [body or b"" for body in stored]
    fits = [len(body) == size and body.startswith(mark) for body in bodies]
    return np.array(fits, np.bool_), np.frombuffer(b"".join(compress(bodies, fits)), layout.record)


def taken(packed: Records, rows: Column) -> Records:
    """Some of the records."""
    return np.asarray(_plain(packed)[rows].view(packed.dtype))


def joined(parts: Sequence[Records]) -> Records:
    """Records of one layout, one part after the other."""
    return np.asarray(np.concatenate([_plain(part) for part in parts]).view(parts[0].dtype))


def columns_of(packed: Records, names: Sequence[str]) -> dict[str, Column]:
    """Some fields of records as columns."""
    columns = {name: np.empty(len(packed), packed.dtype[name]) for name in names}
    _copied(columns, packed, len(packed))
    return columns


def records_of(columns: Mapping[str, Column], dtype: np.dtype[np.void]) -> Records:
    """Columns of one length as records; a field without a column is naught."""
    packed = np.zeros(max(map(len, columns.values()), default=0), dtype)
    _copied(packed, columns, len(packed))
    return packed


def _copied(to: Any, source: Any, many: int) -> None:
    """Every field of one side to the other, some people at a time, so that these stay in a core's own cache."""
    names = [*(to if isinstance(to, Mapping) else source)]
    for at in range(0, many, AT_A_TIME):
        part = slice(at, at + AT_A_TIME)
        for name in names:
            to[name][part] = source[name][part]


def _plain(packed: Records) -> Any:
    """Records as plain bytes, for numpy copies structured ones field by field."""
    return np.ascontiguousarray(packed).view(f"V{packed.dtype.itemsize}")
