"""Nothing typed in the campaign form vanishes, and what is wrong is said in the form's own words at its field."""

import re
from html import unescape

import httpx
import pytest

from app.campaigns import queries
from app.core.paging import Ask
from app.core.work import Work
from app.matching.rules.answering import band
from app.web.pages import field_id
from tests.arrange_matching import crowd
from tests.pages.test_brand_campaigns import TYPED, at_desk, typed_in

PLAIN = {name: value for name, value in TYPED.items() if not name.startswith(("traits.", "conditions.", "quotas."))} | {
    "traits.0.trait": "interest:cooking", "traits.0.want": "high", "traits.0.weight": "3"}
CONDITION = {"conditions.0.kind": "must", "conditions.0.op": "any_of", "conditions.0.value": ""}
QUOTA = {"quotas.0.name": "", "quotas.0.part": "", "quotas.0.value": "", "quotas.0.minimum": "", "quotas.0.maximum": ""}

REFUSED: list[tuple[dict[str, str | list[str]], str, str]] = [
    (QUOTA | {"quotas.0.minimum": "10"}, "quotas.0.value", "which people this quota is of"),
    (QUOTA | {"quotas.0.part": "tiers", "quotas.0.minimum": "10"}, "quotas.0.value", "which people this quota is of"),
    (QUOTA | {"quotas.0.value": "1"}, "quotas.0.part", "which people this quota is of"),
    (QUOTA | {"quotas.0.part": "ages", "quotas.0.value": "young"}, "quotas.0.value", "ages, such as 18-24"),
    (QUOTA | {"quotas.0.part": "tiers", "quotas.0.value": "9"}, "quotas.0.value",
     "There is no city tier 9; tiers are 1 to 4."),
    (QUOTA | {"quotas.0.part": "tiers", "quotas.0.value": "big"}, "quotas.0.value", "Please choose city tiers."),
    (QUOTA | {"quotas.0.part": "genders", "quotas.0.value": "Manly"}, "quotas.0.value",
     "The choices are: “Women”, “Men”, “Another”."),
    (QUOTA | {"quotas.0.part": "followers", "quotas.0.value": "weibo"}, "quotas.0.value", "bands from 1 to 6"),
    (QUOTA | {"quotas.0.part": "body:skin", "quotas.0.value": "Dri"}, "quotas.0.value", "did you mean “Dry”?"),
    (CONDITION | {"conditions.0.trait": "", "conditions.0.value": "cat"}, "conditions.0.trait", "choose the trait"),
    (CONDITION | {"conditions.0.trait": "about:pets", "conditions.0.op": "answered", "conditions.0.value": "cat"},
     "conditions.0.value", "“answered” asks for no value"),
    (CONDITION | {"conditions.0.trait": "interest:cooking", "conditions.0.value": "4"}, "conditions.0.op",
     "can be asked for: at least, at most, exactly, answered."),
    ({"traits.1.trait": "body:skin", "traits.1.weight": "1"}, "traits.1.answers", "choose which answers are right"),
    ({"traits.1.trait": "", "traits.1.answers": "Dry"}, "traits.1.trait", "choose the trait"),
    ({"traits.0.weight": "abc"}, "traits.0.weight", "Please give a whole number from 1 to 10"),
    ({"audience.regions": "Shanghei"}, "audience.regions", "did you mean “Shanghai”?"),
    ({"audience.regions": "99"}, "audience.regions", "Please choose a region"),
    ({"offers.0.units": "٣"}, "offers.0.units", "Please give a whole number."),
    ({"audience.followers": "weibo"}, "audience.followers", "bands from 1 to 6"),
    ({"audience.followers": "weibo 1-2\nWeibo 3-4"}, "audience.followers", "stands here twice"),
    ({"reserve_share": "200"}, "reserve_share", "Please give a percentage from 0 to 100."),
    ({"waitlist_share": "12,5"}, "waitlist_share", "Please give a percentage from 0 to 1,000."),
    ({"hold_out_share": "95"}, "hold_out_share", "At most 50% can be held out"),
    ({"hold_out_share": "200"}, "hold_out_share", "Please give a percentage from 0 to 50."),
    ({"newcomer_share": "80", "control_share": "50"}, "control_share", "80% for newcomers and 50%"),
    ({"newcomer_share": "80", "control_share": "50"}, "control_share", "make 130% of the units"),
    ({"freight_cost": "1,2345"}, "freight_cost", "Please give an amount"),
    ({"deliverables.0.format": ""}, "deliverables.0.format", "choose a format for this post"),
    ({"offers.1.name.default": "Second"}, "offers.1.lines.0.variant", "To leave this offer out, empty all of it."),
    ({"offers.0.lines.0.variant": "", "offers.0.lines.0.quantity": "abc"}, "offers.0.lines.0.quantity",
     "Please give a whole number."),
    ({"offers.1.lines.0.variant": "", "offers.1.lines.0.quantity": "三"}, "offers.1.lines.0.quantity",
     "Please give a whole number."),
    ({"offers.0.lines.1.quantity": "4", "offers.0.lines.2.quantity": "5"}, "offers.0.lines.2.variant",
     "Please choose a product, or empty its pieces."),
    ({"offers.0.trait_rule.op": "any_of", "offers.0.trait_rule.value": "Dry"}, "offers.0.trait_rule.trait",
     "choose the trait"),
    ({"platforms.1.need": "", "platforms.1.filing_number": "A1"}, "platforms.1.need", "empty its filing number"),
]


