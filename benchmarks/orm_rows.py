"""The other side of the submission figure: the same, as it is usually written, with an ORM row for each answer.

FastAPI, a session for each request on SQLAlchemy's own aiosqlite engine (WAL, FULL, BEGIN IMMEDIATE), the caller found
by a key, the answers checked by the same questionnaire, one row each and one of journal, a commit for each request.
"""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI, Header
from sqlalchemy import JSON, String, event, select
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from app.questionnaires.answers import check
from app.questionnaires.loading import load_folder


class Base(DeclarativeBase):
    """Its own tables."""


class Caller(Base):
    """Who may submit."""

    __tablename__ = "callers"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(80), unique=True)


class Answer(Base):
    """One answer."""

    __tablename__ = "answers_one_by_one"
    id: Mapped[int] = mapped_column(primary_key=True)
    caller_id: Mapped[int]
    question: Mapped[str] = mapped_column(String(120))
    value: Mapped[Any] = mapped_column(JSON)


class Note(Base):
    """One line of journal."""

    __tablename__ = "notes"
    id: Mapped[int] = mapped_column(primary_key=True)
    event: Mapped[str] = mapped_column(String(60))
    caller_id: Mapped[int]


def application(url: str, keys: list[str]) -> FastAPI:
    """A small application that stores what it is sent."""
    engine = create_async_engine(url, connect_args={"isolation_level": None, "timeout": 60}, pool_size=16)
    sessions = async_sessionmaker(engine, expire_on_commit=False)
    questionnaire = load_folder(Path(__file__).parents[1] / "questionnaires").latest("sign-up")

    @event.listens_for(engine.sync_engine, "connect")
    def pragmas(connection: Any, record: Any) -> None:
        for pragma in ("journal_mode=WAL", "synchronous=FULL"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine.sync_engine, "begin")
    def begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    @asynccontextmanager
    async def life(app: FastAPI) -> AsyncIterator[None]:
        async with engine.begin() as connection:
            await connection.run_sync(Base.metadata.create_all)
        async with sessions.begin() as session:
            session.add_all(Caller(key=key) for key in keys)
        yield

    app = FastAPI(lifespan=life)

    @app.put("/answers")
    async def store(body: dict[str, Any], authorization: str = Header()) -> dict[str, int]:
        async with sessions.begin() as session:
            caller = (await session.scalars(select(Caller).where(Caller.key == authorization[7:]))).one()
            kept = check(questionnaire, body["answers"]).answers
            session.add_all(Answer(caller_id=caller.id, question=name, value=value) for name, value in kept.items())
            session.add(Note(event="answered", caller_id=caller.id))
        return {"stored": len(kept)}

    return app


if __name__ == "__main__":
    uvicorn.run(application(sys.argv[1], sys.argv[3].split(",")), host="127.0.0.1", port=int(sys.argv[2]),
                log_level="warning", access_log=False)
