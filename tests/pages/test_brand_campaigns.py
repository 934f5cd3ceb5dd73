"""A brand writes a campaign on pages, without JavaScript, and follows it."""

import re

import httpx
import pytest

from app.brands import service as brands
from app.campaigns import queries, service
from app.core.paging import Ask
from app.core.work import Work
from app.web.pages import field_id
from tests import arrange
from tests.arrange import OPS
from tests.arrange_campaigns import approved, drafted, product, submitted
from tests.pages.test_looks import Shape

TYPED = {
    "name.default": "Oat milk spring", "name.zh-cn": "燕麦奶春日活动", "objective": "advocacy", "fulfilment": "parcel",
    "time_zone": "Asia/Shanghai", "currency": "CNY", "starts_at": "2026-03-10T09:00", "ends_at": "2026-06-10T09:00",
    "traits.0.trait": "interest:cooking", "traits.0.want": "high", "traits.0.weight": "3",
    "traits.1.trait": "", "traits.1.want": "high", "traits.1.weight": "1",
    "traits.2.trait": "body:skin", "traits.2.answers": "Dry, oily", "traits.2.weight": "2",
    "conditions.0.kind": "must_not", "conditions.0.trait": "about:pets", "conditions.0.op": "any_of",
    "conditions.0.value": "cat", "quotas.0.name": "Big cities", "quotas.0.part": "tiers", "quotas.0.value": "1, 2",
    "quotas.0.minimum": "2", "audience.age_from": "18", "audience.regions": "31, 4403",
    "audience.followers": "weibo 2-4", "offers.0.lines.0.variant": "oat-1l", "offers.0.lines.0.quantity": "2",
    "offers.0.units": "20", "offers.0.choice": "chosen", "deliverables.0.format": "post",
    "deliverables.0.hashtags": "#oatmilk breakfast", "deliverables.0.posting_days": "10",
    "platforms.0.platform": "weibo", "platforms.0.need": "preferred", "platforms.1.platform": "douyin",
    "platforms.1.need": "", "waitlist_share": "50", "reserve_share": "3", "rival_cap_days": "45",
    "freight_cost": "8.50", "fee": "1000",
    "brief.about.default": "Try it in your coffee and say honestly what you think.", "brief.product_words": "oat milk",
}


async def at_desk(work: Work) -> tuple[arrange.House, dict[str, str]]:
    owner = await arrange.brand(work)
    await work.do(brands.make_product, owner.viewer, owner.id, product())
    return owner, await arrange.cookie_of(work, owner.account_id)


async def test_a_brand_without_campaigns_is_told_the_next_step(client: httpx.AsyncClient, work: Work) -> None:
    _, cookie = await at_desk(work)
    answer = await client.get("/brand/campaigns", headers=cookie)
    assert (answer.status_code, "Write your first campaign" in answer.text) == (200, True)


async def test_who_has_not_signed_in_is_led_to_the_door(client: httpx.AsyncClient) -> None:
    answer = await client.get("/brand/campaigns/new")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?next=/brand/campaigns/new")


@pytest.mark.parametrize("language", ["en", "zh-cn"])
async def test_the_form_is_sound_in_both_languages(client: httpx.AsyncClient, work: Work, language: str) -> None:
    _, cookie = await at_desk(work)
    answer = await client.get(f"/brand/campaigns/new?lang={language}", headers=cookie)
    shape = Shape(answer.text)
    assert (answer.status_code, shape.tags["h1"]) == (200, 1)
    assert [name for name, count in shape.ids.items() if count > 1] == []
    assert shape.pointed <= set(shape.ids)


async def test_what_is_typed_becomes_a_draft(client: httpx.AsyncClient, work: Work) -> None:
    owner, cookie = await at_desk(work)
    answer = await client.post("/brand/campaigns/new", headers=cookie, data={
        **TYPED, "audience.genders": ["female", "other"], "audience.tiers": ["1", "2"]})
    assert answer.status_code == 303, re.findall(r'class="error"[^>]*>([^<]*)', answer.text)
    [row] = (await work.read(queries.page, owner.viewer, Ask())).items
    assert [(w.key, w.want, w.weight) for w in row.wants] == [
        ("interest:cooking", "high", 3), ("body:skin", {"table": {"dry": 1, "oily": 1}}, 2)]
    assert row.must_nots == [{"trait": "about:pets", "op": "any_of", "value": ["cat"]}]
    assert row.audience == {"ages": [18, None], "regions": ["31", "4403"], "tiers": [1, 2],
                            "genders": ["female", "other"], "followers": {"weibo": [2, 4]}}
    assert [(p.platform, p.need) for p in row.platforms] == [("weibo", "preferred")]
    assert (row.freight_cost, row.fee, row.reserve_share, row.rival_cap_days) == (850, 100_000, 0.03, 45)
    assert str(row.starts_at) == "2026-03-10 01:00:00+00:00"
    assert row.deliverables[0].hashtags == ["#oatmilk", "#breakfast"]
    page = await client.get(answer.headers["location"], headers=cookie)
    assert "燕麦奶春日活动" not in page.text
    assert "Oat milk spring" in page.text


