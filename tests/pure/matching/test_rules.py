"""Matching's rules: words for every code, packed reasons, follower bands, briefs as the engine is asked them."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.consumers.rules.bands import band_of
from app.core.errors import Invalid
from app.core.i18n import Language
from app.matching import rules
from app.matching.engine.eligibility import Code
from app.matching.engine.kinds import Multiple, Scale, Single
from app.matching.rules.asked import Asked, brief
from app.matching.rules.packing import code_in, pack
from app.matching.rules.reasons import STATEMENTS, reasons_in_words
from app.matching.rules.words import WORDS, round_sentence, sentence, why
from app.matching.schemas import RejectIn
from app.questionnaires.loading import load_folder
from app.questionnaires.traits import catalogue, merge_catalogues
from tests.house import ROOT

TRAITS = merge_catalogues(catalogue(one) for one in load_folder(ROOT / "questionnaires"))
TODAY = date(2026, 3, 2)


def test_every_code_is_said_to_ops_and_to_the_person_in_both_languages() -> None:
    assert set(WORDS) == set(Code)
    for words in WORDS.values():
        for said in (words.label, words.sentence):
            assert said.default
            assert said.zh_cn
    assert len({words.label.default for words in WORDS.values()}) == len(WORDS)
    assert why(None).label.default == "Not yet there"


def test_the_reasons_for_a_rejection_are_the_closed_list() -> None:
    schema = RejectIn.model_json_schema()
    assert tuple(schema["properties"]["reason"]["enum"]) == rules.REJECTIONS


@given(st.dictionaries(st.integers(0, 2**40), st.integers(0, 19), max_size=30))
@settings(max_examples=40)
def test_packed_reasons_tell_each_person_the_own_code(codes: dict[int, int]) -> None:
    packed = pack(list(codes), list(codes.values()))
    assert {seq: code_in(packed, seq) for seq in codes} == codes
    assert code_in(packed, 2**50) is None


def test_a_person_without_a_code_cannot_be_packed() -> None:
    with pytest.raises(ValueError, match="one code"):
        pack([1, 2], [0])


@pytest.mark.parametrize(("declared", "band"), [
    ("under_300", 1), ("over_50000", 6), ("299", 1), ("300", 2), ("49999", 5), ("50000.0", 6), ("many", 0), (None, 0),
])
def test_a_follower_band_is_read_from_a_choice_or_a_number(declared: str | None, band: int) -> None:
    assert band_of(declared) == band


def asked(**more: Any) -> Asked:
    return Asked(**({"today": TODAY, "traits": [{"trait": "interest:pets", "want": "high", "weight": 2}]} | more))


def test_a_brief_reads_only_the_traits_that_it_needs() -> None:
    found = brief(asked(
        musts=[{"trait": "about:pets", "op": "any_of", "value": ["cat"]}],
        contraindications=[{"body:allergies": ["nuts"]}, {"body:allergies": ["milk", "nuts"]}],
        quotas=[{"name": "users", "of": {"trait": "bought:brands", "choices": ["pawly"]}, "minimum": 1}],
        audience={"genders": ["female"]}, categories=frozenset({"pets"})), TRAITS)
    assert set(found.kinds) == {"interest:pets", "about:pets", "body:allergies", "bought:brands", "about:gender",
                                "wish:never"}
    assert (found.kinds["interest:pets"], type(found.kinds["about:pets"])) == (Scale(1, 5), Multiple)
    assert found.criteria.contraindications == {"body:allergies": ("milk", "nuts")}
    assert [c.value for c in found.criteria.never] == [("pet_supplies",)]


def test_gender_can_be_asked_for_where_no_questionnaire_has_it() -> None:
    few = {"interest:pets": TRAITS["interest:pets"]}
    assert isinstance(brief(asked(audience={"genders": ["female"]}), few).kinds["about:gender"], Single)


@pytest.mark.parametrize(("category", "gated"), [("alcohol", True), ("health", True), ("food", False)])
def test_alcohol_and_health_are_for_adults(category: str, gated: bool) -> None:
    assert brief(asked(categories=frozenset({category})), TRAITS).criteria.is_age_gated is gated


def test_a_follower_range_and_a_proof_belong_to_the_network() -> None:
    wanted = asked(platforms=[("weibo", "required"), ("bilibili", "preferred")], needs_verified_account=True,
                   audience={"followers": {"weibo": [2, 4]}})
    bilibili, weibo = brief(wanted, TRAITS).criteria.platforms
    assert (bilibili.followers, bilibili.role, weibo.followers, weibo.proof) == (None, "preferred", (2, 4), "verified")


def test_a_region_holds_every_place_in_it() -> None:
    wanted = asked(audience={"regions": ["320000", "440300", "310104", "11", "000000"]})
    assert brief(wanted, TRAITS).criteria.regions == ("32", "4403", "310104", "11", "00")


def test_a_brief_that_fits_no_trait_is_told_where() -> None:
    with pytest.raises(Invalid) as refused:
        brief(asked(traits=[{"trait": "interest:pest", "want": "high", "weight": 2}]), TRAITS)
    assert [fault.pointer for fault in refused.value.faults] == ["/traits/0/trait"]


def part(points: float, want: Any = "high", agreement: float = 1.0, is_answered: bool = True) -> dict[str, Any]:
    return {"points": points, "agreement": agreement, "is_answered": is_answered, "weight": 1, "want": want}


TOLD: list[tuple[dict[str, dict[str, Any]], str, str]] = [
    ({"habit:cooks": part(9, {"trapezoid": [1, 4, 7, 7]}), "habit:tries_new": part(5)},
     "You cook often and love trying new brands.", "你经常下厨，乐于尝试新品牌。"),
    ({"interest:pets": part(2), "habit:price_first": part(3, "low"), "interest:food": part(1),
      "interest:cars": part(.5)},
     "You put quality before price, love animals and love good food.", "你看重品质胜过价格，喜欢小动物，喜欢美食。"),
    ({"interest:pets": part(-2), "interest:food": part(3, is_answered=False)},
     "You meet everything that this campaign asks for.", "你符合本活动的全部要求。"),
    ({"body:skin": part(20, {"table": {"dry": 1}})}, "Your answers suit it well.", "你的回答和它很合适。"),
    ({"lifestyle:Folk": part(4), "lifestyle:Country": part(3)},
     "Your answers to “I like folk music” and “I like country music” suit it well.",
     "你对“我喜欢民间音乐”、“我喜欢乡村音乐”的回答很合适。"),
    ({"interest:pets": part(4), "lifestyle:Folk": part(3)},
     "You love animals. Your answer to “I like folk music” also suits it.",
     "你喜欢小动物。你对“我喜欢民间音乐”的回答也很合适。"),
]


@pytest.mark.parametrize(("contributions", "english", "chinese"), TOLD)
def test_a_person_is_told_the_strongest_answers_that_are_not_sensitive(
    contributions: dict[str, dict[str, Any]], english: str, chinese: str,
) -> None:
    assert reasons_in_words(contributions, "en", TRAITS) == english
    assert reasons_in_words(contributions, "zh-cn", TRAITS) == chinese


def test_every_statement_is_about_a_trait_that_the_sign_up_asks() -> None:
    assert {key for key, _ in STATEMENTS} <= set(TRAITS)
    assert not any(TRAITS[key].sensitive for key, _ in STATEMENTS)


@pytest.mark.parametrize(("language", "words"), [
    ("en", "Of 9 people looked at, 5 could be picked: 2 for 3 units, 1 on the waiting list. “men” falls short: 1 of 2, "
           "4 could be had."),
    ("zh-cn", "共查看 9 人，其中 5 人符合条件；为 3 份样品选出 2 人，另有 1 人候补。"
              "“men”未达下限：需 2 人，仅 1 人，符合条件的共 4 人。"),
])
def test_a_run_is_said_in_one_sentence_and_its_shortfalls(language: Language, words: str) -> None:
    counts = {"people": 9, "eligible": 5, "chosen": 2, "waitlist": 1}
    short = [{"name": "men", "minimum": 2, "reached": 1, "available": 4}]
    assert sentence(counts, 3, short, language) == words


def test_units_that_nobody_can_have_are_told_with_what_to_do() -> None:
    counts = {"people": 9, "eligible": 1, "chosen": 1, "waitlist": 0}
    assert sentence(counts, 500, [], "en").endswith(
        "1 for 500 units, 0 on the waiting list. 499 of the units have nobody: plan fewer, or ask for less.")
    assert sentence(counts | {"people": 1}, 1, [], "en") == (
        "Of 1 person looked at, 1 could be picked: 1 for 1 unit, 0 on the waiting list.")


@pytest.mark.parametrize(("gap", "english", "chinese"), [
    (0.0, "proven to be the best possible", "已证明结果最优"),
    (1e-8, "within 0.0001 % of the best possible", "差距不超过 0.0001 %"),
    (3e-5, "within 0.0030 % of the best possible", "差距不超过 0.0030 %")])
def test_a_round_says_how_near_it_is_proven_to_be_to_the_best(gap: float, english: str, chinese: str) -> None:
    told = {"facts": {"campaigns": {"cmp_1": {}}}, "gap": gap, "milliseconds": 12, "floor_share": None}
    assert round_sentence(told, "en").startswith("1 campaign was matched in 12 ms; the picks are proven to be ")
    assert round_sentence(told, "en").endswith(f"{english}.")
    assert chinese in round_sentence(told, "zh-cn")


@pytest.mark.parametrize(("share", "told"), [
    (1.0, "100"), (1 - 1e-12, "100"), (0.998, "99.8"), (0.99999, "99.9"), (0.9, "90"), (0.8769, "87.6")])
def test_a_round_promises_no_more_of_the_share_of_each_campaign_than_was_reached(share: float, told: str) -> None:
    made = {"facts": {"campaigns": {"cmp_1": {}, "cmp_2": {}}}, "gap": 0.0, "milliseconds": 12, "floor_share": share}
    assert round_sentence(made, "en").endswith(f"every campaign reached at least {told} % of what it could get alone.")
    assert f"所能得到的 {told} %" in round_sentence(made, "zh-cn")
