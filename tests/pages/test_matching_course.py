"""Ops read how a campaign's matching went on: waves, runs, seats, rejections, and who has left."""

import re
from typing import Any

import httpx
import pytest
from sqlalchemy import update

from app.consumers.models import SocialAccount, Traits
from app.consumers.service.declaring import handle_index
from app.core.work import Work
from app.matching import queries, service
from app.matching.models import Run
from app.matching.queries import course
from app.privacy import service as privacy
from app.seats import service as seat_verbs
from tests import arrange
from tests.arrange import OPS, Live
from tests.arrange_matching import crowd, wants


async def arranged(work: Work, first: int = 1, **more: Any) -> tuple[Live, Run, dict[str, str]]:
    await crowd(work, [{"traits": {"interest:cooking": n}} for n in (5, 4, 3, 2)], first=first)
    campaign = await arrange.live_campaign(work, **more)
    await wants(work, campaign.id, cooking=3)
    run = await work.do(service.run, OPS, campaign.id)
    return campaign, run, await arrange.cookie_of(work, await arrange.ops_account(work))


async def test_waves_are_told_with_when_to_how_many_why_and_what_they_brought(
    client: httpx.AsyncClient, work: Work,
) -> None:
    campaign, run, ops = await arranged(work)
    at = f"/ops/matching/{run.id}"
    assert "Waves of invitations" not in (await client.get(at, headers=ops)).text
    await work.do(service.approve_top, OPS, campaign.id)
    first, second, waits = await work.read(queries.of_run, OPS, run.id)
    seat = (await work.read(course.seats_of, OPS, campaign.id, [first.consumer_id]))[first.consumer_id]
    await work.do(seat_verbs.withdraw, OPS, seat.id)
    page = (await client.get(at, headers=ops)).text
    assert "Waves of invitations, over all runs" in page
    table = page.split("Waves of invitations")[1].split("</table>")[0]
    told = [[re.sub(r"<[^>]+>", "", cell).strip() for cell in re.findall(r"<td [^>]*>(.*?)</td>", row, re.S)]
            for row in table.split("<tr>")[2:]]
    assert [(row[0], row[2], row[3], row[4]) for row in told] == [("1", "2", "2 / 2", "0"), ("2", "1", "2 / 2", "0")]
    assert all("There was time" in row[5] for row in told)
    assert "邀请批次" in (await client.get(at, headers=ops, params={"lang": "zh-cn"})).text
    person = (await client.get(at, headers=ops, params={"person": waits.consumer_id})).text
    assert "Invited from the waiting list" in person
    assert "offered in wave 2," in person
    other = (await client.get(at, headers=ops, params={"person": second.consumer_id})).text
    assert "offered in wave 1," in other


async def test_all_runs_of_a_campaign_are_linked_page_by_page(client: httpx.AsyncClient, work: Work) -> None:
    campaign, first, ops = await arranged(work, units=9, state="approved")
    assert "All runs of this campaign" not in (await client.get(f"/ops/matching/{first.id}", headers=ops)).text
    for _ in range(10):
        last = await work.do(service.run, OPS, campaign.id)
    page = (await client.get(f"/ops/matching/{last.id}", headers=ops)).text
    assert ("All runs of this campaign" in page, f'href="/ops/matching/{first.id}"' in page) == (True, False)
    older = re.findall(r'href="(/ops/matching/[^"]+\?runs=[^"#]+)#runs"', page)[0]
    assert f'href="/ops/matching/{first.id}"' in (await client.get(older, headers=ops)).text


async def test_a_seat_stands_in_the_row_and_on_the_card_and_is_found_by_its_own_mark(
    client: httpx.AsyncClient, work: Work,
) -> None:
    campaign, run, ops = await arranged(work)
    await work.do(service.approve_top, OPS, campaign.id)
    first, *_ = await work.read(queries.of_run, OPS, run.id)
    seat = (await work.read(course.seats_of, OPS, campaign.id, [first.consumer_id]))[first.consumer_id]
    at, link = f"/ops/matching/{run.id}", f'href="/ops/seats/{seat.id}"'
    assert link in (await client.get(at, headers=ops)).text
    found = await client.get(at, headers=ops, params={"person": seat.pseudonym.lower()})
    assert (found.status_code, f"Seat {seat.pseudonym}" in found.text, link in found.text) == (200, True, True)
    elsewhere = await arrange.live_campaign(work, await arrange.brand(work, "other"), state="approved")
    await wants(work, elsewhere.id, cooking=3)
    other = await work.do(service.run, OPS, elsewhere.id)
    assert (await client.get(f"/ops/matching/{other.id}", headers=ops,
                             params={"person": seat.pseudonym})).status_code == 404


@pytest.mark.parametrize(("typed", "status"), [
    ("lin@example.test", 200), (" LIN@Example.test", 200), ("@tea_lin", 200), ("tea_lin", 200),
    ("nobody@example.test", 404), ("tea_two", 404), ("@", 404)])
