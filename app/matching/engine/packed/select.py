"""Picks straight from a snapshot: only the runs that a campaign touches are read, only the best are put in order."""

from collections.abc import Sequence

from app.matching.engine.packed.asked import Asked, Picked, Seats
from app.matching.engine.packed.search import Search, scan
from app.matching.engine.packed.snapshot import Snapshot


def top(snapshot: Snapshot, asked: Asked, seats: Seats | None = None) -> Picked:
    """The picks of one campaign, the same as `run.match` makes. Invalid names traits that nobody answered."""
    return top_of_many(snapshot, [(asked, seats)])[0]


def top_of_many(snapshot: Snapshot, campaigns: Sequence[tuple[Asked, Seats | None]]) -> list[Picked]:
    """The picks of many campaigns, each on its own, while every run of people is read once."""
    searches = [Search(snapshot, asked, seats or Seats()) for asked, seats in campaigns]
    scan(snapshot, searches)
    return [search.picked() for search in searches]