async def test_a_draft_that_is_opened_and_saved_stays_as_it_was(client: httpx.AsyncClient, work: Work) -> None:
    owner, cookie = await at_desk(work)
    saved = await client.post("/brand/campaigns/new", headers=cookie, data={**TYPED, "audience.tiers": ["1"]})
    [before] = (await work.read(queries.page, owner.viewer, Ask())).items
    path = saved.headers["location"] + "/edit"
    form = await client.get(path, headers=cookie)
    again = await client.post(path, headers=cookie, data=typed_in(form.text))
    assert again.status_code == 303, re.findall(r'class="error"[^>]*>([^<]*)', again.text)
    [after] = (await work.read(queries.page, owner.viewer, Ask())).items
    for name in ("audience", "musts", "must_nots", "starts_at", "freight_cost", "fee", "waitlist_share", "name",
                 "rival_cap_days"):
        assert getattr(after, name) == getattr(before, name), name
    assert [(w.key, w.want, w.weight) for w in after.wants] == [(w.key, w.want, w.weight) for w in before.wants]
    assert [(q.name, q.of, q.minimum) for q in after.quotas] == [(q.name, q.of, q.minimum) for q in before.quotas]
    assert after.briefs[0].about == before.briefs[0].about
    assert after.deliverables[0].hashtags == before.deliverables[0].hashtags


def typed_in(html: str) -> dict[str, list[str]]:
    """What a browser would send of the page's main form, nothing changed."""
    form = html[html.index('<form method="post" action="/brand/campaigns'):]
    form = form[:form.index("</form>")]
    found: dict[str, list[str]] = {}
    for tag, attrs, inner in re.findall(
            r"<(input|select|textarea)\b([^>]*)>((?:(?!</?select|</?textarea).)*?)(?=</select>|</textarea>|<|$)",
            form, re.DOTALL):
        name = re.search(r'name="([^"]*)"', attrs)
        if name is None or ("checkbox" in attrs and " checked" not in attrs):
            continue
        value = re.search(r'value="([^"]*)"', attrs)
        words = value[1] if value else inner.strip() if tag == "textarea" else ""
        found.setdefault(name[1], []).append(words)
    for name, body in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', body) or re.search(r'<option value="([^"]*)"', body)
        found[name] = [chosen[1] if chosen else ""]
    return {name: [value.replace("&#39;", "'").replace("&amp;", "&") for value in values]
            for name, values in found.items()}


async def test_who_somebody_is_can_be_a_must_but_not_a_wish(client: httpx.AsyncClient, work: Work) -> None:
    _, cookie = await at_desk(work)
    page = (await client.get("/brand/campaigns/new", headers=cookie)).text

    def offered(name: str) -> set[str]:
        [select] = re.findall(rf'<select[^>]*name="{re.escape(name)}".*?</select>', page, re.DOTALL)
        return set(re.findall(r'<option value="([^"]+)"', select))
    wishes, musts = offered("traits.0.trait"), offered("conditions.0.trait")
    assert musts - wishes >= {"about:gender", "about:birth", "about:household", "body:pregnant"}
    assert {"interest:cooking", "about:pets", "body:skin", "lifestyle:Punctuality"} <= wishes <= musts


async def test_one_more_row_keeps_what_was_typed(client: httpx.AsyncClient, work: Work) -> None:
    owner, cookie = await at_desk(work)
    answer = await client.post("/brand/campaigns/new", headers=cookie, data={**TYPED, "add": "offers"})
    assert answer.status_code == 200
    assert 'value="oat milk"' in answer.text
    assert 'name="offers.1.units"' in answer.text
    assert 'name="offers.2.units"' not in answer.text
    assert (await work.read(queries.page, owner.viewer, Ask())).items == []


