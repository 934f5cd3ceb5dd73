"""The summary of a campaign and what it changed, as brands, ops and programs read them; the surveys behind it."""

from datetime import date, datetime
from typing import Any, Literal

from app.campaigns.models import Campaign
from app.core.i18n import Text
from app.core.shapes import Out
from app.insights.rules import Cost, Numbers, Share, cost_per_review
from app.insights.rules.earned import Earned
from app.insights.rules.surveys import When
from app.matching.engine.lift.measuring import Outcome


class ShareOut(Out):
    """A share with its denominator by name; value is null where there is no whole."""

    part: int
    whole: int
    of: str
    value: float | None

    @classmethod
    def from_share(cls, share: Share) -> "ShareOut":
        """From the pure value."""
        return cls(part=share.part, whole=share.whole, of=share.of, value=share.value)


class Funnel(Out):
    """People at each stage, from those looked at to seats completed."""

    people: int | None
    eligible: int | None
    picked: int
    offered: int
    told: int
    accepted: int
    waiting: int
    sent: int
    received: int
    completed: int


class ReviewCounts(Out):
    """Promised posts by state; `promised` leaves out those that were `waived` with their seat, which stand in
    `by_state` all the same; `verified` counts all ever verified as asked, `live_now` those that are online
    now and still followed, `online_to_end` those that were online to the end of their promised days."""

    promised: int
    waived: int
    by_state: dict[str, int]
    verified: int
    verified_elsewhere: int
    live_now: int
    online_to_end: int


class NumbersOut(Out):
    """Sums over verified posts; null is unknown, never zero. `engagement_rate` is of those posts alone,
    `engagement_rate_posts` of them, whose views and engagements are both known; `engagement_rate_by_followers` is of
    those whose views are unknown and the followers of whose accounts were seen. The two are never blended."""

    views: int | None
    likes: int | None
    comments: int | None
    saves: int | None
    shares: int | None
    engagements: int | None
    engagement_rate: float | None
    engagement_rate_of: Literal["views"] = "views"
    engagement_rate_posts: int
    engagement_rate_by_followers: float | None
    engagement_rate_by_followers_of: Literal["followers"] = "followers"
    engagement_rate_by_followers_posts: int
    posts: int
    posts_with_views: int


class CpmOut(Out):
    """What a thousand views cost on one network, in minor units; who says so, and of which day that is."""

    platform: str
    price: int
    currency: str
    source: str
    on: date


class EarnedMediaOut(Out):
    """Views times the price of a thousand of them on each network, summed, in minor units; no multiplier.

    `low` and `high` are 15 % either way; `posts` are those that tell their views and whose network has a price.
    """

    value: int
    low: int
    high: int
    currency: str
    posts: int
    method: Literal["views_times_cpm"] = "views_times_cpm"
    prices: list[CpmOut]


class CostOut(Out):
    """Minor units of the campaign's currency."""

    currency: str
    units: int
    freight: int
    fee: int
    resends: int
    total: int
    per_verified_review: int | None


