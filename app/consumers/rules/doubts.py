"""Doubtful answers: straight lines, all-top answers, a statement agreed with together with its opposite, haste.

A doubt asks ops to look; it never lowers a score and never turns anybody away by itself.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import groupby
from typing import Any

import numpy as np

from app.matching.engine.kinds import Scale
from app.matching.engine.quality import (
    FEWEST_FOR_TOP,
    FEWEST_ON_PAGE,
    SAME_SIDE,
    TOP,
    Flag,
    Sheet,
    of_columns,
    of_person,
)
from app.questionnaires.questionnaire import Questionnaire
from app.questionnaires.schema import Question

OPPOSITES = (("habit:plans", "habit:impulse"),)
"""Two statements that nobody means both: "I plan what I buy" and "I buy on the spur of the moment"."""
SHORTEST_RUN, WIDEST = 6, 0.13
"""A straight line repeats an answer at least so often, or spreads at most so far (as a share of the scale)."""
HASTE = "too_fast"
NOT_TOLD = -(1 << 40)
FEWEST_SECONDS = 1.0
"""Nobody reads and answers a question in less."""
FEWEST_TIMED = 3
"""Answers on a page from which its time is judged."""
Evidence = dict[str, Any]
Doubts = dict[str, list[Evidence]]


@lru_cache(maxsize=64)
def sheet_of(questionnaire: Questionnaire) -> Sheet:
    """The scale questions of a questionnaire, page by page, by their names."""
    pages = {page.name: [one for one in page.elements if one.type == "rating"] for page in questionnaire.pages}
    scales = {question.name: _scale(question) for asked in pages.values() for question in asked}
    pairs = tuple(pair for pair in OPPOSITES if set(pair) <= scales.keys())
    return Sheet({name: tuple(one.name for one in asked) for name, asked in pages.items() if asked}, scales, pairs)


def _scale(question: Question) -> Scale:
    return Scale(question.rate_min or 1, question.rate_max or 5)


def doubts(questionnaire: Questionnaire, answers: Mapping[str, Any],
           seconds: Mapping[str, float] | None = None, noted: Sequence[Evidence] = ()) -> Doubts:
    """Each doubt about somebody's answers with where it shows and its numbers; empty where there is none. `seconds`:
    the time that pages took at most, of those whose time is known; `noted`: haste on pages that stand as they were."""
    sheet = sheet_of(questionnaire)
    told = {name: answers[name] for name in sheet.keys if isinstance(answers.get(name), int)}
    hurried = _hurried(sheet, told, seconds or {})
    is_looked_at = hurried or _worth_a_look(sheet, told)
    return _by_name(of_person(sheet, told, hurried, FEWEST_SECONDS) if is_looked_at else (),
                    {HASTE: [*noted]} if noted else {})


def doubts_of_many(questionnaire: Questionnaire, people: Sequence[Mapping[str, Any]]) -> list[Doubts]:
    """The doubts about the answers of many people, in their order, at a tenth of what one by one would cost."""
    sheet = sheet_of(questionnaire)
    told = np.array([[answer if type(answer := one.get(name)) is int else NOT_TOLD for name in sheet.keys]
                     for one in people], np.int64).reshape(len(people), len(sheet.keys))
    lows = np.array([sheet.scales[name].low for name in sheet.keys], np.int64)
    found = of_columns(sheet, np.where(told == NOT_TOLD, 0, told - lows + 1).astype(np.uint8))
    return [_by_name(found.flags(place)) if bits else {} for place, bits in enumerate(found.doubts.tolist())]


def _by_name(flags: Iterable[Flag], found: Doubts | None = None) -> Doubts:
    named = found or {}
    for flag in flags:
        named.setdefault((flag.doubt.name or "doubt").lower(), []).append({"where": list(flag.where), **flag.evidence})
    return named


def haste_but_on(before: Mapping[str, Any], page: str) -> tuple[Evidence, ...]:
    """The haste that was noted on all pages but the one that is answered anew."""
    return tuple(one for one in before.get(HASTE, ()) if one["where"] != [page])


def _hurried(sheet: Sheet, told: Mapping[str, int], seconds: Mapping[str, float]) -> dict[str, float]:
    """The pages with enough answers to judge that were answered faster than anybody reads."""
    answered = {page: sum(name in told for name in names) for page, names in sheet.pages.items() if page in seconds}
    return {page: seconds[page] for page, count in answered.items()
            if count >= FEWEST_TIMED and seconds[page] < FEWEST_SECONDS * count}


def _worth_a_look(sheet: Sheet, told: Mapping[str, int]) -> bool:
    """Whether there may be a doubt at all: the careful look costs more than all else that an answer costs."""
    places = {name: (value - sheet.scales[name].low) / sheet.scales[name].span for name, value in told.items()}
    if len(places) >= FEWEST_FOR_TOP and sum(places.values()) >= TOP * len(places):
        return True
    if any(a in places and b in places and abs(places[a] + places[b] - 1) >= SAME_SIDE for a, b in sheet.pairs):
        return True
    pages = ([places[name] for name in names if name in places] for names in sheet.pages.values())
    return any(len(page) >= FEWEST_ON_PAGE and _is_even(page) for page in pages)


def _is_even(page: list[float]) -> bool:
    """Whether answers of a page, as shares of the scale, might be a straight line; true for more than are one."""
    mean = sum(page) / len(page)
    runs = max(len(list(same)) for _, same in groupby(page))
    return runs >= SHORTEST_RUN or sum((one - mean) ** 2 for one in page) <= WIDEST ** 2 * len(page)
