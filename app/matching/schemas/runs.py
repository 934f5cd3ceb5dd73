"""Runs, rounds, matches and models as programs see them; a person is only an id."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import Field

from app.core.i18n import Text
from app.core.shapes import In, Out, Whole
from app.matching.engine.learning.anchored import learnt
from app.matching.engine.learning.cards import parse
from app.matching.engine.learning.measures import calibration_error
from app.matching.models import Match, ModelCard, Round, Run
from app.matching.rules.binding import Filled
from app.matching.rules.bounds import said
from app.matching.rules.whatif import Explained, Moved, WhatIf
from app.matching.rules.words import WORDS

Rejection = Literal["known_conflict", "doubtful_answers", "doubtful_account", "household_already_served",
                    "brand_safety", "unreachable", "asked_not_to"]


ByHand = Literal["no_automatic", "asked_us", "knows_product", "mix"]


MOST_SEED = 2**31 - 1


class RunIn(In):
    """What a run may be told; without a seed the run's number is the seed."""

    seed: Annotated[Whole, Field(ge=0, le=MOST_SEED)] | None = None


class ApproveIn(In):
    """Which matches to approve; none named: everybody proposed."""

    matches: list[str] | None = Field(default=None, min_length=1, max_length=10_000)


class RejectIn(In):
    """Why a match is turned down."""

    reason: Rejection


class ReplaceIn(In):
    """Why a match is replaced, and by whom: a person of the waiting list, or one whom the run did not pick; the first
    of the waiting list where nobody is named."""

    reason: Rejection | None = None
    instead: str | None = Field(default=None, min_length=1, max_length=40)


class ByHandIn(In):
    """Why somebody whom no run picked is asked."""

    reason: ByHand


class FilledOut(Out):
    """A quota after a run: what it asked, how many of it were picked, held a seat before, and could have been had; the
    seats for newcomers are called `newcomers`."""

    name: str
    minimum: int
    maximum: int | None
    picked: int
    seated: int
    available: int
    is_short: bool
    is_full: bool


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
    quotas: list[FilledOut] = []
    """How each quota was filled; empty of runs of earlier days, which did not keep it."""
    made_by: str
    made_at: datetime

    @classmethod
    def of(cls, run: Run) -> "RunOut":
        """A run as it is answered."""
        quotas = [FilledOut.model_validate(Filled(**one)) for one in run.facts.get("quotas", ())]
        return cls.model_validate(run).model_copy(update={"quotas": quotas})


class RoundIn(In):
    """Which campaigns to match together; none named: every approved or live one with a free unit."""

    campaigns: list[str] | None = Field(default=None, min_length=1, max_length=500)
    seed: Annotated[Whole, Field(ge=0, le=MOST_SEED)] | None = None


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
    learned: list[Text]
    """What the outcomes taught beyond the brief, strongest first, a sentence for each trait."""
    calibration_error: float | None
    """How far, on average, the chances told lay from what happened in the test; null where nothing was tested."""
    card: dict[str, Any]
    made_at: datetime

    @classmethod
    def of(cls, row: ModelCard, titles: Mapping[str, Text]) -> "ModelCardOut":
        """A card as it is answered; `titles` name the traits."""
        card = parse(row.card)
        return cls(id=row.id, scope=row.scope, number=row.number, kind=row.kind, is_used=row.is_used,
                   outcomes=row.outcomes, why=card.why.default, card=row.card, made_at=row.made_at,
                   learned=[one.sentence for one in learnt(card.model, titles)] if card.model else [],
                   calibration_error=calibration_error(card.tested.deciles) if card.tested else None)


class LearnedOut(Out):
    """How many new cards there are."""

    cards: int


class ReplayOut(Out):
    """A run that was run again from what was kept of its inputs: how many people left since, how many of the picks then
    are none now (`gone`), how many are new (`came`), and why in a sentence."""

    run_id: str
    digest: str
    again: str
    is_equal: bool
    why: Text
    people: int
    left: int
    chosen: int
    waitlist: int
    gone: int
    came: int


class PartOut(Out):
    """One trait's part: points of 100 above or below the average person; where not answered the mean stands in."""

    key: str
    points: float
    agreement: float
    is_answered: bool
    weight: int
    want: Any


class LearnedPartOut(Out):
    """By how many log-odds a model moves a person through one answer; a null key is the fit to the brief."""

    key: str | None
    log_odds: float


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
    """The rank of the last who got a unit by the order; who got one by lot stands where he may."""
    lots: int | None = None
    """How many units were drawn by lot."""
    fit: float | None = None
    mean_fit: float | None = None
    coverage: float | None = None
    total: float | None = None
    contributions: list[PartOut] = []
    learned: list[LearnedPartOut] = []
    """What the run's model adds to the odds of a yes, the fit's part first; empty where the brief alone ranked."""
    chances: dict[str, Any] = {}
    must_confirm: list[str] = []
    failing: list[SaidOut] = []
    bounds: list[SaidOut] = []
    doubts: list[Text] = []
    """Doubts about the person's latest answers, with their numbers; they decide nothing by themselves."""

    @classmethod
    def of(cls, consumer_id: str, why: Text, match_id: str | None, found: Explained | None,
           doubts: Sequence[Text] = ()) -> "PersonOut":
        """What a run says about somebody, in one shape."""
        plain = cls(consumer_id=consumer_id, match_id=match_id, is_known=found is not None, why=why,
                    doubts=list(doubts))
        if found is None:
            return plain
        return plain.model_copy(update={
            **{name: getattr(found, name) for name in (
                "rank", "cutoff_rank", "lots", "fit", "mean_fit", "coverage", "total")},
            "contributions": [PartOut.model_validate(part) for part in found.parts],
            "learned": [LearnedPartOut.model_validate(part) for part in found.learned], "chances": dict(found.chances),
            "must_confirm": list(found.must_confirm),
            "failing": [SaidOut(code=code.name.lower(), words=WORDS[code].label) for code in found.codes],
            "bounds": [SaidOut(code=bound.kind, words=said(bound), name=bound.name or None)
                       for bound in found.bounds]})


class WhatIfIn(In):
    """Other weights for some of a run's traits."""

    weights: dict[str, Whole] = Field(min_length=1, max_length=40)


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
