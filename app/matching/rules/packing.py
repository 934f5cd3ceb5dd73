"""Who was not picked and why, packed into few bytes: one column of numbers, one of codes."""

import zlib
from collections.abc import Sequence

import numpy as np

SEQ, CODE = np.dtype("<i8"), np.dtype("u1")


def pack(seqs: Sequence[int], codes: Sequence[int]) -> bytes:
    """zlib of little-endian (int64 seq, uint8 code) columns of equal length, one after the other."""
    if len(seqs) != len(codes):
        raise ValueError("every person has one code")
    return zlib.compress(np.asarray(seqs, SEQ).tobytes() + np.asarray(codes, CODE).tobytes(), 6)


def code_in(packed: bytes, seq: int) -> int | None:
    """The code of one person; None where the run did not know him or picked him."""
    plain = zlib.decompress(packed)
    count = len(plain) // (SEQ.itemsize + CODE.itemsize)
    seqs = np.frombuffer(plain, SEQ, count)
    place = np.flatnonzero(seqs == seq)
    return int(plain[count * SEQ.itemsize + int(place[0])]) if len(place) else None
