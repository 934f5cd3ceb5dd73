"""Why a campaign's people as a whole suit it, in words for its brand: never one person, never the body."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.core.i18n import Text, text
from app.matching.rules.forecasting import SMALLEST_CELL
from app.matching.rules.reasons import joined, statement
from app.questionnaires.traits import TraitSpec

MOST = 3
LIKE_THEM = text("People with answers like theirs said yes to campaigns like this one more often than others.",
                 "与他们回答相近的人，更常答应参加这类活动。")
MEET = text("They meet everything that this campaign asks for.", "他们符合本活动的全部要求。")
CLEARLY = 0.05
"""Points of 100 under which a trait neither lifts nor lowers."""


@dataclass(frozen=True, slots=True)
class Strength:
    """A trait of a campaign's people: mean points of 100 above or below the average person, over who answered it; or
    a whole sentence (`points` None) where no trait lifts."""

    key: str
    title: Text
    points: float | None


@dataclass(frozen=True, slots=True)
class Told:
    """How many people it is about, the three strongest reasons, at least one, the weakest, and the same in a sentence;
    and what the brand should look at."""

    people: int
    strongest: tuple[Strength, ...]
    weakest: Strength | None
    words: Text
    warning: Text | None = None


def told(matches: Sequence[Mapping[str, Mapping[str, Any]]], catalogue: Mapping[str, TraitSpec],
         is_learned: bool = False, warning: Text | None = None) -> Told | None:
    """The reasons of a campaign's picked people as a whole, from their contributions; None where they are too few.
    `is_learned`: a model ranked most of them, and above whom it learned from."""
    if len(matches) < SMALLEST_CELL:
        return None
    means = {key: part for key in dict.fromkeys(key for one in matches for key in one)
             if (part := _mean(key, matches, catalogue)) is not None}
    ranked = sorted((Strength(key, catalogue[key].title, round(part["points"], 1)) for key, part in means.items()),
                    key=lambda one: (-(one.points or 0.0), one.key))
    lifting = tuple(one for one in ranked[:MOST] if (one.points or 0.0) > CLEARLY)
    weakest = ranked[-1] if ranked and ranked[-1] not in lifting else None
    other = Strength("learned", LIKE_THEM, None) if is_learned else Strength("asked", MEET, None)
    return Told(len(matches), lifting or (other,), weakest, _words(lifting, weakest, means, other.title), warning)


def _mean(key: str, matches: Sequence[Mapping[str, Mapping[str, Any]]],
          catalogue: Mapping[str, TraitSpec]) -> dict[str, Any] | None:
    """The mean of those who answered, where they are enough and the trait may be told."""
    spec = catalogue.get(key)
    parts = [one[key] for one in matches if key in one and one[key]["is_answered"]]
    if spec is None or spec.sensitive or key.startswith("body:") or len(parts) < SMALLEST_CELL:
        return None
    mean = {name: sum(part[name] for part in parts) / len(parts) for name in ("points", "agreement")}
    return mean | {"want": parts[-1].get("want")}


def _words(strongest: Sequence[Strength], weakest: Strength | None, means: Mapping[str, Mapping[str, Any]],
           other: Text) -> Text:
    said = [words for one in strongest if (words := statement(one.key, means[one.key]))]
    named = [one.title for one in strongest if not statement(one.key, means[one.key])]
    theirs = [re.sub(r"\byou\b", "they", words[0]) for words in said]
    english = f"They {joined(theirs)}." if said else "" if named else other.default
    chinese = f"他们{'，'.join(words[1] for words in said)}。" if said else "" if named else other.pick("zh-cn")
    if named:
        quoted = joined([f"“{title.pick('en')}”" for title in named])
        english += f" Their answers to {quoted} stand out."
        listed = "、".join(f"“{title.pick('zh-cn')}”" for title in named)
        chinese += f"他们对{listed}的回答较突出。"
    if weakest is not None:
        english += f" Least: “{weakest.title.pick('en')}”."
        chinese += f"相对最弱：“{weakest.title.pick('zh-cn')}”。"
    return text(english.strip(), chinese)
