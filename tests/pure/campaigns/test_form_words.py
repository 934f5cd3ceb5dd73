"""What people read in the campaign form is read again as what was kept."""

import pytest

from app.consumers.rules.regions import CITIES, PROVINCES, code_of
from app.core.i18n import Language, text
from app.matching.engine.lift.holdout import planned
from app.questionnaires.traits import TraitKind, TraitSpec
from app.web.brand.campaign_words import Words, answers_of, part_of, shown_part

SPEC = TraitSpec("home:pet", TraitKind.MULTIPLE, None, None, ("small", "cat", "none"), False, text("Pet", "宠物"), (
    text("A hamster, rabbit or the like", "仓鼠、兔子等"), text("A cat", "猫"), text("None", "没有")))
NETWORKS = {"weibo": text("Weibo", "微博")}


@pytest.mark.parametrize("language", ["en", "zh-cn"])
def test_answers_are_read_as_they_are_shown_even_with_a_comma_inside(language: Language) -> None:
    words = Words({SPEC.key: SPEC}, NETWORKS, language)
    for kept in (["small"], ["cat", "small"], ["small", "none", "cat"]):
        assert answers_of(words.answers(SPEC.key, kept), SPEC) == kept


@pytest.mark.parametrize("language", ["en", "zh-cn"])
@pytest.mark.parametrize("of", [
    {"tiers": [1, 2]}, {"genders": ["male", "other"]}, {"ages": [18, 24]}, {"platform": "weibo", "verified": False},
    {"platform": "weibo", "low": 2, "high": 4}, {"trait": "home:pet", "choices": ["small", "cat"]},
])
def test_a_part_of_the_people_survives_the_form(of: dict[str, object], language: Language) -> None:
    words = Words({SPEC.key: SPEC}, NETWORKS, language)
    assert part_of(*shown_part(of, words), words) == of


def test_what_is_no_answer_stays_as_it_was_typed() -> None:
    assert answers_of("Dog, a CAT, rabbit", SPEC) == ["Dog", "cat", "rabbit"]


def test_every_place_is_found_by_either_of_its_names() -> None:
    places: dict[str, tuple[str, str]] = PROVINCES | CITIES
    assert {code: [code_of(name) for name in names] for code, names in places.items()} == {
        code: [code, code] for code in places}
    assert code_of("Atlantis") is None


@pytest.mark.parametrize(("invited", "share", "found"), [
    (30, 0.1, (100, 300)), (900, 0.1, (100, 1000)), (1800, 0.1, (200, 2000)), (10, 0.5, (150, 300)),
])
def test_a_small_campaign_holds_out_a_third_of_the_best(invited: int, share: float, found: tuple[int, int]) -> None:
    assert planned(invited, share) == found
