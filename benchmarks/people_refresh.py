"""How the product brings its snapshot of everybody up to date: 1 % who were imported anew, ten times in a row, the file
written anew meanwhile where it is worth it, against reading all."""

import asyncio
import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import statistics
import tempfile
import time
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
from sqlalchemy import func, select, text

from app.consumers import service as consumers
from app.consumers.service import Ears, Wanted
from app.core.settings import Settings
from app.core.settings import snapshot_file as file_of
from app.core.viewer import Viewer
from app.main import House, build
from app.matching import service as matching
from app.matching.engine.kinds import Kind, Multiple, Number, Scale
from app.matching.engine.packed.keeper import Keeper
from app.matching.engine.packed.layout import CONSENT, Layout, Records, answered_bit, trait
from app.matching.models import PackedPerson, SettledPerson
from app.matching.queries.bodies import layout_of
from app.matching.queries.packed import everybody
from app.matching.service.bodies import KEEP, LATELY
from tests.arrange import OPS
from tests.stores import Stores

PEOPLE, STARTS, IN_A_ROW = int(os.environ.get("PEOPLE", "1000000")), 3, 10
BLOCK, QUESTIONS = 20_000, 30
NUMBERS = {
    "sqlite": "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < :people) ",
    "postgresql": "WITH numbers(n) AS (SELECT generate_series(1, :people)) "}
CONSUMERS = """INSERT INTO consumers (seq, id, version, state, external_source, external_id, works_for,
refuses_automatic, is_address_shared, created_at)
SELECT n, 'con_' || n, 1, 'active', 'lifestyle', 'p' || n, '[]', false, false,
'2026-01-01 00:00:00+00' FROM numbers"""


def records(layout: Layout, many: int) -> Records:
    """Made-up people who answered eleven questions in twelve, seeded."""
    chance = np.random.default_rng(3)
    packed = np.zeros(many, layout.record)
    packed["layout"], packed["flags"] = layout.fingerprint, CONSENT
    packed["birth_month"] = chance.integers(1960 * 12, 2010 * 12, many)
    packed["tier"], packed["gender"] = chance.integers(1, 5, many), chance.integers(1, 4, many)
    packed["declared"] = chance.integers(0, 1 << min(len(layout.platforms), 8), many)
    for key, kind in layout.specs.items():
        told = chance.random(many) > 1 / 12
        packed[trait(key)] = np.where(told, _codes(kind, many, chance), np.nan if isinstance(kind, Number) else 0)
    return packed


def _codes(kind: Kind, many: int, chance: np.random.Generator) -> Any:
    if isinstance(kind, Number):
        return np.clip(chance.integers(0, 50, many), kind.low, kind.high)
    if isinstance(kind, Multiple):
        return chance.integers(0, 1 << len(kind.choices), many).astype(np.uint64) | np.uint64(answered_bit(kind))
    return chance.integers(1, (kind.span + 1 if isinstance(kind, Scale) else len(kind.choices)) + 1, many)


async def fill(house: House, dialect: str) -> None:
    """Everybody with a body, as they would stand there after years of answering."""
    async def people(session: Any, viewer: Viewer) -> None:
        await session.execute(text(NUMBERS[dialect] + CONSUMERS if dialect == "postgresql"
                                   else CONSUMERS.replace("SELECT n,", NUMBERS[dialect] + "SELECT n,")),
                              {"people": PEOPLE})

    async def bodies(session: Any, viewer: Viewer, first: int) -> None:
        block = records(layout_of(session), BLOCK)
        told = [{"seq": first + at, "packed": one.tobytes()} for at, one in enumerate(block)]
        await (await session.connection()).execute(KEEP, told)
    await house.work.do(people, OPS)
    for first in range(1, PEOPLE, BLOCK):
        await house.work.do(bodies, OPS, first)
    await settle(house)


async def settle(house: House) -> None:
    """What the hourly job does with who has not changed lately, and its next turns."""
    async def left(session: Any, viewer: Viewer) -> int:
        return await session.scalar(select(func.count()).select_from(PackedPerson)) or 0
    while await house.work.read(left, OPS) > LATELY:
        await house.work.do(matching.settle, OPS)


async def touch(house: House, folder: Path, turn: int) -> None:
    """One in a hundred answers thirty questions elsewhere and is imported anew."""
    chance, questionnaire = Random(turn), house.questionnaires.latest("lifestyle")
    names = [name for name, one in questionnaire.questions.items() if one.type == "rating" and "," not in name]
    names = names[:QUESTIONS]
    rows = [",".join([f"p{number}", *(str(chance.randint(1, 5)) for _ in names)])
            for number in range(turn + 1, PEOPLE + 1, 100)]
    table = folder / "again.csv"
    table.write_text("\n".join([",".join(["person", *names]), *rows]))
    counted = await consumers.import_file(
        house.work, OPS, Wanted(table, questionnaire, None, ("matching",), "made up for a benchmark"),
        Ears(lambda bad: None, lambda counted, read: None))
    if counted.changed != PEOPLE // 100:
        raise SystemExit(f"{counted.changed} people changed")


async def seconds(house: House) -> float:
    """What reading everybody takes now."""
    began = time.perf_counter()
    found = await house.work.read(everybody, OPS)
    took = time.perf_counter() - began
    if found.people != PEOPLE:
        raise SystemExit(f"{found.people} people instead of {PEOPLE}")
    return took


async def missing(house: House) -> int:
    """How many people have no body."""
    async def ask(session: Any, viewer: Viewer) -> int:
        return sum([await session.scalar(select(func.count()).where(who.body.is_(None))) or 0
                    for who in (PackedPerson, SettledPerson)])
    return await house.work.read(ask, OPS)


async def measured(stores: Stores, dialect: str, folder: Path) -> tuple[float, float]:
    """How many times faster a refresh of 1 % is than a start without a file: the usual one, and the slowest."""
    settings = Settings(database_url=await stores.clone(dialect), files_dir=folder / dialect)
    house = build(settings)
    await fill(house, dialect)
    whole, parts = [], []
    for _ in range(STARTS):
        file_of(settings).unlink(missing_ok=True)
        house.work.resources[Keeper] = keeper = Keeper(file_of(settings))
        whole.append(await seconds(house))
        keeper.finish()
    for turn in range(IN_A_ROW):
        await touch(house, folder, turn)
        await settle(house)
        parts.append(await seconds(house))
        if await missing(house):
            raise SystemExit("some have no body")
    keeper.finish()
    await house.close()
    all_of_them, some = statistics.median(whole), statistics.median(parts)
    print(f"{dialect}: {PEOPLE:,} people read anew {all_of_them:.2f} s, refreshes of 1 % {some * 1e3:.1f} ms "
          f"(one by one {', '.join(f'{one * 1e3:.0f}' for one in parts)}); load {os.getloadavg()[0]:.1f}")
    return all_of_them / some, all_of_them / max(parts)


async def main() -> None:
    """Both stores."""
    stores = Stores()
    with tempfile.TemporaryDirectory(prefix="daren-people-") as name:
        for dialect in ("sqlite", "postgresql"):
            usual, slowest = await measured(stores, dialect, Path(name))
            print(f"RATIO people_refresh_{dialect} {usual:.0f}", flush=True)
            print(f"RATIO people_refresh_slowest_{dialect} {slowest:.0f}", flush=True)
    await stores.close()


if __name__ == "__main__":
    asyncio.run(main())
