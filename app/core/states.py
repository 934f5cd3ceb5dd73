"""State machines as tables: guard, buttons, CHECK constraint and diagram come from one list of moves."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from app.core.errors import Conflict
from app.core.i18n import Language, Text
from app.core.viewer import Viewer

MOVES_IN_WORDS: dict[tuple[str, str], Text] = {}
"""Noun and move to what people call it, told by whoever has words for moves."""


class Stateful(Protocol):
    """A row with a machine."""

    id: str
    state: str


@dataclass(eq=False)
class WrongState(Conflict):
    """The row's present state does not allow the move."""

    message = "This {noun} is marked “{state}”, so {what} now."
    zh = "当前状态为“{state}”，无法{what}。"
    noun: str
    state: str
    move: str

    def sentence(self, language: Language = "en") -> str:
        """The refusal in words; of moves only those that people have a word for are named."""
        move = MOVES_IN_WORDS.get((self.noun, self.move))
        words = {"noun": self.noun.replace("_", " ")} | self.state_in(language)
        if language == "zh-cn":
            return self.zh.format(what=f"“{move.pick(language)}”" if move else "进行此操作", **words)
        what = f"“{move.default}” is not possible" if move else "this cannot be done"
        return self.message.format(what=what, **words)


@dataclass(frozen=True, slots=True)
class Move:
    """One arrow set of a machine: from any of `sources` to `target`, by whom, and what it is called afterwards."""

    name: str
    sources: frozenset[str]
    target: str
    permission: str
    event: str

    def __init__(self, name: str, sources: Iterable[str], target: str, permission: str, event: str) -> None:
        for key, value in (
            ("name", name), ("sources", frozenset({sources} if isinstance(sources, str) else sources)),
            ("target", target), ("permission", permission), ("event", event),
        ):
            object.__setattr__(self, key, value)


@dataclass(frozen=True, slots=True)
class Moved:
    """A move that has been made on a row, ready for the journal."""

    event: str
    move: str
    was: str
    state: str


class Machine:
    """A noun's states and moves."""

    def __init__(self, noun: str, start: str, moves: tuple[Move, ...]) -> None:
        self.noun, self.start, self.moves = noun, start, moves
        self._by_name = {move.name: move for move in moves}
        if len(self._by_name) != len(moves):
            raise ValueError(f"{noun}: two moves share a name")
        ordered = [start, *(move.target for move in moves), *sorted(s for move in moves for s in move.sources)]
        self.states: tuple[str, ...] = tuple(dict.fromkeys(ordered))

    def __getitem__(self, name: str) -> Move:
        return self._by_name[name]

    def can(self, state: str, name: str) -> bool:
        """Whether the move leads out of the state."""
        return state in self._by_name[name].sources

    def open_to(self, state: str, viewer: Viewer) -> tuple[Move, ...]:
        """The moves that this viewer may make from the state: a page's buttons."""
        return tuple(m for m in self.moves if state in m.sources and m.permission in viewer.permissions)

    def move(self, row: Stateful, name: str, viewer: Viewer) -> Moved:
        """Make the move on the row, or raise Forbidden or WrongState and change nothing."""
        move = self._by_name[name]
        viewer.require(move.permission)
        if row.state not in move.sources:
            raise WrongState(self.noun, row.state, name)
        was, row.state = row.state, move.target
        return Moved(move.event, name, was, move.target)

    def check(self, column: str = "state") -> str:
        """The body of the CHECK constraint."""
        return f"{column} IN ({', '.join(repr(state) for state in self.states)})"

    def diagram(self) -> str:
        """The machine as a Mermaid state diagram for the docs."""
        arrows = [f"    {s} --> {m.target}: {m.name}" for m in self.moves for s in sorted(m.sources)]
        return "\n".join(["stateDiagram-v2", f"    [*] --> {self.start}", *arrows])
