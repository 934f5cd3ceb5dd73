"""A column of numbers in few bytes, and back again bit for bit."""

from typing import Any

import numpy as np

from app.matching.engine.kinds import Column

RARE = 16
"""One in so many may differ from the usual value before a column is written out in full."""
LOOKS = 4096
"""Places that are looked at to find the usual value."""


def brief(column: Column) -> tuple[dict[str, Any], bytes]:
    """How a column of one dimension is written, fit for JSON, and its bytes: a usual value and whoever differs; steps
    where it rises; else what lies above its lowest value in the narrowest whole numbers that hold it."""
    plain = _whole(column)
    if not len(plain):
        return {"is": "usual", "value": 0, "others": 0}, b""
    if len(plain) > 1 and bool((plain[1:] > plain[:-1]).all()):
        steps, body = brief(plain[1:] - plain[:-1])
        return {"is": "steps", "first": int(plain[0]), "steps": steps}, body
    usual = _usual(plain)
    others = np.flatnonzero(plain != usual)
    if RARE * len(others) <= len(plain):
        return ({"is": "usual", "value": usual, "others": len(others)},
                others.astype("<u4").tobytes() + plain[others].tobytes())
    low, high = int(plain.min()), int(plain.max())
    width = np.dtype(np.min_scalar_type(high - low)).newbyteorder("<")
    above = plain.view(f"u{plain.itemsize}") - np.array([low], plain.dtype).view(f"u{plain.itemsize}")
    return {"is": "above", "low": low, "width": width.str}, above.astype(width).tobytes()


def restored(told: dict[str, Any], body: bytes | memoryview, dtype: np.dtype[Any], count: int) -> tuple[Column, int]:
    """The column that was written so at the start of some bytes, and how many of them it took; ValueError or KeyError
    where they are none."""
    plain, size = _read(told, body, np.dtype(_stand_in(dtype)), count)
    if dtype == np.uint64:
        plain = plain >> np.uint64(1) | plain << np.uint64(63)
    return plain.view(dtype), size


def _read(told: dict[str, Any], body: bytes | memoryview, dtype: np.dtype[Any], count: int) -> tuple[Column, int]:
    match told["is"]:
        case "steps":
            steps, size = _read(told["steps"], body, dtype, count - 1)
            return np.cumsum(np.append(np.array([told["first"]], dtype), steps), dtype=dtype), size
        case "usual":
            many = told["others"]
            plain = np.full(count, told["value"], dtype)
            plain[np.frombuffer(body, "<u4", many)] = np.frombuffer(body, dtype, many, 4 * many)
            return plain, many * (4 + dtype.itemsize)
        case "above":
            width = np.dtype(told["width"])
            above = np.frombuffer(body, width, count).astype(f"u{dtype.itemsize}")
            low = np.array([told["low"]], dtype).view(above.dtype)
            return (above + low).view(dtype), count * width.itemsize
    raise ValueError(f"a column is never {told['is']!r}")


def _stand_in(dtype: np.dtype[Any]) -> str:
    """The whole numbers of the same width by which a column is written."""
    kind = "u" if dtype.kind in "ub" else "i"
    return f"<{kind}{dtype.itemsize}"


def _whole(column: Column) -> Column:
    """The column as whole numbers of its width; a mask with its highest bit, which says answered, as the lowest."""
    plain = np.ascontiguousarray(column, column.dtype.newbyteorder("<")).view(_stand_in(column.dtype))
    if plain.dtype == np.uint64:
        return plain << np.uint64(1) | plain >> np.uint64(63)
    return plain


def _usual(plain: Column) -> int:
    """The most frequent of some of the values."""
    values, counts = np.unique(plain[::max(len(plain) // LOOKS, 1)], return_counts=True)
    return int(values[counts.argmax()])
