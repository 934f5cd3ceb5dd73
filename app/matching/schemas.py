"""Runs and matches as programs see them; a person is only an id."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from app.campaigns.rules import Need
from app.core.errors import Fault
from app.core.i18n import Text
from app.core.shapes import In, Out
from app.matching.engine.forecast import LEVEL
from app.matching.engine.learning.cards import parse
from app.matching.models import Interest, Match, ModelCard, Round, Run
from app.matching.rules.bounds import said
from app.matching.rules.forecasting import SMALLEST_CELL, Foreseen, shown
from app.matching.rules.foretold import hints, summary
from app.matching.rules.whatif import Explained, Moved, WhatIf
from app.matching.rules.words import WORDS
from app.seats.schemas import AskedOut, GiftOut

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


class ModelCardOut(Out):
    """A version of what was learned for a scope (a brand or a category), and why it serves or does not."""

    id: str
    scope: str
    number: int
    kind: str
    is_used: bool
    outcomes: int
    why: str
    card: dict[str, Any]
    made_at: datetime

    @classmethod
    def of(cls, row: ModelCard) -> "ModelCardOut":
        """A card as it is answered."""
        return cls(id=row.id, scope=row.scope, number=row.number, kind=row.kind, is_used=row.is_used,
                   outcomes=row.outcomes, why=parse(row.card).why.default, card=row.card, made_at=row.made_at)


class LearnedOut(Out):
    """How many new cards there are."""

    cards: int


class ReplayOut(Out):
    """A run that was run again from what was kept of its inputs."""

    run_id: str
    digest: str
    again: str
    is_equal: bool
    people: int
    chosen: int
    waitlist: int


class PartOut(Out):
    """One trait's part: points of 100 above or below the average person; where not answered the mean stands in."""

    key: str
    points: float
    agreement: float
    is_answered: bool
    weight: int
    want: Any


class SaidOut(Out):
    """A code and the same in words."""

    code: str
    words: Text
    name: str | None = None


class PersonOut(Out):
    """One person in a run: every rule that fails, the parts that sum to 100 (fit - mean_fit), what bound. Where
    `is_known` is false the run did not know the person, or nothing of its inputs is kept any more."""

    consumer_id: str
    match_id: str | None
    is_known: bool
    why: Text
    rank: int | None = None
    cutoff_rank: int | None = None
    fit: float | None = None
    mean_fit: float | None = None
    coverage: float | None = None
    total: float | None = None
    contributions: list[PartOut] = []
    chances: dict[str, Any] = {}
    must_confirm: list[str] = []
    failing: list[SaidOut] = []
    bounds: list[SaidOut] = []

    @classmethod
    def of(cls, consumer_id: str, why: Text, match_id: str | None, found: Explained | None) -> "PersonOut":
        """What a run says about somebody, in one shape."""
        plain = cls(consumer_id=consumer_id, match_id=match_id, is_known=found is not None, why=why)
        if found is None:
            return plain
        return plain.model_copy(update={
            **{name: getattr(found, name) for name in ("rank", "cutoff_rank", "fit", "mean_fit", "coverage", "total")},
            "contributions": [PartOut.model_validate(part) for part in found.parts], "chances": dict(found.chances),
            "must_confirm": list(found.must_confirm),
            "failing": [SaidOut(code=code.name.lower(), words=WORDS[code].label) for code in found.codes],
            "bounds": [SaidOut(code=bound.kind, words=said(bound), name=bound.name or None)
                       for bound in found.bounds]})


class LineCostOut(Out):
    """What one line of the brief costs: people who fail it, people whom nothing else leaves out."""

    pointer: str
    fails: int | None
    alone: int | None


class HintOut(Out):
    """What stands in the way, at its place in the campaign, with the smallest change that mends it."""

    pointer: str
    code: str
    words: Text


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
            lines=[LineCostOut(pointer=Fault(line.where, "", Text(default="")).pointer,
                               fails=shown(line.fails, is_exact), alone=shown(line.alone, is_exact))
                   for line in found.lines if is_exact or not line.is_sensitive],
            hints=[HintOut(pointer=Fault(hint.where, "", hint.words).pointer, code=hint.code, words=hint.words)
                   for hint in hints(found, is_exact)])


class WhatIfIn(In):
    """Other weights for some of a run's traits."""

    weights: dict[str, int] = Field(min_length=1, max_length=40)


class MovedOut(Out):
    """Somebody whom other weights bring in or put out, with rank and fit before and after."""

    consumer_id: str
    rank: int
    new_rank: int
    fit: float
    new_fit: float


class WhatIfOut(Out):
    """What other weights would change among those with a unit; nothing is stored."""

    weights: dict[str, int]
    come: list[MovedOut]
    go: list[MovedOut]
    stay: int

    @classmethod
    def of(cls, found: WhatIf, names: Mapping[int, str]) -> "WhatIfOut":
        """A trial with people's ids; who was erased meanwhile has none."""
        def moved(people: Sequence[Moved]) -> list[MovedOut]:
            return [MovedOut(consumer_id=names.get(one.seq, ""), rank=one.rank, new_rank=one.new_rank, fit=one.fit,
                             new_fit=one.new_fit) for one in people]
        return cls(weights=dict(found.weights), come=moved(found.come), go=moved(found.go), stay=found.stay)


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


class InterestIn(In):
    """I am interested; with the answers to the campaign's own questions where it has some."""

    answers: Annotated[dict[str, Any], Field(max_length=2000)] | None = None


class InterestOut(Out):
    """Interest in a campaign: since when, and until when where it was taken back."""

    campaign_id: str
    response_id: str | None
    shown_at: datetime
    withdrawn_at: datetime | None

    @classmethod
    def of(cls, interest: Interest) -> "InterestOut":
        """Interest as it is answered."""
        return cls.model_validate(interest)


class NetworkOut(Out):
    """A network of a campaign: required, preferred or also accepted."""

    platform: str
    need: Need


class OpenCampaignOut(Out):
    """A campaign as everybody may read of it: the product, what is asked, until when, on which networks; no count."""

    id: str
    name: Text
    brand: str
    gifts: list[GiftOut]
    about: Text | None
    ask: Text | None
    avoid: Text | None
    deliverables: list[AskedOut]
    platforms: list[NetworkOut]
    fulfilment: str
    trial_days: int
    starts_at: datetime | None
    ends_at: datetime | None
    time_zone: str
    screener: str | None
    is_open: bool
    is_interested: bool
    interested_at: datetime | None


class StepOut(Out):
    """One thing that the person could do; `page` is the part of the own answers that it leads to."""

    kind: Literal["answer", "connect", "agree", "allow", "come_back", "publish", "address", "wait", "ask", "nothing"]
    words: Text
    page: str | None
    until: date | None


class WhyOut(Out):
    """Why a person was or was not picked for a campaign he wants, and what would change it; `also` are further reasons
    that stand today; `has_changed`: the reason of that day stands no longer; `was_matched_before`: people were picked
    before he said that he wants it."""

    campaign_id: str
    status: Literal["not_matched", "looked_at", "on_waitlist", "invited", "passed_over", "over", "not_picked"]
    matched_at: datetime | None = None
    sentence: Text
    reason: str | None = None
    how_far: Text | None = None
    has_changed: bool = False
    was_matched_before: bool = False
    also: list[Text] = []
    steps: list[StepOut] = []
    seat_id: str | None = None
