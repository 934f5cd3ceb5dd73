"""What may be taken: offers as lines of variants, what is left of them, and who may take which."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.core.i18n import Text


@dataclass(frozen=True, slots=True)
class Choice:
    """An offer with its lines: (variant id, quantity) in variant order; money in minor units."""

    offer_id: str
    name: Text
    lines: tuple[tuple[str, int], ...]
    retail_value: int = 0
    kind: str = "chosen"
    trait_rule: Mapping[str, Any] | None = None

    def is_for(self, traits: Mapping[str, Any]) -> bool:
        """Whether a person with these traits may take it; only an offer given by trait asks for any."""
        return self.kind != "by_trait" or not self.trait_rule or meets(self.trait_rule, traits)


def meets(rule: Mapping[str, Any], traits: Mapping[str, Any]) -> bool:
    """Whether the answer to one trait meets {trait, op, value}; who has not answered meets no rule."""
    answer, value = traits.get(str(rule.get("trait"))), rule.get("value")
    if answer is None:
        return False
    answers = set(answer if isinstance(answer, list) else [answer])
    match rule.get("op"):
        case "answered":
            return True
        case "at_least":
            return bool(answer >= value)
        case "at_most":
            return bool(answer <= value)
        case "none_of":
            return answers.isdisjoint(value if isinstance(value, list) else [value])
        case _:
            return not answers.isdisjoint(value if isinstance(value, list) else [value])


def is_left(choice: Choice, left: Mapping[str, int]) -> bool:
    """Whether one more of it can be taken."""
    return bool(choice.lines) and all(left.get(variant, 0) >= quantity for variant, quantity in choice.lines)


def gifts_left(choices: Iterable[Choice], left: Mapping[str, int]) -> int:
    """How many gifts can still be given, offer after offer, from the units left of each variant."""
    remaining, total = dict(left), 0
    for choice in choices:
        if not choice.lines:
            continue
        most = min(remaining.get(variant, 0) // quantity for variant, quantity in choice.lines)
        total += most
        for variant, quantity in choice.lines:
            remaining[variant] = remaining.get(variant, 0) - most * quantity
    return total
