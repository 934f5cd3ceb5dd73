"""The other side of the submission figure: the same checked answers, one ORM row for each, over the same HTTP."""

import sys
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI
from sqlalchemy import JSON, String
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from app.core.database import OpenDatabase
from app.questionnaires.answers import check
from app.questionnaires.loading import load_folder


class Base(DeclarativeBase):
    """Its own tables."""


class Answer(Base):
    """One answer."""

    __tablename__ = "answers_one_by_one"
    id: Mapped[int] = mapped_column(primary_key=True)
    person: Mapped[str] = mapped_column(String(40))
    question: Mapped[str] = mapped_column(String(120))
    value: Mapped[Any] = mapped_column(JSON)


def application(url: str) -> FastAPI:
    """A small application that stores what it is sent."""
    database, app = OpenDatabase(url), FastAPI()
    questionnaire = load_folder(Path(__file__).parents[1] / "questionnaires").latest("sign-up")

    @app.on_event("startup")
    async def start() -> None:
        async with database.write() as connection:
            await connection.run_sync(Base.metadata.create_all)

    @app.put("/answers/{person}")
    async def store(person: str, body: dict[str, Any]) -> dict[str, int]:
        kept = check(questionnaire, body["answers"]).answers
        async with database.write() as connection, AsyncSession(connection) as session:
            session.add_all(Answer(person=person, question=name, value=value) for name, value in kept.items())
            await session.commit()
        return {"stored": len(kept)}

    return app


if __name__ == "__main__":
    uvicorn.run(application(sys.argv[1]), host="127.0.0.1", port=int(sys.argv[2]), log_level="warning")
