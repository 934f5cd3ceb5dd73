"""Polling reviews over REST, handing in a post, and ops' decisions: each door sees what is its own."""

from datetime import timedelta

import httpx
import pytest

from app.core.clock import SetClock
from app.core.viewer import system
from app.core.work import Work
from app.journal import service as journal
from app.reviews import service
from app.web import roles
from tests import arrange
from tests import arrange_reviews as start
from tests.arrange_matching import statements
from tests.arrange_reviews import Social

URL = "/api/v1/reviews"


async def _verified(work: Work, social: Social, campaign: arrange.Live | None = None,
                    post: str = "p1") -> start.Promised:
    promised = await start.promised(work, campaign, await arrange.person(work, post) if campaign else None)
    link = social.publish(post, work.clock() - timedelta(days=1))
    await work.do(service.submit, promised.who.viewer, promised.review_id, link)
    await start.worker(work, social).run_due()
    return promised


async def test_a_brand_polls_its_campaign_under_pseudonyms(client: httpx.AsyncClient, work, social) -> None:
    promised = await _verified(work, social)
    key = await arrange.key_of(work, promised.campaign.brand.viewer)
    answer = await client.get(URL, params={"campaign": promised.campaign.id}, headers=key)
    assert answer.status_code == 200
    [item] = answer.json()["data"]
    assert item["object"] == "review"
    assert (item["state"], item["is_gifted"], item["label"], item["live_now"]) == ("verified", True, "passed", True)
    assert (item["url"], item["pseudonym"], item["fixes"]) == (social.link("p1"), "p-1234", [])
    assert item["numbers"] == {"views": 120, "likes": 8, "comments": None, "saves": None, "shares": None,
                               "measured_at": "2026-03-02T02:00:00Z", "source": "api", "are_counted": True}
    assert not {"link", "author", "consumer_id", "seat_id", "post_text"} & set(item)
    assert "lin.eats" not in answer.text


async def test_an_awaited_review_is_in_the_list_and_tells_no_address(client, work) -> None:
    promised = await start.promised(work)
    key = await arrange.key_of(work, promised.campaign.brand.viewer)
    [item] = (await client.get(URL, params={"state": ["awaited", "checking"]}, headers=key)).json()["data"]
    assert (item["id"], item["url"], item["live_now"], item["label"]) == (promised.review_id, None, False, None)
    assert (await client.get(URL, params={"state": "verified"}, headers=key)).json()["data"] == []


async def test_who_polls_with_the_etag_is_told_that_nothing_has_changed_until_something_has(client, work) -> None:
    promised = await start.promised(work)
    key = await arrange.key_of(work, promised.campaign.brand.viewer)
    for path in (URL, f"{URL}/{promised.review_id}", f"{URL}/{promised.review_id}/snapshots"):
        first = await client.get(path, headers=key)
        tag = first.headers["etag"]
        for asked in (tag, f"W/{tag}", f'"other", {tag}', "*"):
            again = await client.get(path, headers=key | {"if-none-match": asked})
            assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
            assert not {"content-length", "content-type"} & set(again.headers)
        assert (await client.head(path, headers=key | {"if-none-match": tag})).status_code == 304
        assert (await client.get(path, headers=key | {"if-none-match": '"other"'})).json() == first.json()
    tag = (await client.get(URL, headers=key)).headers["etag"]
    await work.do(service.submit, promised.who.viewer, promised.review_id, "https://www.bilibili.com/video/BV1xx411c7mD")
    assert (await client.get(URL, headers=key | {"if-none-match": tag})).status_code == 200
    refused = await client.get(f"{URL}/rev_none", headers=key | {"if-none-match": "*"})
    assert (refused.status_code, "etag" in refused.headers) == (404, False)


async def test_a_page_goes_on_where_the_last_one_ended(client, work) -> None:
    first = await start.promised(work)
    for name in ("mei", "an"):
        await start.promised(work, first.campaign, await arrange.person(work, name))
    key = await arrange.key_of(work, arrange.OPS)
    seen, cursor = [], None
    for _ in range(2):
        answer = await client.get(URL, params={"limit": 2} | ({"cursor": cursor} if cursor else {}), headers=key)
        seen += [item["id"] for item in answer.json()["data"]]
        cursor = answer.json()["next_cursor"]
    assert (len(set(seen)), seen[0], cursor) == (3, first.review_id, None)


