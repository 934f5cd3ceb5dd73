"""Doubtful answers: straight lines, all-top answers, a statement agreed with together with its opposite, haste.

A doubt asks ops to look; it never lowers a score and never turns anybody away by itself.
"""

from collections.abc import Mapping
from functools import lru_cache
from itertools import groupby
from typing import Any

from app.matching.engine.kinds import Scale
from app.matching.engine.quality import FEWEST_FOR_TOP, FEWEST_ON_PAGE, SAME_SIDE, TOP, Flag, Sheet, of_person
from app.questionnaires.questionnaire import Questionnaire
from app.questionnaires.schema import Question

OPPOSITES = (("habit:plans", "habit:impulse"),)
"""Two statements that nobody means both: "I plan what I buy" and "I buy on the spur of the moment"."""
SHORTEST_RUN, WIDEST = 6, 0.13
"""A straight line repeats an answer at least so often, or spreads at most so far (as a share of the scale)."""
Doubts = dict[str, list[dict[str, Any]]]


@lru_cache(maxsize=64)
def sheet_of(questionnaire: Questionnaire) -> Sheet:
    """The scale questions of a questionnaire, page by page, by their names."""
    pages = {page.name: [one for one in page.elements if one.type == "rating"] for page in questionnaire.pages}
    scales = {question.name: _scale(question) for asked in pages.values() for question in asked}
    pairs = tuple(pair for pair in OPPOSITES if set(pair) <= scales.keys())
    return Sheet({name: tuple(one.name for one in asked) for name, asked in pages.items() if asked}, scales, pairs)


def _scale(question: Question) -> Scale:
    return Scale(question.rate_min or 1, question.rate_max or 5)


def doubts(questionnaire: Questionnaire, answers: Mapping[str, Any]) -> Doubts:
    """Each doubt about somebody's answers with where it shows and its numbers; empty where there is none."""
    sheet = sheet_of(questionnaire)
    told = {name: answers[name] for name in sheet.keys if isinstance(answers.get(name), int)}
    found: Doubts = {}
    for flag in of_person(sheet, told) if _worth_a_look(sheet, told) else ():
        found.setdefault(_name(flag), []).append({"where": list(flag.where), **flag.evidence})
    return found


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


def _name(flag: Flag) -> str:
    return (flag.doubt.name or "doubt").lower()
