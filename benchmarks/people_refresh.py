"""How the product itself brings its snapshot of everybody up to date: 1 % who changed against reading all anew."""

import asyncio
import os
import statistics
import tempfile
import time
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import update

from app.consumers.models import Traits
from app.core.settings import Settings
from app.core.viewer import Viewer
from app.main import House, build
from app.matching.engine.packed.keeper import Keeper
from app.matching.queries.packed import everybody
from tests.arrange import OPS
from tests.arrange_matching import crowd
from tests.stores import Stores

PEOPLE, ROUNDS = int(os.environ.get("PEOPLE", "50000")), 5
KEYS = [f"interest:{one}" for one in ("skincare", "makeup", "fashion", "food", "cooking", "home", "pets", "fitness",
                                      "outdoors", "gadgets", "reading", "travel", "cars", "games", "wellness")]


def lives() -> list[dict[str, Any]]:
    """People who answered fifteen scales, seeded."""
    chance = Random(3)
    return [{"traits": {key: chance.randint(1, 5) for key in KEYS}, "region_code": "310000"} for _ in range(PEOPLE)]


async def touch(house: House, turn: int) -> None:
    """One in a hundred answers anew."""
    ids = [f"con_{number:05d}" for number in range(turn + 1, PEOPLE + 1, 100)]

    async def verb(session: Any, viewer: Viewer) -> None:
        for start in range(0, len(ids), 500):
            await session.execute(update(Traits).where(Traits.consumer_id.in_(ids[start:start + 500])).values(
                source=f"turn{turn}"))
    await house.work.do(verb, OPS)


async def seconds(house: House) -> float:
    """What reading everybody takes now."""
    began = time.perf_counter()
    found = await house.work.read(everybody, OPS)
    took = time.perf_counter() - began
    if found.people != PEOPLE:
        raise SystemExit(f"{found.people} people instead of {PEOPLE}")
    return took


async def measured(stores: Stores, dialect: str, folder: Path) -> float:
    """How many times faster a refresh of 1 % is."""
    house = build(Settings(database_url=await stores.clone(dialect), files_dir=folder / dialect))
    await crowd(house.work, lives())
    whole, parts = [], []
    for turn in range(ROUNDS):
        house.work.resources[Keeper] = Keeper()
        whole.append(await seconds(house))
        await touch(house, turn)
        parts.append(await seconds(house))
    await house.close()
    all_of_them, some = statistics.median(whole), statistics.median(parts)
    print(f"{dialect}: {PEOPLE:,} people read anew {all_of_them:.2f} s, refresh of 1 % {some * 1e3:.1f} ms")
    return all_of_them / some


async def main() -> None:
    """Both stores."""
    stores = Stores()
    with tempfile.TemporaryDirectory() as name:
        for dialect in ("sqlite", "postgresql"):
            print(f"RATIO people_refresh_{dialect} {await measured(stores, dialect, Path(name)):.0f}")
    await stores.close()


if __name__ == "__main__":
    asyncio.run(main())