async def test_a_person_is_found_by_email_or_handle_where_only_one_is_called_so(
    client: httpx.AsyncClient, work: Work, typed: str, status: int,
) -> None:
    lin = await arrange.person(work)
    _, run, ops = await arranged(work, 101)

    async def declare(session: Any, viewer: Any) -> None:
        for who, handle in ((lin.id, "tea_lin"), ("con_00101", "tea_two"), ("con_00102", "tea_two")):
            account = SocialAccount(id=f"soc_{who}", consumer_id=who, platform="xiaohongshu", declared_at=work.clock(),
                                    handle_index=handle_index("xiaohongshu", handle))
            account.handle = handle
            session.add(account)
    await work.do(declare, OPS)
    page = await client.get(f"/ops/matching/{run.id}", headers=ops, params={"person": typed})
    assert (page.status_code, f'<p class="soft">{lin.id}</p>' in page.text) == (status, status == 200)


async def test_the_answer_about_a_person_stands_before_everything_else_and_is_jumped_to(
    client: httpx.AsyncClient, work: Work,
) -> None:
    _, run, ops = await arranged(work)
    at = f"/ops/matching/{run.id}"
    page = (await client.get(at, headers=ops, params={"person": "con_00004"})).text
    assert f'action="{at}#person"' in page
    assert page.index('<div id="person">') < page.index("Who was left out, and why")
    assert f'{at}?person=con_00001#person"' in page


async def test_a_rejection_or_replacement_elsewhere_is_remembered_in_the_row_and_on_the_card(
    client: httpx.AsyncClient, work: Work,
) -> None:
    campaign, run, ops = await arranged(work, state="approved")
    first, second, *_ = await work.read(queries.of_run, OPS, run.id)
    await work.do(service.reject, OPS, first.id, "known_conflict")
    await work.do(service.swap, OPS, second.id, "unreachable")
    later = await arrange.live_campaign(work, campaign.brand, state="approved", name={"default": "Sun milk"})
    await wants(work, later.id, cooking=3)
    again = await work.do(service.run, OPS, later.id)
    page = (await client.get(f"/ops/matching/{again.id}", headers=ops)).text
    own = (await client.get(f"/ops/matching/{run.id}", headers=ops)).text
    for match, done, done_zh, why in ((first, "Rejected", "被拒绝", "Known conflict of interest"),
                                      (second, "Replaced", "被替换", "Cannot be reached")):
        assert (page.count(f"{done} before</span>"), f"{done} before" in own) == (1, False)
        card = (await client.get(f"/ops/matching/{again.id}", headers=ops, params={"person": match.consumer_id})).text
        assert f"{done} for Oat milk spring (same brand): {why}" in card
        chinese = await client.get(f"/ops/matching/{again.id}", headers=ops,
                                   params={"person": match.consumer_id, "lang": "zh-cn"})
        assert f"（同一品牌）{done_zh}" in chinese.text


async def test_who_has_left_is_said_to_have_left_and_nothing_is_offered(client: httpx.AsyncClient, work: Work) -> None:
    lin = await arrange.person(work)
    _, run, ops = await arranged(work, 101)
    await work.do(privacy.erase, lin.viewer, lin.id)
    page = await client.get(f"/ops/matching/{run.id}", headers=ops, params={"person": lin.id})
    assert (page.status_code, "Has left us: the account is erased" in page.text) == (200, True)
    for words in ("Invite by hand", "Hold back", "Not yet there"):
        assert words not in page.text, words


async def test_approving_all_says_how_many_are_doubtful_or_only_wait(client: httpx.AsyncClient, work: Work) -> None:
    _, run, ops = await arranged(work, state="approved")

    async def doubt(session: Any, viewer: Any) -> None:
        await session.execute(update(Traits).where(Traits.consumer_id == "con_00002").values(
            flags={"straight_line": [{"where": ["a"], "answers": 9}]}))
    page = (await client.get(f"/ops/matching/{run.id}", headers=ops)).text
    assert "1 for the waiting list, 0 with doubtful answers" in page
    assert 'data-ticks="chosen"' in page
    await work.do(doubt, OPS)
    assert (await work.read(course.to_decide, OPS, run.id)).doubtful == {
        one.id for one in await work.read(queries.of_run, OPS, run.id) if one.consumer_id == "con_00002"}


async def test_a_card_keeps_the_rank_of_the_list_when_somebody_has_left_since_and_says_what_is_counted_anew(
    client: httpx.AsyncClient, work: Work,
) -> None:
    _, run, ops = await arranged(work, state="approved")
    at = f"/ops/matching/{run.id}"
    before = (await client.get(at, headers=ops, params={"person": "con_00003"})).text
    assert ("Rank 3 of 4" in before, "Counted anew" in before) == (True, False)
    await work.do(service.forget, OPS, "con_00001")
    after = (await client.get(at, headers=ops, params={"person": "con_00003"})).text
    assert "Rank 3 of 4" in after
    assert "own average fit was 62.5%" in after