async def test_only_what_has_changed_since_is_told(client, work, social, clock: SetClock) -> None:
    first = await start.promised(work)
    second = await start.promised(work, first.campaign, await arrange.person(work, "mei"))
    key = await arrange.key_of(work, first.campaign.brand.viewer)

    async def changed_since(at) -> list[str]:
        answer = await client.get(URL, params={"updated_since": at.isoformat()}, headers=key)
        return [item["id"] for item in answer.json()["data"]]

    await work.do(service.submit, second.who.viewer, second.review_id, social.link("p1"))
    await work.do(journal.seal, system("worker"))
    begin = clock()
    middle = clock.forward(minutes=5)
    clock.forward(minutes=5)
    await work.do(service.submit, first.who.viewer, first.review_id, social.link("p2"))
    assert await changed_since(middle) == [first.review_id]
    await work.do(journal.seal, system("worker"))
    assert await changed_since(middle) == [first.review_id]
    assert await changed_since(begin) == [first.review_id, second.review_id]
    assert await changed_since(clock.forward(minutes=5)) == []


async def test_an_erased_review_is_a_tombstone_with_its_dates_and_numbers(client, work, social) -> None:
    promised = await _verified(work, social)
    other = await _verified(work, social, promised.campaign, "p2")
    await work.do(service.forget, arrange.OPS, promised.who.id)
    key = await arrange.key_of(work, promised.campaign.brand.viewer)
    before = (await client.get(f"{URL}/{other.review_id}", headers=key)).json()
    item = (await client.get(f"{URL}/{promised.review_id}", headers=key)).json()
    assert (item["id"], item["object"], item["state"]) == (promised.review_id, "review", "verified")
    assert (item["erased_at"], item["numbers"]["views"]) == ("2026-03-02T02:00:00Z", 120)
    assert (item.keys(), {"link", "author", "post_text", "consumer_id"} & set(item)) == (before.keys(), set())
    assert [item[name] for name in ("pseudonym", "url", "label", "fixes", "rejection")] == [None, None, None, [], None]
    assert all(before[name] is not None for name in ("pseudonym", "url", "label"))


async def test_a_consumer_hands_in_a_post_and_reads_what_to_mend(client, work, social, clock) -> None:
    promised = await start.promised(work)
    key = await arrange.key_of(work, promised.who.viewer)
    link = social.publish("p1", clock() - timedelta(days=1), text="Oat milk. No label here.")
    once = key | {"idempotency-key": "one"}
    answer = await client.post(f"{URL}/{promised.review_id}/submission", json={"link": link}, headers=once)
    assert (answer.status_code, answer.json()["state"], answer.json()["link"]) == (200, "checking", link)
    again = await client.post(f"{URL}/{promised.review_id}/submission", json={"link": link}, headers=once)
    assert (again.status_code, again.headers.get("idempotent-replayed")) == (200, "true")
    await start.worker(work, social).run_due()
    item = (await client.get(f"{URL}/{promised.review_id}", headers=key)).json()
    assert (item["state"], item["fixes"], item["to_mend"][0]["message"]["zh-cn"]) == (
        "needs_fix", ["label"], "请在正文开头加上“#赠品体验”。")


async def test_a_post_can_be_taken_back_while_it_is_checked(client, work, social) -> None:
    promised = await start.promised(work)
    key = await arrange.key_of(work, promised.who.viewer)
    await client.post(f"{URL}/{promised.review_id}/submission", json={"link": social.link("p1")}, headers=key)
    answer = await client.post(f"{URL}/{promised.review_id}/take-back", headers=key)
    assert (answer.status_code, answer.json()["state"], answer.json()["link"]) == (200, "awaited", None)
    answer = await client.post(f"{URL}/{promised.review_id}/take-back", headers=key)
    assert (answer.status_code, answer.json()["code"]) == (409, "wrong_state")


@pytest.mark.parametrize(("body", "status", "pointer"), [
    ({"link": "my post is online"}, 422, "/link"), ({"link": ""}, 422, "/link"), ({}, 422, "/link"),
    ({"link": "x" * 4001}, 422, "/link"), ({"link": "https://a.test", "stars": 5}, 422, "/stars"),
    ({"link": "a\u0000b"}, 422, "/link"),
])
async def test_a_link_that_is_none_is_refused_at_its_place(client, work, social, body, status, pointer) -> None:
    promised = await start.promised(work)
    key = await arrange.key_of(work, promised.who.viewer)
    answer = await client.post(f"{URL}/{promised.review_id}/submission", json=body, headers=key)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (status, pointer)


async def test_a_post_that_counts_already_is_a_conflict(client, work, social) -> None:
    first = await start.promised(work)
    second = await start.promised(work, first.campaign, await arrange.person(work, "mei"), handle=None)
    for promised, status in ((first, 200), (second, 409)):
        key = await arrange.key_of(work, promised.who.viewer)
        answer = await client.post(f"{URL}/{promised.review_id}/submission", json={"link": social.link("p1")},
                                   headers=key)
        assert answer.status_code == status
    assert answer.json()["code"] == "post_already_counted"


