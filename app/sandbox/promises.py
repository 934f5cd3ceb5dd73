"""What a demo promises to show of its matching, and what of it a world has not shown."""

from collections.abc import Iterator, Mapping
from typing import Any

from app.sandbox.comparing import ENOUGH_PEOPLE
from app.sandbox.contest import A_CONTEST
from app.sandbox.telling import LEARNS, fell_back

Promise = tuple[str, bool]
"""What is to be seen, and whether it is."""


def unkept(matching: Mapping[str, Any], people: int) -> list[str]:
    """What a world of so many people was to show and has not shown."""
    promised = [*_seats(matching), *(_models(matching["models"]) if people >= LEARNS else ()),
                *(_lifts(matching["lift"]) if people >= ENOUGH_PEOPLE else ())]
    return [what for what, is_kept in promised if not is_kept]


def _seats(matching: Mapping[str, Any]) -> Iterator[Promise]:
    scarce = matching["scarce"].values()
    yield "a joint round over several campaigns", len(matching["contest"].get("keys", ())) >= A_CONTEST
    yield "people whom several campaigns want", matching["contest"].get("people", 0) > 0
    yield "a campaign all of whose units are taken", any(not one["free"] for one in scarce)
    yield "somebody who waited and got a unit that came free", any(one["promoted"] for one in scarce)
    yield "a campaign that invites in several waves", any(len(sent) > 1 for sent in matching["waves"].values())


def _models(models: list[dict[str, Any]]) -> Iterator[Promise]:
    yield "a model that took over from the cold score", any(one["first_used"] for one in models)
    yield "a model that was tried and fell back to the cold score", any(fell_back(one) for one in models)


def _lifts(lifts: Mapping[str, Any]) -> Iterator[Promise]:
    told = [one["is_enough"] for by_outcome in lifts.values() for one in by_outcome.values()]
    yield "a lift with its interval", any(told)
    yield "a lift for which there are not enough answers", not all(told)
