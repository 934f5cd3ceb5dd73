"""A campaign's numbers over the weeks, post by post with their sources, as a page, as one post's page and as CSV."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse

from app.core.i18n import Text, text
from app.platforms.known import Networks
from app.reviews.models import Review
from app.reviews.queries import weeks
from app.reviews.queries.weeks import Posts
from app.reviews.rules import READ_OWN, REMOVED
from app.reviews.rules.looks import COUNTS
from app.reviews.rules.weeks import Latest, Measured, Week, latest_of
from app.reviews.rules.words import CHANGE_WORDS, SOURCE_WORDS
from app.reviews.schemas import live_now, standing_of
from app.web.api.listing import Id
from app.web.brand.lines import Line, line_of
from app.web.doors import Working, opens
from app.web.screen import Showing

router = APIRouter(prefix="/brand/campaigns")
MOST = 100
NUMBER_WORDS: dict[str, Text] = {
    "views": text("Views", "浏览"), "likes": text("Likes", "点赞"), "comments": text("Comments", "评论"),
    "saves": text("Saves", "收藏"), "shares": text("Shares", "分享"),
}
VIEWS, LIKES = COUNTS.index("views"), COUNTS.index("likes")


@dataclass(frozen=True, slots=True)
class Told:
    """One number as it is known last: where it was read, on which day there, and whether it was higher before."""

    count: int
    source: Text
    on: date
    has_fallen: bool

    @classmethod
    def of(cls, latest: Latest | None, zone: str) -> "Told | None":
        """The number in the local days of a zone."""
        if latest is None:
            return None
        return cls(latest.count, SOURCE_WORDS[latest.source], latest.at.astimezone(ZoneInfo(zone)).date(),
                   latest.has_fallen)


@dataclass(frozen=True, slots=True)
class PostRow:
    """One post: where, how it stands, its line over time, and each number as it is known last."""

    id: str
    pseudonym: str
    network: Text | None
    state: str
    is_live: bool | None
    is_on_other_network: bool
    is_counted: bool
    verified_at: datetime | None
    edited_at: datetime | None
    removed_at: datetime | None
    online_until: datetime | None
    changes: tuple[Text, ...]
    url: str | None
    drawn: str
    """The number whose line is drawn."""
    line: Line | None
    latest: tuple[Told | None, ...]


@dataclass(frozen=True, slots=True)
class WeekRow:
    """One week by its last day; `runs` while it is not over."""

    until: date
    runs: bool
    week: Week


@dataclass(frozen=True, slots=True)
class NumbersPage:
    """A campaign week by week (posts on other networks apart), and its posts, most seen first."""

    campaign_id: str
    campaign: Text
    zone: str
    weeks: tuple[WeekRow, ...]
    elsewhere: tuple[WeekRow, ...]
    rows: tuple[PostRow, ...]
    left_out: int
    words: dict[str, Text] = field(default_factory=lambda: NUMBER_WORDS)


@dataclass(frozen=True, slots=True)
class PostPage:
    """One post with every measurement, the latest first."""

    campaign_id: str
    campaign: Text
    zone: str
    row: PostRow
    measured: tuple[Measured, ...]
    sources: dict[str, Text] = field(default_factory=lambda: SOURCE_WORDS)
    words: dict[str, Text] = field(default_factory=lambda: NUMBER_WORDS)


def noticed_of(review: Review) -> dict[str, datetime | None]:
    """When a post was last found edited, and gone."""
    return {"edited": review.edited_at, "gone": review.removed_at}


def row_of(review: Review, measured: Sequence[Measured], networks: Networks, zone: str) -> PostRow:
    """One post as its brand may read it; views are drawn, or likes where views are not told."""
    latest, standing = latest_of(measured), standing_of(review)
    is_shown = review.withheld_at is None and review.erased_at is None and standing != REMOVED
    place = VIEWS if latest[VIEWS] is not None else LIKES
    return PostRow(
        review.id, "" if review.erased_at else review.pseudonym,
        networks.get(review.platform).name if review.platform in networks.slugs else None, standing,
        live_now(review), review.is_on_other_network, review.numbers_held_at is None, review.verified_at,
        review.edited_at, review.removed_at, review.online_until,
        tuple(CHANGE_WORDS[one["what"]] for one in review.changes), review.url if is_shown else None,
        COUNTS[place], line_of([(one.at, one.counts[place]) for one in measured], noticed_of(review)),
        tuple(Told.of(one, zone) for one in latest))


def page_of(found: Posts, networks: Networks, at: datetime) -> NumbersPage:
    """The campaign's page."""
    rows = [row_of(review, found.measured[review.id], networks, found.campaign.time_zone) for review in found.reviews]
    rows.sort(key=lambda row: [-1 if one is None else one.count for one in row.latest], reverse=True)
    return NumbersPage(
        found.campaign.id, Text.model_validate(found.campaign.name), found.campaign.time_zone,
        _weeks(found, at, is_elsewhere=False), _weeks(found, at, is_elsewhere=True), tuple(rows[:MOST]),
        len(rows[MOST:]))


