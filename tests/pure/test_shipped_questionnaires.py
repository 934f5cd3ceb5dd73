"""The questionnaires that ship: whole in both languages, exact in their trait keys, fit for the data they meet."""

import csv
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from app.consumers.rules.doubts import doubts
from app.core.errors import Invalid
from app.core.i18n import Text
from app.platforms.registry import NETWORKS
from app.questionnaires.answers import check
from app.questionnaires.cells import RowReader
from app.questionnaires.extract import address, consents, region, social_accounts
from app.questionnaires.loading import load_file
from app.questionnaires.questionnaire import Questionnaire
from app.questionnaires.schema import Question
from app.questionnaires.screens import first_pages, later_pages, visible_questions
from app.questionnaires.traits import TraitKind, catalogue, of_answers

ROOT = Path(__file__).parents[2]
SURVEY = ROOT.parent / "shared" / "data" / "lifestyle-survey" / "responses.csv"
SIGN_UP = load_file(ROOT / "questionnaires" / "sign-up.v1.yaml")
LIFESTYLE = load_file(ROOT / "questionnaires" / "lifestyle.v1.yaml")
PRODUCT_VIEW = load_file(ROOT / "questionnaires" / "product-view.v1.yaml")
SUN_DAYS = load_file(ROOT / "questionnaires" / "sun-days.v1.yaml")
SHIPPED = pytest.mark.parametrize(
    "questionnaire", [SIGN_UP, LIFESTYLE, PRODUCT_VIEW, SUN_DAYS], ids=lambda one: one.slug)
RECOMMENDING = "view:recommend"
"""Asked from 0 to 10 everywhere, so that its figure can be compared."""

PLATFORMS = (
    "xiaohongshu", "weibo", "douyin", "wechat", "wechat_channels", "bilibili", "zhihu", "kuaishou", "dianping",
    "instagram", "tiktok", "youtube", "x", "facebook", "blog",
)
BANDS = ("under_300", "300_1000", "1000_5000", "5000_20000", "20000_50000", "over_50000")
BRANDS = {"Bergquell", "Lumina Skin", "Tofu & Tea", "Nordlicht", "Yuncha", "Pawly", "Mutou Home", "Qingfeng"}
NAMES = {"Instagram", "TikTok", "YouTube", "X", "Facebook", *BRANDS}
SIZES = {"XS", "S", "M", "L", "XL", "XXL"}
LATIN_WORDS_OF_CHINESE = {"Instagram", "TikTok", "YouTube", "X", "Facebook", "MCN"}
TRAITS = {
    "about": "birth gender life_stage children household home works_for pets work clothing_size",
    "interest": "skincare makeup fashion food cooking home parenting pets fitness outdoors gadgets reading travel cars "
                "games wellness",
    "habit": "tries_new reads_reviews recommends photographs plans impulse price_first stays_loyal reads_ingredients "
             "sustainability domestic_brands cooks exercises eats_out",
    "bought": "categories spend brands where for",
    "body": "skin hair diet allergies pregnant",
    "share": "networks posts_a_month medium topics languages shows_face",
    "wish": "try never rank surprises",
}
MEMBER: dict[str, object] = {
    "birth": "1996-04", "about:gender": "rather_not_say", "region": "330100", "about:life_stage": "settled",
    "interest:skincare": 4, "interest:fashion": 2, "interest:food": 5, "interest:home": 3, "interest:gadgets": 1,
    "networks": ["xiaohongshu"], "share:posts_a_month": "1_3", "about:works_for": ["none"], "consent:matching": True,
}


def texts_of(question: Question) -> Iterator[Text]:
    """Everything that people read of a question."""
    assert question.daren.why is not None, f"{question.name} does not say why it is asked"
    yield from (question.title, question.daren.why, *(choice.label for choice in question.choices))
    yield from (rule.text for rule in question.validators if rule.text)
    ends = (question.description, question.placeholder, question.min_rate_description, question.max_rate_description)
    yield from (said for said in ends if said)


def all_texts(questionnaire: Questionnaire) -> Iterator[tuple[str, Text]]:
    """Every text of a questionnaire and where it stands."""
    yield from (("file", said) for said in (questionnaire.title, questionnaire.description) if said)
    yield from ((page.name, said) for page in questionnaire.pages for said in (page.title, page.description) if said)
    yield from ((name, said) for name, question in questionnaire.questions.items() for said in texts_of(question))


def is_the_same_in_both(said: str) -> bool:
    """Names, sizes and figures need no second language."""
    return said in NAMES or said in SIZES or not re.search("[A-Za-z]", said)


def choices(name: str) -> list[object]:
    """The values offered by a question of the sign-up."""
    return [choice.value for choice in SIGN_UP.questions[name].choices]


