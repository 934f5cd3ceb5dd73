"""Importing people: good rows kept, bad ones told, the same file again changes nothing."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.consumers import service
from app.consumers.models import Address, Consent, Consumer, Response, SocialAccount, Traits
from app.consumers.rules.tables import Bad
from app.consumers.service import Ears, Wanted
from app.consumers.service.importing import Counted
from app.core.errors import Forbidden, Invalid
from app.core.viewer import Viewer
from app.core.work import Work
from app.journal.models import Entry
from app.main import House
from app.web import roles
from tests.arrange import OPS, person
from tests.arrange_matching import statements
from tests.people import ADDRESS, all_of, count

SURVEY = Path(__file__).parents[3] / "shared" / "data" / "lifestyle-survey" / "responses.csv"
GOOD = "person,Music,Movies\np1,5,4\np2,1,\np3,,2\n"


class Bench:
    """Imports tables into a house and listens."""

    def __init__(self, house: House, folder: Path) -> None:
        self.house, self.folder, self.bad = house, folder, list[Bad]()

    async def bring(self, table: str | bytes, viewer: Viewer = OPS, slug: str = "lifestyle", **more: Any) -> Counted:
        path = self.folder / "people.csv"
        path.write_bytes(table.encode() if isinstance(table, str) else table)
        self.bad.clear()
        return await service.import_file(
            self.house.work, viewer, Wanted(path, self.house.questionnaires.latest(slug), **more),
            Ears(self.bad.extend, lambda counted, read: None))


@pytest.fixture
def bench(house: House, tmp_path: Path) -> Bench:
    return Bench(house, tmp_path)


async def test_people_come_in_the_order_of_the_file_without_accounts(bench: Bench, work: Work) -> None:
    counted = await bench.bring(GOOD)
    assert (counted.new, counted.rows) == (3, 3)
    made = await all_of(work, Consumer)
    assert [one.external_id for one in made] == ["p1", "p2", "p3"]
    assert {(one.account_id, one.external_source, one.state) for one in made} == {(None, "lifestyle", "active")}
    assert [one.answers for one in await all_of(work, Response)] == [{"Music": 5, "Movies": 4}, {"Music": 1},
                                                                    {"Movies": 2}]
    assert {one.values.get("lifestyle:Music") for one in await all_of(work, Traits)} == {5, 1, None}
    assert [one.event for one in await all_of(work, Entry)] == ["consumer.imported"] * 3 + ["consumers.imported"]
    assert await count(work, Consent) == 0


async def test_the_same_file_again_changes_nothing(bench: Bench, work: Work) -> None:
    await bench.bring(GOOD, consents=("matching",), evidence="survey 2013")
    before = [(one.consumer_id, one.response_id) for one in await all_of(work, Traits)]
    counted = await bench.bring(GOOD, consents=("matching",), evidence="survey 2013")
    assert (counted.new, counted.changed, counted.unchanged) == (0, 0, 3)
    assert [(one.consumer_id, one.response_id) for one in await all_of(work, Traits)] == before
    assert (await count(work, Response), await count(work, Consent)) == (3, 3)


async def test_other_answers_make_a_new_response_beside_the_old(bench: Bench, work: Work) -> None:
    await bench.bring(GOOD)
    counted = await bench.bring(GOOD.replace("p2,1,", "p2,1,5") + "p4,1,1\n")
    assert (counted.new, counted.changed, counted.unchanged) == (1, 1, 2)
    second = (await all_of(work, Consumer))[1]
    assert [one.answers for one in await all_of(work, Response, Response.consumer_id == second.id)] == [
        {"Music": 1}, {"Music": 1, "Movies": 5}]
    assert (await all_of(work, Traits, Traits.consumer_id == second.id))[0].values == {
        "lifestyle:Music": 1, "lifestyle:Movies": 5}


async def test_bad_rows_are_told_and_good_ones_kept(bench: Bench, work: Work) -> None:
    counted = await bench.bring('person,Music\np1,5\n"p\n2",4\np3,9\np1,4\np4,3\n')
    assert (counted.new, counted.refused) == (2, 3)
    assert [(one.line, one.column, one.code) for one in bench.bad] == [
        (3, "person", "bad_id"), (5, "Music", "out_of_range"), (6, "person", "id_twice")]
    assert await count(work, Consumer) == 2


async def test_strict_refuses_the_file_whole(bench: Bench, work: Work) -> None:
    counted = await bench.bring(GOOD + "p4,7,7\n", is_strict=True)
    assert (counted.new, counted.refused, len(bench.bad)) == (0, 1, 2)
    assert (await count(work, Consumer), await count(work, Entry)) == (0, 0)
    assert (await bench.bring(GOOD, is_strict=True)).new == 3


async def test_consent_is_recorded_with_its_evidence_once(bench: Bench, work: Work) -> None:
    await bench.bring(GOOD)
    await bench.bring(GOOD, consents=("matching",), evidence="survey 2013")
    given = await all_of(work, Consent)
    assert {(one.purpose, one.evidence, one.text_version) for one in given} == {
        ("matching", "survey 2013", "lifestyle.v1")}

    async def withdraw(session: AsyncSession, viewer: Viewer) -> None:
        (await session.scalars(select(Consent).order_by(Consent.seq))).all()[0].withdrawn_at = work.clock()
    await work.do(withdraw, OPS)
    await bench.bring(GOOD, consents=("matching",), evidence="survey 2013")
    assert await count(work, Consent) == 3


@pytest.mark.parametrize(("more", "said"), [
    ({"consents": ("matchin",), "evidence": "x"}, "matching"), ({"consents": ("matching",)}, "evidence"),
    ({"consents": ("matching",), "evidence": "x" * 301}, "300"), ({"id_column": "persn"}, "person")])
async def test_what_cannot_be_begun_is_refused_with_a_sentence(
        bench: Bench, work: Work, more: dict[str, Any], said: str) -> None:
    with pytest.raises(Invalid, match=said):
        await bench.bring(GOOD, **more)
    assert await count(work, Consumer) == 0


async def test_only_ops_import(bench: Bench, work: Work) -> None:
    with pytest.raises(Forbidden):
        await bench.bring(GOOD, (await person(work)).viewer)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
async def test_the_encodings_of_spreadsheets_are_read(bench: Bench, work: Work, encoding: str) -> None:
    await bench.bring("编号,Music\r\n林一,5\r\n".encode(encoding))
    assert (await all_of(work, Consumer))[0].external_id == "林一"


async def test_the_columns_of_the_sign_up_questionnaire_work_too(bench: Bench, work: Work) -> None:
    head = ["id", "birth", "about:gender", "region", "networks", "account:weibo:handle", "consent:matching",
            *(f"address:{part}" for part in ADDRESS)]
    rows = [["a", "1990-05", "male", "330100", "weibo;douyin", "小林", "是", *ADDRESS.values()],
            ["b", "2020-05", "male", "330100", "weibo", "", "", *[""] * 6],
            ["c", "", "", "", "", "", "no", "林一", *[""] * 5]]
    table = "\n".join(",".join(row) for row in [head, *rows]) + "\n"
    counted = await bench.bring(table, slug="sign-up", consents=("contact",), evidence="their letter")
    assert (counted.new, bench.bad[0].line, bench.bad[0].code) == (1, 3, "too_young")
    assert {(one.line, one.column) for one in bench.bad[1:]} >= {(4, "address:city"), (4, "address:detail")}
    person_a = (await all_of(work, Consumer))[0]
    assert (person_a.birth_month, person_a.region_code, person_a.address_index is None) == (1990 * 12 + 4, "330100",
                                                                                           False)
    assert (await all_of(work, SocialAccount))[0].handle == "小林"
    assert (await all_of(work, Address))[0].detail == ADDRESS["detail"]
    assert {one.purpose for one in await all_of(work, Consent)} == {"matching", "contact"}
    assert (await bench.bring(table, slug="sign-up")).unchanged == 1
    moved = table.replace("小林", "老林").replace("301", "302")
    assert (await bench.bring(moved, slug="sign-up")).changed == 1
    assert [one.handle for one in await all_of(work, SocialAccount)] == ["老林"]
    assert [one.detail for one in await all_of(work, Address)] == [ADDRESS["detail"].replace("301", "302")]


async def test_who_was_erased_is_not_brought_back(bench: Bench, work: Work) -> None:
    await bench.bring(GOOD)
    await work.do(service.forget, roles.ops("acc_ops"), (await all_of(work, Consumer))[1].id)
    counted = await bench.bring(GOOD)
    assert (counted.unchanged, counted.refused, bench.bad[0].code, bench.bad[0].line) == (2, 1, "erased", 3)
    assert "p2" not in [one.external_id for one in await all_of(work, Consumer)]


async def test_importing_again_asks_for_nobody_but_those_in_the_file(bench: Bench, work: Work) -> None:
    await bench.bring(GOOD)
    with statements(work) as seen:
        await bench.bring(GOOD.replace("p1,5,4", "p1,1,1"))
    asked = [one for one in seen if "FROM consumers" in one and "LIMIT" in one]
    assert len(asked) == 1
    assert "state" not in asked[0]


async def test_more_people_than_a_batch_are_numbered_through(bench: Bench, work: Work) -> None:
    table = "person,Music\n" + "".join(f"p{n},{n % 5 + 1}\n" for n in range(2300))
    assert (await bench.bring(table)).new == 2300
    assert [one.external_id for one in await all_of(work, Consumer)] == [f"p{n}" for n in range(2300)]


@pytest.mark.skipif(not SURVEY.exists(), reason="the survey's answers lie beside the repository and are not here")
async def test_the_whole_survey_comes_in(bench: Bench, work: Work) -> None:
    counted = await bench.bring(SURVEY.read_bytes(), consents=("matching",), evidence="survey 2013", is_strict=True)
    assert (counted.new, counted.refused) == (505, 0)
    assert await count(work, Traits) == 505
