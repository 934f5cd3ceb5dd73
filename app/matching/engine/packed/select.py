"""The best of a snapshot: only the runs that a campaign touches are read, only those who may be picked put in order."""

from app.matching.engine.packed.asked import Asked, Shortlist
from app.matching.engine.packed.search import Search
from app.matching.engine.packed.snapshot import Snapshot


def shortlist(snapshot: Snapshot, asked: Asked) -> Shortlist:
    """The best people for one campaign, in the engine's order. Invalid names traits that nobody answered."""
    search = Search(snapshot, asked)
    search.look()
    return search.best()
