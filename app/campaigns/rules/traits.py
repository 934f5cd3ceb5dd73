"""What can be wished of people: the traits of every questionnaire, in the terms of the matching engine."""

import math
from collections.abc import Iterable, Mapping

from app.core.i18n import Text, text
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


def titles(traits: Mapping[str, TraitSpec]) -> dict[str, Text]:
    """What people call the traits of a catalogue, by trait key, and their choices, by `key=choice`."""
    choices = {f"{key}={choice}": words for key, spec in traits.items()
               for choice, words in zip(spec.choices, spec.choice_texts, strict=True)}
    return {key: spec.title for key, spec in traits.items()} | choices


def keys_of_question(library: Iterable[Questionnaire], name: str) -> list[str]:
    """The trait keys of every question of this exact name: one where just one questionnaire asks it."""
    latest = {one.slug: one for one in library}
    return list(dict.fromkeys(
        key for one in latest.values() if name in one.questions for key in one.questions[name].daren.traits))


def question_names(library: Iterable[Questionnaire]) -> list[str]:
    """Every question that tells a trait, by its name in its file."""
    return [name for one in library for name, question in one.questions.items() if question.daren.traits]


def never_scored(key: str) -> Text | None:
    """Where to ask for who somebody is, which is no score: a legal age or a mix of people is stated as such, and what
    is unsafe stands with the product. None for what people do, like and own."""
    family, _, name = key.partition(":")
    if key in UNSAFE:
        return text("name it among the product's contraindications instead", "请改在产品的禁忌中注明")
    if family != "about" or name in OWNED:
        return None
    return INSTEAD.get(name, text("ask for it as a must, or as a quota, instead", "请改为必需条件或配额"))


UNSAFE = ("body:allergies", "body:pregnant")
OWNED = frozenset({"pets", "clothing_size"})
INSTEAD: dict[str, Text] = {
    "gender": text("ask for it under audience, genders, or as a quota, instead", "请改在受众的性别要求或配额中填写"),
    "birth": text("ask for it under audience, ages, or as a quota, instead", "请改在受众的年龄要求或配额中填写"),
    "works_for": text("people of the trade are left out anyway", "从业者本来就不会入选")}
"""By the name of what somebody is: where a campaign says it."""
