"""The lift of one campaign or of several, or how many people are missing before it can be told."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Literal

from app.matching.engine.lift.newcombe import LEVEL, Compared, Interval, pooled, weights
from app.matching.engine.lift.power import LEAST_LIFT, lifted, needed

Outcome = Literal["intent", "purchase"]


@dataclass(frozen=True)
class Lift:
    """p_T - p_C by intention to treat: everybody counts where the draw put them, whatever they did with the invitation.
    The rates carry the same weights over campaigns as their difference does. `known_shares` are the shares of treated
    and held whose outcome is known; where they differ much, mistrust it."""

    outcome: Outcome
    difference: Interval
    treated_rate: float
    held_rate: float
    treated: int
    held: int
    known_shares: tuple[float, float]
    level: float


@dataclass(frozen=True)
class NotEnoughData:
    """Too few outcomes are known: held out and treated so far, and how many of each a lift of `least_lift` needs."""

    outcome: Outcome
    held: int
    treated: int
    needs_held: int
    needs_treated: int
    least_lift: float


def measure(
    pairs: Sequence[Compared], outcome: Outcome, base: float | None = None, least_lift: float = LEAST_LIFT,
    level: float = LEVEL,
) -> Lift | NotEnoughData:
    """The lift over one or more campaigns, or what it needs. `base` is the rate expected without the campaign, else the
    shrunk rate (x + 1) / (n + 2) of the held. Campaigns where nothing is known of one side are left out."""
    usable = [pair for pair in pairs if pair.treated.known and pair.held.known]
    held, treated = sum(pair.held.known for pair in usable), sum(pair.treated.known for pair in usable)
    positive = sum(pair.held.positive for pair in usable)
    rate = (positive + 1) / (held + 2) if base is None else base
    ratio = treated / held if held else 1.0
    needs = needed(rate, lifted(rate, least_lift), ratio)
    if held < needs:
        return NotEnoughData(outcome, held, treated, needs, ceil(needs * ratio), least_lift)
    known = (treated / sum(pair.treated.assigned for pair in usable), held / sum(pair.held.assigned for pair in usable))
    shares = weights(usable)
    return Lift(outcome, pooled(usable, level), sum(w * p.treated.rate for w, p in zip(shares, usable, strict=True)),
                sum(w * p.held.rate for w, p in zip(shares, usable, strict=True)), treated, held, known, level)
