"""How much people like what a campaign gives: it goes with the brief, with a taste that it lacks, or against it."""

from collections.abc import Sequence
from math import exp

from app.sandbox.world import Person, Place, Stand

BY_BRIEF, BY_TASTE = 4.0, 5.0
"""Log-odds from the person at the bar to the best one, and for a taste stronger by one."""
FEW, MOST_PEOPLE = -2.0, 1.2
"""Log-odds at the bar, where a hidden taste decides and where none does."""
LEAST_OF_FEW, LEAST_OF_MOST = 0.12, 0.6
"""Liking of those whom a product suits least."""
BY_NEED, LEAST_OF_OWNERS = -2.5, 0.15
"""Log-odds from the person at the bar, who likes it as often as not, to the best one, where those have one already; and
liking of those who need it least."""


def liking(people: Sequence[Person], place: Place) -> float:
    """The chance that somebody who is invited likes the product enough to take it; `people` are all there are."""
    stand = place.stand
    bar, best = stand.bar = stand.bar or _bar(people, stand)
    closer = (closeness(stand, place.person) - bar) / max(best - bar, 0.1)
    if stand.plan.is_owned:
        return max(_chance(BY_NEED * closer), LEAST_OF_OWNERS)
    if hidden := stand.plan.loved_by:
        return max(_chance(FEW + BY_TASTE * place.person.life.tastes[hidden] + BY_BRIEF * closer), LEAST_OF_FEW)
    return max(_chance(MOST_PEOPLE + BY_BRIEF * closer), LEAST_OF_MOST)


def _chance(log_odds: float) -> float:
    return 1 / (1 + exp(-log_odds))


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
