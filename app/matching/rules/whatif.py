"""A run looked at again from its recorded inputs: why one person stands where he stands, and what other weights would
change. Pure, so that it may run in a thread; nothing of it is stored."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from app.core.errors import Fault, Invalid
from app.core.i18n import text
from app.matching.engine import faults, recorded, wants
from app.matching.engine.columns import Audience
from app.matching.engine.eligibility import Code, failing
from app.matching.engine.explain import reasons
from app.matching.engine.learning.cards import Card
from app.matching.engine.run import Result
from app.matching.engine.wants import HEAVIEST, Want
from app.matching.rules.computing import Learned, contributions_of, facts_of, learned_parts, must_confirm, p_fit
from app.matching.rules.deciding import Bound, Ended, decided
from app.matching.rules.rounds import together


@dataclass(frozen=True, slots=True)
class Part:
    """One trait's part: points of 100 above or below the average person; not is_answered where the mean stands in."""

    key: str
    points: float
    agreement: float
    is_answered: bool
    weight: int
    want: Any


@dataclass(frozen=True, slots=True)
class Explained:
    """One person in a run: rank (None: not eligible, or held out) and that of the last who got a unit by the order; how
    many got theirs by lot; parts, strongest first, that sum to 100 (fit - mean_fit); chances as `facts_of` names them;
    every rule that fails; what bound."""

    rank: int | None
    cutoff_rank: int | None
    lots: int
    fit: float
    mean_fit: float
    coverage: float
    is_thin: bool
    parts: tuple[Part, ...]
    chances: Mapping[str, Any]
    must_confirm: tuple[str, ...]
    codes: tuple[Code, ...]
    bounds: tuple[Bound, ...]
    learned: tuple[Learned, ...] = ()
    """What the model of the run adds, the fit's part first; nothing where none ranked."""

    @property
    def total(self) -> float:
        """The sum of the parts, in points of 100."""
        return sum(part.points for part in self.parts)

    @property
    def decisive(self) -> Bound | None:
        """What decided about somebody whom no rule left out; None where the order did. A key shared with a receiver
        decides only about somebody who stands before the last unit."""
        first = next(iter(self.bounds), None)
        is_behind = None in (self.rank, self.cutoff_rank) or (self.rank or 0) > (self.cutoff_rank or 0)
        return None if first is not None and first.kind == "household" and is_behind else first


@dataclass(frozen=True, slots=True)
class Moved:
    """Somebody whom other weights bring in or put out: ranks and fits before and after (rank 0: not eligible)."""

    seq: int
    rank: int
    new_rank: int
    fit: float
    new_fit: float


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What other weights would change: who comes in and who goes out, by rank, and how many stay; the weights tried."""

    weights: Mapping[str, int]
    come: tuple[Moved, ...]
    go: tuple[Moved, ...]
    stay: int


def explained(record: bytes, seq: int, chosen: Sequence[int], elsewhere: Sequence[int] = (),
              is_joint: bool = False, card: Card | None = None) -> Explained | None:
    """A person of a run by its recorded inputs; None where the run did not know him. `chosen`: who got a unit; of a
    joint run also who got one of another campaign; `card`: of the model that ranked. RecordDamaged where the
    inputs cannot be read."""
    result = recorded.run_again(record)
    place = int(np.searchsorted(result.audience.seq, seq))
    if place == len(result.audience) or result.audience.seq[place] != seq:
        return None
    took, others = np.isin(result.audience.seq, chosen), np.isin(result.audience.seq, elsewhere)
    ended = Ended(result, took, others, is_joint)
    why = reasons(result, place)
    return Explained(
        why.rank or None, ended.last, int(np.count_nonzero(ended.drawn)), why.fit, why.mean_fit, why.coverage,
        why.is_thin,
        tuple(sorted((Part(key, **values) for key, values in contributions_of(result, place).items()),
                     key=lambda part: -part.points)),
        facts_of(result, place), tuple(must_confirm(result, place)),
        failing(result.audience, result.criteria, place) if result.codes[place] else (),
        tuple(decided(ended, place)),
        learned_parts(result.audience, result.wants, card.model, place) if card and card.model else ())


def reweighed(records: Sequence[bytes], place: int, weights: Mapping[str, int], card: Card | None = None) -> WhatIf:
    """The run at `place` of those matched together, with some weights changed, against the same run as it was; `card`
    is the model that scored it. Invalid names a weight that cannot be."""
    loaded = [recorded.load(record) for record in records]
    before = [recorded.rerun(*one) for one in loaded]
    audience, outlook, asked = loaded[place]
    traits = _with(before[place].wants, weights, audience)
    if outlook.p_fit is not None:
        outlook = replace(outlook, p_fit=p_fit(audience, wants.parse(traits, audience.specs), card))
        if outlook.p_fit is None:
            # The model is gone: both sides go by the brief alone, so that only the weights tell them apart.
            before[place] = recorded.rerun(audience, outlook, asked)
    after = list(before)
    after[place] = recorded.rerun(audience, outlook, asked, traits)
    if len(records) > 1:
        before, after = together(before)[0], together(after)[0]
    return _difference(before[place], after[place])


def _with(wanted: Sequence[Want], weights: Mapping[str, int], audience: Audience) -> list[dict[str, Any]]:
    known = {want.key: want for want in wanted}
    found = [faults.unknown_trait(("weights", key), key, {one: audience.specs[one] for one in known})
             for key in weights if key not in known]
    found += [Fault(("weights", key), "weight", text(
        f"A weight is a whole number from 1 to {HEAVIEST}.", f"权重必须是 1 到 {HEAVIEST} 的整数。"))
        for key, weight in weights.items() if not 1 <= weight <= HEAVIEST]
    if found:
        raise Invalid(tuple(found))
    return [wants.as_json(replace(want, weight=weights.get(want.key, want.weight))) for want in wanted]


def _difference(before: Result, after: Result) -> WhatIf:
    then, now = set(before.chosen.tolist()), set(after.chosen.tolist())

    def moved(places: set[int], ranks: Sequence[int]) -> tuple[Moved, ...]:
        return tuple(Moved(int(before.audience.seq[at]), int(before.ranks[at]), int(after.ranks[at]),
                           float(before.fit[at]), float(after.fit[at]))
                     for at in sorted(places, key=lambda at: ranks[at]))
    return WhatIf({want.key: want.weight for want in after.wants}, moved(now - then, after.ranks.tolist()),
                  moved(then - now, before.ranks.tolist()), len(then & now))
