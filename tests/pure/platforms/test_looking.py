"""A look at a post: which ways there are, what is never told, when it may end, and several answers as one."""

from dataclasses import replace
from datetime import UTC, datetime

import orjson
import pytest

from app.platforms import registry
from app.platforms.found import Gone, Post, Private, Unreachable, content_hash
from app.platforms.known import Networks
from app.platforms.looking import is_enough, merged, profile_request, read, read_profile, requests_for
from app.platforms.network import Link
from app.platforms.numbers import Numbers
from app.platforms.readings import Keys

NETWORKS = Networks(registry.networks("http://127.0.0.1:8137"))
KEYS = Keys(youtube="key-of-youtube", meta="token-of-meta")
YT = Link("youtube", "aB3-_xYz019", "http://youtu.be/aB3-_xYz019?si=x", "post")
IG = Link("instagram", "DVV03kTgBCS", "https://www.instagram.com/p/DVV03kTgBCS/", "post")
AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
WHOLE = Post("youtube", YT.post_id, "mei", "Three weeks. #gifted", AT, Numbers(views=5, likes=2), None,
             content_hash("Three weeks. #gifted", None), tags=("gifted",), sources={"views": "api", "likes": "api"},
             text_from="videos.list")
PART = replace(WHOLE, author="@mei", text="Three", is_partial=True, published_at=None, tags=(), text_from="oembed",
               numbers=Numbers(views=7, comments=1), sources={"views": "page", "comments": "page"}, pictures=3,
               content_hash=content_hash("Three", None), aliases=("Mei at home",))


def requests(link: Link, keys: Keys):
    return requests_for(link, Networks(NETWORKS.all, keys))


def names(link: Link, keys: Keys) -> list[str]:
    return [f"{one.source} {one.name}" for one in requests(link, keys)]


def test_an_official_way_goes_first_and_only_with_the_operators_key():
    assert names(YT, KEYS) == ["api videos.list", "page page", "api oembed"]
    assert names(YT, Keys()) == ["page page", "api oembed"]
    assert names(IG, KEYS) == ["api oembed", "page page"]
    assert names(IG, Keys()) == ["page page"]


def test_a_key_stands_in_a_header_and_is_told_nowhere_else():
    for link in (YT, IG):
        request = requests(link, KEYS)[0]
        secret = KEYS.youtube if link is YT else KEYS.meta
        assert secret in "".join(request.headers.values())
        assert secret not in request.url
        assert secret not in repr(request) + repr(Networks((), KEYS))


def test_pages_obey_robots_and_interfaces_made_to_be_asked_do_not():
    assert [one.obeys_robots for one in requests(YT, KEYS)] == [False, True, False]


def test_the_page_is_opened_as_it_was_pasted_over_https():
    note = "65a1b2c3000000001e00abcd"
    pasted = f"http://www.xiaohongshu.com/explore/{note}?xsec_token=ABinvented="
    (request,) = requests_for(Link("xiaohongshu", note, pasted, "post"), NETWORKS)
    assert request.url == pasted.replace("http:", "https:")


def test_a_short_link_has_to_be_followed_before():
    assert requests_for(Link("tiktok", "", "https://vm.tiktok.com/ZMabc/", "short"), NETWORKS) == ()


def test_a_post_without_a_page_of_its_kind_is_asked_for_in_the_ways_that_know_it():
    opus = Link("bilibili", "opus987654321098765432", "https://www.bilibili.com/opus/987654321098765432", "post")
    assert names(opus, Keys()) == ["page page"]


@pytest.mark.parametrize(("pasted", "asked"), [
    ("https://x.com/mei_at_home/status/2028077791441846349?s=20",
     "twitter.com%2Fmei_at_home%2Fstatus%2F2028077791441846349"),
    ("https://x.com/i/web/status/2028077791441846349", "twitter.com%2Fi%2Fstatus%2F2028077791441846349"),
])
def test_a_post_on_x_is_asked_for_under_the_name_in_its_link(pasted, asked):
    (request,) = requests_for(Link("x", "2028077791441846349", pasted, "post"), NETWORKS)
    assert request.url.endswith(asked)


