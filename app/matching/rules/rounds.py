"""All open campaigns at once: each is screened and measured alone, then one allocation fills the seats of all."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.core.errors import Refusal
from app.core.i18n import Text
from app.matching.engine.allocation.problem import Allocation, CapKey, Floor, Problem, Quota
from app.matching.engine.allocation.solve import allocate
from app.matching.engine.columns import Ints
from app.matching.engine.pick import Picks, Shortfall, one_per_key, pick
from app.matching.engine.run import Result
from app.matching.rules.binding import settled
from app.matching.rules.candidates import (
    LEAST,
    NEARLY,
    Entry,
    available,
    free,
    missed,
    taking_part,
    wider,
    with_everybody,
)
from app.matching.rules.computing import Inputs, Outcome, outcome_of, result_of

FLOOR = 0.9
"""The share of what it could get alone that each campaign should reach."""
WIDER = 8
"""How many times at most more people are brought into a round."""


@dataclass(frozen=True, eq=False)
class LeftOut:
    """A campaign that could not be matched with the others as its brief stands, and why."""

    campaign_id: str
    refusal: Refusal


@dataclass(frozen=True, eq=False)
class ToRound:
    """What a round reads: each campaign that can be read, and those that cannot."""

    reads: tuple[Inputs, ...]
    left_out: tuple[LeftOut, ...] = ()


@dataclass(frozen=True, eq=False)
class Round:
    """What a round found: what was read of each campaign that could be matched, its outcome in the same order, the
    allocation behind them, and the campaigns left out."""

    reads: tuple[Inputs, ...]
    outcomes: tuple[Outcome, ...]
    allocation: Allocation
    left_out: tuple[LeftOut, ...] = ()


def compute_round(asked: ToRound) -> Round:
    """Match campaigns jointly; the same inputs give the same bytes whatever the order of rows. One whose brief cannot
    be met is left out; where that leaves none, the first refusal is raised."""
    alone, left = [], [*asked.left_out]
    for read in asked.reads:
        try:
            alone.append((read, result_of(replace(read, by_order=True))))
        except Refusal as refusal:
            left.append(LeftOut(read.campaign_id, refusal))
    if not alone:
        raise left[0].refusal
    results, allocation = together([found.result for _, found in alone])
    outcomes = (outcome_of(read, found, result) for (read, found), result in zip(alone, results, strict=True))
    return Round(tuple(read for read, _ in alone), tuple(outcomes), allocation, tuple(left))


def together(alone: Sequence[Result], least: int = LEAST) -> tuple[list[Result], Allocation]:
    """The results of campaigns that were matched alone, with the picks of one allocation over all of them."""
    entries, problem, allocation = _allocated([taking_part(result, least) for result in alone])
    is_picked = np.zeros(len(problem.person), np.bool_)
    is_picked[allocation.picked] = True
    taken = problem.person[is_picked]
    found = []
    for number, one in enumerate(entries):
        chosen = one.people[is_picked[problem.campaign == number]]
        short = tuple(Shortfall(s.name, s.minimum, s.reached, available(one.result, s.name))
                      for s in allocation.shortfalls if s.campaign == number)
        found.append(_with_picks(one, chosen, short, taken))
    return found, allocation


def _allocated(entries: Sequence[Entry]) -> tuple[Sequence[Entry], Problem, Allocation]:
    """The allocation over those who take part, more of them until nobody else could make it better."""
    for more_often in range(WIDER, -1, -1):
        problem = problem_of(entries)
        allocation = fair(problem)
        more = missed(entries, problem, allocation)
        excess = sum(one.excess for one in more)
        broader = entries
        if excess > NEARLY * allocation.bound:
            broader = [wider(one, its) for one, its in zip(entries, more, strict=True)]
        elif _is_floor_missed(allocation):
            broader = with_everybody(entries)
        if not more_often or broader is entries:
            break
        entries = broader
    bound = allocation.bound + excess
    gap = (bound - allocation.bound * (1 - allocation.gap)) / bound if bound else 0.0
    return entries, problem, replace(allocation, bound=bound, gap=gap)


def _is_floor_missed(allocation: Allocation) -> bool:
    """Is the floor the largest share that all can have? No price tells it: whoever takes no part might raise it."""
    return allocation.floor is not None and allocation.floor.target < FLOOR


def problem_of(entries: Sequence[Entry]) -> Problem:
    person = np.concatenate([entry.seq for entry in entries])
    campaign = np.repeat(np.arange(len(entries)), [len(entry.people) for entry in entries])
    start = np.cumsum([0, *(len(entry.people) for entry in entries)]).tolist()
    drawn: set[int] = set()
    frozen: list[int] = []
    for entry, at in zip(entries, start, strict=False):
        places = np.flatnonzero(np.isin(entry.people, entry.result.control)).tolist()
        # Somebody drawn for two campaigns keeps the first; the second draws nobody in his place.
        frozen += [at + place for place in places if int(entry.seq[place]) not in drawn]
        drawn |= set(entry.seq[places].tolist())
    return Problem(
        person, campaign, np.concatenate([one.values for one in entries]),
        np.array([entry.asked("units") for entry in entries], np.int64), keys=_keys(entries),
        quotas=tuple(quota for number, entry in enumerate(entries) for quota in _quotas(entry, number, start[number])),
        frozen=np.array(frozen, np.int64))


def fair(problem: Problem) -> Allocation:
    """The allocation worth most; where it leaves a campaign under the floor, the one worth most that does not."""
    if len(problem.seats) > 1:
        return allocate(replace(problem, floor=FLOOR))
    found = allocate(problem)
    return replace(found, floor=Floor(FLOOR, FLOOR, 1.0, np.array([found.value]), np.ones(1)))


def _keys(entries: Sequence[Entry]) -> tuple[CapKey, ...]:
    """Phones and households; each audience numbers its keys alike, for all hold the same people."""
    return tuple(CapKey(name, np.concatenate([getattr(entry.result.audience, name)[entry.people] for entry in entries]))
                 for name in ("phone_key", "address_key"))


def _quotas(entry: Entry, number: int, start: int) -> list[Quota]:
    """The campaign's parts less what its seated people fill already."""
    seated = np.flatnonzero(entry.result.audience.holds_seat)
    found = []
    for part in entry.result.parts:
        full = int(np.count_nonzero(part.members[seated]))
        inside = np.flatnonzero(part.members[entry.people]) + start
        maximum = None if part.maximum is None else max(part.maximum - full, 0)
        found.append(Quota(number, part.name, inside, max(part.minimum - full, 0), maximum))
    return found