async def test_each_mistake_stands_beside_its_field_and_nothing_is_lost(client: httpx.AsyncClient, work: Work) -> None:
    owner, cookie = await at_desk(work)
    answer = await client.post("/brand/campaigns/new", headers=cookie, data={
        **TYPED, "ends_at": "2026-01-01T09:00", "offers.0.units": "many", "traits.2.answers": "drie",
        "conditions.0.value": "dragon", "name.default": "", "name.zh-cn": "", "freight_cost": "12,5x",
        "brief.ask.default": "Please leave a 5-star review."})
    assert answer.status_code == 422
    for name in ("offers.0.units", "name.default", "ends_at", "traits.1.answers", "conditions.0.value", "freight_cost",
                 "brief.ask.default"):
        assert f'id="{field_id(name)}-error"' in answer.text
    assert 'value="many"' in answer.text
    answer = await client.post("/brand/campaigns/new", headers=cookie, data={
        **TYPED, "ends_at": "2026-01-01T09:00", "traits.2.answers": "drie", "conditions.0.value": "dragon",
        "quotas.0.value": "none"})
    for name in ("ends_at", "traits.1.answers", "conditions.0.value", "quotas.0.value"):
        assert f'id="{field_id(name)}-error"' in answer.text, name
    assert (await work.read(queries.page, owner.viewer, Ask())).items == []


async def test_what_nobody_can_be_stands_beside_the_row_that_asks_it(client: httpx.AsyncClient, work: Work) -> None:
    _, cookie = await at_desk(work)
    answer = await client.post("/brand/campaigns/new", headers=cookie, data={
        **TYPED, "audience.age_from": "5", "audience.age_to": "12", "audience.tiers": "4",
        "conditions.1.kind": "must", "conditions.1.trait": "about:gender", "conditions.1.op": "is",
        "conditions.1.value": "female", "audience.genders": "male",
        "quotas.0.part": "about:pets", "quotas.0.value": "cat"})
    told = {name: re.search(f'id="{field_id(name)}-error"[^>]*>([^<]*)<', answer.text)
            for name in ("audience.age_from", "audience.tiers", "conditions.1.value", "quotas.0.minimum")}
    assert answer.status_code == 422
    assert [name for name, found in told.items() if found is None] == []
    assert re.findall(r'name="audience.tiers"[^>]*>\s*<span>([^<]*)<', answer.text) == [
        "Tier 1", "New tier 1", "Tier 2", "Tier 3 and smaller"]
    assert "must-not 1 says that “Which animals live with you?” must not be one of “A cat”" in answer.text


@pytest.mark.parametrize("hostile", [
    {"time_zone.x": "1"}, {"offers.0.lines": "x", "offers.0.units": "1"}, {"traits.0.trait.x": "y"},
    {"name": "plain"}, {"audience": "x"}, {"brief.about": "x"}, {"offers.0.trait_rule.trait": "interest:cooking"},
    {"quotas.9999999.name": "x"}, {"traits.0": "x"}, {"currency": "ZZZZ"}, {"time_zone": "../../etc"},
])
async def test_a_form_that_no_page_of_ours_sends_is_refused_calmly(
    client: httpx.AsyncClient, work: Work, hostile: dict[str, str],
) -> None:
    _, cookie = await at_desk(work)
    kept = {name: value for name, value in TYPED.items() if not any(
        name.startswith(key.split(".")[0] + ".") for key in hostile)}
    answer = await client.post("/brand/campaigns/new", headers=cookie, data=kept | hostile)
    assert answer.status_code in (303, 422)


