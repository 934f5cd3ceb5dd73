"""Who was not picked and why, packed into few bytes: one column of numbers, one of codes."""

import zlib
from collections.abc import Sequence

import numpy as np
import orjson

from app.matching.engine.brevity import brief, restored
from app.matching.engine.columns import Bytes, Ints
from app.matching.engine.recorded import pressed

SEQ, CODE = np.dtype("<i8"), np.dtype("u1")
BRIEF = b"B"
"""Opens what is written briefly; zlib's own bytes never begin so."""


def pack(seqs: Sequence[int] | Ints, codes: Sequence[int] | Bytes) -> bytes:
    """int64 seqs and uint8 codes of equal length, one after the other, each as briefly as it can be, and zlib."""
    if len(seqs) != len(codes):
        raise ValueError("every person has one code")
    (who, first), (why, second) = brief(np.asarray(seqs, SEQ)), brief(np.asarray(codes, CODE))
    header = orjson.dumps([len(seqs), who, why])
    return BRIEF + pressed(len(header).to_bytes(8, "little") + header + first + second)


def code_in(packed: bytes, seq: int) -> int | None:
    """The code of one person; None where the run did not know him or picked him."""
    seqs, codes = _unpacked(packed)
    place = np.flatnonzero(seqs == seq)
    return int(codes[int(place[0])]) if len(place) else None


def _unpacked(packed: bytes) -> tuple[Ints, Bytes]:
    if packed[:1] != BRIEF:
        plain = zlib.decompress(packed)
        count = len(plain) // (SEQ.itemsize + CODE.itemsize)
        return np.frombuffer(plain, SEQ, count), np.frombuffer(plain, CODE, count, count * SEQ.itemsize)
    plain = zlib.decompress(packed[1:])
    start = 8 + int.from_bytes(plain[:8], "little")
    count, who, why = orjson.loads(plain[8:start])
    seqs, size = restored(who, memoryview(plain)[start:], SEQ, count)
    return seqs, restored(why, memoryview(plain)[start + size:], CODE, count)[0]
