"""Region codes have names and tiers, and every choice of the sign-up questionnaire is covered."""

import pytest

from app.consumers.rules import regions
from app.questionnaires.loading import load_file
from tests.house import ROOT

CHOICES = load_file(ROOT / "questionnaires" / "sign-up.v1.yaml").questions["region"].choices


def test_every_region_that_can_be_chosen_at_sign_up_has_a_tier_and_its_name() -> None:
    for choice in CHOICES:
        code, label = str(choice.value), choice.label
        assert bool(regions.tier_of(code)) == (code != regions.ELSEWHERE), code
        plain = label.default.replace("Elsewhere in ", ""), str(label.zh_cn).replace(" 其他地区", "")
        assert (regions.name_of(code, "en"), regions.name_of(code, "zh-cn")) == plain


@pytest.mark.parametrize(("code", "tier"), [
    ("310104", 1), ("440300", 1), ("500112", 2), ("320500", 2), ("320583", 2), ("420100", 2), ("350200", 3),
    ("330300", 3), ("130000", 4), ("540100", 4), ("000000", 0), ("999999", 0), (None, 0), ("", 0),
])
def test_a_code_has_the_tier_of_its_city(code: str | None, tier: int) -> None:
    assert regions.tier_of(code) == tier


def test_fifteen_cities_are_new_first_tier_and_thirty_second() -> None:
    tiers = list(regions.TIERS.values())
    assert [tiers.count(tier) for tier in (1, 2, 3)] == [4, 15, 30]
    assert {prefix for prefix in regions.TIERS if len(prefix) == 4} <= set(regions.CITIES)


def test_a_place_is_said_in_both_languages() -> None:
    assert (regions.name_of("310104", "en"), regions.name_of("320583", "zh-cn")) == ("Shanghai", "江苏 苏州")
    assert (regions.name_of("990000", "en"), regions.name_of(None, "en")) == (None, None)
