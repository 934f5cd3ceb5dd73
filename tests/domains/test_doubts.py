"""Doubts about answers: noted when answering and when importing, told to ops, and never a decision by themselves."""

from pathlib import Path

import pytest

from app.consumers import service
from app.consumers.models import Traits
from app.consumers.queries.doubts import doubts_of
from app.consumers.service import Ears, Wanted
from app.core.clock import SetClock
from app.core.errors import Forbidden
from app.core.work import Work
from app.main import House
from app.web import roles
from tests.arrange import OPS, Person, brand, person
from tests.people import AGREE, ENJOY, FIRST, SHARING, YOU, all_of
from tests.pure.consumers.test_doubts import INTERESTS

PAGES = (("you", YOU), ("enjoy", ENJOY), ("sharing", SHARING), ("agree", AGREE))
MIXED = dict(zip(INTERESTS, (3, 1, 5, 2, 4, 2), strict=True))


async def joined(work: Work, clock: SetClock, seconds: int) -> Person:
    """Somebody who took so many seconds for each page."""
    token = None
    for page, answers in PAGES:
        clock.forward(seconds=seconds)
        token = (await work.do(service.save_page, roles.visitor(), token, "sign-up", page, answers)).token or token
    made = await work.do(service.finish, roles.visitor(), token, contact="138 0013 8000")
    assert made.consumer_id is not None
    return Person(made.consumer_id, "")


async def noted(work: Work) -> list[dict[str, object]]:
    found = await all_of(work, Traits)
    return [one.flags for one in sorted(found, key=lambda one: one.consumer_id)]


@pytest.mark.parametrize(("seconds", "is_doubted"), [(1, True), (4, True), (5, False), (600, False)])
async def test_a_page_of_the_sign_up_saved_faster_than_anybody_reads_is_noted(
        work: Work, clock: SetClock, seconds: int, is_doubted: bool) -> None:
    made = await joined(work, clock, seconds)
    expected = {"too_fast": [{"where": ["enjoy"], "seconds_an_answer": seconds / 5, "fewest": 1.0}]}
    assert await noted(work) == [expected if is_doubted else {}]
    told = await work.read(doubts_of, OPS, [made.id])
    said = f"Too fast to have read: {seconds / 5:.1f} seconds an answer on"
    assert [words.default.startswith(said) for one in told.values() for words in one] == [True] * is_doubted


async def test_a_later_page_is_timed_from_the_save_before_and_only_where_it_is_new(work: Work, clock: SetClock) -> None:
    lin = await person(work, "lin", with_address=False)
    await work.do(service.submit, lin.viewer, "sign-up", FIRST)
    clock.forward(seconds=2)
    await work.do(service.submit_page, lin.viewer, "sign-up", "interests_daily", MIXED)
    [flags] = await noted(work)
    assert [one["where"] for one in flags["too_fast"]] == [["interests_daily"]]
    clock.forward(seconds=1)
    await work.do(service.submit_page, lin.viewer, "sign-up", "habits_living", {"habit:impulse": 2})
    assert await noted(work) == [flags], "the doubt stays while its answers stand"
    await work.do(service.submit_page, lin.viewer, "sign-up", "interests_daily", MIXED | {INTERESTS[0]: 4})
    assert await noted(work) == [{}], "a corrected page was read before"


async def test_imported_people_are_doubted_by_the_same_rules(house: House, tmp_path: Path) -> None:
    work, library = house.work, house.questionnaires
    names = [*house.questionnaires.latest("sign-up").questions]
    scales = [name for name in names if house.questionnaires.latest("sign-up").questions[name].type == "rating"]
    path = tmp_path / "people.csv"
    mixed = [(n * n + n // 3) % 5 + 1 for n in range(len(scales))]
    rows = [["one", *["5"] * len(scales)], ["two", *map(str, mixed)]]
    path.write_text("\n".join(",".join(row) for row in [["id", *scales], *rows]) + "\n", encoding="utf-8")
    counted = await service.import_file(work, OPS, Wanted(path, library.latest("sign-up"), id_column="id"),
                                        Ears(lambda bad: None, lambda counted, read: None))
    assert (counted.new, counted.refused) == (2, 0)
    first, second = await noted(work)
    assert ("all_top" in first, "all_top" in second, "too_fast" in first) == (True, False, False)


async def test_only_ops_are_told_of_doubts(work: Work, clock: SetClock) -> None:
    made = await joined(work, clock, 1)
    for viewer in (made.viewer, (await brand(work)).viewer):
        with pytest.raises(Forbidden):
            await work.read(doubts_of, viewer, [made.id])
