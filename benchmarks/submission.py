"""A member's 40 answers over HTTP, durable on SQLite FULL, against bare INSERTs and against an ORM row each."""

import asyncio
import os
import sqlite3
import statistics
import sys
import tempfile
import threading
import time
from datetime import date
from pathlib import Path

import orjson

from app.core.database import migrate
from app.core.settings import Settings
from app.main import build
from app.sandbox.lives import life
from benchmarks.load import free_port, request, server, storm
from tests import arrange

CLIENTS, SECONDS, ANSWERS = 64, float(os.environ.get("SECONDS", "6")), 40


def answers(person: int, turn: int) -> dict[str, object]:
    """Exactly forty answers to the sign-up questionnaire, other ones each turn."""
    found: dict[str, object] = {}
    for number in range(person * 1000 + turn, person * 1000 + turn + 20):
        theirs = {k: v for k, v in life(number, 7, date(2026, 1, 1)).answers.items() if not k.startswith("account:")}
        found = theirs | found
        if len(found) >= ANSWERS:
            break
    first = {"birth", "about:gender", "region", "about:life_stage", "networks", "share:posts_a_month",
             "about:works_for", "consent:matching", "consent:contact"}
    ordered = sorted(found, key=lambda name: (name not in first and not name.startswith("interest:"), name))
    return {name: found[name] for name in ordered[:ANSWERS]}


def fsync_seconds(folder: Path) -> float:
    """The median cost of one fsync of 4 KiB on this file system."""
    handle, spans = os.open(folder / "sync", os.O_CREAT | os.O_WRONLY), []
    for _ in range(200):
        os.write(handle, b"x" * 4096)
        began = time.perf_counter()
        os.fsync(handle)
        spans.append(time.perf_counter() - began)
    return statistics.median(spans)


def bare(folder: Path, body: str) -> float:
    """Rows a second of 64 threads with a connection each: BEGIN IMMEDIATE, one INSERT, COMMIT."""
    path, counts, until = folder / "bare.db", [0] * CLIENTS, time.perf_counter() + SECONDS
    with sqlite3.connect(path) as made:
        made.execute("PRAGMA journal_mode=WAL")
        made.execute("CREATE TABLE answers(id INTEGER PRIMARY KEY, body TEXT)")

    def run(number: int) -> None:
        connection = sqlite3.connect(path, isolation_level=None, timeout=60)
        connection.execute("PRAGMA synchronous=FULL")
        while time.perf_counter() < until:
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("INSERT INTO answers(body) VALUES (?)", (body,))
            connection.execute("COMMIT")
            counts[number] += 1
        connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / SECONDS


async def people(url: str, folder: Path) -> list[str]:
    """Sixty-four members with a key each, in the store that the server will open."""
    house = build(Settings(database_url=url, files_dir=folder / "files"))
    keys = []
    for number in range(CLIENTS):
        one = await arrange.person(house.work, f"person{number}", with_address=False)
        keys.append((await arrange.key_of(house.work, one.viewer))["authorization"].removeprefix("Bearer "))
    await house.close()
    return keys


def ours(folder: Path) -> float:
    """Acknowledged submissions a second; every acknowledged one is found in the store afterwards."""
    path, port = folder / "ours.db", free_port()
    url = f"sqlite+aiosqlite:///{path}"
    asyncio.run(migrate.upgrade(url))
    keys = asyncio.run(people(url, folder))
    bodies = [[orjson.dumps({"answers": answers(c, t)}) for t in range(20)] for c in range(CLIENTS)]
    with server(["-m", "app.cli", "serve", "--port", str(port)], port, DAREN_DATABASE_URL=url):
        statuses, took = asyncio.run(storm(port, SECONDS, CLIENTS, lambda c, t: request(
            "PUT", "/api/v1/me/answers/sign-up", keys[c], bodies[c][t % 20])))
    with sqlite3.connect(path) as store:
        stored = store.execute("SELECT count(*) FROM responses").fetchone()[0]
    if set(statuses) != {200} or stored != statuses[200]:
        sys.exit(f"statuses {dict(statuses)}, stored {stored}")
    return statuses[200] / took


def one_row_each(folder: Path) -> float:
    """Submissions a second where each answer is an ORM row."""
    port = free_port()
    url = f"sqlite+aiosqlite:///{folder / 'orm.db'}"
    bodies = [[orjson.dumps({"answers": answers(c, t)}) for t in range(20)] for c in range(CLIENTS)]
    keys = [f"key-{c}" for c in range(CLIENTS)]
    with server(["-m", "benchmarks.orm_rows", url, str(port), ",".join(keys)], port):
        statuses, took = asyncio.run(storm(port, SECONDS, CLIENTS, lambda c, t: request(
            "PUT", "/answers", keys[c], bodies[c][t % 20])))
    if set(statuses) != {200}:
        sys.exit(f"statuses {dict(statuses)}")
    return statuses[200] / took


def main() -> None:
    """Run all sides on one file system and print the ratios."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        body = orjson.dumps(answers(1, 1)).decode()
        raw, mine, orm = bare(folder, body), ours(folder), one_row_each(folder)
        sync = fsync_seconds(folder) * 1e3
        print(f"one fsync {sync:.3f} ms; bare {raw:.0f}/s, ours {mine:.0f}/s, ORM rows {orm:.0f}/s")
        print(f"RATIO submission_over_bare {mine / raw:.3f}")
        if raw > 2000:
            print(f"RATIO submission_over_500_a_second {mine / 500:.2f}")
        print(f"RATIO submission_over_orm_rows {mine / orm:.2f}")


if __name__ == "__main__":
    main()
