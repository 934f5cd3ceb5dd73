"""Everybody's first failing rule from the packed columns, run by run: what a run already tells is not asked of its
people."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce

import numpy as np

from app.matching.engine.columns import UNKNOWN, Bytes, Ints
from app.matching.engine.conditions import Condition
from app.matching.engine.criteria import Criteria
from app.matching.engine.eligibility import RULES, YOUNGEST, YOUNGEST_FOR_GATED, Code, Stage
from app.matching.engine.kinds import Mask
from app.matching.engine.packed.layout import CONFLICT, CONSENT, FLAGGED, PAUSED
from app.matching.engine.packed.plan import View
from app.matching.engine.packed.reach import Rule, account_rules, answer, born, region_rules
from app.matching.engine.packed.search import Slice
from app.matching.engine.packed.segments import Runs, births
from app.matching.engine.packed.snapshot import Snapshot, Table, rows_of
from app.matching.engine.packed.unpacking import by_seq

GONE = 255
"""The code of a row that no longer holds."""
Asked = tuple[Code, Sequence[Rule]]


@dataclass(frozen=True, eq=False)
class Screened:
    """The code of every row of each table."""

    snapshot: Snapshot
    codes: tuple[Bytes, ...]

    def rows(self, also: Sequence[Ints]) -> list[Ints]:
        """The rows of each table whose people are eligible, and some more, ascending."""
        found = []
        for codes, more in zip(self.codes, also, strict=True):
            is_asked = codes == Code.ELIGIBLE
            is_asked[more] = True
            found.append(np.flatnonzero(is_asked))
        return found

    def told(self, seqs: Ints, codes: Bytes) -> "Screened":
        """The same with what is known better of some people, seqs ascending; who is not there is passed over."""
        found = []
        for table, held in zip(self.snapshot.tables, self.codes, strict=True):
            rows = rows_of(table, seqs)
            fresh = held.copy()
            fresh[rows] = codes[np.searchsorted(seqs, table.source.array("seq")[rows])]
            found.append(fresh)
        return Screened(self.snapshot, tuple(found))

    def funnel(self) -> tuple[Stage, ...]:
        """How many fell at each rule, and how many were left."""
        fell = np.sum([np.bincount(codes, minlength=GONE + 1) for codes in self.codes], axis=0)
        left, stages = self.snapshot.people, []
        for code, _ in RULES:
            left -= int(fell[code])
            stages.append(Stage(code, int(fell[code]), left))
        return tuple(stages)

    @cached_property
    def everyone(self) -> tuple[Ints, Bytes]:
        """Seqs, ascending, and codes of all who hold; shape (people,)."""
        held = [codes != GONE for codes in self.codes]
        tables = zip(self.snapshot.tables, held, strict=True)
        seq = np.concatenate([table.source.array("seq")[mine] for table, mine in tables]).astype(np.int64)
        order = by_seq(seq)
        return seq[order], np.concatenate([codes[mine] for codes, mine in zip(self.codes, held, strict=True)])[order]


def screened(snapshot: Snapshot, criteria: Criteria) -> Screened:
    """Everybody's first failing rule of those that hang on no seat and no cap key."""
    asked = list(rules(snapshot, criteria))
    return Screened(snapshot, tuple(_codes(table, asked) for table in snapshot.tables))


def rules(snapshot: Snapshot, criteria: Criteria) -> Iterator[Asked]:
    """What each rule asks, in the order in which the rules are asked."""
    yield Code.NO_CONSENT, [_flag(CONSENT, is_set=True)]
    yield Code.PAUSED, [_flag(PAUSED, is_set=False)]
    yield from _ages(criteria)
    yield Code.REGION, list(region_rules(criteria))
    accounts = [account_rules(snapshot, one) for one in criteria.platforms if one.role == "required"]
    yield Code.PLATFORM, [held[0] for held in accounts]
    yield Code.FOLLOWERS, [rule for held in accounts for rule in held[1:]]
    yield from _answers(snapshot, criteria)
    yield Code.CONFLICT, [_flag(CONFLICT, is_set=False)]
    yield Code.HELD, [_flag(FLAGGED, is_set=False)]
    yield Code.NEVER_WANTED, [_unmet(snapshot, one) for one in criteria.never]


def _flag(bit: int, *, is_set: bool) -> Rule:
    """A run that is open to matching is of people with consent and nothing else."""
    return Rule(("flags",), lambda view: (view("flags") & np.uint8(bit) != 0) == is_set,
                lambda runs: ~runs["is_closed"], lambda runs: np.zeros(len(runs), np.bool_))


def _ages(criteria: Criteria) -> Iterator[Asked]:
    youngest = YOUNGEST_FOR_GATED if criteria.is_age_gated else YOUNGEST
    _, last = births(criteria.today, youngest, youngest)
    yield Code.UNDER_AGE, [born(0 if criteria.is_age_gated else UNKNOWN, last)]
    low, high = criteria.ages
    if low is not None or high is not None:
        yield Code.AGE_OUTSIDE, [born(*births(criteria.today, low or 0, 200 if high is None else high))]


def _answers(snapshot: Snapshot, criteria: Criteria) -> Iterator[Asked]:
    def met(one: Condition, *, is_met: bool = True) -> Rule:
        return answer(snapshot, snapshot.layout.specs[one.key], one, is_met)

    told = [met(Condition(one.key, "answered")) for one in criteria.musts]
    yield Code.MUST, [_either(met(one), known) for one, known in zip(criteria.musts, told, strict=True)]
    yield Code.MUST_NOT, [met(one, is_met=False) for one in criteria.must_nots]
    yield Code.UNANSWERED, told
    stated = criteria.contraindications.items()
    yield Code.CONTRAINDICATED, [met(Condition(key, "any_of", choices), is_met=False) for key, choices in stated]


def _unmet(snapshot: Snapshot, one: Condition) -> Rule:
    return answer(snapshot, snapshot.layout.specs[one.key], one, is_met=False)


def _either(met: Rule, told: Rule) -> Rule:
    """Met, or not answered at all."""
    return Rule(met.columns, lambda view: met.test(view) | ~told.test(view), met.always, met.never)


def failing(asked: Sequence[Rule], view: View) -> Mask:
    """Who fails one of some rules."""
    return np.asarray(~reduce(np.logical_and, (rule.test(view) for rule in asked)), np.bool_)


def surely(asked: Sequence[Rule], runs: Runs) -> tuple[Mask, Mask]:
    """In which runs all people meet all of some rules, and in which none meets them; shape (runs,)."""
    none = np.zeros(len(runs), np.bool_)
    return (reduce(np.logical_and, (rule.always(runs) for rule in asked), ~none),
            reduce(np.logical_or, (rule.never(runs) for rule in asked), none))


def _codes(table: Table, asked: Sequence[Asked]) -> Bytes:
    known = [(code, some, *map(np.ndarray.tolist, surely(some, table.runs))) for code, some in asked if some]
    for name in {name for _, some in asked for rule in some for name in rule.columns}:
        table.source.check(name)
    found = np.zeros(int(table.runs["stop"][-1]) if len(table.runs) else 0, np.uint8)
    for at, (start, stop) in enumerate(table.runs[["start", "stop"]].tolist()):
        view, codes = Slice(table, start, stop), found[start:stop]
        for code, some, always, never in known:
            if always[at]:
                continue
            if never[at]:
                codes[codes == 0] = code
                break
            codes[(codes == 0) & failing(some, view)] = code
    found[table.dead] = GONE
    return found
