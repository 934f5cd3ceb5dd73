"""What a condition is made of: comparisons about one question each, joined by and, or and not."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from operator import ge, gt, le, lt
from typing import Any, Literal

Literally = str | int | float | bool
Order = Literal["=", "!=", "<", ">", "<=", ">="]


def is_empty(answer: object) -> bool:
    """Whether a question counts as unanswered."""
    return answer is None or answer == "" or answer == []


def _same(answer: object, literal: Literally) -> bool:
    # In Python True equals 1; in a questionnaire "yes" is not the number one.
    return isinstance(answer, bool) is isinstance(literal, bool) and answer == literal


def _comparable(answer: object, literal: Literally) -> bool:
    if isinstance(answer, bool) or isinstance(literal, bool):
        return False
    numbers = isinstance(answer, int | float) and isinstance(literal, int | float)
    return numbers or (isinstance(answer, str) and isinstance(literal, str))


_ORDERS: dict[str, Callable[[Any, Any], bool]] = {"<": lt, ">": gt, "<=": le, ">=": ge}


def _quoted(literal: Literally) -> str:
    if isinstance(literal, bool):
        return "true" if literal else "false"
    if isinstance(literal, str):
        return "'" + literal.replace("\\", "\\\\").replace("'", "\\'") + "'"
    return repr(literal)


class _AboutOne:
    """A comparison: it asks about one question."""

    __slots__ = ()
    name: str

    def names(self) -> frozenset[str]:
        """The questions it asks about."""
        return frozenset({self.name})


@dataclass(frozen=True, slots=True)
class Compare(_AboutOne):
    """{name} = 'x' and the other orders; an unanswered question is unlike everything and neither more nor less."""

    name: str
    order: Order
    literal: Literally

    def holds(self, answers: Mapping[str, object]) -> bool:
        """Whether the answers meet the condition."""
        answer = answers.get(self.name)
        if self.order in ("=", "!="):
            return _same(answer, self.literal) is (self.order == "=")
        return _comparable(answer, self.literal) and _ORDERS[self.order](answer, self.literal)

    def __str__(self) -> str:
        return f"{{{self.name}}} {self.order} {_quoted(self.literal)}"


@dataclass(frozen=True, slots=True)
class Contains(_AboutOne):
    """{name} contains 'x': one of the chosen answers, or a part of a text."""

    name: str
    literal: Literally

    def holds(self, answers: Mapping[str, object]) -> bool:
        """Whether the answers meet the condition."""
        answer = answers.get(self.name)
        if isinstance(answer, str):
            return isinstance(self.literal, str) and self.literal in answer
        return isinstance(answer, list) and any(_same(item, self.literal) for item in answer)

    def __str__(self) -> str:
        return f"{{{self.name}}} contains {_quoted(self.literal)}"


@dataclass(frozen=True, slots=True)
class AnyOf(_AboutOne):
    """{name} anyof ['a', 'b']: the answer, or one of the chosen answers, is in the list."""

    name: str
    literals: tuple[Literally, ...]

    def holds(self, answers: Mapping[str, object]) -> bool:
        """Whether the answers meet the condition."""
        answer = answers.get(self.name)
        given = answer if isinstance(answer, list) else [answer]
        # `in` is quick and never misses; what it finds is looked at closely.
        near = [item for item in given if item in self.literals]
        return any(_same(item, literal) for item in near for literal in self.literals)

    def __str__(self) -> str:
        return f"{{{self.name}}} anyof [{', '.join(map(_quoted, self.literals))}]"


@dataclass(frozen=True, slots=True)
class Empty(_AboutOne):
    """{name} empty, or {name} notempty where `wanted` is False."""

    name: str
    wanted: bool = True

    def holds(self, answers: Mapping[str, object]) -> bool:
        """Whether the answers meet the condition."""
        return is_empty(answers.get(self.name)) is self.wanted

    def __str__(self) -> str:
        return f"{{{self.name}}} {'empty' if self.wanted else 'notempty'}"


@dataclass(frozen=True, slots=True)
class Not:
    """not (...)"""

    part: "Condition"

    def holds(self, answers: Mapping[str, object]) -> bool:
        """Whether the answers meet the condition."""
        return not self.part.holds(answers)

    def names(self) -> frozenset[str]:
        """The questions it asks about."""
        return self.part.names()

    def __str__(self) -> str:
        return f"not {_inner(self.part)}"


@dataclass(frozen=True, slots=True)
class Joined:
    """Two parts or more, joined by `and` or by `or`."""

    word: Literal["and", "or"]
    parts: "tuple[Condition, ...]"

    def holds(self, answers: Mapping[str, object]) -> bool:
        """Whether the answers meet the condition."""
        met = (part.holds(answers) for part in self.parts)
        return all(met) if self.word == "and" else any(met)

    def names(self) -> frozenset[str]:
        """The questions it asks about."""
        return frozenset().union(*(part.names() for part in self.parts))

    def __str__(self) -> str:
        return f" {self.word} ".join(map(_inner, self.parts))


Atom = Compare | Contains | AnyOf | Empty
Condition = Atom | Not | Joined


def atoms(condition: Condition) -> Iterator[Atom]:
    """The comparisons that a condition is made of."""
    if isinstance(condition, Not):
        yield from atoms(condition.part)
    elif isinstance(condition, Joined):
        for part in condition.parts:
            yield from atoms(part)
    else:
        yield condition


def _inner(part: Condition) -> str:
    return f"({part})" if isinstance(part, Joined) else str(part)
