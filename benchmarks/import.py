"""Importing people by the command against a bare executemany of the same answers, both in one run."""

import csv
import os
import random
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import orjson

from app.core.settings import ROOT
from app.questionnaires.cells import RowReader
from app.questionnaires.checkers import number_bounds
from app.questionnaires.loading import load_file
from app.questionnaires.schema import Question

PEOPLE, BATCH = int(os.environ.get("PEOPLE", "100000")), 1000
LIFESTYLE = load_file(ROOT / "questionnaires" / "lifestyle.v1.yaml")


def cell(question: Question, chance: random.Random) -> str:
    """An answer as a table holds it; one in fifty is left empty."""
    if chance.random() < 0.02:
        return ""
    if question.choices:
        return str(chance.choice(question.choices).value)
    if question.type == "rating":
        return str(chance.randint(question.low, question.high))
    low, high = number_bounds(question)
    return str(chance.randint(int(low or 0), int(high or 99)))


def write_table(path: Path) -> None:
    """The people, seeded, in one table."""
    chance, questions = random.Random(5), list(LIFESTYLE.questions.values())
    with path.open("w", newline="") as file:
        table = csv.writer(file)
        table.writerow(["person", *LIFESTYLE.questions])
        for number in range(PEOPLE):
            table.writerow([f"p{number:07}", *(cell(question, chance) for question in questions)])


def answer_rows(path: Path) -> Iterator[tuple[str, str]]:
    """The same answers as the bare side stores them: an id and one packed text."""
    with path.open(newline="") as file:
        table = csv.reader(file)
        reader = RowReader(LIFESTYLE, next(table), ignore=("person",))
        for cells in table:
            yield cells[0], orjson.dumps(reader.read(cells).answers).decode()


def bare(path: Path, folder: Path) -> float:
    """Seconds that executemany and the commit take, the rows made beforehand, batch by batch; synchronous FULL."""
    connection, spent = sqlite3.connect(folder / "bare.db", isolation_level=None), 0.0
    connection.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
                             "CREATE TABLE answers(seq INTEGER PRIMARY KEY, id TEXT UNIQUE, answers TEXT)")
    rows = answer_rows(path)
    while batch := list(islice(rows, BATCH)):
        began = time.perf_counter()
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany("INSERT INTO answers(id, answers) VALUES (?, ?)", batch)
        connection.execute("COMMIT")
        spent += time.perf_counter() - began
    connection.close()
    return spent


def command(path: Path, folder: Path, *more: str) -> tuple[float, int]:
    """Seconds of the import itself by its own account, and the process's greatest memory in KiB."""
    environment = {**os.environ, "DAREN_DATABASE_URL": f"sqlite+aiosqlite:///{folder / 'daren.db'}"}
    done = subprocess.run(
        [sys.executable, "-c", "from app.cli import main; main()", "consumers", "import", str(path), "--questionnaire",
         "lifestyle", "--consent", "matching", "--evidence", "made up for a benchmark", "--json", *more],
        env=environment, cwd=ROOT, check=True, stdout=subprocess.PIPE)
    told = orjson.loads(done.stdout)
    assert told["refused"] == 0, told["errors"][:3]
    assert told["imported"] + told["unchanged"] == PEOPLE
    return float(told["seconds"]), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss


def main() -> None:
    """Print both sides and the ratio last."""
    with tempfile.TemporaryDirectory(prefix="daren-import-") as name:
        folder = Path(name)
        path = folder / "people.csv"
        write_table(path)
        print(f"{PEOPLE:,} people, {len(LIFESTYLE.questions)} questions, {path.stat().st_size / 2**20:.0f} MiB")
        bare_seconds = bare(path, folder)
        print(f"bare executemany: {bare_seconds:.2f} s, {PEOPLE / bare_seconds:,.0f} rows/s")
        seconds, memory = command(path, folder)
        print(f"daren consumers import: {seconds:.2f} s, {PEOPLE / seconds:,.0f} people/s, {memory / 1024:.0f} MiB")
        again, _ = command(path, folder)
        print(f"the same file again: {again:.2f} s, {PEOPLE / again:,.0f} people/s")
        print(f"RATIO import {bare_seconds / seconds:.4f}")


if __name__ == "__main__":
    main()