def _weeks(found: Posts, at: datetime, *, is_elsewhere: bool) -> tuple[WeekRow, ...]:
    zone = ZoneInfo(found.campaign.time_zone)
    return tuple(WeekRow(week.until.astimezone(zone).date(), week.until > at, week)
                 for week in found.weeks(at, is_elsewhere=is_elsewhere))


@router.get("/{campaign_id}/numbers", **opens(READ_OWN))
async def show(campaign_id: Id, screen: Showing, work: Working) -> HTMLResponse:
    """Week by week, then post by post."""
    networks: Networks = screen.request.app.state.house.networks
    at = work.clock()
    page = await work.read(weeks.posts, screen.viewer, campaign_id, shape=lambda found: page_of(found, networks, at))
    return screen.show("brand/numbers.html", page)


@router.get("/{campaign_id}/reviews/{review_id}", **opens(READ_OWN))
async def one(campaign_id: Id, review_id: Id, screen: Showing, work: Working) -> HTMLResponse:
    """One post with everything that was measured of it."""
    networks: Networks = screen.request.app.state.house.networks

    def shape(found: Posts) -> PostPage:
        [review] = found.reviews
        measured = found.measured[review.id]
        return PostPage(found.campaign.id, Text.model_validate(found.campaign.name), found.campaign.time_zone,
                        row_of(review, measured, networks, found.campaign.time_zone), tuple(reversed(measured)))
    page = await work.read(weeks.posts, screen.viewer, campaign_id, review_id, shape=shape)
    return screen.show("brand/review.html", page)


@router.get("/{campaign_id}/numbers.csv", **opens(READ_OWN))
async def table(campaign_id: Id, screen: Showing, work: Working) -> Response:
    """Every known number of every look as CSV, one a line, with its source; what is not known has no line."""
    lines = await work.read(weeks.posts, screen.viewer, campaign_id, shape=lines_of)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["review", "network", "on_other_network", "measured_at", "number", "count", "source", "in_sums",
                     "state", "edited_at", "removed_at"])
    writer.writerows(lines)
    name = f"numbers-{campaign_id}.csv"
    return Response("\ufeff" + out.getvalue(), 200, {"Content-Disposition": f'attachment; filename="{name}"'},
                    "text/csv; charset=utf-8")


def lines_of(found: Posts) -> list[tuple[str | int, ...]]:
    """The lines of the CSV: yes or no in words, moments in UTC; beside each number how its post stands now."""
    return [(review.id, review.platform or "", "yes" if review.is_on_other_network else "no", look.at.isoformat(),
             COUNTS[place], count, look.source_of(place), "yes" if review.numbers_held_at is None else "no",
             standing_of(review), _iso(review.edited_at), _iso(review.removed_at))
            for review in found.reviews for look in found.measured[review.id]
            for place, count in enumerate(look.counts) if count is not None]


def _iso(at: datetime | None) -> str:
    return at.isoformat() if at else ""
