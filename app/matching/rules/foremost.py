"""Those of a campaign's people who can come first: the best of everybody as packed, and all of whom more is known than
their answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import ceil

import numpy as np

from app.matching.engine.columns import Audience, Ints
from app.matching.engine.eligibility import screen
from app.matching.engine.lift.holdout import LEAST_FITTING
from app.matching.engine.packed.asked import Asked, Part
from app.matching.engine.packed.moments import crowd
from app.matching.engine.packed.select import shortlist
from app.matching.engine.reading import Reads
from app.matching.engine.run import Among, Result
from app.matching.rules.computing import Inputs, found_among, result_of, would_invite
from app.matching.rules.eligible import check


@dataclass(frozen=True, eq=False)
class Foremost:
    """What a run would find, its order only as far as anybody can matter; some people, with all of whom a seat or a
    shared key says something; of each pattern of quotas (bits, in their order) how many eligible people stand behind;
    and the draw of a hold-out, if the run made one."""

    result: Result
    known: Audience
    drawn: Mapping[int, bool] = field(default_factory=dict)
    behind: Mapping[int, int] = field(default_factory=dict)

    @property
    def eligible(self) -> int:
        """How many could be picked in all."""
        return len(self.result.order) + sum(self.behind.values())


def foremost(inputs: Inputs, waiting: int = 0) -> Foremost:
    """The picks of a run, and people in order behind them as far as so many more could be picked under the same quotas.
    Invalid names what is wrong with the brief. Where a model scores or seats are drawn by lot, everybody matters."""
    if inputs.model is not None or inputs.shares.control:
        return everyone(inputs)
    waiting = max(waiting, inputs.waitlist)
    found = _found(inputs, waiting, is_capped=True)
    # Where a maximum leaves units empty, whoever might fill them were it raised matters too.
    is_filled = len(found.result.chosen) == inputs.units
    return found if is_filled or not found.behind else _found(inputs, waiting, is_capped=False)


def everyone(inputs: Inputs) -> Foremost:
    """What a run finds, everybody who could be picked in its order."""
    found = result_of(inputs)
    return Foremost(found.result, found.eligible.seated, found.drawn)


def _found(inputs: Inputs, waiting: int, *, is_capped: bool) -> Foremost:
    people, brief = inputs.people, inputs.brief
    check(people.everybody, brief)
    own = _told_of(inputs)
    need, mosts = _needs(inputs, waiting)
    parts = tuple(Part((quota.cell,), most if is_capped else None)
                  for quota, most in zip(brief.quotas, mosts, strict=True))
    told = crowd(people.everybody, brief.wants)
    best = shortlist(people.everybody, Asked(brief.wants, brief.criteria, parts, need, own))
    rows = [np.concatenate(both) for both in zip(best.rows, people.rows(own), strict=True)]
    audience = people.audience(brief.kinds, Reads.of(brief.criteria, brief.quotas), rows)
    among = Among(people.everybody.people, screen(audience, brief.criteria), told, best.behind)
    result, drawn, _ = found_among(inputs, audience, among)
    return Foremost(result, audience, drawn, best.behind)


def _told_of(inputs: Inputs) -> Ints:
    """Seqs, ascending, of all whom a seat, a shared key or a record tells apart from people of the same answers."""
    record = inputs.record
    told = {*record.accepted, *record.published, *record.veterans, *record.interested, *record.drawn}
    return np.union1d(inputs.people.told_of, np.array([*told], np.int64))


def _needs(inputs: Inputs, waiting: int) -> tuple[int, list[int | None]]:
    """How many of each pattern of quotas can matter: the seats and the waiting list that its people may take at most,
    whoever a hold-out may take away, and one to tell that there are more; and how many of each quota's own."""
    measured = inputs.shares.hold_out
    held = 0 if measured is None else max(would_invite(inputs, measured), LEAST_FITTING)

    def most(seats: int) -> int:
        return seats + ceil(seats * waiting / max(inputs.units, 1)) + held + 1
    bounds = [max(quota.minimum, quota.maximum or 0) for quota in inputs.brief.quotas]
    # As many as there are units matter of each maximum too: they tell what it costs.
    mosts = [None if quota.maximum is None else max(most(bound), inputs.units + held + 1)
             for quota, bound in zip(inputs.brief.quotas, bounds, strict=True)]
    return most(max(inputs.units, 1, *bounds)), mosts
