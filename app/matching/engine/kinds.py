"""The four kinds of trait and how each one's answers become the numbers of a column."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Column = NDArray[Any]
Mask = NDArray[np.bool_]
ANSWERED = 1 << 63
"""The bit of a multiple choice's mask that says it was answered, be it with nothing chosen."""


class WrongAnswer(ValueError):
    """An answer that its trait's kind does not know."""


@dataclass(frozen=True)
class Scale:
    """Whole numbers from low to high; code = answer - low + 1 in a byte, 0 = unanswered."""

    low: int
    high: int

    def __post_init__(self) -> None:
        if not 0 < self.high - self.low < 255:
            raise ValueError(f"a scale needs 2 to 255 steps, not {self.low} to {self.high}")

    @property
    def span(self) -> int:
        """Steps from the lowest answer to the highest."""
        return self.high - self.low

    def code(self, answer: object) -> int:
        """The byte that stands for an answer."""
        if isinstance(answer, bool) or not isinstance(answer, int | float):
            raise WrongAnswer(answer)
        if answer != answer // 1 or not self.low <= answer <= self.high:
            raise WrongAnswer(answer)
        return int(answer) - self.low + 1


@dataclass(frozen=True)
class Single:
    """One of up to 255 choices; code = its place from 1 in a byte, 0 = unanswered."""

    choices: tuple[str, ...]

    def __post_init__(self) -> None:
        if not 0 < len(set(self.choices)) == len(self.choices) <= 255:
            raise ValueError("a single choice needs 1 to 255 different choices")

    def code(self, answer: object) -> int:
        """The byte that stands for a choice."""
        if answer not in self.choices:
            raise WrongAnswer(answer)
        return self.choices.index(str(answer)) + 1


@dataclass(frozen=True)
class Multiple:
    """Any of up to 63 choices; a mask of 64 bits, one bit a choice, the highest set where it was answered."""

    choices: tuple[str, ...]

    def __post_init__(self) -> None:
        if not 0 < len(set(self.choices)) == len(self.choices) <= 63:
            raise ValueError("a multiple choice needs 1 to 63 different choices")

    def code(self, answer: object) -> int:
        """The mask that stands for a list of choices."""
        if not isinstance(answer, list | tuple | set | frozenset) or any(c not in self.choices for c in answer):
            raise WrongAnswer(answer)
        return ANSWERED | self.bits(tuple(answer))

    def bits(self, choices: Sequence[str]) -> int:
        """The bits of some choices, without the one that says answered."""
        return sum(1 << self.choices.index(choice) for choice in set(choices))


@dataclass(frozen=True)
class Number:
    """A finite number from low to high; kept as it is, not-a-number = unanswered."""

    low: float
    high: float

    def code(self, answer: object) -> float:
        """The number itself."""
        if isinstance(answer, bool) or not isinstance(answer, int | float) or not math.isfinite(answer):
            raise WrongAnswer(answer)
        if not self.low <= answer <= self.high:
            raise WrongAnswer(answer)
        return float(answer)


Kind = Scale | Single | Multiple | Number


def blank(kind: Kind, count: int) -> Column:
    """A column in which nobody has answered; shape (count,)."""
    if isinstance(kind, Number):
        return np.full(count, np.nan)
    return np.zeros(count, np.uint64 if isinstance(kind, Multiple) else np.uint8)


def answered(kind: Kind, column: Column) -> Mask:
    """Who has answered; shape of the column."""
    if isinstance(kind, Number):
        return np.asarray(~np.isnan(column), np.bool_)
    return np.asarray(column != 0, np.bool_)
