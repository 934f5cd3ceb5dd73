"""A questionnaire file is loaded whole or refused with its line and the nearest right name."""

from hashlib import sha256
from pathlib import Path

import pytest

from app.questionnaires.loading import load_file, load_folder, load_text
from app.questionnaires.refusals import BrokenQuestionnaire, NoSuchPage, NoSuchQuestionnaire
from tests.pure.questionnaires.conftest import SMALL

HEAD = "title: T\npages:\n  - name: p\n    title: P\n    elements:\n"
"""Five lines, so that the first question begins in line 6."""


def broken(content: str | bytes, name: str = "sign-up.v1.yaml") -> str:
    with pytest.raises(BrokenQuestionnaire) as caught:
        load_text(content.encode() if isinstance(content, str) else content, name)
    assert caught.value.sentence("zh-cn").startswith(f"{name} 第 {caught.value.line} 行：")
    return str(caught.value)


def test_a_file_becomes_a_questionnaire_named_after_it(small):
    assert (small.slug, small.version) == ("small", 1)
    assert small.sha256 == sha256(SMALL.encode()).hexdigest()
    assert small.title.pick("zh-cn") == "说说你自己"
    assert [page.name for page in small.pages] == ["you", "habits", "more"]
    assert small.questions["animals"].choices[2].label.pick("zh-cn") == "鱼"
    assert small.questions["animals"].choices[0].label.default == "dog"
    assert [small.questions["Hiphop, Rap"].low, small.questions["Hiphop, Rap"].high] == [1, 5]
    assert small.page_names["height"] == "habits"


def test_a_misspelt_key_is_told_with_its_line_and_the_right_one():
    said = broken(HEAD + "      - type: text\n        name: a\n        title: A\n        requried: true\n")
    assert said == "sign-up.v1.yaml line 9: there is no 'requried'; did you mean 'isRequired'?"


