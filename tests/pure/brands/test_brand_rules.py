"""What the catalogue's rules know without a store."""

import pytest

from app.brands.rules import CATEGORIES, contraindication_faults, is_age_gated
from app.core.i18n import text
from app.questionnaires.traits import TraitKind, TraitSpec

ASKED = {
    "body:allergies": TraitSpec("body:allergies", TraitKind.MULTIPLE, None, None, ("nuts", "milk"), True,
                                text("Allergies"), (text("Nuts"), text("Milk"))),
    "interest:food": TraitSpec("interest:food", TraitKind.SCALE, 1, 5, (), False, text("Food"), ()),
}


@pytest.mark.parametrize(("stated", "codes"), [
    ({}, []), ({"body:allergies": ["nuts"]}, []), ({"body:allergies": []}, ["malformed"]),
    ({"body:allergies": ["nutz", "milk"]}, ["unknown_choice"]), ({"body:alergies": ["nuts"]}, ["unknown_trait"]),
    ({"interest:food": ["5"]}, ["no_choices"]),
])
def test_contraindications_are_answers_that_somebody_can_give(stated: dict[str, list[str]], codes: list[str]) -> None:
    found = list(contraindication_faults(stated, ASKED, ("contraindications",)))
    assert [fault.code for fault in found] == codes
    assert all(fault.message.zh_cn for fault in found)


def test_only_alcohol_and_health_products_ask_for_eighteen_years() -> None:
    assert [name for name in CATEGORIES if is_age_gated(name)] == ["alcohol", "health"]