def refused(answers: dict[str, object]) -> list[tuple[str | int, str]]:
    """(question, code) of each fault found in a member's answers when these lie over them."""
    with pytest.raises(Invalid) as caught:
        check(SIGN_UP, {**MEMBER, **answers})
    return [(fault.where[0], fault.code) for fault in caught.value.faults]


@SHIPPED
def test_every_text_is_written_in_both_languages(questionnaire: Questionnaire) -> None:
    missing = [(where, said.default) for where, said in all_texts(questionnaire)
               if not said.zh_cn and not is_the_same_in_both(said.default)]
    assert missing == []


@SHIPPED
def test_no_english_is_left_in_the_chinese_and_no_chinese_in_the_english(questionnaire: Questionnaire) -> None:
    for where, said in all_texts(questionnaire):
        assert not re.search(r"[\u3000-\u9fff\uff00-\uffef]", said.default), (where, said.default)
        if said.zh_cn:
            assert set(re.findall(r"[A-Za-z]+", said.zh_cn)) <= LATIN_WORDS_OF_CHINESE, (where, said.zh_cn)
            assert re.search(r"[\u4e00-\u9fff]|\d", said.zh_cn), (where, said.zh_cn)


@SHIPPED
def test_chinese_uses_its_own_punctuation(questionnaire: Questionnaire) -> None:
    wrong = [said.zh_cn for _, said in all_texts(questionnaire) if said.zh_cn and re.search(r"[,;:?!]|\.$", said.zh_cn)]
    assert wrong == []


@SHIPPED
def test_titles_stay_short(questionnaire: Questionnaire) -> None:
    for question in questionnaire.questions.values():
        assert len(question.title.default) <= 68, question.title.default
        assert len(question.title.pick("zh-cn")) <= 38, question.title.zh_cn


@SHIPPED
def test_no_two_choices_of_a_question_read_the_same(questionnaire: Questionnaire) -> None:
    for question in questionnaire.questions.values():
        for words in ([choice.label.default for choice in question.choices],
                      [choice.label.pick("zh-cn") for choice in question.choices]):
            assert len(set(words)) == len(words), question.name


@SHIPPED
def test_every_rating_goes_from_one_to_five_and_names_its_ends(questionnaire: Questionnaire) -> None:
    ratings = [question for question in questionnaire.questions.values() if question.type == "rating"]
    assert ratings
    for question in ratings:
        assert (question.rate_min, question.rate_max) == ((0, 10) if question.name == RECOMMENDING else (1, 5))
        assert question.min_rate_description, question.name
        assert question.max_rate_description, question.name


@SHIPPED
def test_a_screen_is_never_long(questionnaire: Questionnaire) -> None:
    answers = {"networks": list(PLATFORMS[:3]), "consent:sensitive": True, "view:tried": "yes"}
    for page in questionnaire.pages:
        assert 1 <= len(visible_questions(questionnaire, page.name, answers)) <= 8, page.name


def test_fourteen_questions_on_four_screens_make_a_member() -> None:
    first = first_pages(SIGN_UP)
    asked = [question for page in first for question in page.elements]
    assert (len(first), len(asked)) == (4, 14)
    assert [question.name for question in asked if not question.is_required] == ["consent:contact"]
    checked = check(SIGN_UP, MEMBER)
    assert not checked.missing
    assert checked.answers == MEMBER


@pytest.mark.parametrize("name", list(MEMBER))
def test_nobody_becomes_a_member_without(name: str) -> None:
    assert refused({name: None}) == [(name, "required")]


def test_later_parts_require_nothing_and_say_what_they_are_good_for() -> None:
    assert not any(question.is_required for page in later_pages(SIGN_UP) for question in page.elements)
    for page in later_pages(SIGN_UP):
        assert page.description, page.name
        assert page.description.default.startswith("Good for: ")
        assert page.description.pick("zh-cn").startswith("填好之后：")


def test_the_sign_up_gives_exactly_its_sixty_traits() -> None:
    wanted = {f"{family}:{key}" for family, keys in TRAITS.items() for key in keys.split()}
    assert set(catalogue(SIGN_UP)) == wanted
    assert len(wanted) == 60
    given = [key for question in SIGN_UP.questions.values() for key in question.daren.traits]
    assert len(given) == len(set(given))


def test_rather_not_say_is_an_answer_to_every_required_single_choice_but_the_place() -> None:
    single = [name for name, question in SIGN_UP.questions.items()
              if question.is_required and question.type in ("radiogroup", "dropdown") and name != "region"]
    assert single == ["about:gender", "about:life_stage", "share:posts_a_month"]
    for name in [*single, "body:pregnant", "bought:spend"]:
        assert choices(name)[-1] == "rather_not_say"
    assert "about:gender" not in of_answers(SIGN_UP, check(SIGN_UP, MEMBER).answers)


