"""Runs and matches as programs see them; a person is only an id."""

from datetime import datetime
from typing import Any, Literal

from pydantic import Field

from app.core.shapes import In, Out
from app.matching.models import Match, Round, Run

Rejection = Literal["known_conflict", "doubtful_answers", "doubtful_account", "household_already_served",
                    "brand_safety", "unreachable", "asked_not_to"]


class RunIn(In):
    """What a run may be told; without a seed the run's number is the seed."""

    seed: int | None = Field(default=None, ge=0, lt=2**31)


class ApproveIn(In):
    """Which matches to approve; none named: everybody proposed."""

    matches: list[str] | None = Field(default=None, min_length=1, max_length=10_000)


class RejectIn(In):
    """Why a match is turned down."""

    reason: Rejection


class RunOut(Out):
    """A run: what was asked, of whom, with which seed, and what came of it at every stage."""

    id: str
    campaign_id: str
    number: int
    seed: int
    hashes: dict[str, str]
    parameters: dict[str, Any]
    counts: dict[str, int]
    means: dict[str, Any]
    shortfalls: list[dict[str, Any]]
    units: int
    waitlist: int
    digest: str
    round_id: str | None
    facts: dict[str, Any]
    made_by: str
    made_at: datetime

    @classmethod
    def of(cls, run: Run) -> "RunOut":
        """A run as it is answered."""
        return cls.model_validate(run)


class RoundIn(In):
    """Which campaigns to match together; none named: every approved or live one with a free unit."""

    campaigns: list[str] | None = Field(default=None, min_length=1, max_length=500)
    seed: int | None = Field(default=None, ge=0, lt=2**31)


class RoundOut(Out):
    """A joint matching: its value, the proven bound, the gap between them, and what each campaign got."""

    id: str
    seed: int
    method: str
    value: float
    bound: float
    gap: float
    floor_share: float | None
    milliseconds: int
    facts: dict[str, Any]
    made_by: str
    made_at: datetime

    @classmethod
    def of(cls, found: Round) -> "RoundOut":
        """A round as it is answered."""
        return cls.model_validate(found)


class ReplayOut(Out):
    """A run that was run again from what was kept of its inputs."""

    run_id: str
    digest: str
    again: str
    is_equal: bool
    people: int
    chosen: int
    waitlist: int


class MatchOut(Out):
    """A match with its reasons."""

    id: str
    state: str
    run_id: str
    campaign_id: str
    consumer_id: str
    source: str
    rank: int
    fit: float
    coverage: float
    is_on_waitlist: bool
    contributions: dict[str, dict[str, Any]]
    must_confirm: list[str]
    wave: int | None
    rejection: str | None
    replaced_by: str | None
    decided_by: str | None
    decided_at: datetime | None
    facts: dict[str, Any]

    @classmethod
    def of(cls, match: Match) -> "MatchOut":
        """A match as it is answered."""
        return cls.model_validate(match)
