"""Who is looking or acting: the kind, the permissions, and the rows that are his."""

from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from typing import Literal

from app.core.errors import Forbidden

Kind = Literal["anonymous", "consumer", "brand", "ops", "system"]


class _Everything(Container[str]):
    """Holds every permission; only the system viewer has it."""

    def __contains__(self, item: object) -> bool:
        return True


@dataclass(frozen=True, slots=True)
class Viewer:
    """A person, an API key or the system, as one door let it in.

    `scopes` name the rows that are his: {"consumer": id} or {"brand": id}.
    """

    actor_id: str
    kind: Kind
    permissions: Container[str] = frozenset()
    scopes: Mapping[str, str] = field(default_factory=dict)
    caused_by: str | None = None

    def require(self, permission: str) -> None:
        """Raise Forbidden unless the viewer holds the permission."""
        if permission not in self.permissions:
            raise Forbidden(permission)

    def scope(self, name: str) -> str:
        """The id of his consumer or brand; an id that matches nothing where he has none."""
        return self.scopes.get(name, "")


ANONYMOUS = Viewer("anonymous", "anonymous")


def system(caused_by: str) -> Viewer:
    """The viewer of reactions and due work; made only by Work and the worker, which name the cause."""
    return Viewer("system", "system", _Everything(), {}, caused_by)
