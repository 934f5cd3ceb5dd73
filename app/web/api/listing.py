"""How ids and lists are asked for and lists answered: cursor and limit in, data and the next cursor out."""

from collections.abc import Callable
from typing import Annotated, Any, Generic, Literal, TypeVar

from fastapi import Depends, Path, Query
from pydantic import BaseModel

from app.core.paging import Ask, Page

T = TypeVar("T")
R = TypeVar("R")
_PLAIN = r"^[!-~]+$"
Id = Annotated[str, Path(max_length=40, pattern=_PLAIN)]
"""What leads to one thing; whatever cannot be an id leads nowhere."""
Of = Annotated[str | None, Query(max_length=40, pattern=_PLAIN)]
"""The one thing of which a list is asked."""
Whose = Annotated[str | None, Query(max_length=40, pattern=_PLAIN, description="Whose; by default the own brand's.")]


class List(BaseModel, Generic[T]):
    """Some of the rows; `next_cursor` is null on the last page."""

    object: Literal["list"] = "list"
    data: list[T]
    has_more: bool
    next_cursor: str | None


async def _ask(
    cursor: Annotated[str | None, Query(max_length=100, description="Where the page before ended.")] = None,
    limit: Annotated[int, Query(ge=1, le=200, description="How many at most.")] = 50,
) -> Ask:
    return Ask(cursor, limit)


Asked = Annotated[Ask, Depends(_ask)]


def listed(shape: Callable[[Any], T]) -> Callable[[Page[Any]], List[T]]:
    """A page of rows as a list of shaped items."""
    def of(page: Page[Any]) -> List[T]:
        return List(data=[shape(row) for row in page.items], has_more=page.next_cursor is not None,
                    next_cursor=page.next_cursor)
    return of
