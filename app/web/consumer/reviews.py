"""A consumer's reviews: what is due when, and what has come of the others."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from app.core.i18n import Text
from app.platforms.known import Networks
from app.reviews import queries
from app.reviews.queries import Row
from app.reviews.rules import READ_OWN, REVIEW
from app.web.doors import Working, opens
from app.web.screen import Showing

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Item:
    """One promised post: for what, where, until when, and whether something is to be done."""

    href: str
    campaign: Text
    place: tuple[int, int] | None
    """Which of several posts of one gift it is, and of how many."""
    network: Text | None
    state: str
    due_at: datetime | None
    zone: str
    is_to_do: bool


@dataclass(frozen=True, slots=True)
class ReviewsPage:
    """What is to be done, and the rest."""

    to_do: tuple[Item, ...]
    others: tuple[Item, ...]


def items_of(rows: Sequence[Row], networks: Networks) -> list[Item]:
    """The lines of the list, in its order."""
    of_seat: dict[str, list[str]] = {}
    for row in sorted(rows, key=lambda row: row.review.seq):
        of_seat.setdefault(row.review.seat_id, []).append(row.review.id)
    return [_item(row, of_seat[row.review.seat_id], networks) for row in rows]


def _item(row: Row, beside: list[str], networks: Networks) -> Item:
    review = row.review
    slug = review.platform or review.asked_platform
    return Item(
        f"/me/reviews/{review.id}", Text.model_validate(row.campaign.name),
        (beside.index(review.id) + 1, len(beside)) if len(beside) > 1 else None,
        networks.get(slug).name if slug in networks.slugs else None, review.state, review.due_at,
        row.campaign.time_zone, REVIEW.can(review.state, "submit") and review.state != "missed")


@router.get("/me/reviews", **opens(READ_OWN))
async def index(screen: Showing, work: Working) -> HTMLResponse:
    """What is due first, then everything else."""
    networks: Networks = screen.request.app.state.house.networks

    def shape(rows: list[Row]) -> list[Item]:
        return items_of(rows, networks)
    items = await work.read(queries.of_consumer, screen.viewer, shape=shape)
    return screen.show("consumer/reviews.html", ReviewsPage(
        tuple(item for item in items if item.is_to_do), tuple(item for item in items if not item.is_to_do)))
