"""What follows from what: an event's name to the verbs that follow it, in the same transaction."""

from app.core.work import Reaction

REACTIONS: dict[str, tuple[Reaction, ...]] = {}
