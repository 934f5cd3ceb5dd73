"""Doubts about answers in words, with their evidence: what ops read beside a pick, and what they decide on."""

from collections.abc import Callable, Mapping
from typing import Any

from app.core.i18n import Text, text
from app.questionnaires.questionnaire import Questionnaire

Evidence = Mapping[str, Any]


def told(questionnaire: Questionnaire, flags: Mapping[str, list[Evidence]]) -> tuple[Text, ...]:
    """Each doubt as one sentence with its numbers, in the order in which they were noted."""
    return tuple(WORDS[name](questionnaire, one) for name, found in flags.items() for one in found)


def _page(questionnaire: Questionnaire, name: str) -> Text:
    """A page as people read it; its name where a later version of the questionnaire has it no more."""
    pages = {page.name: page.title for page in questionnaire.pages}
    return pages.get(name) or text(name)


def _question(questionnaire: Questionnaire, name: str) -> Text:
    found = questionnaire.questions.get(name)
    return found.title if found and found.title else text(name)


def _filled(english: str, chinese: str, facts: Mapping[str, object], **places: Text) -> Text:
    return text(english.format(**facts, **{name: words.pick("en") for name, words in places.items()}),
                chinese.format(**facts, **{name: words.pick("zh-cn") for name, words in places.items()}))


def _straight(questionnaire: Questionnaire, one: Evidence) -> Text:
    return _filled(
        "Straight line: {answers} answers on “{page}”, {longest_run} in a row the same.",
        "答案几乎一样：“{page}”共 {answers} 题，其中连续 {longest_run} 题选了同一档。", one,
        page=_page(questionnaire, one["where"][0]))


def _top(_: Questionnaire, one: Evidence) -> Text:
    return _filled("Top marks everywhere: {answers} answers, {mean:.0%} of the scale on average.",
                   "几乎全选最高：共 {answers} 题，平均为满分的 {mean:.0%}。", one)


def _contradiction(questionnaire: Questionnaire, one: Evidence) -> Text:
    first, second = (_question(questionnaire, name) for name in one["where"])
    return _filled("Says the same of two opposites: “{first}” and “{second}”.",
                   "对相反的两句话给出了相同的回答：“{first}”和“{second}”。", one, first=first, second=second)


def _too_fast(questionnaire: Questionnaire, one: Evidence) -> Text:
    return _filled("Too fast to have read: {seconds_an_answer:.1f} seconds an answer on “{page}”.",
                   "答得太快，来不及读题：“{page}”平均每题 {seconds_an_answer:.1f} 秒。", one,
                   page=_page(questionnaire, one["where"][0]))


WORDS: Mapping[str, Callable[[Questionnaire, Evidence], Text]] = {
    "straight_line": _straight, "all_top": _top, "contradiction": _contradiction, "too_fast": _too_fast}
