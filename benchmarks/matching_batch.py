"""A hundred open campaigns picked from one snapshot, against one read of the bytes that each needs."""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

from app.matching.engine.packed import snapshot
from app.matching.engine.packed.asked import Asked
from app.matching.engine.packed.search import Search
from app.matching.engine.packed.snapshot import Snapshot
from benchmarks import packed_people
from benchmarks.packed_people import SCALES, TODAY, campaign, picked

PEOPLE, CAMPAIGNS = int(os.environ.get("PEOPLE", "1000000")), int(os.environ.get("CAMPAIGNS", "100"))
BANDS = ((18, 24), (25, 29), (30, 34), (35, 39), (40, 44), (45, 49))


def campaigns() -> list[Asked]:
    """Campaigns of 5,000 units in nine cells, each with six scales, three tiers and three neighbouring age bands."""
    chance = Random(11)
    found = []
    for _ in range(CAMPAIGNS):
        first = chance.randrange(4)
        found.append(campaign(tuple(chance.sample(SCALES, 6)), 5000, tuple(sorted(chance.sample(range(1, 6), 3))),
                              BANDS[first:first + 3]))
    return found


def timed(ask: Callable[[], Any]) -> float:
    """Seconds."""
    began = time.perf_counter()
    ask()
    return time.perf_counter() - began


def columns_of(people: Snapshot, asked: Asked) -> list[Any]:
    """The filter columns and wanted traits of everybody in a campaign's runs."""
    search = Search(people, asked)
    runs = [people.base.runs[["start", "stop"]][at].tolist() for at in search.fields[0].visits]
    return [people.base.source.array(name)[start:stop]
            for name in search.columns - {"seq", "tier"} for start, stop in runs]


def looked(searches: list[Search]) -> None:
    """The pass of each campaign."""
    for search in searches:
        search.look()


def main() -> None:
    """Print both sides, and the ratio last."""
    with tempfile.TemporaryDirectory(prefix="daren-batch-") as name:
        path = Path(name) / "people.packed"
        people = snapshot.build(path, packed_people.LAYOUT, *packed_people.people(PEOPLE), up_to=1, today=TODAY)
        asked = campaigns()
        bytes_of = [columns_of(people, one) for one in asked]
        reads, looks, whole = [], [], []
        for _ in range(7):
            searches = [Search(people, one) for one in asked]
            looks.append(timed(partial(looked, searches)) / CAMPAIGNS)
            reads.append(timed(lambda: [column.sum() for columns in bytes_of for column in columns]) / CAMPAIGNS)
            whole.append(timed(lambda: [picked(people, one) for one in asked]) / CAMPAIGNS)
        read, scored, in_all = (1e3 * median(spent) for spent in (reads, looks, whole))
        print(f"{PEOPLE:,} people, {CAMPAIGNS} campaigns, ms each: one read (numpy sum) {read:.2f}, the pass that "
              f"screens, scores and cuts off {scored:.2f}, with reading the brief and ordering the picks {in_all:.2f}; "
              f"load {os.getloadavg()[0]:.1f}")
        print(f"RATIO batch_reads {scored / read:.2f}")
        print(f"RATIO batch_reads_with_picks {in_all / read:.2f}")


if __name__ == "__main__":
    main()
