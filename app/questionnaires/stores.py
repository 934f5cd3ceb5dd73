"""How questions are named whose answers are kept in a place of their own: accounts, region, address, consents."""

import re
from collections.abc import Iterator

from app.core.i18n import text
from app.questionnaires.refusals import Problem, no_such
from app.questionnaires.rules import Place, placed
from app.questionnaires.schema import SINGLE_CHOICE, Question, Sheet

ACCOUNT = re.compile(r"account:(?P<platform>[a-z0-9_]+):(?P<part>handle|followers)")
CONSENT = re.compile(r"consent:(?P<purpose>[a-z0-9_]+)")
ADDRESS_PARTS = ("recipient", "mobile", "province", "city", "district", "detail")
ADDRESS = tuple(f"address:{part}" for part in ADDRESS_PARTS)
ELSEWHERE = "000000"
REGION_CODE = re.compile(r"(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[12])\d{4}", re.ASCII)
"""A division of GB/T 2260: the first two digits name one of the 34 provinces and their like."""


def problems(sheet: Sheet) -> Iterator[Problem]:
    """Every question whose name, type or choices do not follow the convention of its store."""
    questions = list(placed(sheet))
    names = {question.name for _, question in questions}
    regions = [place for place, question in questions if question.store == "region"]
    for place in regions[1:]:
        yield Problem(place, text("there can be only one region question", "只能有一道地区题"))
    for place, question in questions:
        if question.store == "social_account":
            yield from _account(place, question, names)
        elif question.store == "address":
            yield from _address(place, question)
        elif question.store == "region":
            yield from _region(place, question)
        elif question.store == "consent":
            yield from _consent(place, question)


def _account(place: Place, question: Question, names: set[str]) -> Iterator[Problem]:
    match = ACCOUNT.fullmatch(question.name)
    if match is None:
        yield Problem((*place, "name"), text(
            "a social account's question is named account:<platform>:handle or account:<platform>:followers",
            "社交账号题的名称应为 account:<平台>:handle 或 account:<平台>:followers"))
    elif match["part"] == "handle" and (question.type != "text" or question.is_number):
        yield Problem((*place, "type"), text("a handle is asked as text", "账号名应使用 text 类型"))
    elif match["part"] == "followers" and not (question.type in SINGLE_CHOICE or question.is_number):
        yield Problem((*place, "type"), text("followers are asked as one choice or a number", "粉丝数应为单选或数字"))
    elif match["part"] == "followers" and f"account:{match['platform']}:handle" not in names:
        yield Problem((*place, "name"), no_such(f"account:{match['platform']}:handle", names))


def _address(place: Place, question: Question) -> Iterator[Problem]:
    if question.name not in ADDRESS:
        yield Problem((*place, "name"), no_such(question.name, ADDRESS))
    elif question.type not in ("text", "comment", *SINGLE_CHOICE) or question.is_number:
        yield Problem((*place, "type"), text("a part of an address is asked as text or one choice",
                                             "地址应为文字或单选"))


def _region(place: Place, question: Question) -> Iterator[Problem]:
    if question.type not in SINGLE_CHOICE:
        yield Problem((*place, "type"), text("a region is asked as one choice", "地区应为单选题"))
    for index, choice in enumerate(question.choices):
        code = choice.value
        if not isinstance(code, str):
            yield Problem((*place, "choices", index), text(f"put the region code {code} in quotes",
                                                           f"地区代码 {code} 需要加引号"))
        elif code != ELSEWHERE and not REGION_CODE.fullmatch(code):
            yield Problem((*place, "choices", index), text(
                f"'{code}' is no region code: six digits of GB/T 2260, or 000000 for elsewhere",
                f"“{code}”不是地区代码：应为 GB/T 2260 的六位数字，或以 000000 表示其他地区"))


def _consent(place: Place, question: Question) -> Iterator[Problem]:
    if not CONSENT.fullmatch(question.name):
        yield Problem((*place, "name"), text("a consent's question is named consent:<purpose>",
                                             "同意题的名称应为 consent:<用途>"))
    if question.type != "boolean":
        yield Problem((*place, "type"), text("a consent is asked as boolean", "同意题应为 boolean 类型"))
