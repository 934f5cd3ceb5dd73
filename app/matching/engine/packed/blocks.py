"""One file of named arrays: written whole or not at all, mapped into memory, checked block by block when first used."""

import json
import mmap
import os
import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np

from app.matching.engine.kinds import Column

MAGIC = b"DARENPK1"
PREFIX = struct.Struct("<8sII")
"""Magic, length of the header, its checksum."""
BLOCK, ALIGNMENT = 1 << 20, 64


class SnapshotDamaged(Exception):
    """A snapshot that must not be used: which file, where in it, and what is wrong."""

    def __init__(self, path: Path, where: str, what: str) -> None:
        super().__init__(f"{path.name}: {where} {what}")
        self.path, self.where, self.what = path, where, what


def write(path: Path, arrays: Mapping[str, Column], meta: Mapping[str, object]) -> None:
    """Write beside the place, sync, and rename: a reader sees the old file or the new one, never a part."""
    offset = 0
    columns: dict[str, list[Any]] = {}
    sums: list[int] = []
    for name, array in arrays.items():
        offset += -offset % ALIGNMENT
        columns[name] = [_described(array.dtype), len(array), offset, len(sums)]
        sums += _sums(array)
        offset += array.nbytes
    header = json.dumps({"arrays": columns, "sums": sums, "size": offset, "meta": meta}).encode()
    beside = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        # Only its owner may read what people answered.
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(PREFIX.pack(MAGIC, len(header), crc32(header)) + header)
            for name, array in arrays.items():
                file.seek(_start(len(header)) + columns[name][2])
                file.write(_bytes(array))
            file.truncate(_start(len(header)) + offset)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)


def _bytes(array: Column) -> memoryview:
    return np.ascontiguousarray(array).view(np.uint8).data if array.size else memoryview(b"")


def _sums(array: Column) -> list[int]:
    data = _bytes(array)
    return [crc32(data[at:at + BLOCK]) for at in range(0, len(data), BLOCK)]


def _described(dtype: np.dtype[Any]) -> object:
    return [list(field) for field in dtype.descr] if dtype.names else dtype.str


def _start(header: int) -> int:
    return PREFIX.size + header + -(PREFIX.size + header) % ALIGNMENT


@dataclass(frozen=True)
class _Place:
    dtype: np.dtype[Any]
    count: int
    offset: int
    first_sum: int


class Stored:
    """An opened file. Opening checks the header and the length only; an array's blocks are checked when first asked
    for, so that a cold start pays for what it reads and nothing unchecked is ever used."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with path.open("rb") as file:
            header = self._header(file.read(PREFIX.size), file)
            length = os.fstat(file.fileno()).st_size
            if length != self._base + header["size"]:
                raise SnapshotDamaged(path, "its end", f"should be at {self._base + header['size']}, not {length}")
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self.meta: Mapping[str, Any] = header["meta"]
        self._sums: list[int] = header["sums"]
        self._is_sound, self._sound = np.zeros(len(self._sums), np.bool_), set[str]()
        self._places = {
            name: _Place(np.dtype(dtype if isinstance(dtype, str) else [tuple(f) for f in dtype]), count, at, first)
            for name, (dtype, count, at, first) in header["arrays"].items()}

    def _header(self, prefix: bytes, file: Any) -> dict[str, Any]:
        if len(prefix) < PREFIX.size or prefix[:8] != MAGIC:
            raise SnapshotDamaged(self.path, "its beginning", "is not that of a snapshot")
        _, length, checksum = PREFIX.unpack(prefix)
        header = file.read(length)
        if len(header) != length or crc32(header) != checksum:
            raise SnapshotDamaged(self.path, "its header", "does not match its checksum")
        self._base = _start(length)
        read: dict[str, Any] = json.loads(header)
        return read

    def __iter__(self) -> Any:
        return iter(self._places)

    def array(self, name: str) -> Column:
        """A whole array, checked."""
        self.check(name)
        return self.unchecked(name)

    def unchecked(self, name: str) -> Column:
        """An array whose parts the caller checks before reading them."""
        place = self._places[name]
        if not place.count:
            return np.zeros(0, place.dtype)
        return np.frombuffer(self._map, place.dtype, place.count, self._base + place.offset)

    def check(self, name: str, ranges: Iterable[tuple[int, int]] | None = None) -> None:
        """Check the blocks that hold some ranges of an array (all of it if none are given), each once; SnapshotDamaged
        names the first that is wrong."""
        if name in self._sound:
            return
        place = self._places[name]
        width = place.dtype.itemsize
        for start, stop in [(0, place.count)] if ranges is None else ranges:
            for block in range(start * width // BLOCK, -(-stop * width // BLOCK)):
                if not self._is_sound[place.first_sum + block]:
                    self._check(name, place, block)
        blocks = -(-place.count * width // BLOCK)
        if self._is_sound[place.first_sum:place.first_sum + blocks].all():
            self._sound.add(name)

    def _check(self, name: str, place: _Place, block: int) -> None:
        begin = self._base + place.offset
        end = min(begin + (block + 1) * BLOCK, begin + place.count * place.dtype.itemsize)
        if crc32(memoryview(self._map)[begin + block * BLOCK:end]) != self._sums[place.first_sum + block]:
            raise SnapshotDamaged(self.path, f"block {block} of {name}", "does not match its checksum")
        self._is_sound[place.first_sum + block] = True

    def check_all(self) -> None:
        """Check every block."""
        for name in self._places:
            self.check(name)