def told(page: str, field: str) -> str:
    """The sentence beside a field."""
    found = re.search(f'id="{field_id(field)}-error"[^>]*>([^<]*)<', page)
    return unescape(found[1]) if found else ""


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("typed", "field", "sentence"), REFUSED)
async def test_what_cannot_be_read_is_refused_at_its_field(
    client: httpx.AsyncClient, work: Work, typed: dict[str, str], field: str, sentence: str,
) -> None:
    owner, cookie = await at_desk(work)
    answer = await client.post("/brand/campaigns/new", headers=cookie, data=PLAIN | typed)
    assert (answer.status_code, sentence in told(answer.text, field)) == (422, True), told(answer.text, field)
    assert not re.search(r'class="error"[^>]*>[^<]*(any_of|trapezoid|at_least|not_sure|male)', answer.text)
    assert all(f'value="{words}"' in answer.text for name, words in typed.items() if name.endswith(".quantity"))
    before = answer.text[:answer.text.index(f'id="{field_id(field)}-error"')]
    unfolded = re.findall(r"<details[^>]*>|</details>", before)
    if len(unfolded) % 2:
        assert unfolded[-1] == "<details open>"
    assert (await work.read(queries.page, owner.viewer, Ask())).items == []


@pytest.mark.parametrize("dialect", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("typed", "fields"), [
    ({"time_zone": "Mars/Phobos"}, {"time_zone": "There is no time zone “Mars/Phobos”"}),
    ({"audience.regions": "Shanghei"}, {"audience.regions": "did you mean “Shanghai”?"}),
    ({"audience.followers": "weibo"}, {"audience.followers": "bands from 1 to 6"}),
    ({"time_zone": "Mars/Phobos", "audience.followers": "weibo x-y"}, {
        "time_zone": "no time zone", "audience.followers": "bands from 1 to 6"}),
])
async def test_a_mistake_is_told_where_it_stands_and_hides_no_other(
    client: httpx.AsyncClient, work: Work, typed: dict[str, str], fields: dict[str, str],
) -> None:
    _, cookie = await at_desk(work)
    ages = {"audience.age_from": "60", "audience.age_to": "20"}
    page = (await client.post("/brand/campaigns/new", headers=cookie, data=PLAIN | ages | typed)).text
    due = fields | {"audience.age_from": "The ages must rise: make it 20 to 60."}
    assert set(re.findall(r'id="([^"]+)-error"', page)) == set(map(field_id, due))
    assert {field: sentence in told(page, field) for field, sentence in due.items()} == dict.fromkeys(due, True)


async def test_people_and_places_are_named_by_their_words_and_come_back_so(
    client: httpx.AsyncClient, work: Work,
) -> None:
    owner, cookie = await at_desk(work)
    saved = await client.post("/brand/campaigns/new", headers=cookie, data=PLAIN | QUOTA | CONDITION | {
        "audience.regions": "上海, Shenzhen, 310104", "audience.followers": "微博 ２－４", "freight_cost": "１２，５０",
        "conditions.0.trait": "body:skin", "conditions.0.value": "Oily", "audience.age_from": "１８",
        "offers.0.units": "２０", "reserve_share": "５．５",
        "quotas.0.part": "genders", "quotas.0.value": "Men", "quotas.0.minimum": "2"})
    assert saved.status_code == 303, re.findall(r'class="error"[^>]*>([^<]*)', saved.text)
    [row] = (await work.read(queries.page, owner.viewer, Ask())).items
    assert row.audience["regions"] == ["31", "4403", "310104"]
    assert (row.audience["followers"], row.freight_cost) == ({"weibo": [2, 4]}, 1250)
    assert (row.audience["ages"], row.offers[0].units, row.reserve_share) == ([18, None], 20, .055)
    assert row.musts == [{"trait": "body:skin", "op": "any_of", "value": ["oily"]}]
    assert [(quota.name, quota.of) for quota in row.quotas] == [("Men", {"genders": ["male"]})]
    path = saved.headers["location"] + "/edit"
    form = (await client.get(path, headers=cookie)).text
    assert 'value="Shanghai, Shenzhen, 310104"' in form
    assert re.search(r'name="conditions.0.value" value="oily" checked>\s*<span>Oily<', form)
    assert re.search(r'name="quotas.0.value" value="male" checked>\s*<span>Men<', form)
    again = await client.post(path, headers=cookie, data=typed_in(form))
    assert again.status_code == 303, re.findall(r'class="error"[^>]*>([^<]*)', again.text)
    [after] = (await work.read(queries.page, owner.viewer, Ask())).items
    assert (after.audience, after.musts, after.freight_cost) == (row.audience, row.musts, 1250)


