"""Idempotency keys: the first answer to a key is replayed; the same key with another body is refused."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from pydantic import BaseModel
from sqlalchemy import String, Text, UniqueConstraint, delete, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Mapped, mapped_column

from app.core import crypto
from app.core.database import Table
from app.core.errors import Conflict
from app.core.viewer import Viewer


class IdempotencyRecord(Table):
    """The answer that a caller's key has had."""

    __tablename__ = "idempotency_records"
    __table_args__ = (UniqueConstraint("actor_id", "key"),)

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    actor_id: Mapped[str] = mapped_column(String(40))
    key: Mapped[str] = mapped_column(String(255))
    fingerprint: Mapped[str] = mapped_column(String(64))
    status: Mapped[int]
    body_sealed: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime]


KEPT = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Once:
    """A caller's key, the hash of what he asked, and the status that an answer will have."""

    key: str
    fingerprint: str
    status: Callable[[Any], int] = field(default=lambda answer: 200)


@dataclass(eq=False)
class KeyUsedOtherwise(Conflict):
    """The key came with another request before."""

    message = "The idempotency key {key} was used for another request."
    zh = "幂等键 {key} 已用于另一个请求。"
    key: str


class Replayed(Exception):
    """The answer that the key has had already."""

    def __init__(self, status: int, body: str) -> None:
        self.status, self.body = status, body


async def replay(session: AsyncSession, viewer: Viewer, once: Once) -> None:
    """Raise Replayed where the key is known, KeyUsedOtherwise where it came with another request."""
    found = await session.scalar(
        select(IdempotencyRecord).where(
            IdempotencyRecord.actor_id == viewer.actor_id, IdempotencyRecord.key == once.key))
    if found is not None and found.fingerprint != once.fingerprint:
        raise KeyUsedOtherwise(once.key)
    if found is not None:
        raise Replayed(found.status, crypto.keyring().open(found.body_sealed, found.actor_id, once.key))


def remember(session: AsyncSession, viewer: Viewer, once: Once, answer: Any, at: datetime) -> None:
    """Keep the answer, sealed, beside what it answers, in the same transaction."""
    body = answer.model_dump_json(by_alias=True) if isinstance(answer, BaseModel) else "null"
    sealed = crypto.keyring().seal(body, viewer.actor_id, once.key)
    session.add(IdempotencyRecord(actor_id=viewer.actor_id, key=once.key, fingerprint=once.fingerprint,
                                  status=once.status(answer), body_sealed=sealed, at=at))


async def forget_old(session: AsyncSession, at: datetime) -> None:
    """Delete answers whose keys are no longer kept."""
    await session.execute(delete(IdempotencyRecord).where(IdempotencyRecord.at < at - KEPT))
