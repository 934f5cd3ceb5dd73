"""Campaigns written down and led through their course, on both databases."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event as sql
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.brands import service as brands
from app.campaigns import queries, service
from app.campaigns.rules import CAMPAIGN, AlreadyPaused, NotPaused, OnlyDraftsChange, OnlyRunningPause
from app.campaigns.schemas import BriefIn, CampaignChange, CampaignIn, CampaignOut
from app.core.clock import SetClock
from app.core.errors import Forbidden, Invalid, NotFound
from app.core.paging import Ask
from app.core.states import WrongState
from app.core.viewer import Viewer
from app.core.work import Work
from app.journal.models import Entry
from app.main import House
from tests import arrange
from tests.arrange import OPS
from tests.arrange_campaigns import SPRING, approved, drafted, submitted


async def events(work: Work, subject_id: str) -> list[str]:
    async def read(session: AsyncSession, viewer: Viewer) -> list[str]:
        rows = select(Entry.event).where(Entry.subject_id == subject_id).order_by(Entry.seq)
        return list((await session.scalars(rows)).all())
    return await work.read(read, OPS)


async def state(work: Work, campaign_id: str) -> str:
    return (await work.read(queries.get, OPS, campaign_id)).state


async def test_a_draft_is_read_back_as_it_was_written(work: Work) -> None:
    owner = await arrange.brand(work)
    row = await work.read(queries.get_whole, owner.viewer, await drafted(work, owner))
    answer, again = CampaignOut.of(row), CampaignIn.of(row)
    assert (answer.state, answer.units, answer.currency, answer.time_zone) == ("draft", 20, "CNY", "Asia/Shanghai")
    assert answer.traits == [{"trait": t["trait"], "weight": t["weight"], "want": "high"} for t in SPRING["traits"]]
    assert answer.quotas == SPRING["quotas"]
    assert answer.offers[0].name == {"default": "Oat milk, 1 litre", "zh-cn": "燕麦奶，1 litre"}
    assert answer.deliverables[0].hashtags == ["#oatmilk"]
    assert again.brief == CampaignIn.model_validate(SPRING).brief
    assert again.starts_at == CampaignIn.model_validate(SPRING).starts_at


async def test_a_change_of_some_fields_leaves_the_others(work: Work) -> None:
    owner = await arrange.brand(work)
    campaign_id = await drafted(work, owner)
    await work.do(service.edit, owner.viewer, campaign_id, CampaignChange.model_validate({"trial_days": 12}))
    row = await work.read(queries.get_whole, owner.viewer, campaign_id)
    assert (row.trial_days, len(row.wants), row.briefs[-1].number) == (12, 2, 1)


async def test_everything_wrong_with_a_draft_is_named_at_once(work: Work) -> None:
    owner = await arrange.brand(work)
    wrong: dict[str, Any] = {
        "ends_at": "2026-03-01T09:00:00+08:00", "follows_id": "cmp_none",
        "traits": [{"trait": "interest:cookin", "want": "high", "weight": 11}],
        "offers": [{"lines": [{"variant": "oat-2l"}], "units": 3}],
        "platforms": [{"platform": "weibo", "need": "required"}, {"platform": "bilibili", "need": "required"},
                      {"platform": "wiebo"}],
        "deliverables": [{"platform": "weibo"}, {"platform": "douyin"}],
        "newcomer_share": 0.8, "control_share": 0.5, "audience": {"tiers": [1, 9]}, "hold_out_share": 0.51,
    }
    with pytest.raises(Invalid) as refused:
        await drafted(work, owner, **wrong)
    found = {fault.pointer: fault for fault in refused.value.faults}
    assert set(found) == {
        "/ends_at", "/follows_id", "/traits/0/trait", "/traits/0/weight", "/offers/0/lines/0/variant",
        "/platforms/1/need", "/platforms/2/platform", "/deliverables/1/platform", "/control_share",
        "/audience/tiers/1", "/hold_out_share"}
    assert "make 130% of the units" in found["/control_share"].message.default
    assert all(fault.message.zh_cn for fault in found.values())
    assert "interest:cooking" in found["/traits/0/trait"].message.default
    assert "oat-1l" in found["/offers/0/lines/0/variant"].message.default


async def test_a_bare_draft_is_kept_but_not_taken(work: Work) -> None:
    owner = await arrange.brand(work)
    made = await work.do(service.draft, owner.viewer, owner.id, CampaignIn.model_validate({"name": "Bare"}))
    with pytest.raises(Invalid) as refused:
        await work.do(service.submit, owner.viewer, made.id)
    assert {fault.message.default for fault in refused.value.faults if fault.code == "date_missing"} == {
        "“Starts”: please give a day and a time.", "“Ends”: please give a day and a time."}
    assert {fault.pointer for fault in refused.value.faults} == {
        "/offers", "/deliverables", "/traits", "/brief/about", "/starts_at", "/ends_at"}
    assert await state(work, made.id) == "draft"


async def test_a_brief_that_asks_for_praise_is_not_taken(work: Work) -> None:
    owner = await arrange.brand(work)
    campaign_id = await drafted(work, owner, brief={
        "about": {"default": "Say what you think.", "zh-cn": "请给五星好评。"}, "avoid": "Do not mention negatives."})
    with pytest.raises(Invalid) as refused:
        await work.do(service.submit, owner.viewer, campaign_id)
    assert {(f.pointer, f.code) for f in refused.value.faults} == {
        ("/brief/about", "stars"), ("/brief/about", "praise"), ("/brief/avoid", "silenced")}


async def test_a_network_that_asks_for_filing_is_not_taken_without(work: Work) -> None:
    owner = await arrange.brand(work)
    campaign_id = await drafted(work, owner, platforms=[{"platform": "xiaohongshu"}])
    with pytest.raises(Invalid, match="/platforms/0/filing_number"):
        await work.do(service.submit, owner.viewer, campaign_id)


async def test_a_campaign_goes_back_and_forth_and_then_live_when_it_starts(house: House, clock: SetClock) -> None:
    work, owner = house.work, await arrange.brand(house.work)
    campaign_id = await submitted(work, owner)
    await work.do(service.request_changes, OPS, campaign_id, "Please say which size.")
    assert (await work.read(queries.get, owner.viewer, campaign_id)).change_note == "Please say which size."
    await work.do(service.reopen, owner.viewer, campaign_id)
    await work.do(service.submit, owner.viewer, campaign_id)
    await work.do(service.approve, OPS, campaign_id)
    await house.worker.run_due()
    assert await state(work, campaign_id) == "approved"
    clock.forward(days=9)
    await house.worker.run_due()
    assert await state(work, campaign_id) == "live"
    assert [event for event in await events(work, campaign_id) if event.startswith("campaign.")] == [
        "campaign.drafted", "campaign.submitted", "campaign.changes_requested", "campaign.reopened",
        "campaign.submitted", "campaign.approved", "campaign.went_live"]


async def test_ops_open_a_campaign_early_and_its_due_row_does_nothing(house: House, clock: SetClock) -> None:
    work, owner = house.work, await arrange.brand(house.work)
    campaign_id = await approved(work, owner)
    await work.do(service.go_live, OPS, campaign_id)
    clock.forward(days=9)
    await house.worker.run_due()
    assert (await events(work, campaign_id)).count("campaign.went_live") == 1


async def test_a_note_is_needed_to_send_a_campaign_back(work: Work) -> None:
    owner = await arrange.brand(work)
    campaign_id = await submitted(work, owner)
    with pytest.raises(Invalid):
        await work.do(service.request_changes, OPS, campaign_id, "  ")
    assert await state(work, campaign_id) == "submitted"


async def test_a_brand_pauses_at_once_and_ops_resume(work: Work, clock: SetClock) -> None:
    owner = await arrange.brand(work)
    campaign_id = await approved(work, owner)
    await work.do(service.pause, owner.viewer, campaign_id)
    with pytest.raises(AlreadyPaused):
        await work.do(service.pause, OPS, campaign_id)
    with pytest.raises(Forbidden):
        await work.do(service.resume, owner.viewer, campaign_id)
    clock.forward(days=2)
    await work.do(service.resume, OPS, campaign_id)
    with pytest.raises(NotPaused):
        await work.do(service.resume, OPS, campaign_id)

    async def stretches(session: AsyncSession, viewer: Viewer) -> list[timedelta]:
        return [p.ended_at - p.started_at for p in await queries.pauses_of(session, campaign_id) if p.ended_at]
    assert await work.read(stretches, OPS) == [timedelta(days=2)]


async def test_a_cancelled_campaign_ends_its_pause_and_its_plans(house: House, clock: SetClock) -> None:
    work, owner = house.work, await arrange.brand(house.work)
    campaign_id = await approved(work, owner)
    await work.do(service.pause, owner.viewer, campaign_id)
    await work.do(service.cancel, owner.viewer, campaign_id)
    clock.forward(days=9)
    await house.worker.run_due()
    row = await work.read(queries.get, OPS, campaign_id)
    assert (row.state, row.paused_at) == ("cancelled", None)


async def test_a_new_version_of_a_brief_is_an_event_and_keeps_the_old_one(work: Work) -> None:
    owner = await arrange.brand(work)
    campaign_id = await approved(work, owner)
    await work.do(service.change_brief, OPS, campaign_id, BriefIn.model_validate({"about": "Show it with breakfast."}))
    row = await work.read(queries.get_whole, OPS, campaign_id)
    assert [brief.number for brief in row.briefs] == [1, 2]
    assert (await events(work, campaign_id))[-1] == "campaign.brief_changed"
    with pytest.raises(Invalid):
        await work.do(service.change_brief, OPS, campaign_id, BriefIn.model_validate({"about": "Give 5 stars."}))
    with pytest.raises(Forbidden):
        await work.do(service.change_brief, owner.viewer, campaign_id, BriefIn.model_validate({"about": "Hello."}))


async def test_what_was_handed_in_is_not_written_anew(work: Work) -> None:
    owner = await arrange.brand(work)
    campaign_id = await submitted(work, owner)
    with pytest.raises(OnlyDraftsChange):
        await work.do(service.edit, owner.viewer, campaign_id, CampaignChange.model_validate({"trial_days": 1}))
    with pytest.raises(OnlyRunningPause):
        await work.do(service.pause, owner.viewer, campaign_id)
    with pytest.raises(WrongState):
        await work.do(service.submit, owner.viewer, campaign_id)


async def test_a_strange_brand_finds_no_such_campaign(work: Work) -> None:
    owner, stranger = await arrange.brand(work), await arrange.brand(work, "Other")
    campaign_id = await submitted(work, owner)
    for verb in (service.submit, service.cancel, service.reopen, service.pause):
        with pytest.raises(NotFound):
            await work.do(verb, stranger.viewer, campaign_id)
    with pytest.raises(Forbidden):
        await work.do(service.approve, owner.viewer, campaign_id)


async def test_a_consumer_sees_live_campaigns_only(work: Work) -> None:
    owner, person = await arrange.brand(work), await arrange.person(work)
    campaign_id = await approved(work, owner)
    with pytest.raises(NotFound):
        await work.read(queries.get, person.viewer, campaign_id)
    await work.do(service.go_live, OPS, campaign_id)
    assert (await work.read(queries.get, person.viewer, campaign_id)).id == campaign_id


async def test_archived_products_stop_a_campaign_before_it_is_approved(work: Work) -> None:
    owner = await arrange.brand(work)
    campaign_id = await submitted(work, owner)
    row = await work.read(queries.get_whole, OPS, campaign_id)

    async def archive(session: AsyncSession, viewer: Viewer) -> None:
        for product in await queries.products_of(session, row.id):
            await brands.archive_product(session, viewer, product.id)
    await work.do(archive, OPS)
    with pytest.raises(Invalid, match="/offers/0/lines/0/variant"):
        await work.do(service.approve, OPS, campaign_id)


async def test_a_list_of_campaigns_costs_the_same_for_one_as_for_many(work: Work) -> None:
    owner = await arrange.brand(work)
    await drafted(work, owner)

    async def statements(session: AsyncSession, viewer: Viewer) -> int:
        connection, seen = (await session.connection()).sync_connection, []

        def note(*what: Any) -> None:
            seen.append(what[2])
        sql.listen(connection, "before_cursor_execute", note)
        await queries.page(session, viewer, Ask())
        sql.remove(connection, "before_cursor_execute", note)
        return len(seen)
    for_one = await work.read(statements, owner.viewer)
    for number in range(3):
        await work.do(service.draft, owner.viewer, owner.id, CampaignIn.model_validate(
            SPRING | {"external_ref": f"more-{number}"}))
    assert await work.read(statements, owner.viewer) == for_one > 0


@pytest.mark.parametrize("name", [move.name for move in CAMPAIGN.moves])
async def test_each_move_is_made_from_its_states_only(work: Work, name: str) -> None:
    owner = await arrange.brand(work)
    live = await arrange.live_campaign(work, owner)
    move = CAMPAIGN[name]

    async def put(session: AsyncSession, viewer: Viewer, present: str) -> None:
        (await queries.get(session, viewer, live.id)).state = present
    verb = {"request_changes": lambda s, v, i: service.request_changes(s, v, i, "Please look again.")}.get(
        name, getattr(service, name))
    for present in CAMPAIGN.states:
        if present not in move.sources:
            await work.do(put, OPS, present)
            with pytest.raises(WrongState):
                await work.do(verb, OPS, live.id)
            assert await state(work, live.id) == present
