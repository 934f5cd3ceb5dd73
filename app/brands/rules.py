"""Brands and catalogue: permissions, closed lists, refusals, and which answers exclude a person from a product."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from app.core.errors import Conflict, Fault
from app.core.i18n import text
from app.core.viewer import Kind
from app.matching.engine import conditions, faults
from app.matching.engine.kinds import Multiple, Single
from app.questionnaires.traits import TraitKind, TraitSpec

MAKE = "brand:make"
READ_OWN = "brand:read_own"
CHANGE_OWN = "brand:change_own"
READ = "brand:read"
CATALOGUE = "product:change"

GRANTS: dict[Kind, frozenset[str]] = {
    "anonymous": frozenset(),
    "consumer": frozenset(),
    "brand": frozenset({READ_OWN, CHANGE_OWN, CATALOGUE}),
    "ops": frozenset({MAKE, READ, CHANGE_OWN, CATALOGUE}),
}

Role = Literal["owner", "editor", "reader"]
Category = Literal[
    "skincare", "makeup", "fashion", "food", "drink", "cooking", "home", "parenting", "pets", "fitness", "outdoors",
    "gadgets", "reading", "travel", "cars", "games", "wellness", "alcohol", "health", "other"]
ROLES: tuple[str, ...] = get_args(Role)
CATEGORIES: tuple[str, ...] = get_args(Category)
FROM_EIGHTEEN = frozenset({"alcohol", "health"})
MOST_VARIANTS = 100


@dataclass(eq=False)
class BrandNameTaken(Conflict):
    """Another brand has this name."""

    message = "There is already a brand called “{name}”."
    zh = "已有名为“{name}”的品牌。"
    name: str


@dataclass(eq=False)
class AlreadyMember(Conflict):
    """The account acts for the brand already."""

    message = "This person already acts for the brand."
    zh = "此人已是该品牌的成员。"


@dataclass(eq=False)
class LastOwner(Conflict):
    """A brand keeps at least one owner."""

    message = "A brand needs at least one owner; please name another one first."
    zh = "品牌至少需要一位负责人，请先指定另一位。"


def is_age_gated(category: str) -> bool:
    """Whether a product of this category goes to people from eighteen only."""
    return category in FROM_EIGHTEEN


def contraindication_faults(
    stated: Mapping[str, Sequence[str]], catalogue: Mapping[str, TraitSpec], where: tuple[str | int, ...],
) -> Iterator[Fault]:
    """Contraindications that are no questions or no answers of the catalogue, with the nearest right names."""
    for key, choices in stated.items():
        spec = catalogue.get(key)
        if spec is None:
            yield _no_question(key, catalogue, (*where, key))
        elif spec.kind not in (TraitKind.SINGLE, TraitKind.MULTIPLE):
            yield Fault((*where, key), "no_choices", text(
                f"“{key}” has no answers to choose from; please name a question that has.",
                f"“{key}”没有可选的答案，请换一个选择题。"))
        else:
            kind = Single(spec.choices) if spec.kind == TraitKind.SINGLE else Multiple(spec.choices)
            yield from conditions.choice_faults(kind, choices, (*where, key))


def _no_question(key: str, catalogue: Mapping[str, TraitSpec], where: tuple[str | int, ...]) -> Fault:
    near = faults.nearest(key[:80], catalogue)
    return Fault(where, "unknown_trait", text(
        f"There is no question “{key[:80]}”" + (f"; did you mean “{near}”?" if near else "."),
        f"没有“{key[:80]}”这个问题" + (f"，是不是想填“{near}”？" if near else "。")))
