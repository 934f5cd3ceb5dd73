"""Parcel numbers that people read aloud, write on boxes and type: P-7K3M-2Q8D, the last symbol checks the others."""

import re
import unicodedata
from random import Random

ALPHABET = "23456789BCDEFGHJKMNPQRSTVWXYZ"
"""29 symbols, a prime number of them; without 0 1 I L O U A, which are read as others or spell words."""
PLACES = 7
_SHAPE = re.compile(rf"P?([{ALPHABET}]{{{PLACES + 1}}})")


def check_symbol(symbols: str) -> str:
    """The symbol that makes the weighted sum (weights 2, 3, ... from the left) zero modulo 29.

    It differs after any one wrong symbol and after any two neighbours changing places.
    """
    total = sum(weight * ALPHABET.index(symbol) for weight, symbol in enumerate(symbols, 2))
    return ALPHABET[-total % len(ALPHABET)]


def make(chance: Random) -> str:
    """A fresh number from a source of chance: 29^7, about 17 thousand million, are possible."""
    symbols = "".join(chance.choice(ALPHABET) for _ in range(PLACES))
    return write(symbols + check_symbol(symbols))


def write(symbols: str) -> str:
    """Eight symbols as they are printed."""
    return f"P-{symbols[:4]}-{symbols[4:]}"


def read(typed: str) -> str | None:
    """The number as printed, from whatever a person or a spreadsheet made of it; None where it cannot be one."""
    plain = re.sub(r"[\s\-_–—.]", "", unicodedata.normalize("NFKC", typed)).upper()
    found = _SHAPE.fullmatch(plain)
    if not found or check_symbol(found[1][:PLACES]) != found[1][PLACES]:
        return None
    return write(found[1])
