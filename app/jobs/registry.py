"""Which jobs there are, by name: filled by the composition root, asked by the worker."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

Verb = Callable[..., Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class InStore:
    """Database-only work: the verb and the done-mark share one transaction. `every` makes it return."""

    name: str
    verb: Verb
    every: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Outside:
    """Network work or long computation: read what is needed, do it outside any transaction, record what came out.

    `read(session, viewer, **args)` gives a plain plan or None (nothing to do); `perform(plan)` runs without a
    session; `record(session, viewer, plan, outcome)` runs in one transaction with the done-mark. `peeks`: all that is
    read is found by an index, at once.
    """

    name: str
    read: Verb
    perform: Callable[[Any], Awaitable[Any]]
    record: Verb
    every: timedelta | None = None
    peeks: bool = False


Kind = InStore | Outside


class Registry:
    """The jobs that a worker knows."""

    def __init__(self, *kinds: Kind) -> None:
        self.kinds = {kind.name: kind for kind in kinds}
        if len(self.kinds) != len(kinds):
            raise ValueError("two jobs share a name")

    @property
    def names(self) -> tuple[str, ...]:
        """The names, in order of registration."""
        return tuple(self.kinds)

    @property
    def returning(self) -> tuple[Kind, ...]:
        """The jobs that come back by themselves."""
        return tuple(kind for kind in self.kinds.values() if kind.every is not None)
