"""What answers say about a person, how addresses are compared, and which encodings are read."""

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from app.consumers.rules import CONSUMER, person, places
from app.consumers.rules.encodings import encoding_of
from app.consumers.rules.parts import first_walk, next_page, page_before, parts
from app.consumers.rules.refusals import TooYoung
from app.consumers.service.places import whole
from app.core.errors import Invalid
from app.core.states import Move, WrongState
from app.core.viewer import Viewer
from app.questionnaires.loading import load_file
from app.questionnaires.questionnaire import Questionnaire
from tests.house import ROOT
from tests.people import ADDRESS, FIRST

AT = datetime(2026, 3, 31, tzinfo=UTC)


@dataclass
class Row:
    """A row with a machine and nothing else."""

    id: str
    state: str


@pytest.fixture(scope="module")
def sign_up() -> Questionnaire:
    return load_file(ROOT / "questionnaires" / "sign-up.v1.yaml")


@pytest.fixture(scope="module")
def lifestyle() -> Questionnaire:
    return load_file(ROOT / "questionnaires" / "lifestyle.v1.yaml")


@pytest.mark.parametrize(("birth", "is_refused"), [
    ("2012-02", False), ("2012-03", True), ("2012-04", True), ("1950-01", False), (None, False)])
def test_fourteen_must_surely_have_passed(sign_up: Questionnaire, birth: str | None, is_refused: bool) -> None:
    try:
        person.refuse_the_too_young(sign_up, {"birth": birth}, AT)
    except TooYoung:
        assert is_refused
    else:
        assert not is_refused


@pytest.mark.parametrize("birth", ["2030-01", "2026-04"])
def test_a_month_still_to_come_is_a_slip_and_no_age(sign_up: Questionnaire, birth: str) -> None:
    with pytest.raises(Invalid) as refusal:
        person.refuse_the_too_young(sign_up, {"birth": birth}, AT)
    assert refusal.value.faults[0].where == ("birth",)


def test_a_questionnaire_that_does_not_ask_for_birth_refuses_nobody(lifestyle: Questionnaire) -> None:
    person.refuse_the_too_young(lifestyle, {"Age": 3}, AT)
    assert person.columns(lifestyle, {"Age": 20}) == {}


def test_columns_follow_from_answers(sign_up: Questionnaire) -> None:
    assert person.columns(sign_up, FIRST) == {
        "birth_month": 1996 * 12 + 3, "gender": "female", "region_code": "310000", "works_for": []}
    told = person.columns(sign_up, {"about:gender": "rather_not_say", "about:works_for": ["none", "media"]})
    assert told == {"birth_month": None, "gender": None, "region_code": None, "works_for": ["media"]}


def test_handles_addresses_and_unconsented_answers_are_not_kept(sign_up: Questionnaire) -> None:
    answers = {"networks": ["weibo"], "account:weibo:handle": "lin", "address:city": "x", "body:skin": "dry"}
    assert person.kept(sign_up, answers, sensitive=True) == {"networks": ["weibo"], "body:skin": "dry"}
    assert person.kept(sign_up, answers, sensitive=False) == {"networks": ["weibo"]}


def test_traits_that_are_only_carried_over_keep_their_time(sign_up: Questionnaire) -> None:
    earlier = person.earlier_traits(
        sign_up, ["interest:food", "habit:plans"], ["habit:plans"], {"interest:food": "then", "habit:plans": "then"})
    assert earlier == {"interest:food": "then"}


@pytest.mark.parametrize(("one", "other"), [
    ("文一路 1 号 2 幢 301", "文一路1号2幢301"), ("Ａ座 ５０２", "a座502"), ("No. 5, Elm-Street", "no 5 elm street")])
def test_one_home_is_one_home_however_it_is_written(one: str, other: str) -> None:
    city = ("浙江省", "杭州市", "西湖区")
    assert places.plain_address(*city, one) == places.plain_address(*city, other)


@pytest.mark.parametrize(("typed", "plain"), [
    ("138 0013 8000", "+8613800138000"), ("+86-13800138000", "+8613800138000"), ("８６13800138000", "+8613800138000"),
    ("+44 20 7946 0000", "+442079460000"), ("0571-8888 8888", "057188888888")])
def test_phones_are_written_alike(typed: str, plain: str) -> None:
    assert places.plain_phone(typed) == plain


@pytest.mark.parametrize(("typed", "split"), [
    ("17012345678-1234", ("17012345678", "1234")), ("17012345678转12", ("17012345678", "12")),
    ("13800138000", ("13800138000", None)), ("0571-88888888", ("0571-88888888", None))])
def test_virtual_numbers_have_extensions(typed: str, split: tuple[str, str | None]) -> None:
    assert places.split_extension(typed) == split


def test_an_address_is_whole_or_refused_at_what_it_lacks() -> None:
    assert whole(ADDRESS, "000000").region_code is None
    with pytest.raises(Invalid) as refused:
        whole({"city": "杭州市", "mobile": "13800138000"})
    assert {fault.where[0] for fault in refused.value.faults} == {
        "address:recipient", "address:province", "address:district", "address:detail"}
    with pytest.raises(Invalid, match="/address:mobile"):
        whole({**ADDRESS, "mobile": "call me maybe"})


def test_parts_are_walked_in_order_and_hidden_ones_are_left_out(sign_up: Questionnaire) -> None:
    walk = first_walk(sign_up, {})
    assert walk == ("you", "enjoy", "sharing", "agree")
    assert (next_page(walk, "you"), next_page(walk, "agree"), page_before(walk, "you"), page_before(walk, "enjoy")) == (
        "enjoy", None, None, "you")
    names = [part.name for part in parts(sign_up, FIRST)]
    assert ("accounts" in names, "body" in names) == (True, False)
    assert all(part.is_done for part in parts(sign_up, FIRST) if part.is_first)


def test_a_questionnaire_without_required_questions_has_no_first_pages(lifestyle: Questionnaire) -> None:
    assert first_walk(lifestyle, {}) == ()


@pytest.mark.parametrize(("content", "encoding"), [
    ("编号,音乐\n".encode(), "utf-8-sig"), (b"\xef\xbb\xbfid\n", "utf-8-sig"),
    ("编号,音乐".encode("gb18030"), "gb18030")])
def test_encodings_are_told_apart(content: bytes, encoding: str) -> None:
    pieces = [content[at:at + 1] for at in range(len(content))]
    assert encoding_of(lambda: pieces) == encoding


@pytest.mark.parametrize("content", [b"\xff\xff\xff", b"id\0,Music", "id,音乐".encode("utf-16")])
def test_what_is_no_text_is_refused(content: bytes) -> None:
    with pytest.raises(Invalid):
        encoding_of(lambda: [content])


@pytest.mark.parametrize("state", CONSUMER.states)
@pytest.mark.parametrize("move", CONSUMER.moves, ids=lambda move: move.name)
def test_every_pair_of_state_and_move(state: str, move: Move) -> None:
    row = Row("con_1", state)
    mover = Viewer("acc_1", "ops", frozenset(one.permission for one in CONSUMER.moves))
    if CONSUMER.can(state, move.name):
        assert CONSUMER.move(row, move.name, mover).state == move.target
    else:
        with pytest.raises(WrongState):
            CONSUMER.move(row, move.name, mover)