async def test_a_draft_is_submitted_and_cannot_be_edited_then(client: httpx.AsyncClient, work: Work) -> None:
    owner = await arrange.brand(work)
    campaign_id = await drafted(work, owner)
    cookie = await arrange.cookie_of(work, owner.account_id)
    answer = await client.post(f"/brand/campaigns/{campaign_id}/submit", headers=cookie, data={"as_it_is": "yes"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/brand/campaigns/{campaign_id}")
    assert "Waiting for approval" in (await client.get(f"/brand/campaigns/{campaign_id}", headers=cookie)).text
    assert (await client.get(f"/brand/campaigns/{campaign_id}/edit", headers=cookie)).status_code == 409


async def test_an_unfinished_draft_says_what_it_lacks(client: httpx.AsyncClient, work: Work) -> None:
    _, cookie = await at_desk(work)
    made = await client.post("/brand/campaigns/new", headers=cookie, data={"name.default": "Bare"})
    path = made.headers["location"]
    page, form = [(await client.get(at, headers=cookie)).text for at in (path, f"{path}/edit")]
    assert "at least one offer" in page
    places = re.findall(rf'href="{path}/edit#([^"]+)"', page)
    assert len(places) > 3
    assert [place for place in places if f'id="{place}"' not in form] == []
    answer = await client.post(f"{path}/submit", headers=cookie)
    assert (answer.status_code, "This was not done" in answer.text) == (422, True)


async def test_a_stranger_finds_no_campaign(client: httpx.AsyncClient, work: Work) -> None:
    owner, other = await arrange.brand(work), await arrange.brand(work, "Other")
    campaign_id = await submitted(work, owner)
    cookie = await arrange.cookie_of(work, other.account_id)
    for path in ("", "/edit", "/cancel"):
        assert (await client.get(f"/brand/campaigns/{campaign_id}{path}", headers=cookie)).status_code == 404
    for path in ("/submit", "/pause", "/cancel", "/reopen", "/edit"):
        assert (await client.post(f"/brand/campaigns/{campaign_id}{path}", headers=cookie)).status_code == 404


async def test_a_running_campaign_shows_its_numbers_and_is_paused(client: httpx.AsyncClient, work: Work) -> None:
    owner = await arrange.brand(work)
    campaign_id = await approved(work, owner)
    await work.do(service.go_live, OPS, campaign_id)
    cookie = await arrange.cookie_of(work, owner.account_id)
    page = await client.get(f"/brand/campaigns/{campaign_id}", headers=cookie)
    assert "Reviews verified" in page.text
    answer = await client.post(f"/brand/campaigns/{campaign_id}/pause", headers=cookie)
    assert answer.status_code == 303
    again = await client.post(f"/brand/campaigns/{campaign_id}/pause", headers=cookie)
    assert (again.status_code, "already paused" in again.text) == (409, True)
    listed = (await client.get("/brand/campaigns", headers=cookie)).text
    assert "Paused" in listed
    assert "Cost per verified review" in listed


async def test_the_answers_of_a_choice_are_ticked_and_a_scale_takes_none(
    client: httpx.AsyncClient, work: Work,
) -> None:
    _, cookie = await at_desk(work)
    shown = await client.post("/brand/campaigns/new", headers=cookie, data={**TYPED, "add": "answers"})
    assert re.search(r'type="checkbox"[^>]*name="traits.1.answers" value="dry" checked', shown.text)
    picked = {name: value for name, value in TYPED.items() if not name.startswith("traits.")}
    saved = await client.post("/brand/campaigns/new", headers=cookie, data=picked | {
        "traits.0.trait": "body:skin", "traits.0.answers": ["dry", "oily"], "traits.0.weight": "2"})
    assert saved.status_code == 303
    assert "Dry, Oily" in (await client.get(saved.headers["location"], headers=cookie)).text
    refused = await client.post("/brand/campaigns/new", headers=cookie, data=picked | {
        "traits.0.trait": "interest:cooking", "traits.0.want": "high", "traits.0.answers": "nonsense"})
    assert (refused.status_code, "This trait is a scale" in refused.text) == (422, True)
    assert 'value="nonsense"' in refused.text


async def test_what_a_brief_may_not_ask_is_told_in_the_form_once_the_draft_is_saved(
    client: httpx.AsyncClient, work: Work,
) -> None:
    _, cookie = await at_desk(work)
    saved = await client.post("/brand/campaigns/new", headers=cookie, data={
        **TYPED, "brief.ask.default": "Please leave a 5-star review."})
    assert saved.headers["location"].endswith("/edit")
    form = await client.get(saved.headers["location"], headers=cookie)
    assert f'id="{field_id("brief.ask.default")}-error"' in form.text


async def test_an_offer_without_a_product_asks_for_one(client: httpx.AsyncClient, work: Work) -> None:
    _, cookie = await at_desk(work)
    answer = await client.post("/brand/campaigns/new", headers=cookie, data={**TYPED, "offers.0.lines.0.variant": ""})
    assert (answer.status_code, "Please choose a product." in answer.text) == (422, True)
