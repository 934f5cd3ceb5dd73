"""Musts and must-nots: conditions on one trait's answer, each fitting the trait's kind."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, cast, get_args

import numpy as np

from app.core.errors import Fault, Invalid
from app.matching.engine import faults
from app.matching.engine.columns import Audience
from app.matching.engine.faults import Where
from app.matching.engine.kinds import Kind, Mask, Multiple, Number, Scale, Single

Op = Literal["at_least", "at_most", "is", "any_of", "none_of", "answered"]
Value = float | str | tuple[str, ...] | tuple[float, ...] | None

FITTING: dict[type, tuple[Op, ...]] = {
    Scale: ("at_least", "at_most", "is", "answered"), Number: ("at_least", "at_most", "is", "answered"),
    Single: ("is", "any_of", "none_of", "answered"), Multiple: ("any_of", "none_of", "answered"),
}


@dataclass(frozen=True)
class Condition:
    """What is asked of a trait's answer: `at_least 4`, `is "vegan"`, `any_of ("dog", "cat")`, `answered`."""

    key: str
    op: Op
    value: Value = None


def parse(
    entries: Sequence[Mapping[str, object]], specs: Mapping[str, Kind], where: Where = (),
) -> tuple[Condition, ...]:
    """Checked conditions from their stored form {trait, op, value}; Invalid with pointers."""
    read: list[Condition] = []
    found: list[Fault] = []
    for place, entry in enumerate(entries):
        key, op, value = entry.get("trait"), entry.get("op"), entry.get("value")
        if not isinstance(key, str) or op not in get_args(Op) or set(entry) - {"trait", "op", "value"}:
            words = (f"A condition names a trait, one of {', '.join(get_args(Op))}, and a value.",
                     f"条件需要特征、{'、'.join(get_args(Op))} 之一，以及数值或选项。")
            found.append(faults.malformed((*where, place), *words))
            continue
        read.append(Condition(key, cast(Op, op), cast(Value, tuple(value) if isinstance(value, list) else value)))
        found += _faults_of(read[-1], specs, (*where, place))
    if found:
        raise Invalid(tuple(found))
    return tuple(read)


def as_json(condition: Condition) -> dict[str, object]:
    """The stored form that `parse` reads."""
    value = list(condition.value) if isinstance(condition.value, tuple) else condition.value
    return {"trait": condition.key, "op": condition.op, **({} if value is None else {"value": value})}


def met(audience: Audience, condition: Condition) -> Mask:
    """Who has answered and meets the condition; shape (people,)."""
    kind, column = audience.specs[condition.key], audience.traits[condition.key]
    known, value = audience.answered(condition.key), condition.value
    if condition.op == "answered":
        return known
    if isinstance(kind, Multiple):
        touched = (column & np.uint64(kind.bits(_choices(value)))) != 0
        return np.asarray(known & (touched == (condition.op == "any_of")), np.bool_)
    if isinstance(kind, Single):
        codes = np.array([kind.code(choice) for choice in _choices(value)], np.uint8)
        return np.asarray(known & (np.isin(column, codes) == (condition.op != "none_of")), np.bool_)
    bound = kind.code(value)
    if condition.op == "is":
        return np.asarray(known & (column == bound), np.bool_)
    return np.asarray(known & (column >= bound if condition.op == "at_least" else column <= bound), np.bool_)


def faults_in(conditions: Sequence[Condition], specs: Mapping[str, Kind], where: Where = ()) -> Iterator[Fault]:
    """Everything wrong with some conditions, each named with its place."""
    for place, condition in enumerate(conditions):
        yield from _faults_of(condition, specs, (*where, place))


def _faults_of(condition: Condition, specs: Mapping[str, Kind], where: Where) -> Iterator[Fault]:
    kind = specs.get(condition.key)
    if kind is None:
        yield faults.unknown_trait((*where, "trait"), condition.key, specs)
    elif condition.op not in FITTING[type(kind)]:
        yield faults.does_not_fit((*where, "op"), condition.op, kind, " / ".join(FITTING[type(kind)]))
    else:
        yield from _value_faults(kind, condition, (*where, "value"))


def choice_faults(kind: Single | Multiple, choices: Sequence[object], where: Where) -> Iterator[Fault]:
    """No choice at all, or choices that the question does not have."""
    yield from (faults.unknown_choice(where, choice, kind.choices) for choice in choices if choice not in kind.choices)
    if not choices:
        yield faults.malformed(where, "Name at least one choice.", "请至少选择一项。")


def _value_faults(kind: Kind, condition: Condition, where: Where) -> Iterator[Fault]:
    value = condition.value
    if condition.op == "answered":
        if value is not None:
            yield faults.malformed(where, "“answered” takes no value.", "“answered”不需要填写数值。")
    elif isinstance(kind, Single | Multiple):
        yield from choice_faults(kind, _choices(value), where)
    elif isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        yield faults.malformed(where, "Please give a number.", "请填写数字。")
    elif isinstance(kind, Scale) and (value != value // 1 or not kind.low <= value <= kind.high):
        yield faults.off_scale(where, kind)
    elif not kind.low <= value <= kind.high:
        bounds = f"{kind.low:g}", f"{kind.high:g}"
        words = ("Please give a number from {} to {}.".format(*bounds), "请填写 {} 到 {} 的数字。".format(*bounds))
        yield faults.malformed(where, *words)


def _choices(value: Value) -> tuple[str, ...]:
    if value is None:
        return ()
    return tuple(map(str, value)) if isinstance(value, tuple) else (str(value),)