@pytest.mark.parametrize(("slug", "post_id", "pasted", "opened"), [
    ("youtube", "aB3-_xYz019", "https://m.youtube.com/shorts/aB3-_xYz019",
     "https://www.youtube.com/watch?v=aB3-_xYz019"),
    ("weibo", "4607741009594608", "https://weibo.com/1234567890/K3fnuEfZK",
     "https://m.weibo.cn/detail/4607741009594608"),
    ("tiktok", "7300000000000000001", "https://m.tiktok.com/v/7300000000000000001.html", ""),
])
def test_the_page_that_says_most_is_opened_where_a_link_needs_nothing_else(slug, post_id, pasted, opened):
    pages = [one.url for one in requests_for(Link(slug, post_id, pasted, "post"), NETWORKS) if one.name == "page"]
    assert pages == [opened or pasted]


def test_every_network_can_be_looked_at_and_every_request_is_https():
    for network in registry.NETWORKS:
        url = "https://" + (sorted(network.hosts) or ["mei.example"])[0] + "/x"
        found = requests(Link(network.slug, "1234567890123456789", url, "post"), KEYS)
        assert found
        assert all(one.url.startswith("https://") for one in found)


def test_the_simulated_network_is_asked_for_its_answer_and_its_numbers_say_so():
    link = Link("simulated", "p1", "http://127.0.0.1:8137/posts/p1", "post")
    (request,) = requests_for(link, NETWORKS)
    body = orjson.dumps({"id": "p1", "author": "mei", "text": "x", "views": 3, "published_at": "2026-03-01T12:00:00Z"})
    post = read(request, 200, {"content-type": "application/json"}, body)
    assert request.url == "http://127.0.0.1:8137/api/posts/p1"
    assert (post.numbers, post.sources, post.text_from) == (Numbers(views=3), {"views": "api"}, "answer")


def test_a_network_that_cannot_be_read_anonymously_never_proves_a_post_gone():
    link = Link("douyin", "7300000000000000001", "https://www.douyin.com/video/7300000000000000001", "post")
    (request,) = requests_for(link, NETWORKS)
    assert read(request, 404, {}, b"") == Unreachable("sign_in_needed")


@pytest.mark.parametrize(("found", "enough"), [
    (WHOLE, True), (PART, False), (replace(WHOLE, author=None), False), (replace(WHOLE, published_at=None), False),
    (replace(WHOLE, text=None), False), (Gone("deleted"), True), (Private(), True), (Unreachable("busy"), False),
])
def test_a_look_ends_when_words_author_and_time_or_the_absence_are_certain(found, enough):
    assert is_enough(found) is enough


@pytest.mark.parametrize(("first", "second", "found"), [
    (Unreachable("busy"), Gone("deleted"), Gone("deleted")),
    (Gone("deleted"), Unreachable("busy"), Gone("deleted")),
    (Private(), Gone("deleted"), Private()),
    (Unreachable("busy"), Unreachable("no_post"), Unreachable("busy")),
    (Gone("not_found"), WHOLE, WHOLE),
    (WHOLE, Unreachable("no_post"), WHOLE),
    (Unreachable("no_post"), PART, PART),
])
def test_seeing_a_post_outweighs_all_and_a_clear_no_outweighs_silence(first, second, found):
    assert merged(first, second) == found