async def test_boxes_of_a_trait_that_is_taken_away_go_with_it(client: httpx.AsyncClient, work: Work) -> None:
    owner, cookie = await at_desk(work)
    saved = await client.post("/brand/campaigns/new", headers=cookie, data=PLAIN | CONDITION | {
        "conditions.0.trait": "", "conditions.0.was": "yes", "conditions.0.value": ["oily", "dry"]})
    assert saved.status_code == 303
    [row] = (await work.read(queries.page, owner.viewer, Ask())).items
    assert row.musts == []


async def test_answers_are_shown_without_leaving_their_row(client: httpx.AsyncClient, work: Work) -> None:
    _, cookie = await at_desk(work)
    page = (await client.get("/brand/campaigns/new", headers=cookie)).text
    for at in ("traits.0", "conditions.0", "quotas.0"):
        assert f'formaction="/brand/campaigns/new#{field_id(at)}"' in page
        assert f'id="{field_id(at)}"' in page
    shown = (await client.post("/brand/campaigns/new", headers=cookie, data=PLAIN | QUOTA | {
        "add": "quotas", "quotas.0.part": "tiers", "quotas.0.value": "一线"})).text
    assert re.search(r'name="quotas.0.value" value="1" checked>\s*<span>Tier 1<', shown)
    assert f'id="{field_id("quotas.1")}"' in shown


async def test_a_half_chosen_trait_is_named_while_the_rest_is_typed(client: httpx.AsyncClient, work: Work) -> None:
    _, cookie = await at_desk(work)
    half = {"traits.1.trait": "body:skin", "traits.1.weight": "1", "quotas.0.minimum": "4", "reserve_share": "200"}
    live = (await client.post("/brand/campaigns/new/forecast", headers=cookie, data=PLAIN | half)).text
    told_live = [unescape(words) for words in re.findall(r"<li[^>]*>([^<]*)<", live)]
    assert told_live == ["Trait 2: “What is your skin like?”: please choose which answers are right.",
                         "Quota 1: Please say which people this quota is of, or empty the whole row.",
                         "Reserve: Please give a percentage from 0 to 100."]


async def test_a_day_that_is_over_is_named_with_its_row(client: httpx.AsyncClient, work: Work) -> None:
    _, cookie = await at_desk(work)
    past = PLAIN | {"starts_at": "2020-01-01T09:00", "ends_at": "2020-02-01T09:00"}
    live = (await client.post("/brand/campaigns/new/forecast", headers=cookie, data=past)).text
    saved = await client.post("/brand/campaigns/new", headers=cookie, data=past)
    for page in (live, (await client.get(saved.headers["location"] + "/forecast", headers=cookie)).text,
                 (await client.get(saved.headers["location"], headers=cookie)).text):
        assert "“Ends”: this day is over; please choose a later one." in page
        assert "days later" not in page


async def test_traits_that_few_have_answered_are_marked_before_they_are_chosen(
    client: httpx.AsyncClient, work: Work,
) -> None:
    await crowd(work, [{"traits": {"interest:cooking": 4} | ({"interest:home": 3} if n < 12 else {})}
                       for n in range(60)])
    _, cookie = await at_desk(work)
    page = (await client.get("/brand/campaigns/new", headers=cookie)).text
    [select] = re.findall(r'<select[^>]*name="traits.0.trait".*?</select>', page, re.DOTALL)
    options = dict(re.findall(r'<option value="([^"]+)">([^<]*)<', select))
    assert options["interest:cooking"] == "Cooking"
    assert options["interest:home"].endswith("(fewer than 50 have answered)")
    assert options["about:pets"].endswith("(nobody has answered yet)")
    private = select[select.index('<optgroup label="Private'):]
    assert 'value="body:skin"' in private


@pytest.mark.parametrize(("count", "people", "is_sensitive", "told"), [
    (0, 1000, False, "nobody has answered yet"), (0, 1000, True, "fewer than 50 have answered"),
    (1, 1000, True, "fewer than 50 have answered"), (49, 60, False, "fewer than 50 have answered"),
    (50, 60, False, None), (99, 1000, False, "fewer than 10% have answered"), (100, 1000, True, None),
])
def test_a_band_tells_few_and_of_a_sensitive_trait_not_whether_anybody_has(
    count: int, people: int, is_sensitive: bool, told: str | None,
) -> None:
    found = band(count, people, is_sensitive)
    assert (found.default if found else None) == told