class Summary(Out):
    """One campaign: funnel, seats, parcels, reviews, numbers, cost."""

    object: Literal["campaign_summary"] = "campaign_summary"
    campaign_id: str
    name: Text
    state: str
    ends_at: datetime | None
    funnel: Funnel
    seats: dict[str, int]
    parcels: dict[str, int]
    reviews: ReviewCounts
    review_rate: ShareOut
    no_show: ShareOut
    numbers: NumbersOut
    earned_media: EarnedMediaOut | None
    cost: CostOut

    @classmethod
    def of(cls, campaign: Campaign, *, run_counts: dict[str, int], picked: int, seats: dict[str, int],
           parcels: dict[str, int], reviews: dict[str, int], verified: int, elsewhere: int, live_now: int,
           online_to_end: int, review_rate: Share, no_show: Share, numbers: Numbers, earned: Earned | None,
           cost: Cost) -> "Summary":
        """From the counts of the folders below."""
        beside = ("all", "ever_accepted", "received", "window_closed", "told", "exported")
        return cls(
            campaign_id=campaign.id, name=Text.model_validate(campaign.name), state=campaign.state,
            ends_at=campaign.ends_at,
            funnel=Funnel(
                people=run_counts.get("people"), eligible=run_counts.get("eligible"),
                picked=picked, offered=seats["all"], told=seats["told"], accepted=seats["ever_accepted"],
                waiting=seats.get("waiting", 0), sent=seats["exported"], received=seats["received"],
                completed=seats.get("completed", 0)),
            seats={state: count for state, count in sorted(seats.items()) if state not in beside}, parcels=parcels,
            reviews=ReviewCounts(promised=sum(reviews.values()) - reviews.get("waived", 0),
                                 waived=reviews.get("waived", 0), by_state=reviews,
                                 verified=verified, verified_elsewhere=elsewhere, live_now=live_now,
                                 online_to_end=online_to_end),
            review_rate=ShareOut.from_share(review_rate), no_show=ShareOut.from_share(no_show),
            numbers=_numbers(numbers), earned_media=_earned(earned), cost=_cost(cost, campaign.currency, verified))


def _numbers(numbers: Numbers) -> NumbersOut:
    plain: dict[str, Any] = {name: getattr(numbers, name) for name in (
        "views", "likes", "comments", "saves", "shares", "posts", "posts_with_views", "engagements")}
    return NumbersOut(**plain, engagement_rate=numbers.rated.rate, engagement_rate_posts=numbers.rated.posts,
                      engagement_rate_by_followers=numbers.followed.rate,
                      engagement_rate_by_followers_posts=numbers.followed.posts)


def _earned(found: Earned | None) -> EarnedMediaOut | None:
    if found is None:
        return None
    return EarnedMediaOut(
        value=found.value, low=found.low, high=found.high, currency=found.prices[0][1].currency, posts=found.posts,
        prices=[CpmOut(platform=platform, **cpm.model_dump()) for platform, cpm in found.prices])


def _cost(cost: Cost, currency: str, verified: int) -> CostOut:
    return CostOut(currency=currency, units=cost.units, freight=cost.freight, fee=cost.fee, resends=cost.resends,
                   total=cost.total, per_verified_review=cost_per_review(cost, verified))


class SideOut(Out):
    """One side of a comparison: people drawn, answers known, the rate among them; null is not known, or too small a
    count to be shown."""

    drawn: int
    known: int | None
    rate: float | None


class MeasuredOut(Out):
    """A lift: the difference of the two rates with its confidence limits, or how many answers it needs."""

    is_enough: bool
    treated: SideOut
    held: SideOut
    difference: float | None
    low: float | None
    high: float | None
    level: float | None
    needs_treated: int | None
    needs_held: int | None


class LiftOut(Out):
    """The lift of one outcome by intention to treat: of the campaign, and pooled over its brand's campaigns."""

    object: Literal["lift"] = "lift"
    campaign_id: str
    outcome: Outcome
    is_measured: bool
    sentence: Text
    here: MeasuredOut | None = None
    campaign_count: int = 0
    pooled: MeasuredOut | None = None
    pooled_sentence: Text | None = None


class VerdictOut(Out):
    """What receivers of the sample say in the survey afterwards: the figure, how many told it, of how many."""

    value: float | None
    known: int | None
    received: int | None


class EffectOut(Out):
    """What a campaign changed, and what its receivers say."""

    lifts: list[LiftOut]
    net_promoters: VerdictOut
    stars: VerdictOut


class SurveyOut(Out):
    """A few questions about a product, before or after: which questionnaire, what it is about, when it is open."""

    object: Literal["survey"] = "survey"
    campaign_id: str
    when: When
    questionnaire: str
    category: str
    products: list[Text]
    brand: str
    opens_at: datetime
    closes_at: datetime
    time_zone: str
    is_answered: bool
