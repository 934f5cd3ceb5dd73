"""Seeded people: latent tastes give correlated answers to the real sign-up questionnaire."""

from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import Any

from app.core.i18n import Language
from app.sandbox.tastes import (
    BANDS,
    BRANDS,
    FIRST_PAGES,
    GIVEN,
    GOODS,
    LOADINGS,
    NETWORKS,
    PLACES,
    RANKED,
    REACH,
    STAGES,
    SURNAMES,
    TASTES,
    TOPICS,
)


@dataclass(frozen=True, slots=True)
class Life:
    """One person of the demo world: what is answered, how reliable the person is, and how he is called."""

    number: int
    email: str
    handle: str
    language: Language
    answers: dict[str, Any]
    address: dict[str, str]
    keeps_promises: float
    answers_offers: float
    reach: int
    tastes: dict[str, float] = field(default_factory=dict)


def _rating(chance: Random, tastes: dict[str, float], loadings: dict[str, float]) -> int:
    mean = 3.0 + sum(weight * tastes[taste] for taste, weight in loadings.items())
    return max(1, min(5, round(mean + chance.gauss(0, 0.7))))


def _stage(age: int, chance: Random) -> str:
    if chance.random() < 0.05:
        return "rather_not_say"
    return next((stage for until, stage in STAGES if age < until), "children_grown")


def _liked(chance: Random, tastes: dict[str, float], among: dict[str, tuple[str, ...]], most: int) -> list[str]:
    """Things of the tastes that are strong in this person, strongest first, each once."""
    strongest = sorted(TASTES, key=lambda taste: -(tastes[taste] + chance.gauss(0, 0.4)))
    found = dict.fromkeys(thing for taste in strongest for thing in among[taste] if chance.random() < 0.7)
    return list(found)[:most]


def _days(chance: Random, mean: float) -> int:
    return max(0, min(7, round(mean + chance.gauss(0, 1))))


def _home(chance: Random, tastes: dict[str, float], age: int) -> dict[str, Any]:
    """Home, week and body: most people fill some of these parts, nobody all."""
    found: dict[str, Any] = {}
    if chance.random() < 0.7:
        found["habit:cooks"] = _days(chance, 3 + 1.8 * tastes["table"])
        found["habit:exercises"] = _days(chance, 2.5 + 1.8 * tastes["move"])
        found["habit:eats_out"] = _days(chance, 2.5 - 0.8 * tastes["nest"])
    if chance.random() < 0.6:
        found["about:pets"] = ["cat"] if tastes["pets"] > 0.6 else ["dog"] if tastes["pets"] > 0.2 else ["none"]
        found["about:home"] = "dormitory" if age < 21 else chance.choice(("rented_flat", "shared_flat", "own_flat"))
    if chance.random() < 0.4:
        found["consent:sensitive"] = True
        has_allergy = chance.random() < 0.2
        found["body:allergies"] = [chance.choice(("nuts", "milk", "soy", "fragrance"))] if has_allergy else ["none"]
        found["body:skin"] = chance.choice(("dry", "oily", "combination", "normal", "sensitive"))
    return found


def _buying(chance: Random, tastes: dict[str, float]) -> dict[str, Any]:
    """What was bought, what is wished for, and what never to send."""
    found: dict[str, Any] = {}
    if chance.random() < 0.75:
        found["bought:categories"] = _liked(chance, tastes, GOODS, 6) or ["snacks"]
        found["bought:brands"] = _liked(chance, tastes, BRANDS, 2) if chance.random() < 0.45 else ["none"]
        found["bought:spend"] = chance.choice(("under_500", "500_1500", "500_1500", "1500_3000", "3000_6000"))
    if chance.random() < 0.6:
        found["wish:try"] = _liked(chance, tastes, GOODS, 4) or ["snacks"]
        ranked = _liked(chance, tastes, RANKED, 3)
        if len(ranked) == 3:
            found["wish:rank"] = ranked
    if chance.random() < 0.3:
        weakest = min(TASTES, key=tastes.__getitem__)
        found["wish:never"] = [GOODS[weakest][0]]
    if chance.random() < 0.5:
        found["share:topics"] = sorted({TOPICS[taste] for taste in TASTES if tastes[taste] > 0.3} | {"daily_life"})
        found["share:languages"] = ["chinese"] if chance.random() < 0.8 else ["chinese", "english"]
    return {key: answer for key, answer in found.items() if answer}


def _scales(chance: Random, tastes: dict[str, float]) -> dict[str, int]:
    return {key: _rating(chance, tastes, loadings) for key, loadings in LOADINGS.items()
            if key in FIRST_PAGES or chance.random() < 0.8}


def _address(chance: Random, place: tuple[str, str, str, tuple[str, ...]], number: int) -> dict[str, str]:
    region, province, city, districts = place
    return {
        "recipient": chance.choice(SURNAMES) + "".join(chance.sample(GIVEN, 2)),
        "mobile": f"1{chance.choice('3589')}{chance.randrange(10**9):09d}", "province": province, "city": city,
        "district": chance.choice(districts), "detail": f"示例路{chance.randint(1, 999)}号{number}室",
        "region_code": region}


def _first(chance: Random, tastes: dict[str, float], age: int, today: date) -> dict[str, Any]:
    """The first four pages, but for region and networks: what makes a member."""
    agrees = chance.random() < 0.985
    return {
        "birth": f"{today.year - age}-{chance.randint(1, 12):02d}",
        "about:gender": "female" if chance.random() < 0.5 + 0.12 * tastes["style"] else "male",
        "about:life_stage": _stage(age, chance),
        "share:posts_a_month": chance.choice(("1_3", "4_8", "4_8", "9_20", "over_20")),
        "about:works_for": ["none"] if chance.random() < 0.96 else [chance.choice(("brand", "agency", "mcn"))],
        "consent:matching": agrees, "consent:contact": agrees or chance.random() < 0.5}


def life(number: int, seed: int, today: date) -> Life:
    """Person `number` of the world `seed`: always the same one."""
    chance = Random(f"{seed}/{number}")
    tastes = {taste: chance.gauss(0, 0.8) for taste in TASTES}
    age = max(18, min(64, round(chance.gauss(31, 8))))
    if age > 30:
        tastes["nest"] += 0.4
    place, band = chance.choice(PLACES), chance.choice(BANDS)
    networks = sorted(chance.sample(NETWORKS, chance.randint(1, 3)), key=NETWORKS.index)
    handle = f"daren_{seed}_{number:05d}"
    answers: dict[str, Any] = {
        **_first(chance, tastes, age, today), "region": place[0], "networks": networks,
        **{f"account:{network}:handle": handle for network in networks},
        **{f"account:{network}:followers": band for network in networks},
        **_scales(chance, tastes), **_home(chance, tastes, age), **_buying(chance, tastes),
    }
    return Life(
        number=number, email=f"{handle}@example.test", handle=handle,
        language="zh-cn" if chance.random() < 0.8 else "en", answers=answers,
        address=_address(chance, place, number), keeps_promises=chance.betavariate(8, 2),
        answers_offers=chance.betavariate(6, 3), reach=int(REACH[band] * chance.uniform(0.5, 1.5)), tastes=tastes)
