"""A brand sees what a campaign would bring: on a page, and beside the form after each save."""

import re
from typing import Any

import httpx
import pytest

from app.campaigns import queries as campaigns
from app.core.work import Work
from app.web.campaign_view import field_of
from app.web.pages import field_id
from tests import arrange
from tests.arrange import House
from tests.arrange_campaigns import drafted
from tests.arrange_matching import crowd

PLAIN: dict[str, Any] = {"audience": {}, "musts": [], "quotas": []}


async def arranged(work: Work, count: int = 60, **more: Any) -> tuple[House, dict[str, str], str]:
    await crowd(work, [{"traits": {"interest:cooking": n % 5 + 1, "habit:tries_new": (n * 3) % 5 + 1,
                                   "interest:home": 3}} for n in range(count)])
    owner = await arrange.brand(work)
    draft = await drafted(work, owner, **(PLAIN | more))
    return owner, await arrange.cookie_of(work, owner.account_id), f"/brand/campaigns/{draft}"


def fields(page: str) -> dict[str, str]:
    """What the browser would send of the form as it stands."""
    form = page.split('<form method="post" action="/brand/campaigns/')[1]
    found = dict(re.findall(r'<input[^>]* name="([^"]+)" type="[^"]+" value="([^"]*)"', form))
    found |= dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form))
    for name, options in re.findall(r'<select[^>]* name="([^"]+)".*?>(.*?)</select>', form, re.DOTALL):
        chosen = re.findall(r'value="([^"]*)" selected', options)
        found[name] = chosen[0] if chosen else ""
    for name, words in re.findall(r'<textarea[^>]* name="([^"]+)".*?>\n?(.*?)</textarea>', form, re.DOTALL):
        found[name] = words
    return found


async def test_a_draft_s_forecast_is_shown_on_a_page(client: httpx.AsyncClient, work: Work) -> None:
    _, own, at = await arranged(work)
    assert f'href="{at}/forecast"' in (await client.get(at, headers=own)).text
    page = await client.get(f"{at}/forecast", headers=own)
    assert page.status_code == 200
    assert "60 people could be picked for 20 units." in page.text
    assert "At least 10 reviews" in page.text
    for hoped in ("3", "３"):
        more = await client.get(f"{at}/forecast", headers=own, params={"reviews": hoped})
        assert "At least 3 reviews" in more.text
    assert "份样品" in (await client.get(f"{at}/forecast", headers=own, params={"lang": "zh-cn"})).text


async def test_save_and_see_the_forecast_tells_what_moved(client: httpx.AsyncClient, work: Work) -> None:
    _, own, at = await arranged(work)
    form = (await client.get(f"{at}/edit", headers=own)).text
    assert "Save and see the forecast" in form
    assert "Expected reviews" not in form
    saved = await client.post(f"{at}/edit", headers=own, data=fields(form) | {"then": "forecast"})
    assert saved.headers["location"] == f"{at}/edit?forecast=1#forecast"
    first = await client.get(f"{at}/edit?forecast=1", headers=own)
    assert "Expected reviews" in first.text
    assert "Since your last look" not in first.text
    seen = first.headers["set-cookie"].split(";")[0]
    moved = fields(first.text) | {"then": "forecast", "traits.0.weight": "10"}
    await client.post(f"{at}/edit", headers=own, data=moved)
    both = own | {"cookie": f"{own['cookie']}; {seen}"}
    second = await client.get(f"{at}/edit?forecast=1", headers=both)
    assert "Since your last look: " in second.text
    assert "Nothing moved" not in second.text


def figure(page: str, name: str) -> str:
    return page.split(f"<dt>{name}</dt><dd>")[1].split("</dd>")[0]