def _with_picks(entry: Entry, chosen: Ints, short: tuple[Shortfall, ...], taken: Ints) -> Result:
    """The result with the round's picks and a waiting list of people whom no campaign of the round picked."""
    result = entry.result
    ranked = chosen[np.argsort(result.ranks[chosen])]
    everyone = free(result)
    left = everyone[~np.isin(result.audience.seq[everyone], taken)]
    waiting = left[_apart(result, left, ranked)]
    held = np.append(ranked, np.flatnonzero(result.audience.holds_seat))
    picks = Picks(ranked, pick(waiting, 0, entry.asked("waitlist"), result.parts, held).waitlist, short, True)
    counts = {**result.counts, "chosen": len(ranked), "waitlist": len(picks.waitlist),
              "unfilled": entry.asked("units") - len(ranked),
              "elsewhere": int(np.count_nonzero(~np.isin(everyone, np.append(left, ranked))))}
    control = result.control[np.isin(result.control, ranked)]
    return replace(result, picks=picks, counts=counts, control=control)


def _apart(result: Result, people: Ints, chosen: Ints) -> NDArray[np.bool_]:
    """Who shares neither phone nor address with those chosen or before them."""
    both = np.append(chosen, people)
    return one_per_key(both, result.audience.phone_key, result.audience.address_key)[len(chosen):]


def facts_of_round(found: Round, said: Callable[[Refusal], Sequence[Text]]) -> dict[str, Any]:
    """What a round keeps for ops: per campaign its seats, what it got of what it could get alone, and its price; of
    each campaign left out the sentences that say why (`said`)."""
    allocation = found.allocation
    campaigns, prices = {}, iter(allocation.prices.quotas.tolist())
    for number, (read, outcome) in enumerate(zip(found.reads, found.outcomes, strict=True)):
        shares = {} if allocation.floor is None else {
            "alone": round(float(allocation.floor.alone[number]), 6),
            "share": round(float(allocation.floor.shares[number]), 6)}
        seat, quotas = settled(outcome.result, float(allocation.prices.seats[number]),
                               {part.name: next(prices) for part in outcome.result.parts})
        campaigns[read.campaign_id] = {
            "units": outcome.result.parameters["units"], "chosen": len(outcome.result.chosen),
            "elsewhere": outcome.result.counts["elsewhere"], "price": round(seat, 6),
            "quotas": {name: round(worth, 6) for name, worth in quotas.items()}, **shares}
    left_out = {one.campaign_id: [words.model_dump(by_alias=True) for words in said(one.refusal)]
                for one in found.left_out}
    return {"campaigns": campaigns, "floor_asked": FLOOR, "left_out": left_out}
