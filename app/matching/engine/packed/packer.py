"""Packs one person at a time, as cheaply as it goes: his body is written with the change that made it."""

from collections.abc import Mapping
from struct import Struct
from typing import Any

import numpy as np

from app.matching.engine.columns import GENDERS, UNKNOWN, Row
from app.matching.engine.kinds import ANSWERED, Kind, Multiple, WrongAnswer
from app.matching.engine.packed.layout import (
    CONFLICT,
    CONSENT,
    FLAGGED,
    HIGHEST_BAND,
    PAUSED,
    Layout,
    answered_bit,
    bands,
    trait,
)

SIGNS = {"u1": "B", "u2": "H", "u4": "I", "u8": "Q", "i2": "h", "i4": "i", "f8": "d"}
"""How `struct` calls the types of a record."""
OWN = ("layout", "birth_month", "region", "tier", "gender", "flags", "declared", "verified")
"""The fields that every record begins with, in their order; the follower bands come next."""


class Packer:
    """Packs people of one layout. Nothing that a row says makes it fail: an answer that its trait's kind does not know
    is none, and so is a birth month or region that no record can hold."""

    def __init__(self, layout: Layout) -> None:
        record = layout.record
        names = record.names or ()
        assert names[:len(OWN)] == OWN
        self._layout = layout
        self._whole = Struct("<" + "".join(SIGNS[record[name].str.lstrip("<|")] for name in names))
        self._blank: list[Any] = [np.nan if record[name].kind == "f" else 0 for name in names]
        self._kinds = {key: (names.index(trait(key)), kind.code, _told(kind)) for key, kind in layout.specs.items()}
        places = [(names.index(column), shift) for column, shift in map(bands, range(len(layout.platforms)))]
        self._platforms = {name: (at, *places[at]) for at, name in enumerate(layout.platforms)}

    def body(self, row: Row) -> bytes:
        """A person's record as bytes. What a single campaign sees of his seats is left out: it lies over the
        selection."""
        fields = self._blank.copy()
        fields[:len(OWN) - 2] = (
            self._layout.fingerprint, _within(row.get("birth_month"), 1 << 15), _within(row.get("region"), 1 << 31),
            row.get("tier", 0), GENDERS.index(gender) + 1 if (gender := row.get("gender")) else 0, _flags(row))
        self._tell_accounts(fields, row)
        self._answer(fields, row.get("traits", {}))
        return self._whole.pack(*fields)

    def _answer(self, fields: list[Any], answers: Mapping[str, object]) -> None:
        kinds = self._kinds
        for key, answer in answers.items():
            if answer is None or key not in kinds:
                continue
            place, code_of, told = kinds[key]
            try:
                code = code_of(answer)
            except WrongAnswer:
                continue
            fields[place] = int(code) & ~ANSWERED | told if told else code

    def _tell_accounts(self, fields: list[Any], row: Row) -> None:
        """Put in the masks of the declared and the verified platforms, and the follower bands."""
        declared = verified = 0
        for account in row.get("accounts", ()):
            if (known := self._platforms.get(account["platform"])) is not None:
                at, column, shift = known
                declared |= 1 << at
                verified |= account.get("verified", False) << at
                fields[column] |= min(account.get("band", 0), HIGHEST_BAND) << shift
        fields[len(OWN) - 2:len(OWN)] = declared, verified


def _told(kind: Kind) -> int:
    """The bit that says that a multiple choice was answered; 0 for other kinds."""
    return answered_bit(kind) if isinstance(kind, Multiple) else 0


def _within(number: int | None, beyond: int) -> int:
    return number if number is not None and -beyond <= number < beyond else UNKNOWN


def _flags(row: Row) -> int:
    return ((CONSENT if row.get("consent") else 0) | (PAUSED if row.get("paused") else 0)
            | (FLAGGED if row.get("flagged") else 0) | (CONFLICT if row.get("conflict") else 0))