async def test_ops_decide_and_enter_numbers(client, work, social, clock) -> None:
    promised = await start.promised(work)
    await work.do(service.submit, promised.who.viewer, promised.review_id,
                  social.publish("p1", clock() - timedelta(days=1), published_at=None))
    await start.worker(work, social).run_due()
    key, url = await arrange.key_of(work, arrange.OPS), f"{URL}/{promised.review_id}"
    fix = {"fixes": [{"check": "date", "message": "When was it?", "message_zh": "什么时候发的？"}]}
    answer = await client.post(f"{url}/ask-fix", json=fix, headers=key)
    assert (answer.json()["state"], answer.json()["to_mend"][0]["message"]["default"]) == ("needs_fix", "When was it?")
    answer = await client.post(f"{url}/verify", headers=key)
    assert (answer.status_code, answer.json()["facts"]["state"]) == (409, "needs_fix")
    await work.do(service.submit, promised.who.viewer, promised.review_id, social.link("p1"))
    assert (await client.post(f"{url}/verify", headers=key)).json()["state"] == "verified"
    answer = await client.post(f"{url}/numbers", json={"saves": 3}, headers=key)
    assert (answer.json()["numbers"]["saves"], answer.json()["numbers"]["source"]) == (3, "manual")
    assert (await client.post(f"{url}/numbers", json={"saves": -1}, headers=key)).status_code == 422
    none = await client.post(f"{url}/numbers", json={}, headers=key)
    assert (none.status_code, none.json()["errors"][0]["pointer"]) == (422, "/views")
    assert (await client.post(f"{url}/display", json={"withheld": "illegal"}, headers=key)).json()["is_withheld"]
    assert not (await client.post(f"{url}/display", json={}, headers=key)).json()["is_withheld"]
    rows = (await client.get(f"{url}/snapshots", headers=key)).json()["data"]
    assert [(row["saves"], row["views"], row["source"], row["sources"]) for row in rows] == [(3, None, "manual", {})]
    assert (await client.post(f"{url}/reject", json={"reason": "too_negative"}, headers=key)).status_code == 422


@pytest.mark.parametrize(("method", "path", "body"), [
    ("GET", "", None), ("GET", "/{id}", None), ("GET", "/{id}/snapshots", None),
    ("POST", "/{id}/submission", {"link": "https://a.test/p/1"}), ("POST", "/{id}/take-back", None),
    ("POST", "/{id}/verify", None), ("POST", "/{id}/recheck", None), ("POST", "/{id}/look", None),
    ("POST", "/{id}/numbers", {"views": 1}),
    ("POST", "/{id}/ask-fix", {"fixes": [{"check": "label", "message": "x"}]}),
    ("POST", "/{id}/reject", {"reason": "copied_text"}), ("POST", "/{id}/display", {}),
])
async def test_each_door_opens_for_its_own_people_only(client, work, social, method, path, body) -> None:
    promised = await start.promised(work)
    strange_brand, strange_person = await arrange.brand(work, "Other"), await arrange.person(work, "mei")
    url = URL + path.format(id=promised.review_id)
    is_read, is_own = method == "GET", path.endswith(("submission", "take-back"))

    async def ask(viewer) -> int:
        headers = await arrange.key_of(work, viewer) if viewer else {}
        return (await client.request(method, url, json=body, headers=headers)).status_code

    assert await ask(None) == 401
    for stranger in (strange_brand.viewer, strange_person.viewer):
        allowed = is_read or (is_own and stranger.kind == "consumer")
        assert await ask(stranger) == (403 if not allowed else 200 if path == "" else 404)
    assert await ask(promised.campaign.brand.viewer) == (200 if is_read else 403)
    owner = await ask(promised.who.viewer)
    assert owner == 200 if is_read else owner in ((409, 422) if is_own else (403,))
    ops = await ask(roles.ops("acc_ops"))
    assert ops == 200 if is_read else ops in ((403,) if is_own else (200, 409))


@pytest.mark.parametrize("query", [
    "limit=0", "limit=201", "state=praised", "updated_since=yesterday", "updated_since=2026-03-02T02:00:00",
    "cursor=%00", "cursor=abc", "campaign=%00",
])
async def test_a_question_that_cannot_be_meant_is_refused(client, work, query: str) -> None:
    key = await arrange.key_of(work, arrange.OPS)
    answer = await client.get(f"{URL}?{query}", headers=key)
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")


async def test_there_is_no_such_review(client, work) -> None:
    key = await arrange.key_of(work, arrange.OPS)
    answer = await client.get(f"{URL}/rev_nothing", headers=key)
    assert (answer.status_code, answer.json()["code"]) == (404, "review_not_found")


async def test_a_list_asks_the_store_no_more_often_for_more_rows(client, work) -> None:
    first = await start.promised(work)
    key = await arrange.key_of(work, first.campaign.brand.viewer)

    with statements(work) as before:
        await client.get(URL, headers=key)
    for name in ("mei", "an", "bo"):
        await start.promised(work, first.campaign, await arrange.person(work, name))
    with statements(work) as after:
        assert len((await client.get(URL, headers=key)).json()["data"]) == 4
    assert len(after) == len(before)
