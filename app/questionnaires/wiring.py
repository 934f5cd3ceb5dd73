"""Which questions depend on which: conditions checked against the questions, put in order, and who is hidden."""

from collections.abc import Iterator, Mapping, MutableMapping
from graphlib import CycleError, TopologicalSorter

from app.core.i18n import text
from app.questionnaires.conditions import BrokenCondition, parse
from app.questionnaires.refusals import Problem, no_such
from app.questionnaires.rules import Place, placed
from app.questionnaires.schema import CHOICE, MANY_CHOICES, Question, Sheet
from app.questionnaires.terms import AnyOf, Atom, Compare, Condition, Contains, Empty, Literally, atoms

Conditions = tuple[tuple[str, Condition], ...]


def wire(sheet: Sheet) -> tuple[Conditions, list[Problem]]:
    """The conditions in the order in which they are decided, and everything wrong with them."""
    places = {question.name: (*place, "visibleIf") for place, question in placed(sheet)}
    questions = {question.name: question for _, question in placed(sheet)}
    found: dict[str, Condition] = {}
    wrong: list[Problem] = []
    for name, question in questions.items():
        if question.visible_if is None:
            continue
        try:
            found[name] = parse(question.visible_if)
        except BrokenCondition as broken:
            wrong.append(Problem(places[name], broken.said))
            continue
        wrong += [Problem(places[name], what.what) for atom in atoms(found[name])
                  for what in _atom(places[name], atom, questions)]
    try:
        order = list(TopologicalSorter({name: sorted(found[name].names()) for name in found}).static_order())
    except CycleError as error:
        circle = " -> ".join(f"'{name}'" for name in reversed(error.args[1]))
        place = min(places[name] for name in error.args[1])
        return (), [*wrong, Problem(place, text(f"the conditions go in a circle: {circle}", f"条件互相循环：{circle}"))]
    return tuple((name, found[name]) for name in order if name in found), wrong


def _atom(place: Place, atom: Atom, questions: Mapping[str, Question]) -> Iterator[Problem]:
    """What is wrong with one comparison: its question, its operator, its values."""
    question = questions.get(atom.name)
    if question is None:
        yield Problem(place, no_such(atom.name, questions))
    elif not isinstance(atom, Empty) and not _suits(atom, question):
        word = atom.order if isinstance(atom, Compare) else type(atom).__name__.lower()
        yield Problem(place, text(f"'{word}' does not suit the {question.type} question '{question.name}'",
                                  f"“{word}”不适用于 {question.type} 类型的题目“{question.name}”"))
    else:
        for literal in _literals(atom):
            yield from _literal(place, literal, question)


def _suits(atom: Atom, question: Question) -> bool:
    if isinstance(atom, Contains):
        return question.type in (*MANY_CHOICES, "text", "comment") and not question.is_number
    if isinstance(atom, Compare) and atom.order in ("=", "!="):
        return question.type not in MANY_CHOICES
    return not isinstance(atom, Compare) or question.type in ("rating", "text", "comment")


def _literals(atom: Atom) -> tuple[Literally, ...]:
    if isinstance(atom, Empty):
        return ()
    return atom.literals if isinstance(atom, AnyOf) else (atom.literal,)


def _literal(place: Place, literal: Literally, question: Question) -> Iterator[Problem]:
    if question.type in CHOICE:
        offered = [value for value in question.values.values() if type(value) is type(literal) and value == literal]
        if not offered:
            said = no_such(literal, question.values)
            yield Problem(place, text(f"'{question.name}': {said.default}", f"“{question.name}”：{said.zh_cn}"))
        return
    kind: type | tuple[type, ...] = str
    if question.type == "rating" or question.is_number:
        kind = (int, float)
    elif question.type == "boolean":
        kind = bool
    if not isinstance(literal, kind) or (isinstance(literal, bool) and kind is not bool):
        yield Problem(place, text(f"'{question.name}' is never {literal!r}",
                                  f"“{question.name}”的答案不会是 {literal!r}"))
    elif question.type == "rating" and not question.low <= float(literal) <= question.high:
        yield Problem(place, text(f"'{question.name}' goes from {question.low} to {question.high}",
                                  f"“{question.name}”的范围是 {question.low} 到 {question.high}"))


def hide(conditions: Conditions, answers: MutableMapping[str, object]) -> frozenset[str]:
    """The names of the hidden questions; their answers are taken out, as they count as unanswered for the others."""
    hidden = set()
    for name, condition in conditions:
        if not condition.holds(answers):
            hidden.add(name)
            answers.pop(name, None)
    return frozenset(hidden)
