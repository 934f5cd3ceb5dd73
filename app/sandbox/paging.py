"""All rows of a list that the house gives out in pages."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from app.core.paging import MOST, Ask, Page

T = TypeVar("T")


async def all_of(page: Callable[[Ask], Awaitable[Page[T]]]) -> list[T]:
    """Page after page until there is none."""
    found: list[T] = []
    ask = Ask(limit=MOST)
    while True:
        one = await page(ask)
        found += one.items
        if one.next_cursor is None:
            return found
        ask = Ask(one.next_cursor, MOST)