async def test_the_forecast_moves_while_a_weight_is_moved_and_nothing_is_kept(
    client: httpx.AsyncClient, work: Work,
) -> None:
    _, own, at = await arranged(work)
    form = (await client.get(f"{at}/edit", headers=own)).text
    assert f'data-forecast="{at}/edit/forecast" hidden' in form
    typed = fields(form)
    light, heavy = [(await client.post(f"{at}/edit/forecast", headers=own, data=typed | {"traits.0.weight": weight}))
                    for weight in ("1", "10")]
    assert (light.status_code, "<html" in light.text) == (200, False)
    for name in ("Could be picked", "Expected reviews", "At least 10 reviews", "Samples for 10 reviews",
                 "All units taken"):
        assert figure(light.text, name)
    assert figure(light.text, "Fit of those picked") != figure(heavy.text, "Fit of those picked")
    seen = {"cookie": f"{own['cookie']}; {light.headers['set-cookie'].split(';')[0]}"}
    again = await client.post(f"{at}/edit/forecast", headers=own | seen, data=typed | {"traits.0.weight": "10"})
    assert "Since your last look: " in again.text
    hoped = await client.post(f"{at}/edit/forecast", headers=own, data=typed, params={"reviews": "3"})
    assert "At least 3 reviews" in hoped.text
    assert fields((await client.get(f"{at}/edit", headers=own)).text) == typed


async def test_a_new_form_is_foretold_before_it_has_a_name(client: httpx.AsyncClient, work: Work) -> None:
    _, own, at = await arranged(work)
    kept = fields((await client.get(f"{at}/edit", headers=own)).text)
    unnamed = {name: words for name, words in kept.items() if not name.startswith(("name.", "brief."))}
    page = await client.post("/brand/campaigns/new/forecast", headers=own, data=unnamed)
    assert (page.status_code, figure(page.text, "Could be picked")) == (200, "60 people")
    must = {"conditions.0.kind": "must", "conditions.0.trait": "interest:cooking", "conditions.0.op": "at_least",
            "conditions.0.value": "5"}
    stricter = await client.post("/brand/campaigns/new/forecast", headers=own, data=unnamed | must)
    assert "Cooking: at least 5" in stricter.text
    assert figure(stricter.text, "Could be picked") == "12 people"


async def test_a_half_typed_form_says_what_it_lacks_once(client: httpx.AsyncClient, work: Work) -> None:
    _, own, at = await arranged(work, 6)
    typed = fields((await client.get(f"{at}/edit", headers=own)).text)
    for wrong in ({"traits.0.weight": "99"}, {"offers.0.units": "many"}, {"traits.0.trait": ""}, {"ends_at": "soon"}):
        page = await client.post(f"{at}/edit/forecast", headers=own, data=typed | wrong)
        assert (page.status_code, "There is no forecast yet:" in page.text) == (
            200, "traits.0.trait" not in wrong), wrong
    empty = await client.post("/brand/campaigns/new/forecast", headers=own, data={})
    assert (empty.status_code, empty.text.count("Please wish for 1 to 40 traits")) == (200, 1)


async def test_nobody_else_is_told_a_forecast_of_what_is_typed(client: httpx.AsyncClient, work: Work) -> None:
    _, _, at = await arranged(work, 6)
    other = await arrange.cookie_of(work, (await arrange.brand(work, "other")).account_id)
    assert (await client.post(f"{at}/edit/forecast", headers=other, data={})).status_code == 404
    assert (await client.post(f"{at}/edit/forecast", data={})).status_code in (303, 401, 403)


async def test_what_stands_in_the_way_is_said_with_its_mend(client: httpx.AsyncClient, work: Work) -> None:
    _, own, at = await arranged(work, 60, musts=[{"trait": "interest:cooking", "op": "at_least", "value": 5}])
    page = (await client.get(f"{at}/forecast", headers=own)).text
    assert "Plan 12 units or fewer" in page
    assert "Cooking: at least 5" in page
    assert "48 people fail it, 48 people by this alone" in page


async def test_small_numbers_of_people_are_not_shown(client: httpx.AsyncClient, work: Work) -> None:
    _, own, at = await arranged(work, 6)
    page = (await client.get(f"{at}/forecast", headers=own)).text
    assert "Fewer than 10 people could be picked for 20 units." in page
    assert "Expected reviews" not in page


async def test_a_draft_without_traits_says_what_it_lacks(client: httpx.AsyncClient, work: Work) -> None:
    _, own, at = await arranged(work, 6, traits=[])
    page = await client.get(f"{at}/forecast", headers=own)
    assert (page.status_code, "Please wish for 1 to 40 traits" in page.text) == (200, True)


async def test_another_brand_sees_no_forecast(client: httpx.AsyncClient, work: Work) -> None:
    _, _, at = await arranged(work, 6)
    other = await arrange.cookie_of(work, (await arrange.brand(work, "other")).account_id)
    assert (await client.get(f"{at}/forecast", headers=other)).status_code == 404
    assert (await client.get(f"{at}/forecast")).headers["location"].startswith("/sign-in")