def test_each_network_asks_for_a_handle_and_followers_only_where_it_was_chosen() -> None:
    assert choices("networks") == [*PLATFORMS, "none"]
    assert set(PLATFORMS) <= {network.slug for network in NETWORKS if network.has_followers}
    assert visible_questions(SIGN_UP, "accounts", {"networks": ["none"]}) == ()
    for platform in PLATFORMS:
        seen = visible_questions(SIGN_UP, "accounts", {"networks": [platform]})
        assert [question.name for question in seen] == [f"account:{platform}:handle", f"account:{platform}:followers"]
        assert tuple(choices(f"account:{platform}:followers")) == BANDS


def test_an_account_of_a_network_that_was_not_chosen_is_not_kept() -> None:
    checked = check(SIGN_UP, {**MEMBER, "account:weibo:handle": "somebody", "account:xiaohongshu:handle": "莓莓",
                              "account:xiaohongshu:followers": "300_1000"})
    assert social_accounts(SIGN_UP, checked.answers) == [
        {"platform": "xiaohongshu", "handle": "莓莓", "followers": "300_1000"}]


def test_the_body_is_asked_about_only_after_its_own_consent() -> None:
    body = [question.name for question in SIGN_UP.page("body").elements]
    assert body == [f"body:{part}" for part in TRAITS["body"].split()]
    assert [key for key, spec in catalogue(SIGN_UP).items() if spec.sensitive] == body
    for consent in (None, False):
        answers = {**MEMBER, "consent:sensitive": consent, "body:allergies": ["nuts"]}
        assert visible_questions(SIGN_UP, "body", answers) == ()
        assert "body:allergies" not in check(SIGN_UP, answers).answers
    agreed = check(SIGN_UP, {**MEMBER, "consent:sensitive": True, "body:allergies": ["nuts", "soy"]})
    assert of_answers(SIGN_UP, agreed.answers)["body:allergies"] == ["nuts", "soy"]


def test_the_terms_that_products_warn_of_are_stable() -> None:
    assert choices("body:allergies") == ["none", "nuts", "milk", "gluten", "soy", "shellfish", "fragrance", "pollen",
                                         "other"]
    assert choices("body:pregnant") == ["pregnant", "breast_feeding", "neither", "rather_not_say"]
    assert choices("body:diet") == ["none", "vegetarian", "vegan", "halal", "no_pork", "no_beef", "lactose_free",
                                    "gluten_free", "low_sugar", "no_spicy"]
    assert choices("wish:never") == ["none", *choices("bought:categories")]
    assert choices("wish:try") == choices("bought:categories")
    words = [str(value) for question in SIGN_UP.questions.values() for value in choices(question.name)]
    assert [word for word in words if not re.fullmatch(r"[a-z0-9]+(_[a-z0-9]+)*", word)] == []


def test_places_are_codes_of_cities_with_a_rest_for_every_province() -> None:
    codes = [str(code) for code in choices("region")]
    cities = [code for code in codes if not code.endswith("0000")]
    rest = {code[:2] for code in codes if code.endswith("0000")}
    assert len(codes) == len(set(codes))
    assert {"110000", "120000", "310000", "500000", "440100", "440300", "330100", "510100", "000000"} <= set(codes)
    assert all(re.fullmatch(r"[1-6]\d{3}00", code) for code in cities)
    assert {code[:2] for code in cities} <= rest
    assert (len(cities) + 4, len(rest)) == (83, 32)
    assert region(SIGN_UP, check(SIGN_UP, MEMBER).answers) == "330100"


def test_an_address_is_taken_whole_and_kept_out_of_the_traits() -> None:
    parts = {"recipient": "王小明", "mobile": "13800000000-1234", "province": "浙江省", "city": "杭州市",
             "district": "西湖区", "detail": "某路 1 号 2 幢 301 室"}
    answers = check(SIGN_UP, {**MEMBER, **{f"address:{part}": said for part, said in parts.items()}}).answers
    assert address(SIGN_UP, answers) == parts
    assert not any(key.startswith("address") for key in of_answers(SIGN_UP, answers))
    assert SIGN_UP.pages[-1].name == "delivery"


def test_each_consent_is_a_yes_or_no_of_its_own() -> None:
    answers = check(SIGN_UP, {**MEMBER, "consent:contact": False, "consent:courier": True}).answers
    assert consents(SIGN_UP, answers) == {"matching": True, "contact": False, "courier": True}
    assert [name for name, question in SIGN_UP.questions.items() if question.store == "consent"] == [
        "consent:matching", "consent:contact", "consent:sensitive", "consent:courier"]


def test_three_of_many_are_ranked_and_named_as_the_interests_are() -> None:
    assert choices("wish:rank") == TRAITS["interest"].split()
    assert check(SIGN_UP, {**MEMBER, "wish:rank": ["pets", "food", "cars"]}).answers["wish:rank"] == [
        "pets", "food", "cars"]
    assert refused({"wish:rank": ["pets", "food"]}) == [("wish:rank", "too_few_chosen")]
    assert refused({"wish:rank": ["pets", "food", "cars", "home"]}) == [("wish:rank", "too_many_chosen")]


