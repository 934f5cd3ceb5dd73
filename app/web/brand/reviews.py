"""The wall of a campaign's reviews for its brand: every verified one, kind or not, with its numbers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from app.core.i18n import Text, text
from app.core.paging import Ask
from app.platforms.known import Networks
from app.reviews import queries
from app.reviews.models import Review
from app.reviews.queries import Choice, Wall
from app.reviews.rules import CHANGED, CLOSED, READ_OWN, REMOVED, REVIEW, UNREACHABLE, VERIFIED, WAIVED
from app.reviews.rules.words import CHANGE_WORDS, SOURCE_WORDS
from app.reviews.schemas import label_of, live_now, standing_of
from app.web.api.listing import Id
from app.web.doors import Working, opens
from app.web.screen import Showing

router = APIRouter(prefix="/brand/campaigns")
A_PAGE = 12
ELSEWHERE = "elsewhere"
SHOWN = (VERIFIED, CLOSED, CHANGED, UNREACHABLE, REMOVED)
"""States in which a review that was verified can stand."""
ORDERS: dict[str, tuple[Text, str | None]] = {
    "": (text("The newest first", "最新在前"), None), "views": (text("Most views first", "浏览量从高到低"), "views"),
    "likes": (text("Most likes first", "点赞从高到低"), "likes"),
    "comments": (text("Most comments first", "评论从高到低"), "comments"),
}


@dataclass(frozen=True, slots=True)
class Brick:
    """One review on the wall; words and address are gone where it is withheld or its author was erased."""

    id: str
    pseudonym: str
    network: Text | None
    state: str
    changes: tuple[Text, ...]
    """What was found changed since it was verified."""
    noticed_at: datetime | None
    """When it was found changed, or gone."""
    words: str | None
    url: str | None
    is_erased: bool
    is_withheld: bool
    is_late: bool
    is_on_other_network: bool
    has_label: bool | None
    is_live: bool | None
    verified_at: datetime | None
    measured_at: datetime | None
    source: Text | None
    views: int | None
    likes: int | None
    comments: int | None
    saves: int | None
    shares: int | None
    are_counted: bool


@dataclass(frozen=True, slots=True)
class WallPage:
    """How many stand where, and the verified ones."""

    campaign_id: str
    campaign: Text
    zone: str
    promised: int
    verified: int
    on_other_network: int
    live_now: int
    online_to_end: int
    reach: int | None
    counts: tuple[tuple[str, int], ...]
    asked: Mapping[str, str]
    """What was chosen: state, network, order, and whether the posts on other networks are shown."""
    states: tuple[str, ...]
    networks: tuple[tuple[str, Text], ...]
    orders: tuple[tuple[str, Text], ...]
    is_elsewhere: bool
    bricks: tuple[Brick, ...]
    more: str | None
    first: str | None


def brick_of(review: Review, networks: Networks) -> Brick:
    """One review as its brand may read it."""
    is_shown = review.withheld_at is None and review.erased_at is None
    label, standing = label_of(review), standing_of(review)
    return Brick(
        review.id, "" if review.erased_at else review.pseudonym,
        networks.get(review.platform).name if review.platform in networks.slugs else None, standing,
        tuple(CHANGE_WORDS[one["what"]] for one in review.changes) if review.edited_at else (),
        review.removed_at or review.edited_at, review.post_text if is_shown else None,
        review.url if is_shown and standing != REMOVED else None, review.erased_at is not None,
        review.withheld_at is not None, review.is_late, review.is_on_other_network,
        None if label in (None, "unknown") else label == "passed", live_now(review), review.verified_at,
        review.measured_at, SOURCE_WORDS.get(review.measured_how or ""), review.views, review.likes, review.comments,
        review.saves, review.shares, review.numbers_held_at is None)


def choice_of(asked: Mapping[str, str], networks: Networks) -> Choice:
    """What is chosen; what there is not to choose is let go."""
    state, network, order = (asked.get(name, "") for name in ("state", "network", "order"))
    return Choice(state if state in SHOWN else None, network if network in networks.slugs else None,
                  asked.get("which") == ELSEWHERE, ORDERS.get(order, ORDERS[""])[1])


def page_of(wall: Wall, networks: Networks, asked: Mapping[str, str], is_later: bool) -> WallPage:
    """The page of one campaign's wall."""
    campaign, cursor, choice = wall.campaign, wall.reviews.next_cursor, choice_of(asked, networks)
    kept = {"state": choice.state or "", "network": choice.platform or "", "order": choice.most or "",
            "which": ELSEWHERE if choice.is_elsewhere else ""}
    at = f"/brand/campaigns/{campaign.id}/reviews?{urlencode(kept)}"
    return WallPage(
        campaign.id, Text.model_validate(campaign.name), campaign.time_zone,
        sum(count for state, count in wall.counts.items() if state != WAIVED), wall.verified, wall.on_other_network,
        wall.live_now, wall.online_to_end, wall.reach,
        tuple((s, wall.counts[s]) for s in REVIEW.states if wall.counts.get(s)),
        kept, tuple(s for s in SHOWN if wall.counts.get(s) or s == choice.state),
        tuple((slug, networks.get(slug).name) for slug in wall.platforms if slug in networks.slugs),
        tuple((key, words) for key, (words, _) in ORDERS.items()), bool(choice.is_elsewhere),
        tuple(brick_of(review, networks) for review in wall.reviews.items),
        f"{at}&after={cursor}" if cursor else None, at if is_later else None)


@router.get("/{campaign_id}/reviews", **opens(READ_OWN))
async def show(campaign_id: Id, screen: Showing, work: Working) -> HTMLResponse:
    """Every verified review of one campaign, the newest first; what is asked in the query narrows or orders them."""
    asked = screen.request.query_params
    after = asked.get("after")
    networks: Networks = screen.request.app.state.house.networks

    def shape(wall: Wall) -> WallPage:
        return page_of(wall, networks, asked, after is not None)
    page = await work.read(queries.wall, screen.viewer, campaign_id, Ask(after, A_PAGE), choice_of(asked, networks),
                           shape=shape)
    return screen.show("brand/reviews.html", page)
