"""Ids: a prefix that names the kind of thing, and a 26-character ULID."""

import secrets
from collections.abc import Callable
from datetime import datetime
from random import Random

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_PAIRS = tuple(high + low for high in _ALPHABET for low in _ALPHABET)
Bits = Callable[[int], int]


def ulid(at: datetime, bits: Bits = secrets.randbits) -> str:
    """48 bits of milliseconds and 80 random bits in Crockford's base 32 (github.com/ulid/spec)."""
    number = (int(at.timestamp() * 1000) << 80) | bits(80)
    return "".join([_PAIRS[(number >> shift) & 1023] for shift in range(120, -1, -10)])


class Ids:
    """Makes ids; with a seed, the same ones again."""

    def __init__(self, seed: int | None = None) -> None:
        self._bits: Bits = secrets.randbits if seed is None else Random(seed).getrandbits

    def new(self, prefix: str, at: datetime) -> str:
        """A new id such as rev_01J9Z3…"""
        return f"{prefix}_{ulid(at, self._bits)}"
