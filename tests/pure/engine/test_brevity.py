"""A column written briefly comes back bit for bit; records and reasons of earlier days are read too."""

import zlib
from collections.abc import Callable
from typing import Any

import numpy as np
import orjson
import pytest

from app.matching.engine import recorded
from app.matching.engine.brevity import brief, restored
from app.matching.engine.kinds import ANSWERED
from app.matching.rules.packing import code_in, pack
from tests.pure.engine.test_recorded import a_run, crowd, record

CHANCE = np.random.default_rng(5)
COLUMNS: dict[str, Any] = {
    "nobody": np.zeros(0, np.int64), "one": np.array([7], np.int32), "all alike": np.full(300, -1, np.int32),
    "a few differ": np.where(np.arange(300) % 50 == 3, 9, -1).astype(np.int64),
    "steps": np.cumsum(CHANCE.integers(1, 4, 300)), "extremes": np.array([2**63 - 1, -2**63, 0] * 9),
    "bytes": CHANCE.integers(0, 256, 300).astype(np.uint8), "signed": CHANCE.integers(-300, 300, 300).astype(np.int16),
    "masks": CHANCE.integers(0, 8, 300).astype(np.uint64) | np.uint64(ANSWERED), "yes": CHANCE.random(300) < 0.5,
    "unsaid masks": np.where(CHANCE.random(300) < 0.5, np.uint64(0), np.uint64(ANSWERED | 5)),
    "numbers": CHANCE.random(300), "not a number": np.where(CHANCE.random(300) < 0.5, np.nan, -0.0),
}


@pytest.mark.parametrize("name", COLUMNS)
def test_a_column_comes_back_bit_for_bit(name: str) -> None:
    column = COLUMNS[name]
    told, body = brief(column)
    found, size = restored(orjson.loads(orjson.dumps(told)), body + b"next", column.dtype, len(column))
    assert (found.dtype, found.tobytes(), size) == (column.dtype, column.tobytes(), len(body))


@pytest.mark.parametrize(("name", "most"), [("all alike", 0), ("a few differ", 72), ("yes", 300), ("masks", 300)])
def test_what_hardly_differs_takes_hardly_any_bytes(name: str, most: int) -> None:
    assert len(brief(COLUMNS[name])[1]) <= most


def test_bytes_that_are_no_column_are_refused() -> None:
    told, body = brief(COLUMNS["bytes"])
    for wrong in ({**told, "is": "other"}, {"is": "above"}):
        with pytest.raises((ValueError, KeyError)):
            restored(wrong, body, np.dtype(np.uint8), 300)
    with pytest.raises(ValueError, match="buffer"):
        restored(told, body[:20], np.dtype(np.uint8), 300)


def as_once(found: bytes) -> bytes:
    """A record as it was written before columns were written briefly."""
    audience, outlook, _ = recorded.load(found)
    plain: dict[str, Any] = {name: one for name, one in vars(audience).items() if isinstance(one, np.ndarray)}
    parts = {**plain, **{recorded.TRAIT + key: one for key, one in audience.traits.items()},
             **recorded.columns(outlook)}
    whole = zlib.decompress(found)
    header = orjson.loads(whole[8:8 + int.from_bytes(whole[:8], "little")])
    header["columns"] = [[name, one.dtype.str, one.shape] for name, one in sorted(parts.items())]
    head = orjson.dumps(header)
    body = b"".join(np.ascontiguousarray(one).tobytes() for _, one in sorted(parts.items()))
    return zlib.compress(len(head).to_bytes(8, "little") + head + body)


@pytest.mark.parametrize("written", [lambda found: found, as_once], ids=["now", "once"])
def test_a_record_of_any_day_gives_the_same_run(written: Callable[[bytes], bytes]) -> None:
    first = a_run(crowd())
    again = recorded.run_again(written(record(first)))
    assert again.audience.bands.tobytes() == first.audience.bands.tobytes()
    assert (again.chosen.tolist(), again.order.tolist()) == (first.chosen.tolist(), first.order.tolist())


def test_reasons_of_earlier_days_are_read_too() -> None:
    seqs, codes = [5, 2, 900], [1, 0, 19]
    once = zlib.compress(np.array(seqs, "<i8").tobytes() + np.array(codes, np.uint8).tobytes(), 6)
    for packed in (once, pack(seqs, codes)):
        assert [code_in(packed, seq) for seq in (2, 5, 900, 7)] == [0, 1, 19, None]
