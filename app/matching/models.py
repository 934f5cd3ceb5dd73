"""Rounds and runs with all that went into them, matches with their reasons, interest shown, models, hold-outs."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import Facts, Row, Table, Versioned
from app.matching.rules import MATCH, REJECTIONS, SOURCES


class Round(Row, Table):
    """One joint matching of several campaigns: its value, its proven bound and the gap between them."""

    __tablename__ = "rounds"

    seed: Mapped[int]
    method: Mapped[str] = mapped_column(String(12))
    value: Mapped[float]
    bound: Mapped[float]
    gap: Mapped[float]
    floor_share: Mapped[float | None]
    milliseconds: Mapped[int]
    facts: Mapped[dict[str, Any]] = mapped_column(Facts, default=dict)
    """What bound whom: per campaign its units, what it got, what it could get alone, its price of a seat."""
    made_by: Mapped[str] = mapped_column(String(40))
    made_at: Mapped[datetime]


class Run(Row, Table):
    """One matching of one campaign: inputs' hashes, parameters, seed, counts at every stage."""

    __tablename__ = "runs"

    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaigns.id"), index=True)
    number: Mapped[int]
    seed: Mapped[int]
    hashes: Mapped[dict[str, Any]] = mapped_column(Facts)
    parameters: Mapped[dict[str, Any]] = mapped_column(Facts)
    counts: Mapped[dict[str, Any]] = mapped_column(Facts)
    means: Mapped[dict[str, Any]] = mapped_column(Facts)
    shortfalls: Mapped[list[Any]] = mapped_column(Facts, default=list)
    left_out: Mapped[bytes] = mapped_column(LargeBinary)
    """zlib of little-endian (int64 consumer seq, uint8 reason) columns, one after the other."""
    units: Mapped[int]
    waitlist: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))
    round_id: Mapped[str | None] = mapped_column(String(40), index=True)
    facts: Mapped[dict[str, Any]] = mapped_column(Facts, default=dict, server_default="{}")
    """The model that scored, newcomers and control seats drawn, who is held out."""
    made_by: Mapped[str] = mapped_column(String(40))
    made_at: Mapped[datetime]


class RunInputs(Table):
    """All that a run read of its people, so that it can be run again; see `engine.recorded`."""

    __tablename__ = "run_inputs"

    run_id: Mapped[str] = mapped_column(ForeignKey("runs.id"), primary_key=True)
    body: Mapped[bytes] = mapped_column(LargeBinary)


class Match(Row, Versioned, Table):
    """A person picked for a campaign by a run, with the reasons."""

    __tablename__ = "matches"
    __table_args__ = (
        UniqueConstraint("run_id", "consumer_id"),
        CheckConstraint(MATCH.check(), name="state"),
        CheckConstraint(f"source IN {SOURCES!r}", name="source"),
        CheckConstraint(f"rejection IS NULL OR rejection IN {REJECTIONS!r}", name="rejection"),
        Index("ix_matches_campaign_state_rank", "campaign_id", "state", "rank"),
    )

    state: Mapped[str] = mapped_column(String(20), default=MATCH.start)
    run_id: Mapped[str] = mapped_column(ForeignKey("runs.id"))
    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaigns.id"))
    consumer_id: Mapped[str] = mapped_column(ForeignKey("consumers.id"), index=True)
    source: Mapped[str] = mapped_column(String(12), default="picked")
    rank: Mapped[int]
    fit: Mapped[float]
    coverage: Mapped[float]
    is_on_waitlist: Mapped[bool] = mapped_column(default=False)
    contributions: Mapped[dict[str, Any]] = mapped_column(Facts)
    """Trait key to {'points', 'agreement', 'is_answered'}."""
    must_confirm: Mapped[list[str]] = mapped_column(Facts, default=list)
    """Safety questions left unanswered: the person confirms at acceptance."""
    wave: Mapped[int | None]
    rejection: Mapped[str | None] = mapped_column(String(40))
    replaced_by: Mapped[str | None] = mapped_column(String(40))
    decided_by: Mapped[str | None] = mapped_column(String(40))
    decided_at: Mapped[datetime | None]
    facts: Mapped[dict[str, Any]] = mapped_column(Facts, default=dict, server_default="{}")
    """{'value', 'p_fit', 'p_accept', 'p_publish', 'is_newcomer', 'is_control', 'propensity'} where they are known."""


class Interest(Row, Table):
    """A consumer who wants a campaign's product, with the screener's answers if there is one."""

    __tablename__ = "interests"
    __table_args__ = (UniqueConstraint("campaign_id", "consumer_id"),)

    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaigns.id"))
    consumer_id: Mapped[str] = mapped_column(ForeignKey("consumers.id"), index=True)
    response_id: Mapped[str | None] = mapped_column(String(40))
    shown_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


class ModelCard(Row, Table):
    """A version of what was learned for a brand, a category or everybody; kept whether it is used or not."""

    __tablename__ = "model_cards"
    __table_args__ = (UniqueConstraint("scope", "number"),)

    scope: Mapped[str] = mapped_column(String(60))
    """'brand:<id>', 'category:<name>', 'rates:accept' or 'rates:publish'."""
    number: Mapped[int]
    kind: Mapped[str] = mapped_column(String(12))
    is_used: Mapped[bool]
    outcomes: Mapped[int]
    card: Mapped[dict[str, Any]] = mapped_column(Facts)
    made_at: Mapped[datetime]


class HoldOut(Row, Table):
    """A person of a campaign that measures lift: held out, or in the compared part, with the chance of that draw."""

    __tablename__ = "hold_outs"
    __table_args__ = (UniqueConstraint("campaign_id", "consumer_id"),)

    campaign_id: Mapped[str] = mapped_column(ForeignKey("campaigns.id"))
    consumer_id: Mapped[str] = mapped_column(ForeignKey("consumers.id"), index=True)
    run_id: Mapped[str] = mapped_column(String(40))
    is_held_out: Mapped[bool]
    propensity: Mapped[float]
    drawn_at: Mapped[datetime]


class Packed:
    """The person's record as it was kept with a change; `changed_in` rises in commit order."""

    consumer_seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    changed_in: Mapped[int] = mapped_column(BigInteger, index=True)
    body: Mapped[bytes | None] = mapped_column(LargeBinary)
    """See `engine.packed.layout`; None where it has to be packed from the person's rows."""


class PackedPerson(Packed, Table):
    """When a person last changed in what matching reads of him. The store itself writes it, by triggers, whoever
    changes a person, and takes the body away: whoever changed him writes it anew."""

    __tablename__ = "packed_people"


class SettledPerson(Packed, Table):
    """A person who has not changed lately, moved here: so few stay where changes are written to that they lie together
    and are read at once. Who has changed since has a row there as well, which alone counts."""

    __tablename__ = "settled_people"
