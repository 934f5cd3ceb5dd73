"""Rows for tests of matching: people with answers and consent, wants of a campaign, the survey's people."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import yaml
from sqlalchemy import delete, event, insert
from sqlalchemy.ext.asyncio import AsyncSession

from app.campaigns.models import Want
from app.consumers.models import Consent, Consumer, SocialAccount, Traits
from app.core.database import BorrowedDatabase
from app.core.i18n import Text
from app.core.viewer import Viewer
from app.core.work import Work, new_id, now
from app.matching.queries import get
from app.matching.queries.explaining import sentence_to
from tests.arrange import OPS
from tests.house import ROOT

SURVEY = ROOT.parent / "shared" / "data" / "lifestyle-survey"
HIGH = "high"


async def crowd(work: Work, people: Iterable[Mapping[str, Any]], *, shuffle: int | None = None,
                first: int = 1) -> list[str]:
    """People numbered from `first` in the order given, whatever the order of their rows; their ids. Each
    may say: traits, consents, accounts {platform: band}, told (days ago), and any column of a consumer."""
    told = [dict(person) for person in people]

    async def make(session: AsyncSession, viewer: Viewer) -> list[str]:
        rows = _rows(session, told, first)
        for table, part in rows.items():
            if shuffle is not None:
                Random(shuffle).shuffle(part)
            if part:
                await session.execute(insert(table), part)
        return [f"con_{number:05d}" for number in range(first, first + len(told))]
    return await work.do(make, OPS)


def _rows(session: AsyncSession, told: list[dict[str, Any]], first: int) -> dict[type[Any], list[dict[str, Any]]]:
    rows: dict[type[Any], list[dict[str, Any]]] = {Consumer: [], Traits: [], Consent: [], SocialAccount: []}
    at = now(session)
    for number, person in enumerate(told, first):
        traits, consents, accounts, ago = (person.pop(key, default) for key, default in (
            ("traits", {}), ("consents", ("matching",)), ("accounts", {}), ("told", 1)))
        who = f"con_{number:05d}"
        rows[Consumer].append({"seq": number, "id": who, "version": 1, "created_at": at, "works_for": [],
                               "external_source": "test", "external_id": f"x{number}"} | person)
        rows[Traits].append({"consumer_id": who, "slug": "lifestyle", "response_id": "rsp", "source": "import",
                             "answered_at": at - timedelta(days=ago), "values": traits, "earlier": {}})
        rows[Consent] += [{"id": new_id(session, "cst"), "consumer_id": who, "purpose": purpose, "text_version": "1",
                           "given_at": at} for purpose in consents]
        rows[SocialAccount] += [
            {"id": new_id(session, "soc"), "consumer_id": who, "platform": platform, "follower_band": band,
             "declared_at": at} for platform, band in accounts.items()]
    return rows


async def nobody(work: Work) -> None:
    """Take the crowd away again."""
    async def clear(session: AsyncSession, viewer: Viewer) -> None:
        for table in (Traits, Consent, SocialAccount, Consumer):
            await session.execute(delete(table))
    await work.do(clear, OPS)


async def wants(work: Work, campaign_id: str, **weights: int) -> None:
    """A campaign wants these interests high, e.g. wants(work, id, cooking=3)."""
    keyed = {f"interest:{name}": (HIGH, weight) for name, weight in weights.items()}
    await wants_of(work, campaign_id, keyed)


async def wants_of(work: Work, campaign_id: str, keyed: Mapping[str, tuple[Any, int]], first: int = 0) -> None:
    """A campaign wants these traits, from place `first` on: key to (want, weight)."""
    async def make(session: AsyncSession, viewer: Viewer) -> None:
        session.add_all(Want(campaign_id=campaign_id, position=place, key=key, want=want, weight=weight)
                        for place, (key, (want, weight)) in enumerate(keyed.items(), first))
    await work.do(make, OPS)


def survey_people(path: Path = SURVEY / "responses.csv") -> list[dict[str, Any]]:
    """The survey's people, with every whole-number answer as a trait."""
    with path.open(encoding="utf-8", newline="") as file:
        return [{"external_id": row.pop("person"), "external_source": "lifestyle",
                 "traits": {f"lifestyle:{key}": int(value) for key, value in row.items() if value.isdigit()}}
                for row in csv.DictReader(file)]


def survey_wants(name: str) -> dict[str, tuple[Any, int]]:
    """An example brief's wants: key to (want, weight)."""
    briefs = yaml.safe_load((SURVEY / "briefs.yaml").read_text(encoding="utf-8"))
    found = next(entry for entry in briefs if entry["name"] == name)
    return {f"lifestyle:{t['question']}": (t["want"], t["weight"]) for t in found["traits"]}


@contextmanager
def statements(work: Work) -> Iterator[list[str]]:
    """Every statement that is sent meanwhile, on a borrowed store."""
    assert isinstance(work.database, BorrowedDatabase)
    connection = work.database.connection.sync_connection
    seen: list[str] = []

    def note(_: Any, __: Any, statement: str, *___: Any) -> None:
        seen.append(statement)
    event.listen(connection, "before_cursor_execute", note)
    yield seen
    event.remove(connection, "before_cursor_execute", note)


async def why_picked(session: AsyncSession, viewer: Viewer, match_id: str) -> Text:
    """What the person of a match is told of why."""
    return await sentence_to(session, await get(session, viewer, match_id))
