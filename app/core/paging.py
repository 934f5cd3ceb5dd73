"""Keyset pages: an opaque cursor over the sequence, so that no row is skipped or seen twice."""

import base64
import binascii
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from sqlalchemy import Select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from app.core.errors import Invalid
from app.core.i18n import text
from app.core.viewer import Viewer

T = TypeVar("T")
MOST = 200


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some rows in order, and where the next ones begin (None: these were the last)."""

    items: list[T]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class Ask:
    """Which page is wanted: after a cursor, how many."""

    cursor: str | None = None
    limit: int = 50


def encode(seq: int) -> str:
    """The opaque cursor of a sequence number."""
    return base64.urlsafe_b64encode(f"s{seq}".encode()).decode().rstrip("=")


def decode(cursor: str) -> int:
    """The sequence number of a cursor; raises Invalid where it is none of ours."""
    try:
        plain = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
        number = int(plain[1:]) if plain.startswith("s") and plain[1:].isascii() and plain[1:].isdigit() else -1
    except (ValueError, binascii.Error):
        number = -1
    if not 0 <= number < 2**63:
        raise Invalid.at("cursor", text("This cursor is not one of ours; start without it.", "游标无效，请从头开始。"),
                         "bad_cursor")
    return number


async def page(session: AsyncSession, rows: Select[T], seq: InstrumentedAttribute[int], ask: Ask,
               *, newest_first: bool = False) -> Page[T]:
    """One page of a select, keyset by its sequence column; one row more is read to know whether others follow."""
    limit = max(1, min(ask.limit, MOST))
    if ask.cursor:
        rows = rows.where(seq < decode(ask.cursor) if newest_first else seq > decode(ask.cursor))
    ordered = rows.order_by(seq.desc() if newest_first else seq).limit(limit + 1)
    found: list[T] = list((await session.execute(ordered)).unique().scalars())
    last = encode(getattr(found[limit - 1], seq.key)) if len(found) > limit else None
    return Page(found[:limit], last)


async def page_of(session: AsyncSession, viewer: Viewer, found: Page[T], every: Select[T],
                  get: Callable[[AsyncSession, Viewer, str], Awaitable[object]], thing_id: str | None) -> Page[T]:
    """A page as it was found, where it was asked of one thing, a campaign or a brand, that the viewer sees: a thing
    without rows has an empty page, a thing out of sight is not found.

    `every` are all rows that the viewer sees of the thing, however the page is narrowed; `get` raises NotFound.
    """
    if thing_id is not None and not found.items and not (await session.execute(every.limit(1))).unique().first():
        await get(session, viewer, thing_id)
    return found
