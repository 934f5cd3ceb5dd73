"""Seeded people: latent tastes give correlated answers to the real sign-up questionnaire."""

from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import Any

TASTES = ("style", "table", "nest", "move", "tech", "mind", "pets")
LOADINGS: dict[str, dict[str, float]] = {
    "interest:skincare": {"style": 1.1, "mind": 0.2}, "interest:makeup": {"style": 1.2},
    "interest:fashion": {"style": 1.0, "move": 0.1}, "interest:food": {"table": 1.0},
    "interest:cooking": {"table": 0.9, "nest": 0.5}, "interest:home": {"nest": 1.0, "style": 0.2},
    "interest:parenting": {"nest": 0.9}, "interest:pets": {"pets": 1.4}, "interest:fitness": {"move": 1.1},
    "interest:outdoors": {"move": 1.0, "tech": -0.1}, "interest:gadgets": {"tech": 1.2},
    "interest:reading": {"mind": 1.1}, "interest:travel": {"move": 0.6, "mind": 0.3, "style": 0.2},
    "interest:cars": {"tech": 0.8, "move": 0.2}, "interest:games": {"tech": 0.9, "nest": -0.3},
    "interest:wellness": {"mind": 0.7, "move": 0.5}, "habit:tries_new": {"style": 0.4, "table": 0.4, "tech": 0.4},
    "habit:reads_reviews": {"tech": 0.4, "mind": 0.4}, "habit:recommends": {"style": 0.5, "table": 0.3},
    "habit:photographs": {"style": 0.8, "table": 0.3}, "habit:plans": {"mind": 0.6, "nest": 0.4},
    "habit:price_first": {"style": -0.4, "nest": 0.3}, "habit:stays_loyal": {"nest": 0.4, "tech": -0.2},
    "habit:reads_ingredients": {"mind": 0.6, "table": 0.4}, "habit:sustainability": {"mind": 0.7},
    "habit:domestic_brands": {"nest": 0.3}, "wish:surprises": {"style": 0.3, "tech": 0.2},
    "share:shows_face": {"style": 0.7},
}
CITIES = ("310000", "110000", "440100", "440300", "330100", "510100", "320100", "420100", "500000", "610100")
STAGES = ((23, "university"), (28, "starting_out"), (33, "settled"), (40, "young_family"), (50, "growing_family"))
NETWORKS = ("xiaohongshu", "weibo", "douyin", "bilibili")
BANDS = ("under_300", "300_1000", "1000_5000", "5000_20000", "20000_50000")
SURNAMES = "林陈王李张刘杨黄赵周吴徐孙马朱胡郭何高罗"
GIVEN = "安宁可欣雨桐子墨思远若溪乐天明月一诺清扬小满知夏"


@dataclass(frozen=True, slots=True)
class Life:
    """One person of the demo world: what is answered, how reliable the person is, and how he is called."""

    number: int
    email: str
    handle: str
    language: str
    answers: dict[str, Any]
    address: dict[str, str]
    keeps_promises: float
    answers_offers: float
    tastes: dict[str, float] = field(default_factory=dict)


def _rating(chance: Random, tastes: dict[str, float], loadings: dict[str, float]) -> int:
    mean = 3.0 + sum(weight * tastes[taste] for taste, weight in loadings.items())
    return max(1, min(5, round(mean + chance.gauss(0, 0.7))))


def _stage(age: int, chance: Random) -> str:
    if chance.random() < 0.05:
        return "rather_not_say"
    return next((stage for until, stage in STAGES if age < until), "children_grown")


def _some(chance: Random, among: tuple[str, ...], most: int) -> list[str]:
    return sorted(chance.sample(among, chance.randint(1, most)), key=among.index)


def _optional(chance: Random, tastes: dict[str, float], first: set[str]) -> dict[str, Any]:
    """The later parts: most people fill some of them, nobody all."""
    found: dict[str, Any] = {}
    for key, loadings in LOADINGS.items():
        if key not in first and chance.random() < 0.8:
            found[key] = _rating(chance, tastes, loadings)
    if chance.random() < 0.7:
        found["habit:cooks"] = max(0, min(7, round(3 + 1.8 * tastes["table"] + chance.gauss(0, 1))))
        found["habit:exercises"] = max(0, min(7, round(2.5 + 1.8 * tastes["move"] + chance.gauss(0, 1))))
    if chance.random() < 0.6:
        found["about:pets"] = ["cat"] if tastes["pets"] > 0.6 else ["dog"] if tastes["pets"] > 0.2 else ["none"]
    if chance.random() < 0.4:
        found["consent:sensitive"] = True
        found["body:allergies"] = [chance.choice(("nuts", "milk", "fragrance", "pollen"))] if chance.random() < 0.2 \
            else ["none"]
        found["body:skin"] = chance.choice(("dry", "oily", "combination", "normal", "sensitive"))
    return found


def life(number: int, seed: int, today: date) -> Life:
    """Person `number` of the world `seed`: always the same one."""
    chance = Random(f"{seed}/{number}")
    tastes = {taste: chance.gauss(0, 0.8) for taste in TASTES}
    age = max(18, min(64, round(chance.gauss(31, 8))))
    if age > 30:
        tastes["nest"] += 0.4
    first = {"interest:skincare", "interest:fashion", "interest:food", "interest:home", "interest:gadgets"}
    networks = _some(chance, NETWORKS, 3)
    handle = f"daren_{seed}_{number:05d}"
    answers: dict[str, Any] = {
        "birth": f"{today.year - age}-{chance.randint(1, 12):02d}",
        "about:gender": "female" if chance.random() < 0.5 + 0.12 * tastes["style"] else "male",
        "region": chance.choice(CITIES), "about:life_stage": _stage(age, chance),
        **{key: _rating(chance, tastes, LOADINGS[key]) for key in sorted(first)},
        "networks": networks, "share:posts_a_month": chance.choice(("1_3", "4_8", "4_8", "9_20", "over_20")),
        "about:works_for": ["none"] if chance.random() < 0.96 else [chance.choice(("brand", "agency", "mcn"))],
        "consent:matching": chance.random() < 0.985, "consent:contact": True,
        **{f"account:{network}:handle": handle for network in networks},
        **{f"account:{network}:followers": chance.choice(BANDS) for network in networks},
        **_optional(chance, tastes, first),
    }
    return Life(
        number=number, email=f"{handle}@example.test", handle=handle,
        language="zh-cn" if chance.random() < 0.8 else "en", answers=answers,
        address={
            "recipient": chance.choice(SURNAMES) + "".join(chance.sample(GIVEN, 2)),
            "mobile": f"1{chance.choice('3589')}{chance.randrange(10**9):09d}",
            "province": "上海市", "city": "上海市", "district": chance.choice(("徐汇区", "静安区", "浦东新区")),
            "detail": f"示例路{chance.randint(1, 999)}号{number}室"},
        keeps_promises=chance.betavariate(8, 2), answers_offers=chance.betavariate(6, 3), tastes=tastes)
