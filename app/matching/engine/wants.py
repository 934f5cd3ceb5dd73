"""What a brand would like its people to have answered: wanted traits with whole-number weights."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import cast

from app.core.errors import Fault, Invalid
from app.core.i18n import text
from app.matching.engine import faults
from app.matching.engine.faults import Where
from app.matching.engine.kinds import Kind, Multiple, Number, Scale, Single

MOST_TRAITS = 40
HEAVIEST = 10


@dataclass(frozen=True)
class High:
    """The higher on the scale the better."""


@dataclass(frozen=True)
class Low:
    """The lower on the scale the better."""


@dataclass(frozen=True)
class Near:
    """The nearer to a step of the scale the better."""

    value: int


@dataclass(frozen=True)
class Table:
    """Agreement 0..1 of each choice; a choice left out counts 0."""

    agreements: Mapping[str, float]


@dataclass(frozen=True)
class AnyOf:
    """The more of these choices the better."""

    choices: tuple[str, ...]


@dataclass(frozen=True)
class Trapezoid:
    """Full agreement from b to c, falling to none at a and at d, none outside."""

    a: float
    b: float
    c: float
    d: float


Wish = High | Low | Near | Table | AnyOf | Trapezoid

FITTING: dict[type, tuple[type, ...]] = {
    Scale: (High, Low, Near), Single: (Table,), Multiple: (AnyOf,), Number: (Trapezoid,),
}
NAMES: dict[type, str] = {
    High: "high", Low: "low", Near: "near", Table: "table", AnyOf: "any_of", Trapezoid: "trapezoid",
}


@dataclass(frozen=True)
class Want:
    """One wanted trait: its key, its weight 1..10 and what is wished of the answer."""

    key: str
    weight: int
    want: Wish


def faults_in(wants: Sequence[Want], specs: Mapping[str, Kind], where: Where = ()) -> list[Fault]:
    """A sentence at each place that is wrong."""
    each = (_want_faults(want, specs, (*where, place)) for place, want in enumerate(wants))
    return [*_list_faults(wants, where), *chain.from_iterable(each)]


def parse(entries: Sequence[Mapping[str, object]], specs: Mapping[str, Kind], where: Where = ()) -> tuple[Want, ...]:
    """Checked wants from their stored form: {trait, weight, want: high | low | number | {near | table | any_of |
    trapezoid: ...}}; Invalid with pointers."""
    read = [_read(entry, (*where, place)) for place, entry in enumerate(entries)]
    found = [fault for place, want in enumerate(read) for fault in (
        [want] if isinstance(want, Fault) else _want_faults(want, specs, (*where, place)))]
    good = [want for want in read if isinstance(want, Want)]
    if found := [*(_list_faults(good, where) if len(good) == len(read) else ()), *found]:
        raise Invalid(tuple(found))
    return tuple(good)


def as_json(want: Want) -> dict[str, object]:
    """The stored form that `parse` reads."""
    match want.want:
        case High() | Low():
            wish: object = NAMES[type(want.want)]
        case Near(value):
            wish = {"near": value}
        case Table(agreements):
            wish = {"table": dict(agreements)}
        case AnyOf(choices):
            wish = {"any_of": list(choices)}
        case Trapezoid(a, b, c, d):
            wish = {"trapezoid": [a, b, c, d]}
    return {"trait": want.key, "weight": want.weight, "want": wish}


def _read(entry: Mapping[str, object], where: Where) -> Want | Fault:
    if extra := sorted(set(entry) - {"trait", "weight", "want"}):
        name = extra[0]
        return faults.malformed((*where, name), f"A wanted trait has no field {name}.", f"没有字段 {name}。")
    key, weight = entry.get("trait"), entry.get("weight", 1)
    if not isinstance(key, str):
        return faults.malformed((*where, "trait"), "Please name a trait.", "请填写特征。")
    if isinstance(weight, bool) or not isinstance(weight, int):
        return _weight_fault((*where, "weight"), key, weight)
    wish = _wish(entry.get("want"))
    if wish is None:
        return faults.malformed(
            (*where, "want"), "Please say what is wanted: high, low, a value, near, table, any_of or trapezoid.",
            "请说明想要的答案：high、low、数值、near、table、any_of 或 trapezoid。",
        )
    return Want(key, weight, wish)


def _wish(value: object) -> Wish | None:
    if value in ("high", "low"):
        return High() if value == "high" else Low()
    if isinstance(value, int) and not isinstance(value, bool):
        return Near(value)
    if not isinstance(value, Mapping) or len(value) != 1:
        return None
    [(name, inner)] = value.items()
    if name == "near" and isinstance(inner, int) and not isinstance(inner, bool):
        return Near(inner)
    if name == "table" and isinstance(inner, Mapping) and all(map(_is_number, inner.values())):
        return Table({str(choice): agreement for choice, agreement in inner.items()})
    if name == "any_of" and isinstance(inner, list | tuple) and all(isinstance(choice, str) for choice in inner):
        return AnyOf(tuple(inner))
    if name == "trapezoid" and isinstance(inner, list | tuple) and len(inner) == 4 and all(map(_is_number, inner)):
        return Trapezoid(*inner)
    return None


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _list_faults(wants: Sequence[Want], where: Where) -> Iterator[Fault]:
    if not 1 <= len(wants) <= MOST_TRAITS:
        yield Fault(where, "trait_count", text(
            f"Please wish for 1 to {MOST_TRAITS} traits; 3 to 8 work best.",
            f"请选择 1 到 {MOST_TRAITS} 个特征，3 到 8 个效果最好。",
        ))
    for place, want in enumerate(wants):
        if want.key in {earlier.key for earlier in wants[:place]}:
            words = text(f"“{want.key}” is wanted twice.", f"“{want.key}”重复了。")
            yield Fault((*where, place, "trait"), "trait_twice", words)


def _want_faults(want: Want, specs: Mapping[str, Kind], where: Where) -> Iterator[Fault]:
    if isinstance(want.weight, bool) or not isinstance(want.weight, int) or not 1 <= want.weight <= HEAVIEST:
        yield _weight_fault((*where, "weight"), want.key, want.weight)
    kind = specs.get(want.key)
    if kind is None:
        yield faults.unknown_trait((*where, "trait"), want.key, specs)
    elif not isinstance(want.want, FITTING[type(kind)]):
        instead = " / ".join(NAMES[fitting] for fitting in FITTING[type(kind)])
        yield faults.does_not_fit((*where, "want"), NAMES[type(want.want)], kind, instead, _example(kind))
    else:
        yield from _wish_faults(kind, want.want, (*where, "want"))


def _example(kind: Kind) -> str:
    """A want that can be asked of a question with choices, as it is written."""
    match kind:
        case Single(choices):
            told = {choice: 1.0 if at == 0 else 0.5 for at, choice in enumerate(choices[:2])}
            return f"{{table: {{{', '.join(f'{choice}: {agreement:g}' for choice, agreement in told.items())}}}}}"
        case Multiple(choices):
            return f"{{any_of: [{', '.join(choices[:2])}]}}"
        case Number():
            return "{trapezoid: [18, 20, 30, 35]}"
    return ""


def _weight_fault(where: Where, key: str, weight: object) -> Fault:
    """The weight as it was sent, with the nearest that would do where it is a number."""
    if not _is_number(weight):
        return Fault(where, "weight", text(
            f"Please give a whole number from 1 to {HEAVIEST} as the weight of “{key}”.",
            f"“{key}”的权重请填写 1 到 {HEAVIEST} 的整数。"))
    nearest = min(max(round(cast(float, weight)), 1), HEAVIEST)
    sent = str(weight)[:40]
    return Fault(where, "weight", text(
        f"The weight of “{key}” is {sent}; a weight is a whole number from 1 to {HEAVIEST}: make it {nearest}.",
        f"“{key}”的权重是 {sent}；权重必须是 1 到 {HEAVIEST} 的整数，请改为 {nearest}。"))


def _wish_faults(kind: Kind, wish: Wish, where: Where) -> Iterator[Fault]:
    match kind, wish:
        case Scale(low, high), Near(value) if not low <= value <= high:
            yield faults.off_scale(where, kind)
        case Single(choices), Table(agreements):
            yield from (faults.unknown_choice((*where, c), c, choices) for c in agreements if c not in choices)
            if not agreements or not all(0 <= agreement <= 1 for agreement in agreements.values()):
                words = ("Give some choices an agreement from 0 to 1.", "请给选项填写 0 到 1 的分值。")
                yield faults.malformed(where, *words)
        case Multiple(choices), AnyOf(wanted):
            yield from (faults.unknown_choice(where, choice, choices) for choice in wanted if choice not in choices)
            if not wanted or len(set(wanted)) < len(wanted):
                yield faults.malformed(where, "Name at least one choice, each once.", "请至少选择一项，且不要重复。")
        case Number(), Trapezoid(a, b, c, d) if not a <= b <= c <= d or not math.isfinite(d - a):
            words = ("The four numbers must rise: a ≤ b ≤ c ≤ d.", "四个数必须从小到大：a ≤ b ≤ c ≤ d。")
            yield faults.malformed(where, *words)
