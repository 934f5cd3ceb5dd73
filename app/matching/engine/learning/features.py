"""Answers as the numbers that a model learns from: scales and numbers as they are, a choice as a column of its own."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from app.matching.engine.columns import Audience
from app.matching.engine.kinds import Column, Kind, Multiple, Number, Scale

Floats = NDArray[np.float64]


def names(audience: Audience, keys: Sequence[str]) -> tuple[str, ...]:
    """The names of the features: a scale's or number's key, `key=choice` for each choice."""
    return tuple(name for key in keys for name in _names(key, audience.specs[key]))


def matrix(audience: Audience, keys: Sequence[str], people: NDArray[np.int64] | slice = slice(None)) -> Floats:
    """Features of the people at some places, shape (people, features), NaN = unanswered. Demographic and body traits
    are not for learning: the caller leaves their keys out."""
    blocks = []
    for key in keys:
        column, known = audience.traits[key][people], audience.answered(key)[people]
        block = _block(audience.specs[key], column)
        block[~known] = np.nan
        blocks.append(block)
    return np.concatenate(blocks, axis=1)


def _names(key: str, kind: Kind) -> tuple[str, ...]:
    return (key,) if isinstance(kind, Scale | Number) else tuple(f"{key}={choice}" for choice in kind.choices)


def _block(kind: Kind, column: Column) -> Floats:
    if isinstance(kind, Scale | Number):
        chosen = column[:, None]
    elif isinstance(kind, Multiple):
        chosen = column[:, None] & (np.uint64(1) << np.arange(len(kind.choices), dtype=np.uint64)) != 0
    else:
        chosen = column[:, None] == np.arange(1, len(kind.choices) + 1)
    return np.asarray(chosen.astype(np.float64), np.float64)
