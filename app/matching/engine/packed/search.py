"""One campaign's way through a snapshot: which runs it visits, what it asks there, and the few it puts in order."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, reduce

import numpy as np

from app.matching.engine.columns import Ints
from app.matching.engine.kinds import Column, Mask
from app.matching.engine.packed import reach
from app.matching.engine.packed.asked import Asked, Shortlist
from app.matching.engine.packed.best import Best
from app.matching.engine.packed.plan import Exact, Quick, View, traits_of
from app.matching.engine.packed.reach import Rule, Test
from app.matching.engine.packed.segments import Runs
from app.matching.engine.packed.snapshot import NOBODY, Snapshot, Table, rows_of


class Slice:
    """The columns of one run."""

    def __init__(self, table: Table, start: int, stop: int) -> None:
        self.start, self.stop, self._source = start, stop, table.source
        self._cut: dict[str, Column] = {}

    def __call__(self, name: str) -> Column:
        if name not in self._cut:
            self._cut[name] = self._source.unchecked(name)[self.start:self.stop]
        return self._cut[name]


@dataclass(frozen=True, eq=False)
class Visit:
    """What is asked of one run's people: tests to pass, the parts to which all belong, and tests of further parts."""

    tests: tuple[Test, ...]
    pattern: int
    parts: tuple[tuple[int, tuple[Test, ...]], ...]


@dataclass(frozen=True, eq=False)
class Field:
    """A table as one campaign sees it: the runs that it visits, and the rows, ascending, that it must pass over."""

    table: Table
    visits: dict[int, Visit]
    shut: Ints


class Search:
    """What one campaign looks for, and the best that it has found so far."""

    def __init__(self, snapshot: Snapshot, asked: Asked) -> None:
        self.snapshot, self.criteria, self.need = snapshot, asked.criteria, asked.needed
        traits = traits_of(snapshot, asked.wants)
        self.quick, self.exact = Quick.of(traits), Exact.of(traits)
        self.rules = reach.rules(snapshot, asked.criteria)
        cells = {cell: reach.cell_rules(snapshot, cell, asked.criteria)
                 for cell in dict.fromkeys(cell for part in asked.parts for cell in part.cells)}
        self.part_rules = [[rule for cell in part.cells for rule in cells[cell]] for part in asked.parts]
        preferred = [rule for platform in asked.criteria.platforms if platform.role == "preferred"
                     for rule in reach.account_rules(snapshot, platform)]
        every = [*self.rules, *preferred, *(rule for rules in self.part_rules for rule in rules)]
        self.columns = {"seq", "flags", *(one.name for one in traits), *(name for r in every for name in r.columns)}
        self.firsts = [0, _people(snapshot.base)]
        self.fields = [self._field(table, asked.apart) for table in snapshot.tables]
        self.found: dict[int, Best] = {}

    def look(self) -> None:
        """Look at every run where anybody can meet all rules."""
        for number, field in enumerate(self.fields):
            bounds = field.table.runs[["start", "stop"]]
            for at, visit in field.visits.items():
                self._see(Slice(field.table, *bounds[at].tolist()), visit, number)

    def _see(self, view: Slice, visit: Visit, table: int) -> None:
        """Look at one run's people."""
        places, shut = self.quick.places(view), self.fields[table].shut
        scores = self.quick.scores(places)
        if visit.tests:
            scores *= _all(visit.tests, view).astype(np.uint16)
        if len(shut):
            low, high = np.searchsorted(shut, (view.start, view.stop))
            scores[shut[low:high] - view.start] = 0
        start = self.firsts[table] + view.start
        if not visit.parts:
            self._best(visit.pattern).add(scores, start, places)
            return
        patterns = np.full(len(scores), visit.pattern, np.int64)
        for place, tests in visit.parts:
            patterns |= _all(tests, view).astype(np.int64) << place
        for pattern in np.unique(patterns[scores > 0]).tolist():
            self._best(pattern).add(scores * (patterns == pattern), start, places)

    def best(self) -> Shortlist:
        """The best of what has been seen; looks again where people who said little stood in the way."""
        while True:
            rows, scores, patterns, places = self._candidates()
            each = (rows[rows < self.firsts[1]], rows[rows >= self.firsts[1]] - self.firsts[1])
            view = self._gathered(each)
            order, is_thin = self._ordered(places, view)
            if not (more := self._more(scores[~is_thin], patterns[~is_thin])):
                break
            self.found = {pattern: Best(need, self.quick.off) for pattern, need in more.items()}
            self.look()
        seen = {pattern: best.seen for pattern, best in self.found.items() if best.seen}
        return Shortlist(view("seq")[order].astype(np.int64), patterns[order], each[:len(self.fields)], seen)

    def _best(self, pattern: int) -> Best:
        if pattern not in self.found:
            self.found[pattern] = Best(self.need(pattern), self.quick.off)
        return self.found[pattern]

    def _candidates(self) -> tuple[Ints, Column, Ints, list[Column]]:
        """Rows (those of the first table first), scores, patterns and places of all who may be among the best."""
        pieces = [(rows, scores, np.full(len(rows), pattern), *places)
                  for pattern, best in self.found.items()
                  for rows, scores, places in self._settled(best)]
        nobody = (NOBODY, NOBODY, NOBODY, *(NOBODY for _ in self.quick.groups))
        rows, *rest = (np.concatenate(column) for column in zip(nobody, *pieces, strict=True))
        order = np.argsort(rows >= self.firsts[1], kind="stable") if self.snapshot.tail else slice(None)
        scores, patterns, *places = (column[order] for column in rest)
        return rows[order], scores, patterns, places

    def _settled(self, best: Best) -> Iterable[tuple[Ints, Column, list[Column]]]:
        best.settle()
        return zip(best.rows, best.scores, best.places, strict=True)

    def _more(self, scores: Column, patterns: Ints) -> dict[int, int]:
        """What to look for instead; nothing where enough people of every pattern are surely the best."""
        cut_short = {pattern: best for pattern, best in self.found.items() if not best.is_whole}
        short = {pattern: best for pattern, best in cut_short.items()
                 if np.count_nonzero((patterns == pattern) & (scores >= best.cut)) < self.need(pattern)}
        return {p: 4 * best.need if p in short else best.need for p, best in self.found.items()} if short else {}

    def _ordered(self, tables: Sequence[Column], view: View) -> tuple[Ints, Mask]:
        """People in the engine's order (thin ones last, exact fit, preferred platform, seq), and who is thin."""
        levels, combination = self.quick.levels(tables)
        each, thin = self.exact.places(levels)
        places, is_thin = each[combination], thin[combination]
        key = 2 * (places + (int(places.max(initial=0)) + 1) * is_thin)
        if any(platform.role == "preferred" for platform in self.criteria.platforms):
            key += ~reach.prefers(self.snapshot, self.criteria, view)
        return np.argsort((key << 32) + view("seq")), is_thin

    def _field(self, table: Table, apart: Ints) -> Field:
        visits = _visits(table, self.rules, self.part_rules)
        ranges = _joined(table.runs, visits)
        for name in self.columns:
            table.source.check(name, ranges)
        return Field(table, visits, np.union1d(table.dead, rows_of(table, apart)) if len(apart) else table.dead)

    def _gathered(self, rows: Sequence[Ints]) -> View:
        """The columns of some rows of each table, one table after the other."""
        @cache
        def view(name: str) -> Column:
            found = [table.source.unchecked(name)[mine]
                     for table, mine in zip(self.snapshot.tables, rows, strict=False)]
            return np.concatenate(found) if len(found) > 1 else found[0]
        return view


