"""What a questionnaire must keep to beyond its shape: names, choices, ratings, validators, traits."""

from collections import Counter
from collections.abc import Iterable, Iterator

from app.core.i18n import Text, text
from app.questionnaires.refusals import Problem
from app.questionnaires.schema import CHOICE, MANY_CHOICES, CountRule, NumericRule, Question, Rule, Sheet

Place = tuple[str | int, ...]
Placed = tuple[Place, Question]

HAS_MEANING: dict[str, frozenset[str]] = {
    "choices": frozenset(CHOICE), "max_selected_choices": frozenset(MANY_CHOICES), "input_type": frozenset({"text"}),
    "placeholder": frozenset({"text", "comment", "dropdown"}),
    **{key: frozenset({"rating"}) for key in (
        "rate_min", "rate_max", "min_rate_description", "max_rate_description")},
}
"""The keys that only some types of question have."""


def placed(sheet: Sheet) -> Iterator[Placed]:
    """Every question with its place in the file."""
    for at, page in enumerate(sheet.pages):
        for index, question in enumerate(page.elements):
            yield ("pages", at, "elements", index), question


def problems(sheet: Sheet) -> Iterator[Problem]:
    """Everything that breaks a rule, apart from conditions and conventions of where answers are kept."""
    yield from _twice([(("pages", at, "name"), page.name) for at, page in enumerate(sheet.pages)], "page", "页面")
    questions = list(placed(sheet))
    yield from _twice([((*place, "name"), question.name) for place, question in questions], "question", "题目")
    keys = [((*place, "daren", "traits", index), key)
            for place, question in questions for index, key in enumerate(question.daren.traits)]
    yield from _twice(keys, "trait", "特征")
    for place, question in questions:
        for rule in (_name, _keys, _choices, _rating, _most, _validators, _traits):
            yield from rule(place, question)


def _twice(named: Iterable[tuple[Place, str]], noun: str, noun_zh: str) -> Iterator[Problem]:
    seen: set[str] = set()
    for place, name in named:
        if name in seen:
            yield Problem(place, text(f"the {noun} '{name}' is there twice", f"{noun_zh}“{name}”重复出现"))
        seen.add(name)


def _name(place: Place, question: Question) -> Iterator[Problem]:
    name = question.name
    if "{" in name or "}" in name:
        yield Problem((*place, "name"), text("a question's name may hold no braces", "题目名不能含花括号"))
    if name != name.strip() or not name.isprintable():
        yield Problem((*place, "name"), text(
            "a question's name may not begin or end with a space, nor hold signs that cannot be seen",
            "题目名首尾不能有空格，也不能含不可见字符"))


def _keys(place: Place, question: Question) -> Iterator[Problem]:
    for field in sorted(question.model_fields_set & HAS_MEANING.keys()):
        if question.type not in HAS_MEANING[field]:
            key = Question.model_fields[field].alias or field
            yield Problem((*place, key), text(
                f"'{key}' has no meaning for a {question.type} question", f"{question.type} 类型的题目不能使用“{key}”"))


def _choices(place: Place, question: Question) -> Iterator[Problem]:
    if question.type not in CHOICE:
        return
    if not question.choices:
        yield Problem(place, text(f"'{question.name}' offers no choices", f"“{question.name}”没有选项"))
    count = Counter(str(choice.value) for choice in question.choices)
    for index, choice in enumerate(question.choices):
        value, where = str(choice.value), (*place, "choices", index)
        if count[value] > 1:
            yield Problem(where, text(f"the choice '{value}' is there twice", f"选项“{value}”重复出现"))
        if question.type in MANY_CHOICES and ";" in value:
            yield Problem(where, text("a choice of several may hold no ';'", "多选题的选项值不能含“;”"))
        if value != value.strip() or not value.isprintable():
            yield Problem(where, text("a choice may not begin or end with a space", "选项值首尾不能有空格"))


def _rating(place: Place, question: Question) -> Iterator[Problem]:
    if question.type == "rating" and question.low >= question.high:
        yield Problem((*place, "rateMin"), text("rateMin must be less than rateMax", "rateMin 必须小于 rateMax"))


def _most(place: Place, question: Question) -> Iterator[Problem]:
    most = question.max_selected_choices
    if most is not None and question.choices and most > len(question.choices):
        yield Problem((*place, "maxSelectedChoices"), text(
            f"there are only {len(question.choices)} choices", f"一共只有 {len(question.choices)} 个选项"))


def _fits(rule: Rule, question: Question) -> bool:
    if isinstance(rule, NumericRule):
        return question.is_number
    if isinstance(rule, CountRule):
        return question.type in MANY_CHOICES
    return question.type in ("text", "comment") and not question.is_number


def _is_turned(rule: Rule) -> bool:
    """Whether the least of a rule is above its most."""
    found = rule.model_dump()
    ends = [(found[key], found["max" + key[3:]]) for key in found if key.startswith("min")]
    return any(low is not None and high is not None and low > high for low, high in ends)


def _validators(place: Place, question: Question) -> Iterator[Problem]:
    for index, rule in enumerate(question.validators):
        where = (*place, "validators", index)
        if not _fits(rule, question):
            yield Problem(where, text(f"a {rule.type} validator does not fit this question",
                                      f"此题不能使用 {rule.type} 校验"))
        if _is_turned(rule):
            yield Problem(where, text("the least is above the most", "最小值大于最大值"))


def _traits(place: Place, question: Question) -> Iterator[Problem]:
    where = (*place, "daren")
    if question.store == "trait" and not question.daren.traits:
        yield Problem(where, text("'store: trait' needs the names of its traits", "“store: trait”需要写明 traits"))
    if question.daren.traits and question.store != "trait":
        yield Problem(where, text(f"an answer kept as {question.store} gives no traits",
                                  f"存为 {question.store} 的答案不能产生特征"))
    if question.daren.traits and not gives_traits(question):
        yield Problem((*where, "traits"), _no_trait(question))


def gives_traits(question: Question) -> bool:
    """Whether the answer can be told as a scale, a choice or a number; free words cannot."""
    return question.type not in ("text", "comment") or (
        question.type == "text" and question.input_type in ("number", "month", "date"))


def _no_trait(question: Question) -> Text:
    return text(f"free words give no trait (a {question.type} question of numbers or choices would)",
                "自由填写的文字不能产生特征")
