"""Who was given which seat, as a table in a stable form: a row for each person whom a run or a round picked."""

import csv
import io
from collections.abc import Iterable
from typing import Literal

import orjson

from app.core.shapes import Out
from app.matching.models import Match
from app.matching.rules import REPLACED

CHANCES = ("p_fit", "p_accept", "p_publish", "value", "propensity")


class AssignedOut(Out):
    """One row. Chances and `value` (p_fit x p_publish) lie in 0..1 and are null where nothing was foretold, as of
    people asked by hand; `propensity` is the chance of the lot that drew somebody, null where none did; `quotas` are
    those that the person belongs to, null where the run's inputs are not kept; `reasons` are points of 100 by trait,
    null of a person erased since; who was `replaced` has no place any more."""

    campaign_id: str
    run_id: str
    consumer_id: str
    external_id: str | None
    place: Literal["unit", "waitlist", "replaced"]
    rank: int
    fit: float
    coverage: float
    p_fit: float | None
    p_accept: float | None
    p_publish: float | None
    value: float | None
    propensity: float | None
    source: str
    state: str
    quotas: list[str] | None
    must_confirm: list[str]
    reasons: dict[str, float] | None

    @classmethod
    def of(cls, match: Match, external_id: str | None, quotas: list[str] | None) -> "AssignedOut":
        """A match as a row."""
        return cls(
            campaign_id=match.campaign_id, run_id=match.run_id, consumer_id=match.consumer_id, external_id=external_id,
            place=_place(match), rank=match.rank, fit=match.fit,
            coverage=match.coverage, source=match.source, state=match.state, quotas=quotas,
            must_confirm=match.must_confirm,
            reasons={key: part["points"] for key, part in match.contributions.items()} or None,
            **{name: match.facts.get(name) for name in CHANCES})


def _place(match: Match) -> Literal["unit", "waitlist", "replaced"]:
    if match.state == REPLACED:
        return "replaced"
    return "waitlist" if match.is_on_waitlist else "unit"


def as_csv(rows: Iterable[AssignedOut]) -> str:
    """The table as CSV, a line for each row: unknown is empty, lists and reasons are JSON, numbers are whole."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(AssignedOut.model_fields)
    writer.writerows([_cell(value) for value in row.model_dump().values()] for row in rows)
    return out.getvalue()


def _cell(value: object) -> object:
    return orjson.dumps(value).decode() if isinstance(value, list | dict) else "" if value is None else value