def _people(table: Table) -> int:
    return int(table.runs["stop"][-1]) if len(table.runs) else 0


def _all(tests: Sequence[Test], view: View) -> Mask:
    return reduce(np.logical_and, (test(view) for test in tests))


def _visits(table: Table, rules: Sequence[Rule], parts: Sequence[Sequence[Rule]]) -> dict[int, Visit]:
    """The runs in which anybody can meet all rules, by their number."""
    runs = table.runs
    asked = {id(rule): rule for rule in (*rules, *(rule for part in parts for rule in part))}
    never = {at: rule.never(runs) for at, rule in asked.items()}
    always = {at: rule.always(runs) for at, rule in asked.items()}
    touched = ~np.logical_or.reduce([never[id(rule)] for rule in rules])
    pattern = np.zeros(len(runs), np.int64)
    further: dict[int, list[tuple[int, tuple[Test, ...]]]] = {}
    for place, part in enumerate(parts):
        inside = touched & ~np.logical_or.reduce([never[id(rule)] for rule in part])
        sure = np.logical_and.reduce([always[id(rule)] for rule in part])
        pattern[inside & sure] |= 1 << place
        for at in np.flatnonzero(inside & ~sure).tolist():
            tests = tuple(rule.test for rule in part if not always[id(rule)][at])
            further.setdefault(at, []).append((place, tests))
    told = [(rule.test, always[id(rule)].tolist()) for rule in rules]
    return {at: Visit(tuple(test for test, sure in told if not sure[at]), bits, tuple(further.get(at, ())))
            for at, bits in zip(np.flatnonzero(touched).tolist(), pattern[touched].tolist(), strict=True)}


def _joined(runs: Runs, visits: Iterable[int]) -> list[tuple[int, int]]:
    """The rows of some runs, ascending, runs beside each other in one piece."""
    joined: list[tuple[int, int]] = []
    for at in visits:
        start, stop = runs[["start", "stop"]][at].tolist()
        joined.append((joined.pop()[0] if joined and joined[-1][1] == start else start, stop))
    return joined
