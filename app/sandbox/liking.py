"""How much people like what a campaign gives: it goes with the brief, and with a taste that the brief lacks."""

from collections.abc import Sequence
from math import exp

from app.sandbox.world import Person, Place, Stand

BY_BRIEF, BY_TASTE = 4.0, 5.0
"""Log-odds from the person at the bar to the best one, and for a taste stronger by one."""
FEW, MOST_PEOPLE = -2.0, 1.2
"""Log-odds at the bar, where a hidden taste decides and where none does."""
LEAST_OF_FEW, LEAST_OF_MOST = 0.12, 0.6
"""Liking of those whom a product suits least."""


def liking(people: Sequence[Person], place: Place) -> float:
    """The chance that somebody who is invited likes the product enough to take it; `people` are all there are."""
    stand = place.stand
    bar, best = stand.bar = stand.bar or _bar(people, stand)
    closer = (closeness(stand, place.person) - bar) / max(best - bar, 0.1)
    hidden = stand.plan.loved_by
    at_bar = FEW + BY_TASTE * place.person.life.tastes[hidden] if hidden else MOST_PEOPLE
    return max(1 / (1 + exp(-BY_BRIEF * closer - at_bar)), LEAST_OF_FEW if hidden else LEAST_OF_MOST)


def closeness(stand: Stand, person: Person) -> float:
    """How near a person's answers are to what the brief wishes, -2 to 2; what was not answered counts as the middle."""
    wants: dict[str, int] = {one["trait"]: one["weight"] * (1 if one["want"] == "high" else -1)
                             for one in stand.plan.body["traits"]}
    told = sum(weight * (int(person.life.answers.get(trait, 3)) - 3) for trait, weight in wants.items())
    return told / sum(map(abs, wants.values()))


def _bar(people: Sequence[Person], stand: Stand) -> tuple[float, float]:
    """How close the brief is to the last of twice as many people as there are units, and to the first of them."""
    ordered = sorted((closeness(stand, person) for person in people), reverse=True)
    return ordered[min(2 * stand.units, len(ordered)) - 1], ordered[0]