@pytest.mark.parametrize(("lines", "said"), [
    ("- {type: radio, name: a, title: A}", "line 6: there is no 'radio'; did you mean 'radiogroup'?"),
    ("- {type: text, name: a}", "line 6: 'title' is missing here"),
    ("- {type: text, name: a, title: {default: A, zhcn: 甲}}", "line 6: there is no 'zhcn'; did you mean 'zh-cn'?"),
    ("- {type: text, name: a, title: A, is_required: true}", "did you mean 'isRequired'?"),
    ("- {type: text, name: a, title: A, isRequired: 'yes'}", "line 6: 'isRequired': input should be a valid boolean"),
    ("- {type: text, name: a, title: A, title: B}", "line 6: 'title' stands here twice"),
    ("- {type: text, name: 'a{b', title: A}", "line 6: a question's name may hold no braces"),
    ("- {type: text, name: ' a', title: A}", "may not begin or end with a space"),
    ("- {type: radiogroup, name: a, title: A}", "line 6: 'a' offers no choices"),
    ("- {type: radiogroup, name: a, title: A, choices: [x, x]}", "line 6: the choice 'x' is there twice"),
    ("- {type: radiogroup, name: a, title: A, choices: ['1', 1]}", "the choice '1' is there twice"),
    ("- {type: radiogroup, name: a, title: A, choices: [yes, no]}", "put 'yes' in quotes"),
    ("- {type: checkbox, name: a, title: A, choices: ['x;y']}", "may hold no ';'"),
    ("- {type: checkbox, name: a, title: A, choices: [x], maxSelectedChoices: 2}", "there are only 1 choices"),
    ("- {type: text, name: a, title: A, choices: [x]}", "'choices' has no meaning for a text question"),
    ("- {type: comment, name: a, title: A, inputType: url}", "'inputType' has no meaning for a comment question"),
    ("- {type: rating, name: a, title: A, rateMin: 5, rateMax: 5}", "rateMin must be less than rateMax"),
    ("- {type: text, name: a, title: A, validators: [{type: numberic}]}", "did you mean 'numeric'?"),
    ("- {type: text, name: a, title: A, validators: [{minValue: 1}]}", "'type' is missing here"),
    ("- {type: text, name: a, title: A, validators: [{type: regex, regex: '('}]}", "not a regular expression"),
    ("- {type: text, name: a, title: A, validators: [{type: text, minLenght: 3}]}", "did you mean 'minLength'?"),
    ("- {type: text, name: a, title: A, validators: [{type: numeric, minValue: 1}]}", "does not fit this question"),
    ("- {type: text, name: a, title: A, validators: [{type: text, minLength: 9, maxLength: 3}]}", "above the most"),
    ("- {type: text, name: a, title: A, daren: {traits: [t]}}", "free words give no trait"),
    ("- {type: rating, name: a, title: A, daren: {store: trait}}", "needs the names of its traits"),
    ("- {type: rating, name: a, title: A, daren: {trait: [t]}}", "there is no 'trait'; did you mean 'traits'?"),
    ("- {type: rating, name: a, title: A, daren: {traits: [t, t]}}", "the trait 't' is there twice"),
    ("- {type: boolean, name: 'consent:x', title: A, daren: {traits: [t], store: consent}}", "gives no traits"),
    ("- {type: boolean, name: agree, title: A, daren: {store: consent}}", "named consent:<purpose>"),
    ("- {type: text, name: 'consent:x', title: A, daren: {store: consent}}", "asked as boolean"),
    ("- {type: text, name: weibo, title: A, daren: {store: social_account}}", "account:<platform>:handle"),
    ("- {type: text, name: 'address:stret', title: A, daren: {store: address}}", "there is no 'address:stret'"),
    ("- {type: radiogroup, name: a, title: A, choices: ['991000'], daren: {store: region}}", "no region code"),
    ("- {type: radiogroup, name: a, title: A, choices: [110100], daren: {store: region}}", "110100 in quotes"),
    ("- {type: checkbox, name: a, title: A, choices: ['110100'], daren: {store: region}}", "asked as one choice"),
    ("- {type: text, name: 'account:x:followers', title: A, inputType: number, daren: {store: social_account}}",
     "there is no 'account:x:handle'"),
])
def test_a_broken_question_is_told_in_a_sentence(lines, said):
    assert said in broken(HEAD + f"      {lines}\n")


@pytest.mark.parametrize(("condition", "said"), [
    ("{animal} = 'cat'", "line 8: there is no 'animal'; did you mean 'animals'?"),
    ("{animals} contains 'cta'", "line 8: 'animals': there is no 'cta'; did you mean 'cat'?"),
    ("{animals} = 'cat'", "'=' does not suit the checkbox question 'animals'"),
    ("{stars} > 5 or {stars} = 9", "'stars' goes from 1 to 5"),
    ("{stars} = 'many'", "'stars' is never 'many'"),
    ("{last} = true", "the conditions go in a circle: 'last' -> 'last'"),
    ("{stars} = ", "line 8: column 10: expected a quoted text"),
])
def test_a_condition_is_held_against_the_questions(condition, said):
    said_here = broken(HEAD + "      - {type: checkbox, name: animals, title: A, choices: [cat, dog]}\n"
                       "      - {type: rating, name: stars, title: S}\n"
                       f'      - {{type: boolean, name: last, title: L, visibleIf: "{condition}"}}\n')
    assert said in said_here


def test_conditions_may_not_ask_each_other_in_a_circle():
    said = broken(HEAD + '      - {type: boolean, name: a, title: A, visibleIf: "{b} = true"}\n'
                  '      - {type: boolean, name: b, title: B, visibleIf: "{a} = true"}\n')
    assert "line 6: the conditions go in a circle: 'a' -> 'b' -> 'a'" in said