async def test_a_contradiction_is_refused_at_its_row_by_the_form_and_the_api(
    client: httpx.AsyncClient, work: Work,
) -> None:
    owner, own, at = await arranged(work, 6)
    typed = fields((await client.get(f"{at}/edit", headers=own)).text)
    for place, (op, value) in enumerate((("at_least", "4"), ("at_most", "2"))):
        typed |= {f"conditions.{place}.kind": "must", f"conditions.{place}.trait": "interest:cooking",
                  f"conditions.{place}.op": op, f"conditions.{place}.value": value}
    typed |= {"quotas.0.name": "Big", "quotas.0.part": "tiers", "quotas.0.value": "1", "quotas.0.minimum": "30"}
    page = await client.post(f"{at}/edit", headers=own, data=typed)
    assert page.status_code == 422
    assert "“at most 4” here would just fit" in page.text
    assert "lower it to 20, or plan 30 units" in page.text
    key = await arrange.key_of(work, owner.viewer)
    body = {"musts": [{"trait": "interest:cooking", "op": "at_least", "value": 4},
                      {"trait": "interest:cooking", "op": "at_most", "value": 2}]}
    answer = await client.patch(f"/api/v1/campaigns/{at.rsplit('/', 1)[1]}", headers=key, json=body)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/musts/1")


async def test_choices_that_contradict_each_other_are_said_as_people_read_them(
    client: httpx.AsyncClient, work: Work,
) -> None:
    owner, own, at = await arranged(work, 6)
    musts = [{"trait": "about:gender", "op": "is", "value": choice} for choice in ("female", "male")]
    key = await arrange.key_of(work, owner.viewer)
    answer = await client.patch(f"/api/v1/campaigns/{at.rsplit('/', 1)[1]}", headers=key, json={"musts": musts})
    [fault] = answer.json()["errors"]
    assert "must be “Woman” and must be “Man”. Ask for one of “Woman”, “Man” in one condition" in fault["detail"]
    typed = fields((await client.get(f"{at}/edit", headers=own)).text)
    for place, choice in enumerate(("female", "male")):
        typed |= {f"conditions.{place}.kind": "must", f"conditions.{place}.trait": "about:gender",
                  f"conditions.{place}.op": "is", f"conditions.{place}.value": choice}
    page = (await client.post(f"{at}/edit?lang=zh-cn", headers=own, data=typed)).text
    assert "必须是“女”，又必须是“男”" in page
    assert "about:gender=" not in page


PLACES: tuple[tuple[str | int, ...], ...] = (
    ("name",), ("traits",), ("traits", 0, "trait"), ("traits", 2, "want"), ("traits", 1, "weight"),
    ("musts", 0, "trait"), ("musts", 0, "value"), ("must_nots", 0, "trait"), ("quotas", 0), ("quotas", 0, "minimum"),
    ("quotas", 0, "maximum"), ("offers",), ("offers", 0, "units"), ("offers", 0, "lines", 0, "variant"),
    ("deliverables",), ("deliverables", 0, "hashtags"), ("platforms", 0, "filing_number"), ("platforms", "simulated"),
    ("starts_at",), ("ends_at",), ("posts_from",), ("brief", "about"), ("brief", "ask"), ("brief", "avoid"),
    ("measures_lift",), ("follows_id",), ("external_ref",), ("audience", "ages"), ("audience", "regions"),
    ("audience", "tiers"), ("audience", "genders"), ("audience", "followers", "simulated"))


async def test_whatever_stands_in_the_way_has_a_field_in_the_form_to_lead_to(
    client: httpx.AsyncClient, work: Work,
) -> None:
    owner, own, at = await arranged(work, 12, traits=SUIT, quotas=[QUOTA], musts=[
        {"trait": "interest:cooking", "op": "answered"}], must_nots=[
        {"trait": "interest:home", "op": "at_least", "value": 5}], platforms=[
        {"platform": "simulated", "need": "required"}])
    row = await work.read(campaigns.get_whole, owner.viewer, at.rsplit("/", 1)[1])
    page = (await client.get(f"{at}/edit", headers=own)).text
    assert [place for place in PLACES if f'id="{field_id(field_of(place, row))}"' not in page] == []


