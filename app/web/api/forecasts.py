"""Forecasts: what a campaign would bring before it is posted, stored or not; and why its people suit it afterwards."""

from typing import Annotated

from fastapi import APIRouter, Query

from app.campaigns.schemas import CampaignIn
from app.core.errors import Fault
from app.core.i18n import Text
from app.core.shapes import Out
from app.core.viewer import Viewer
from app.matching import jobs
from app.matching.engine.forecast import LEVEL
from app.matching.queries import explaining
from app.matching.rules import FORECAST, READ, REASONS
from app.matching.rules.forecasting import SMALLEST_CELL, Foreseen, Line, shown
from app.matching.rules.foretold import hints, summary
from app.matching.rules.telling import Told
from app.matching.schemas import HintOut
from app.web.api.listing import Id, Whose
from app.web.doors import Who, Working, needs, whose

router = APIRouter(prefix="/api/v1", tags=["campaigns"])
Reviews = Annotated[int | None, Query(ge=1, le=1_000_000, description="A number of reviews to be reached.")]


class LineCostOut(Out):
    """What one line of the brief costs: people who fail it, people whom nothing else leaves out; of a quota's maximum
    both say how many more of its people would be picked without it. `is_private`: it asks about the body, so a brand is
    not told how many."""

    pointer: str
    fails: int | None
    alone: int | None
    is_private: bool

    @classmethod
    def of(cls, line: Line, is_exact: bool) -> "LineCostOut":
        """A line as it is answered."""
        is_told = is_exact or not line.is_sensitive
        return cls(pointer=Fault(line.where, "", Text(default="")).pointer, is_private=line.is_sensitive,
                   fails=shown(line.fails, is_exact) if is_told else None,
                   alone=shown(line.alone, is_exact) if is_told else None)


class ForecastOut(Out):
    """What a campaign would bring. A count of people is null where it is under `smallest_count`, and so is then all
    that follows from it; `low` to `high` hold the reviews with probability `level`."""

    eligible: int | None
    smallest_count: int
    units: int
    posts_asked: int
    waves: int
    accepted: float | None
    reviews: float | None
    low: int | None
    high: int | None
    level: float
    goal: int | None
    chance: float | None
    samples_needed: int | None
    fill_days: int | None
    fit: float | None
    mean_fit: float
    summary: Text
    lines: list[LineCostOut]
    hints: list[HintOut]

    @classmethod
    def of(cls, found: Foreseen, is_exact: bool) -> "ForecastOut":
        """A forecast as it is answered; `is_exact`: whoever asks may see any count of people."""
        eligible = shown(found.eligible, is_exact)
        kept = ("accepted", "reviews", "low", "high", "chance", "samples_needed", "fill_days", "fit")
        return cls(
            eligible=eligible, smallest_count=SMALLEST_CELL, units=found.units, posts_asked=found.posts_asked,
            waves=found.told.waves, level=LEVEL, goal=found.goal, mean_fit=found.mean_fit,
            summary=summary(found, is_exact),
            **{name: None if eligible is None else getattr(found.told, name) for name in kept},
            lines=[LineCostOut.of(line, is_exact) for line in found.lines],
            hints=HintOut.all_of(hints(found, is_exact)))


class StrengthOut(Out):
    """A trait of a campaign's people: mean points of 100 above or below the average person; where no trait lifts a
    whole sentence as the only reason, its key `learned` or `asked`, its points null."""

    key: str
    title: Text
    points: float | None


class ReasonsOut(Out):
    """Why a campaign's people as a whole suit it; all null or empty under `smallest_count` approved people."""

    smallest_count: int
    people: int | None
    strongest: list[StrengthOut]
    weakest: StrengthOut | None
    words: Text | None
    warning: Text | None = None
    """What the brand should look at, if there is something."""

    @classmethod
    def of(cls, found: Told | None) -> "ReasonsOut":
        """The reasons as they are answered."""
        if found is None:
            return cls(smallest_count=SMALLEST_CELL, people=None, strongest=[], weakest=None, words=None)
        return cls(smallest_count=SMALLEST_CELL, people=found.people, words=found.words, warning=found.warning,
                   strongest=[StrengthOut.model_validate(one) for one in found.strongest],
                   weakest=StrengthOut.model_validate(found.weakest) if found.weakest else None)


def _shape(found: Foreseen, viewer: Viewer) -> ForecastOut:
    return ForecastOut.of(found, READ in viewer.permissions)


@router.get("/campaigns/{campaign_id}/forecast", **needs(FORECAST))
async def forecast(campaign_id: Id, work: Working, viewer: Who, reviews: Reviews = None) -> ForecastOut:
    """What a campaign would bring, a draft's too: people, reviews with an interval, samples needed, what costs most."""
    return _shape(await jobs.forecast_now(work, viewer, campaign_id, reviews), viewer)


@router.post("/forecast", **needs(FORECAST))
async def forecast_unstored(body: CampaignIn, work: Working, viewer: Who, brand: Whose = None,
                            reviews: Reviews = None) -> ForecastOut:
    """What a campaign would bring that is not stored; nothing of it is kept. Ops name the brand (`?brand=`)."""
    found = await jobs.forecast_of(work, viewer, whose(viewer, brand), body, reviews)
    return _shape(found, viewer)


@router.get("/campaigns/{campaign_id}/reasons", **needs(REASONS))
async def reasons(campaign_id: Id, work: Working, viewer: Who) -> ReasonsOut:
    """Why the approved people as a whole suit the campaign: three strongest reasons and the weakest."""
    return await work.read(explaining.reasons_of, viewer, campaign_id, shape=ReasonsOut.of)
