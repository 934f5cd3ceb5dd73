"""What can be wished of people: the traits of every questionnaire, in the terms of the matching engine."""

import math
from collections.abc import Iterable, Mapping

from app.matching.engine.kinds import Kind, Multiple, Number, Scale, Single
from app.questionnaires.questionnaire import Questionnaire
from app.questionnaires.traits import TraitKind, TraitSpec, catalogue, merge_catalogues


def traits_of(library: Iterable[Questionnaire]) -> dict[str, TraitSpec]:
    """Every trait that any of the questionnaires can give, by key."""
    return merge_catalogues(catalogue(one) for one in library)


def kind_of(spec: TraitSpec) -> Kind:
    """The kind by which the engine weighs a trait; a number without ends is bounded by no end."""
    match spec.kind:
        case TraitKind.SCALE:
            return Scale(int(spec.low or 0), int(spec.high or 0))
        case TraitKind.SINGLE:
            return Single(spec.choices)
        case TraitKind.MULTIPLE:
            return Multiple(spec.choices)
    return Number(-math.inf if spec.low is None else spec.low, math.inf if spec.high is None else spec.high)


def kinds(traits: Mapping[str, TraitSpec]) -> dict[str, Kind]:
    """The kinds of a catalogue, by trait key."""
    return {key: kind_of(spec) for key, spec in traits.items()}


def keys_of_question(library: Iterable[Questionnaire], name: str) -> list[str]:
    """The trait keys of every question of this exact name: one where just one questionnaire asks it."""
    latest = {one.slug: one for one in library}
    return list(dict.fromkeys(
        key for one in latest.values() if name in one.questions for key in one.questions[name].daren.traits))


def question_names(library: Iterable[Questionnaire]) -> list[str]:
    """Every question that tells a trait, by its name in its file."""
    return [name for one in library for name, question in one.questions.items() if question.daren.traits]