def test_the_two_statements_that_check_attention_stand_on_different_screens() -> None:
    assert SIGN_UP.page_names["habit:plans"] != SIGN_UP.page_names["habit:impulse"]


@pytest.mark.parametrize(("name", "answer", "code"), [
    ("birth", "1996", "not_a_month"), ("birth", "1996-13", "not_a_month"), ("region", "330199", "not_a_choice"),
    ("interest:food", 6, "out_of_range"), ("habit:cooks", 8, "out_of_range"), ("habit:cooks", -1, "out_of_range"),
    ("networks", list(PLATFORMS[:4]), "too_many_chosen"), ("networks", ["simulated"], "not_a_choice"),
    ("wish:try", ["skincare", "makeup", "snacks", "alcohol", "toys", "baby"], "too_many_chosen"),
    ("address:mobile", "call me", "not_a_phone"), ("consent:matching", "maybe", "wrong_type"),
])
def test_a_wrong_answer_is_refused_at_its_question(name: str, answer: object, code: str) -> None:
    assert refused({name: answer}) == [(name, code)]


def test_each_lifestyle_question_gives_the_trait_of_its_exact_name_and_requires_nothing() -> None:
    assert list(catalogue(LIFESTYLE)) == [f"lifestyle:{name}" for name in LIFESTYLE.questions]
    assert len(LIFESTYLE.questions) == 150
    assert LIFESTYLE.required == ()
    for name in ("Parents' advice", "Hiphop, Rap", "Appearence and gestures", "Small - big dogs"):
        assert catalogue(LIFESTYLE)[f"lifestyle:{name}"].kind == TraitKind.SCALE


def survey() -> tuple[Sequence[str], list[list[str]]]:
    """The header and the rows of the survey."""
    with SURVEY.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    return header, rows


has_survey = pytest.mark.skipif(not SURVEY.exists(), reason="the lifestyle survey is not beside the project")


@has_survey
def test_every_column_of_the_survey_is_a_question_in_the_order_of_the_file() -> None:
    header, rows = survey()
    assert header == ["person", *LIFESTYLE.questions]
    for place, question in enumerate(LIFESTYLE.questions.values(), 1):
        if question.choices:
            assert {row[place] for row in rows} - {""} == set(question.values), question.name


@has_survey
def test_all_505_answers_of_the_survey_are_accepted_and_none_is_made_up() -> None:
    header, rows = survey()
    reader = RowReader(LIFESTYLE, header, ignore={"person"})
    assert len(rows) == 505
    for row in rows:
        answers = reader.read(row).answers
        given = {name: cell for name, cell in zip(header[1:], row[1:], strict=True) if cell}
        assert {name: str(answer) for name, answer in answers.items()} == given
        assert len(of_answers(LIFESTYLE, answers)) == len(given)


@has_survey
def test_a_row_of_the_survey_with_a_wrong_cell_is_refused_there() -> None:
    header, rows = survey()
    reader = RowReader(LIFESTYLE, header, ignore={"person"})
    spoilt = {"Music": "6", "Smoking": "sometimes", "Age": "7"}
    row = [spoilt.get(name, cell) for name, cell in zip(header, rows[0], strict=True)]
    with pytest.raises(Invalid) as caught:
        reader.read(row)
    assert [fault.where[0] for fault in caught.value.faults] == list(spoilt)


def test_what_people_think_of_a_product_gives_no_trait_and_raises_no_doubt() -> None:
    assert (catalogue(PRODUCT_VIEW), {question.store for question in PRODUCT_VIEW.questions.values()}) == ({}, {None})
    for most in (True, False):
        answers = {name: question.high if most else question.low
                   for name, question in PRODUCT_VIEW.questions.items() if question.type == "rating"}
        assert (of_answers(PRODUCT_VIEW, answers), doubts(PRODUCT_VIEW, answers)) == ({}, {})


def test_only_who_tried_a_product_is_asked_how_it_was() -> None:
    assert [one.name for one in visible_questions(PRODUCT_VIEW, "product", {})] == [
        "view:intent", "view:bought", "view:tried"]
    for tried, seen in (("yes", 2), ("no", 0), ("rather_not_say", 0), (None, 0)):
        assert len(visible_questions(PRODUCT_VIEW, "tried", {"view:tried": tried})) == seen
    kept = check(PRODUCT_VIEW, {"view:intent": 4, "view:tried": "no", "view:stars": 5}).answers
    assert kept == {"view:intent": 4, "view:tried": "no"}
    with pytest.raises(Invalid):
        check(PRODUCT_VIEW, {"view:stars": 5})