@pytest.mark.parametrize(("first", "second"), [(WHOLE, PART), (PART, WHOLE)])
def test_two_views_of_a_post_are_joined_number_by_number_with_their_sources(first, second):
    post = merged(first, second)
    views = first.numbers.views
    assert post.numbers == Numbers(views=views, likes=2, comments=1)
    assert post.sources == {"views": first.sources["views"], "likes": "api", "comments": "page"}
    assert (post.text, post.is_partial, post.text_from) == (WHOLE.text, False, "videos.list")
    assert (post.published_at, post.pictures, post.tags) == (AT, 3, ("gifted",))
    assert post.content_hash == WHOLE.content_hash
    assert post.author == first.author
    assert {"Mei at home", second.author} <= set(post.aliases)


def test_joining_a_post_with_itself_changes_nothing():
    assert merged(WHOLE, WHOLE) == WHOLE


def state(mark: str, said: object) -> bytes:
    return f'<script id="{mark}">window.x = {orjson.dumps(said).decode()}</script>'.encode()


PROFILES = [
    ("bilibili", "100200300", "api.bilibili.com/x/web-interface/card?mid=100200300",
     orjson.dumps({"code": 0, "data": {"card": {"mid": "100200300", "name": "小梅", "sign": "试用 code-7"}}})),
    ("weibo", "1234567890", "m.weibo.cn/api/container/getIndex?type=uid&value=1234567890",
     orjson.dumps({"ok": 1, "data": {"userInfo": {"id": 1, "screen_name": "小梅", "description": "试用 code-7"}}})),
    ("youtube", "@mei", "www.youtube.com/@mei",
     state("ytInitialData", {"metadata": {"channelMetadataRenderer": {
         "description": "tries code-7", "externalId": "UC1", "vanityChannelUrl": "http://www.youtube.com/@mei"}}})),
    ("zhihu", "mei-at-home", "www.zhihu.com/people/mei-at-home",
     state("js-initialData", {"entities": {"users": {"mei-at-home": {"name": "小梅", "description": "code-7"}}}})),
    ("tiktok", "@mei", "www.tiktok.com/@mei",
     state("__UNIVERSAL_DATA_FOR_REHYDRATION__",
           {"webapp.user-detail": {"userInfo": {"user": {"id": "7", "uniqueId": "mei", "signature": "code-7"}}}})),
    ("blog", "https://www.mei.example/about", "mei.example/", b"<body><p>About me: code-7</p></body>"),
]


@pytest.mark.parametrize(("slug", "handle", "address", "body"), PROFILES)
def test_the_words_of_a_profile_are_read_where_anybody_may(slug, handle, address, body):
    request = profile_request(slug, handle, NETWORKS)
    assert request.url == f"https://{address}"
    assert "code-7" in read_profile(request, 200, {"content-type": "text/html; charset=utf-8"}, body).bio
    assert read_profile(request, 404, {}, body) is None


@pytest.mark.parametrize("body", [b"", b"{}", b"\xff", b"[1]", b'{"data":{"card":{"sign":7}}}', b"<script>"])
@pytest.mark.parametrize(("slug", "handle"), [(slug, handle) for slug, handle, _, _ in PROFILES if slug != "blog"])
def test_a_profile_that_says_nothing_certain_is_none(slug, handle, body):
    assert read_profile(profile_request(slug, handle, NETWORKS), 200, {}, body) is None


@pytest.mark.parametrize(("slug", "handle"), [
    ("instagram", "mei"), ("x", "mei"), ("xiaohongshu", "mei"), ("bilibili", "小梅"), ("weibo", "小梅在家"),
    ("zhihu", "../admin"), ("blog", "not a host"), ("blog", "localhost"), ("youtube", ""),
])
def test_a_profile_that_nobody_may_read_by_this_handle_is_not_asked_for(slug, handle):
    assert profile_request(slug, handle, NETWORKS) is None


@pytest.mark.parametrize("slug", ["youtube", "tiktok"])
def test_a_handle_cannot_lead_to_another_address(slug):
    assert "/../" not in profile_request(slug, "a/../../b?c#d", NETWORKS).url
    assert profile_request(slug, "a/b?c#d", NETWORKS).url.endswith("@a%2Fb%3Fc%23d")
