"""Answer-quality flags: straight lines, all-top answers, contradictory pairs and hurried pages, each with its numbers.

A flag asks ops to look; it is never a score. Straight lines are told by two indices of careless answering (Meade and
Craig 2012; Dunn et al. 2018): the longest run of equal answers, and the spread of a person's answers on a page.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntFlag
from functools import cache, cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import chdtr

from app.matching.engine.kinds import Column, Mask, Scale

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MOST_BY_CHANCE = 0.003
"""A page is straight where an honest person answers so in at most this share of such pages."""
HONEST_SPREAD = 0.25
"""Standard deviation of an honest person's leanings over a page, as a share of the scale (one point of 1..5)."""
HONEST_REPEAT = 1 / 3
"""Chance that an honest answer equals the one before."""
FEWEST_ON_PAGE = 6
MANY_STRAIGHT = 20
"""Straight pages count where they hold half of all answers on such pages, or this many."""
FEWEST_FOR_TOP = 10
TOP = 0.95
"""Mean place on the scales, 1 = the top of each, from which answers are all top."""
SAME_SIDE = 0.75
"""How far direct + reversed place may lie from 1: on 1..5, 5 and 5 or 5 and 4 to a statement and its opposite."""


class Doubt(IntFlag):
    """What is odd about somebody's answers, as bits of one byte."""

    STRAIGHT_LINE = 1
    ALL_TOP = 2
    CONTRADICTION = 4
    TOO_FAST = 8


@dataclass(frozen=True)
class Flag:
    """One doubt: where it shows (a page, or the two keys of a pair; empty = everywhere) and its evidence in numbers."""

    doubt: Doubt
    where: tuple[str, ...]
    evidence: Mapping[str, float]


@dataclass(frozen=True)
class Sheet:
    """The scale questions of a questionnaire: keys of each page in the order asked, their scales, and attention pairs
    (a statement, its opposite)."""

    pages: Mapping[str, tuple[str, ...]]
    scales: Mapping[str, Scale]
    pairs: tuple[tuple[str, str], ...] = ()

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """All keys, page by page: the columns of a block of answers."""
        return tuple(key for keys in self.pages.values() for key in keys)

    @cached_property
    def spans(self) -> Floats:
        """Steps of each scale; shape (questions,)."""
        return np.array([self.scales[key].span for key in self.keys], np.float64)


@dataclass(frozen=True, eq=False)
class Page:
    """Everybody on one page, each of shape (people,): answers given, longest run, standard deviation in shares of the
    scale (0 where fewer than two answers), the smaller chance of either among the honest, seconds an answer (NaN where
    unknown)."""

    answers: Ints
    run: Ints
    spread: Floats
    chance: Floats
    seconds: Floats

    @property
    def is_straight(self) -> Mask:
        """Long enough and too even; shape (people,)."""
        return np.asarray((self.answers >= FEWEST_ON_PAGE) & (self.chance <= MOST_BY_CHANCE), np.bool_)


@dataclass(frozen=True, eq=False)
class Quality:
    """Everybody's evidence; `scales` and `mean` over all answered scales, `gaps` (people, pairs) NaN where one of the
    two is unanswered."""

    sheet: Sheet
    pages: Mapping[str, Page]
    scales: Ints
    mean: Floats
    gaps: Floats
    fewest_seconds: float

    @cached_property
    def doubts(self) -> NDArray[np.uint8]:
        """The bits of Doubt; shape (people,)."""
        hurried = self._pages([page.seconds < self.fewest_seconds for page in self.pages.values()])
        return np.asarray(
            np.uint8(Doubt.STRAIGHT_LINE) * self.is_straight | np.uint8(Doubt.ALL_TOP) * self.is_top
            | np.uint8(Doubt.CONTRADICTION) * (self.gaps >= SAME_SIDE).any(axis=1)
            | np.uint8(Doubt.TOO_FAST) * hurried.any(axis=0), np.uint8)

    @cached_property
    def is_straight(self) -> Mask:
        """Straight pages hold half of the answers on pages long enough, or MANY_STRAIGHT; shape (people,)."""
        answers = self._pages([page.answers for page in self.pages.values()])
        is_straight = self._pages([page.is_straight for page in self.pages.values()])
        asked = np.where(answers >= FEWEST_ON_PAGE, answers, 0).sum(axis=0)
        held = np.where(is_straight, answers, 0).sum(axis=0)
        return np.asarray((held > 0) & ((2 * held >= asked) | (held >= MANY_STRAIGHT)), np.bool_)

    @property
    def is_top(self) -> Mask:
        """At the top of at least FEWEST_FOR_TOP scales; shape (people,)."""
        return np.asarray((self.scales >= FEWEST_FOR_TOP) & (self.mean >= TOP), np.bool_)

    def _pages(self, rows: list[Any]) -> Column:
        """One row a page, also where there is none; shape (pages, people)."""
        return np.array(rows).reshape(len(rows), len(self.mean))

    def flags(self, index: int) -> tuple[Flag, ...]:
        """The flags of the person at an index, in the order of Doubt."""
        found: list[Flag] = []
        for name, page in self.pages.items():
            if self.is_straight[index] and page.is_straight[index]:
                found.append(Flag(Doubt.STRAIGHT_LINE, (name,), {
                    "answers": int(page.answers[index]), "longest_run": int(page.run[index]),
                    "spread": float(page.spread[index]), "chance": float(page.chance[index])}))
        if self.is_top[index]:
            found.append(Flag(Doubt.ALL_TOP, (), {
                "answers": int(self.scales[index]), "mean": float(self.mean[index])}))
        found += [Flag(Doubt.CONTRADICTION, pair, {"gap": float(self.gaps[index, at])})
                  for at, pair in enumerate(self.sheet.pairs) if self.gaps[index, at] >= SAME_SIDE]
        found += [Flag(Doubt.TOO_FAST, (name,), {
            "seconds_an_answer": float(page.seconds[index]), "fewest": self.fewest_seconds})
            for name, page in self.pages.items() if page.seconds[index] < self.fewest_seconds]
        return tuple(found)


