"""Who of a campaign's people takes part in a round: its best at first, then whoever the round's prices speak for."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from app.matching.engine import run
from app.matching.engine.allocation.problem import Allocation, Problem
from app.matching.engine.columns import Ints
from app.matching.engine.fit import Floats
from app.matching.engine.run import Result

LEAST, TIMES = 2_000, 2
"""A campaign brings its best people into the round: so many, or so many times its units where that is more."""
FEW = 100
"""So many, or as many as its units where that is more, are brought in for a campaign at once."""
NEARLY = 1e-5
"""Of the bound, what people who take no part may be worth more before some of them are brought in."""

MOST_PAIRS = 300_000
"""Up to so many pairs of people and campaigns, everybody takes part where only that tells the share all can have."""


@dataclass(frozen=True, eq=False)
class Entry:
    """One campaign in a round: its result alone, and who takes part (places in its audience, ascending)."""

    result: Result
    people: Ints

    @property
    def seq(self) -> Ints:
        """Who takes part, as numbers."""
        return self.result.audience.seq[self.people]

    def asked(self, name: str) -> int:
        """One of the numbers that the run was asked for."""
        return int(str(self.result.parameters[name]))

    @property
    def values(self) -> Floats:
        """What who takes part is worth; shape (people,)."""
        return worth(self.result, self.people)


@dataclass(frozen=True, eq=False)
class Missed:
    """Who takes no part in a round and yet might be worth a seat at its prices (places in the audience), and by how
    much all of them together can pass its bound at most."""

    people: Ints
    excess: float


def worth(result: Result, people: Ints) -> Floats:
    """What people are worth to a campaign; shape of people."""
    return run.worth(result.fits, result.value, people)


def free(result: Result) -> Ints:
    """Everybody who could be asked for the campaign, best first; in a round of earlier days without those who had an
    offer of another open."""
    return result.order[~result.outlook.is_invited[result.order]]


def available(result: Result, name: str) -> int:
    """How many could be asked for the campaign who belong to a part."""
    people = np.union1d(free(result), result.control)
    return next(int(np.count_nonzero(part.members[people])) for part in result.parts if part.name == name)


def taking_part(result: Result, least: int = LEAST) -> Entry:
    """A campaign with its best people, those whom it picked alone, whom it drew by lot, and the best of each part of
    which it asks for some."""
    order, units = free(result), int(str(result.parameters["units"]))
    own = np.concatenate([result.chosen, result.waitlist])
    parts = [order[part.members[order]][:TIMES * part.minimum] for part in result.parts if part.minimum]
    best = order[:max(least, TIMES * units)]
    return Entry(result, np.unique(np.concatenate([
        best, own[~result.outlook.is_invited[own]], result.control, *parts])))


def missed(entries: Sequence[Entry], problem: Problem, found: Allocation) -> list[Missed]:
    """Of each campaign those who take no part and whose worth is more than the prices of its seats and parts and of
    themselves: only they could make the allocation better (reduced costs; weak duality proves the bound)."""
    frozen, prices, told, first = problem.is_frozen, found.prices, [], 0
    left = problem.seats - np.bincount(problem.campaign[frozen], minlength=len(entries))
    who, costs = _prices_of_people(problem, found)
    for number, one in enumerate(entries):
        order, members = free(one.result), one.result.parts
        out = order[~np.isin(order, one.people)] if left[number] > 0 else order[:0]
        value, seqs = worth(one.result, out), one.result.audience.seq[out]
        reduced = value * (1 + prices.floors[number]) - prices.seats[number] - _laid(seqs, who, costs)
        is_open = value > 0
        for place, part in enumerate(members, first):
            quota, inside = problem.quotas[place], part.members[out]
            reduced -= prices.quotas[place] * inside
            if quota.maximum is not None and quota.maximum <= np.count_nonzero(frozen[quota.pairs]):
                is_open &= ~inside
        told.append(_missed(one, out[is_open], reduced[is_open]))
        first += len(members)
    return told


def _prices_of_people(problem: Problem, found: Allocation) -> tuple[Ints, Floats]:
    """Who takes part, ascending, and what they cost at least; who is drawn costs more than anybody is worth."""
    who, place = np.unique(problem.person, return_inverse=True)
    costs = np.full(len(who), np.inf)
    np.minimum.at(costs, place, np.nan_to_num(found.prices.consumers, nan=0.0))
    costs[place[problem.is_frozen]] = np.inf
    return who, costs


def _laid(seqs: Ints, who: Ints, costs: Floats) -> Floats:
    at = np.minimum(np.searchsorted(who, seqs), len(who) - 1)
    return np.where(who[at] == seqs, costs[at], 0.0) if len(who) else np.zeros(len(seqs))


def _missed(one: Entry, out: Ints, reduced: Floats) -> Missed:
    more = np.flatnonzero(reduced > 0)
    best = more[np.argsort(-reduced[more], kind="stable")][:max(one.asked("units"), FEW)]
    return Missed(out[best], float(reduced[more].sum()))


def with_everybody(entries: Sequence[Entry]) -> Sequence[Entry]:
    """The campaigns with all who could be asked; as given where all take part, or are too many to be matched at once.
    """
    every = [np.union1d(one.people, free(one.result)) for one in entries]
    many = sum(map(len, every))
    if many > MOST_PAIRS or many == sum(len(one.people) for one in entries):
        return entries
    return [replace(one, people=people) for one, people in zip(entries, every, strict=True)]


def wider(one: Entry, more: Missed) -> Entry:
    """A campaign with some people more."""
    return replace(one, people=np.union1d(one.people, more.people))