def test_names_of_pages_questions_and_traits_are_unique():
    again = HEAD + "      - {type: rating, name: a, title: A, daren: {traits: [t]}}\n"
    assert "line 7: the question 'a' is there twice" in broken(again + "      - {type: text, name: a, title: A}\n")
    assert "line 7: the trait 't' is there twice" in broken(
        again + "      - {type: rating, name: b, title: B, daren: {traits: [t]}}\n")
    assert "line 7: the page 'p' is there twice" in broken(
        again + "  - {name: p, title: P, elements: [{type: text, name: c, title: C}]}\n")


def test_a_second_region_question_is_refused():
    region = "choices: ['110100'], daren: {store: region}}\n"
    said = broken(HEAD + f"      - {{type: dropdown, name: a, title: A, {region}"
                  f"      - {{type: dropdown, name: b, title: B, {region}")
    assert "line 7: there can be only one region question" in said


@pytest.mark.parametrize(("content", "said"), [
    ("", "line 1: input should be a valid dictionary"),
    ("- a\n", "line 1: input should be a valid dictionary"),
    ("title: T\npages: []\n", "line 2: 'pages': there must be at least one"),
    ("title: T\ntitle: U\n", "line 2: 'title' stands here twice"),
    ("title: [T\n", "not YAML"),
    ("title: T\n? [a]\n: b\n", "line 2: a key must be a word"),
    ("title: !!python/object/apply:os.getcwd []\n", "line 1"),
    ("title: &a [*a]\n", "too many levels"),
    ("title: a\x07b\n", "not YAML"),
    (b"title: T\npages: \xff\n", "line 2: the file is not UTF-8"),
])
def test_what_is_no_questionnaire_at_all_is_refused(content, said):
    assert said in broken(content)


@pytest.mark.parametrize("name", ["sign-up.yaml", "sign-up.v0.yaml", "Sign.v1.yaml", "sign-up.v1.yml"])
def test_a_file_that_names_no_version_is_refused(name):
    assert "must be named <slug>.v<N>.yaml" in broken(SMALL, name)


def test_a_folder_is_a_library_of_versions(tmp_path: Path):
    for name in ("small.v1.yaml", "small.v10.yaml", "small.v2.yaml", "other.v1.yaml"):
        (tmp_path / name).write_text(SMALL, encoding="utf-8")
    (tmp_path / "README.md").write_text("not a questionnaire")
    library = load_folder(tmp_path)
    assert (len(library), library.slugs) == (4, ("other", "small"))
    assert library.latest("small").version == 10
    assert library.get("small", 2).version == 2
    with pytest.raises(NoSuchQuestionnaire, match=r"no questionnaire 'smal'; did you mean 'small'\?"):
        library.latest("smal")
    with pytest.raises(NoSuchQuestionnaire, match=r"no questionnaire 'small.v3'; did you mean 'small.v10'\?"):
        library.get("small", 3)


def test_one_broken_file_refuses_the_folder(tmp_path: Path):
    (tmp_path / "small.v1.yaml").write_text(SMALL, encoding="utf-8")
    (tmp_path / "small.v2.yml").write_text(SMALL, encoding="utf-8")
    with pytest.raises(BrokenQuestionnaire, match="must be named"):
        load_folder(tmp_path)


def test_an_empty_library_has_no_nearest_name(tmp_path: Path):
    with pytest.raises(NoSuchQuestionnaire) as caught:
        load_folder(tmp_path).latest("sign-up")
    assert caught.value.sentence() == "There is no questionnaire 'sign-up'."
    assert caught.value.sentence("zh-cn") == "找不到问卷“sign-up”。"


def test_a_missing_file_and_a_missing_page_are_told(tmp_path: Path, small):
    with pytest.raises(BrokenQuestionnaire, match="cannot be read"):
        load_file(tmp_path / "gone.v1.yaml")
    with pytest.raises(NoSuchPage, match=r"no page 'habit'; did you mean 'habits'\?"):
        small.page("habit")