def of_person(sheet: Sheet, answers: Mapping[str, object], seconds: Mapping[str, float | None] | None = None,
              fewest_seconds: float = 1.0) -> tuple[Flag, ...]:
    """The flags of one person's answers and seconds per page; what is left out or None is unanswered or unknown."""
    codes = [0 if answers.get(key) is None else sheet.scales[key].code(answers[key]) for key in sheet.keys]
    taken = [(seconds or {}).get(name) for name in sheet.pages]
    times = np.array([[np.nan if one is None else one for one in taken]])
    return of_columns(sheet, np.array([codes], np.uint8), times, fewest_seconds).flags(0)


def of_columns(sheet: Sheet, codes: NDArray[np.uint8], seconds: Floats | None = None,
               fewest_seconds: float = 1.0) -> Quality:
    """The evidence on many people: codes (people, questions) in the order of `sheet.keys`, 0 = unanswered; seconds
    (people, pages), NaN = unknown."""
    known = codes != 0
    places = np.where(known, (codes.astype(np.float64) - 1) / sheet.spans, 0.0)
    count = known.sum(axis=1)
    if seconds is None:
        seconds = np.full((len(codes), len(sheet.pages)), np.nan)
    pages, at = {}, 0
    for number, (name, keys) in enumerate(sheet.pages.items()):
        here = slice(at, at := at + len(keys))
        pages[name] = _page(places[:, here], known[:, here], sheet.spans[here], seconds[:, number])
    return Quality(sheet, pages, count, places.sum(axis=1) / np.maximum(count, 1), _gaps(sheet, places, known),
                   fewest_seconds)


def _page(places: Floats, known: Mask, spans: Floats, seconds: Floats) -> Page:
    answers = known.sum(axis=1)
    mean = places.sum(axis=1) / np.maximum(answers, 1)
    squares = (known * (places - mean[:, None]) ** 2).sum(axis=1)
    # Rounding to whole steps adds 1/12 of a step squared to the spread of what is rounded (Sheppard's correction).
    expected = (known * (HONEST_SPREAD**2 + 1 / (12 * spans**2))).sum(axis=1) / np.maximum(answers, 1)
    free = np.maximum(answers - 1, 1)
    even = chdtr(free, squares / np.where(expected > 0, expected, 1))
    run = longest_runs(places, known)
    chance = np.where(answers > 1, np.minimum(even, chances_of_run(places.shape[1])[answers, run]), 1.0)
    return Page(answers, run, np.sqrt(squares / free), chance,
                np.where(answers > 0, seconds / np.maximum(answers, 1), np.nan))


def _gaps(sheet: Sheet, places: Floats, known: Mask) -> Floats:
    """|direct + reversed - 1| of each pair: 0 where the two agree, 1 where both stand at the same end."""
    gaps = np.full((len(places), len(sheet.pairs)), np.nan)
    for at, (direct, opposite) in enumerate(sheet.pairs):
        one, other = sheet.keys.index(direct), sheet.keys.index(opposite)
        both = known[:, one] & known[:, other]
        gaps[both, at] = np.abs(places[both, one] + places[both, other] - 1)
    return gaps


def longest_runs(places: Floats, known: Mask) -> Ints:
    """The longest run of equal answers in the order asked, unanswered questions passed over; shape (people,)."""
    run, longest = np.zeros(len(places), np.int64), np.zeros(len(places), np.int64)
    last = np.full(len(places), np.nan)
    for column, answered in zip(places.T, known.T, strict=True):
        run = np.where(answered, np.where(column == last, run + 1, 1), run)
        last = np.where(answered, column, last)
        longest = np.maximum(longest, run)
    return longest


@cache
def chances_of_run(questions: int) -> Floats:
    """P(longest run >= L in k answers) where each repeats the one before with chance HONEST_REPEAT; shape
    (questions + 1, questions + 1) by k, then L."""
    chances = np.zeros((questions + 1, questions + 1))
    chances[:, 0] = 1.0
    for length in range(1, questions + 1):
        # The chance that no run has reached the length yet, split by how long the last run is.
        open_runs = np.zeros(length)
        open_runs[:1] = length > 1
        for k in range(1, questions + 1):
            if k > 1:
                ended = open_runs.sum() * (1 - HONEST_REPEAT)
                open_runs[1:] = open_runs[:-1] * HONEST_REPEAT
                open_runs[:1] = ended
            chances[k, length] = 1.0 if length == 1 else 1.0 - open_runs[: length - 1].sum()
            open_runs[length - 1:] = 0.0
    return chances
