"""The words of the campaign form for what is kept as codes: answers, operators, genders, regions, networks."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.consumers.rules.regions import PROVINCES, TIER_NAMES, code_of, place_of
from app.core.i18n import Language, Text, text
from app.core.shapes import narrow
from app.questionnaires.traits import TraitKind, TraitSpec
from app.web import typed
from app.web.typed import Values

CHOICES = (TraitKind.SINGLE, TraitKind.MULTIPLE)
OPS: dict[str, Text] = {
    "answered": text("answered", "已回答"), "at_least": text("at least", "不低于"),
    "at_most": text("at most", "不高于"), "is": text("exactly", "等于"), "any_of": text("one of", "是其中之一"),
    "none_of": text("none of", "都不是")}
GENDERS: dict[str, Text] = {
    "female": text("Women", "女"), "male": text("Men", "男"), "other": text("Another", "其他")}
PARTS: dict[str, Text] = {
    "tiers": text("City tiers", "城市级别"), "ages": text("Ages", "年龄"), "genders": text("Genders", "性别"),
    "platform": text("An account on a network", "有平台账号"), "followers": text("Follower bands", "粉丝级别")}
"""Parts of the people that a quota can be of, beside those who gave an answer."""


@dataclass(frozen=True, slots=True)
class Words:
    """What a brand may name in its form, and the language in which it reads what it named."""

    traits: Mapping[str, TraitSpec]
    networks: Mapping[str, Text]
    language: Language = "en"

    def network(self, word: str) -> str:
        """A network's name in code, as typed by either of its names; an unknown one stays."""
        return named(self.networks, word)

    def network_name(self, slug: str) -> str:
        """What people call a network."""
        return self.networks[slug].pick(self.language) if slug in self.networks else slug

    def region_name(self, code: str) -> str:
        """What people call a province or a city; a code of anything smaller stays."""
        found = place_of(code)
        return found.pick(self.language) if found else code

    def answers(self, key: str, value: object) -> str:
        """Kept choices in words, separated so that they can be read again."""
        spec = self.traits.get(key)
        values = value if isinstance(value, list | tuple) else () if value is None else (value,)
        known = spec.choices if spec else ()
        return ", ".join(spec.say(one).pick(self.language) if spec and one in known else str(one) for one in values)


def named(known: Mapping[str, Text], word: str) -> str:
    """The code of what is called so in either language; an unknown word stays as it was typed."""
    said = word.strip().casefold()
    return next((code for code, words in known.items()
                 if said in (code.casefold(), words.default.casefold(), words.pick("zh-cn").casefold())), word.strip())


def answers_of(words: object, spec: TraitSpec | None) -> list[str]:
    """Choices as typed, by key or by what people read; one that holds a comma is found all the same."""
    known: dict[tuple[str, ...], str] = {} if spec is None else {
        _parts(said): choice for choice, words_of in zip(spec.choices, spec.choice_texts, strict=True)
        for said in (words_of.zh_cn or choice, words_of.default, choice)}
    left, found = typed.listed(words), []
    while left:
        most = next((n for n in range(len(left), 0, -1) if _parts(",".join(left[:n])) in known), 0)
        found.append(known[_parts(",".join(left[:most]))] if most else left[0])
        left = left[max(most, 1):]
    return found


def _parts(words: str) -> tuple[str, ...]:
    return tuple(typed.listed(words.casefold()))


def region_of(word: str) -> str:
    """A region's code, as typed by its code or its name; an unknown one stays."""
    return code_of(word) or word


def is_region(code: str) -> bool:
    """Whether this is the code of a place: of a province, a city or a district."""
    return code.isascii() and code.isdigit() and len(code) in (2, 4, 6) and code[:2] in PROVINCES


def bands_of(line: str) -> tuple[str, list[Any]]:
    """A network and its follower bands as typed: 'weibo 2-4'."""
    slug, _, bands = line.strip().rpartition(" ")
    return (slug, range_of(bands)) if slug else (bands, ["", ""])


def range_of(words: str) -> list[Any]:
    """Two numbers as typed, '18-24', or one of them twice."""
    low, _, high = narrow(words).replace("–", "-").replace("—", "-").partition("-")
    return [typed.number(low), typed.number(high or low)]


def part_of(part: str, said: str, words: Words) -> Any:
    """A part of the people as typed; `part` is one of PARTS or a trait of which answers are named."""
    match part:
        case "tiers":
            return {"tiers": [typed.number(one) for one in typed.listed(said)]}
        case "genders":
            return {"genders": [named(GENDERS, one) for one in typed.listed(said)]}
        case "ages":
            return {"ages": range_of(said)}
        case "platform":
            return {"platform": words.network(said), "verified": False}
        case "followers":
            slug, (low, high) = bands_of(said)
            return {"platform": words.network(slug), "low": low, "high": high}
    return {"trait": part, "choices": answers_of(said, words.traits.get(part))}


def shown_part(of: Values, words: Words) -> tuple[str, str]:
    """The part that a quota is of, and which, as the form shows them."""
    match of:
        case {"tiers": [*tiers]}:
            return "tiers", ", ".join(map(str, tiers))
        case {"genders": [*genders]}:
            return "genders", ", ".join(GENDERS.get(one, text(str(one))).pick(words.language) for one in genders)
        case {"ages": [low, high]}:
            return "ages", f"{low}-{high}"
        case {"platform": str(slug), "low": low, "high": high}:
            return "followers", f"{words.network_name(slug)} {low}-{high}"
        case {"platform": str(slug)}:
            return "platform", words.network_name(slug)
        case {"trait": str(key), "choices": [*choices]}:
            return key, words.answers(key, choices)
    return "", str(of)


def called(of: Any, words: Words) -> str:
    """What a quota is called that was given no name: its tiers or its answers as people read them."""
    match of:
        case {"tiers": [*tiers]}:
            return ", ".join(TIER_NAMES[tier].pick(words.language) if tier in TIER_NAMES else str(tier)
                             for tier in tiers)
        case {"genders": _} | {"trait": _} | {"platform": _, "verified": _}:
            return shown_part(of, words)[1]
    return ""