QUOTA = {"name": "Women", "of": {"genders": ["female"]}, "minimum": 5}
SUIT = [{"trait": key, "want": "high"} for key in ("interest:cooking", "habit:tries_new", "interest:home")]


@pytest.mark.parametrize(("more", "words", "field"), [
    ({}, "20 units, but only 12 people could be picked. Plan 12 units or fewer, or ask for less.",
     "offers.0.units"),
    ({"quotas": [QUOTA]}, "“Women” asks for at least 5, but nobody could be picked for it", "quotas.0.minimum"),
    ({"traits": [*SUIT, {"trait": "interest:pets", "want": "high"}]}, "Nobody has answered “Pets” yet",
     "traits.3.trait"),
    ({"must_nots": [{"trait": "interest:pets", "op": "at_least", "value": 4}]},
     "Nobody has answered “Pets” yet, so this condition leaves out nobody", "conditions.0.trait"),
])
async def test_what_stands_in_the_way_is_said_before_a_draft_is_handed_in(
    client: httpx.AsyncClient, work: Work, more: dict[str, Any], words: str, field: str,
) -> None:
    _, own, at = await arranged(work, 12, **({"traits": SUIT} | more))
    asked = await client.post(f"{at}/submit", headers=own)
    assert (asked.status_code, "It is not submitted yet" in asked.text, words in asked.text) == (422, True, True)
    assert f'href="{at}/edit#{field_id(field)}"' in asked.text
    assert f'id="{field_id(field)}"' in (await client.get(f"{at}/edit", headers=own)).text
    assert "尚未提交" in (await client.post(f"{at}/submit?lang=zh-cn", headers=own)).text
    again = await client.post(f"{at}/submit", headers=own, data={"as_it_is": "yes"})
    assert (again.status_code, again.headers["location"]) == (303, at)
    ops = await arrange.cookie_of(work, await arrange.ops_account(work))
    assert words in (await client.get(at.replace("brand", "ops"), headers=ops)).text


async def test_a_draft_with_nothing_in_its_way_is_handed_in_at_once(client: httpx.AsyncClient, work: Work) -> None:
    _, own, at = await arranged(work, 90, traits=SUIT)
    answer = await client.post(f"{at}/submit", headers=own)
    assert (answer.status_code, answer.headers.get("location")) == (303, at)


async def test_one_line_of_the_forecast_stands_in_the_bar_of_the_form(client: httpx.AsyncClient, work: Work) -> None:
    _, own, at = await arranged(work)
    page = (await client.get(f"{at}/edit?forecast=1", headers=own)).text
    bar, below = page.split('<div class="steps">')[1].split('id="forecast"')
    assert 'href="#forecast" data-foretold>60 people could be picked for 20 units.' in bar
    assert "<strong data-briefly>60 people could be picked" in below
    assert "data-foretold hidden></a>" in (await client.get(f"{at}/edit", headers=own)).text
    typed = fields(page) | {"traits.0.weight": "9"}
    beside = (await client.post(f"{at}/edit/forecast", headers=own, data=typed)).text
    assert beside.count(" data-briefly") == 1


async def test_hopes_that_are_no_number_are_refused_where_they_stand(client: httpx.AsyncClient, work: Work) -> None:
    _, own, at = await arranged(work)
    for hoped in ("-3", "abc", "12.5", "0", "٣"):
        page = (await client.get(f"{at}/forecast", headers=own, params={"reviews": hoped})).text
        assert f'id="{field_id("reviews")}-error">Please give a whole number from 1' in page
        assert re.search(rf'name="reviews"[^>]*value="{re.escape(hoped)}"', page)
        assert "At least 10 reviews" in page


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
async def test_measuring_says_what_part_of_whom_it_holds_out(client: httpx.AsyncClient, work: Work) -> None:
    _, own, at = await arranged(work, 0)
    await crowd(work, [{"traits": {"interest:cooking": 1 if n % 12 == 0 else 5, "habit:tries_new": 4,
                                   "interest:home": 3}} for n in range(345)])
    form = fields((await client.get(f"{at}/edit", headers=own)).text)
    plain = (await client.post(f"{at}/edit/forecast", headers=own, data=form)).text
    told = (await client.post(f"{at}/edit/forecast", headers=own, data=form | {"measures_lift": "yes"})).text
    assert "holds out" not in plain
    assert "holds out 100 of the 300 people who fit best (33%), drawn by lot: they are not invited." in told
