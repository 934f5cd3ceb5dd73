"""A fetched answer is a post only where it names the asked one; everything uncertain stays uncertain."""

from datetime import UTC, datetime
from time import perf_counter

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.platforms import registry
from app.platforms.found import WHYS, Gone, Post, Private, Unreachable
from app.platforms.known import Networks
from app.platforms.looking import read as read_request
from app.platforms.looking import requests_for
from app.platforms.network import Link
from app.platforms.numbers import Numbers
from app.platforms.refusals import NoSuchNetwork

NETWORKS = Networks(registry.networks("http://127.0.0.1:8137"))
HTML = {"Content-Type": "text/html; charset=utf-8"}
JSON = {"content-type": "application/json"}
IG, YT, XHS = "C1a2B3-_xyz", "aB3-_xYz019", "65a1b2c3000000001e00abcd"
HERE = f"https://www.instagram.com/somebody/p/{IG}/"
SAID = {
    "id": "p1", "author": "mei", "text": "三周体验\r\n#赠品体验", "edited_at": None,
    "published_at": "2026-03-01T20:00:00+08:00",
    "views": 1200, "likes": 30, "comments": 0, "saves": None, "shares": "1.2万", "shop_link": None, "private": False,
}
LD = b"<script type=application/ld+json>"


def read(platform, status, headers, body, asked):
    """What the post's page, or the simulated network's answer, says; where a network has no page, its last way."""
    found = requests_for(Link(platform, asked, "https://pasted.example/", "post"), NETWORKS)
    request = next((one for one in found if one.name in ("page", "answer")), found[-1])
    return read_request(request, status, headers, body)


def simulated(**changes):
    return read("simulated", 200, JSON, orjson.dumps({**SAID, **changes}), "p1")


def page(head="", body=""):
    return f"<!doctype html><html><head>{head}</head><body>{body}</body></html>".encode()


def og(**tags):
    return "".join(f'<meta property="og:{name}" content="{said}">' for name, said in tags.items())


def ld(*nodes):
    said = orjson.dumps(nodes[0] if len(nodes) == 1 else nodes).decode()
    return f'<script type="application/ld+json">{said}</script>'


def instagram(head="", body="", headers=HTML, status=200):
    return read("instagram", status, headers, page(head, body), IG)


def test_a_simulated_answer_is_a_post_with_unknown_numbers_unknown():
    post = simulated()
    assert (post.platform, post.post_id, post.author, post.text) == ("simulated", "p1", "mei", "三周体验\n#赠品体验")
    assert post.published_at == datetime(2026, 3, 1, 12, tzinfo=UTC)
    assert post.numbers == Numbers(views=1200, likes=30, comments=0, saves=None, shares=12_000)
    assert (post.has_shop_link, post.is_partial) == (False, False)


def test_a_change_of_words_or_shop_link_changes_the_hash_and_numbers_do_not():
    first = simulated().content_hash
    assert simulated(views=9, likes=None, author="mei2").content_hash == first
    assert simulated(text="三周体验  #赠品体验").content_hash == first
    assert simulated(text="三周体验").content_hash != first
    assert simulated(shop_link="https://shop.example/1").content_hash != first
    assert simulated(shop_link="https://shop.example/1").has_shop_link is True


def test_a_simulated_answer_may_leave_out_everything_but_its_id():
    post = read("simulated", 200, JSON, b'{"id":"p1"}', "p1")
    assert (post.author, post.text, post.published_at, post.has_shop_link) == (None, None, None, None)
    assert post.numbers == Numbers()


def test_a_private_post_is_private():
    assert simulated(private=True) == Private()


@pytest.mark.parametrize(("body", "why"), [
    (b"", "unreadable"), (b"{", "unreadable"), (b"[]", "unreadable"), (b"null", "unreadable"),
    (b'{"id":1}', "unreadable"), (b"\xff\xfe", "unreadable"), (b'{"id":"p2"}', "another_post"),
    (b"[" * 100_000, "unreadable"),
    (b'{"id":"p1","x":"' + b"a" * (1 << 20) + b'"}', "too_large"),
], ids=range(9))
def test_an_answer_that_is_not_about_the_post_proves_nothing(body, why):
    assert read("simulated", 200, JSON, body, "p1") == Unreachable(why)


@pytest.mark.parametrize("said", [
    "2026-03-01T20:00:00", "2026-03-01", "yesterday", "", 1772366400, "9999-12-31T23:59:59-23:00", "1" * 99,
])
def test_a_time_that_nobody_can_place_is_unknown(said):
    assert simulated(published_at=said).published_at is None


def test_wrong_types_inside_an_answer_are_unknown_not_errors():
    post = simulated(author=7, text=["x"], views=-1, likes="many", comments=True, shop_link="")
    assert (post.author, post.text, post.has_shop_link) == (None, None, False)
    assert post.numbers == Numbers(shares=12_000)


def test_control_characters_are_not_kept():
    assert simulated(text="a\x00b\x07c\nd").text == "abc\nd"


@pytest.mark.parametrize(("status", "found"), [
    (404, Gone("not_found")), (410, Gone("not_found")), (301, Unreachable("moved")),
    (401, Unreachable("sign_in_needed")), (403, Unreachable("refused")), (451, Unreachable("refused")),
    (429, Unreachable("busy")), (408, Unreachable("server_error")),
    (500, Unreachable("server_error")), (503, Unreachable("server_error")), (100, Unreachable("server_error")),
    (999, Unreachable("server_error")), (0, Unreachable("server_error")),
])
@pytest.mark.parametrize("platform", ["simulated", "instagram"])
def test_a_status_says_what_it_proves(platform, status, found):
    assert read(platform, status, {}, b"", "p1") == found


@pytest.mark.parametrize("platform", ["xiaohongshu", "douyin"])
@pytest.mark.parametrize("status", [404, 410])
def test_a_network_that_cannot_be_read_anonymously_never_proves_a_post_gone(platform, status):
    assert read(platform, status, HTML, b"", XHS) == Unreachable("sign_in_needed")


def test_a_wall_of_such_a_network_is_no_post():
    wall = page("<title>小红书 - 你的生活兴趣社区</title>" + og(title="小红书", url="https://www.xiaohongshu.com/explore"))
    assert read("xiaohongshu", 200, HTML, wall, XHS) == Unreachable("no_post")


def test_an_opengraph_page_that_names_the_post_is_a_partial_post():
    tags = og(url=HERE, title="Somebody &amp; a serum", description="#gifted three weeks")
    post = instagram(tags + "<meta name=author content=mei>")
    assert isinstance(post, Post)
    assert (post.author, post.text) == ("mei", "Somebody & a serum\n#gifted three weeks")
    assert (post.numbers, post.has_shop_link, post.is_partial) == (Numbers(), None, True)


def test_json_ld_gives_author_time_whole_text_and_numbers():
    post = instagram(ld({"@graph": [{
        "@type": "SocialMediaPosting", "url": HERE, "articleBody": "三周 #赠品体验",
        "author": [{"alternateName": "@mei", "name": "M"}],
        "datePublished": "2026-03-01T12:00:00Z", "commentCount": "7", "interactionStatistic": [
            {"interactionType": "http://schema.org/LikeAction", "userInteractionCount": "1.2万"},
            {"interactionType": {"@type": "WatchAction"}, "userInteractionCount": 5000},
            {"interactionType": "https://schema.org/ShareAction", "userInteractionCount": "999+"},
            {"interactionType": ["odd"]}, "odd",
        ],
    }]}))
    assert (post.author, post.text, post.is_partial) == ("@mei", "三周 #赠品体验", False)
    assert post.published_at == datetime(2026, 3, 1, 12, tzinfo=UTC)
    assert post.numbers == Numbers(views=5000, likes=12_000, comments=7, saves=None, shares=None)


def test_of_several_nodes_only_the_asked_posts_own_is_believed():
    site = "https://www.youtube.com"
    other = {"@type": "VideoObject", "url": f"{site}/watch?v={YT[::-1]}", "name": "another", "author": "x"}
    own = {"@type": ["VideoObject"], "embedUrl": f"{site}/embed/{YT}", "name": "mine", "author": "mei"}
    head = og(url=f"{site}/watch?v={YT}") + ld(other, own)
    assert read("youtube", 200, HTML, page(head), YT).author == "mei"
    alone = read("youtube", 200, HTML, page(og(url=f"https://youtu.be/{YT}", title="t") + ld(other)), YT)
    assert (alone.author, alone.text) == (None, "t")


def test_a_page_of_another_post_is_not_taken_for_the_asked_one():
    assert instagram(og(url="https://www.instagram.com/p/OtherOne123/", title="x")) == Unreachable("another_post")


@pytest.mark.parametrize("head", [
    "", "<title>Instagram</title>", og(title="Instagram", url="https://www.instagram.com/"),
    og(url=f"https://instagram.com.evil.example/p/{IG}/", title="x"), "<link rel=canonical>", "<meta property=og:url>",
    "<!--" + og(url=HERE, title="x") + "-->", "<script>'" + og(url=HERE, title="x") + "'</script>",
])
def test_a_page_that_does_not_name_the_post_proves_nothing(head):
    assert instagram(head) == Unreachable("no_post")


def test_a_page_that_names_the_post_but_says_nothing_is_unreadable():
    assert instagram(f'<link rel="canonical" href="{HERE}">') == Unreachable("unreadable")


@pytest.mark.parametrize(("platform", "head", "found"), [
    ("bilibili", "<title>视频去哪了呢？_哔哩哔哩_bilibili</title>", Gone("deleted")),
    ("youtube", "<title>YouTube</title><h1>This video has been removed by the uploader</h1>", Gone("deleted")),
    ("youtube", "<h1>Private <b>video</b></h1>", Private()),
    ("weibo", "<title>Sina Visitor System</title>", Unreachable("sign_in_needed")),
    ("weibo", "<title>微博不存在或暂无查看权限!</title>", Unreachable("sign_in_needed")),
    ("instagram", "<title>Login • Instagram</title>", Unreachable("sign_in_needed")),
    ("tiktok", "<title>Video currently unavailable</title>", Unreachable("sign_in_needed")),
    ("bilibili", "<title>验证码_哔哩哔哩</title>", Unreachable("sign_in_needed")),
    ("youtube", "<title>captcha</title>", Unreachable("check_asked")),
    ("douyin", "<title>验证码中间页</title>", Unreachable("sign_in_needed")),
])
def test_loud_words_say_what_a_page_without_the_post_means(platform, head, found):
    assert read(platform, 200, HTML, page(head), "x") == found


def test_a_post_about_a_removed_video_is_not_gone():
    said = "This video has been removed?"
    head = og(url=f"https://youtu.be/{YT}", title=said) + f"<title>{said}</title>"
    assert isinstance(read("youtube", 200, HTML, page(head), YT), Post)


@pytest.mark.parametrize("kind", ["application/json", "image/png", "text/plain", "application/pdf", "nonsense"])
def test_a_page_of_the_wrong_type_is_not_read(kind):
    assert instagram(og(url=HERE, title="x"), headers={"content-type": kind}) == Unreachable("wrong_type")


def test_a_simulated_page_that_is_no_json_is_the_wrong_type():
    assert read("simulated", 200, HTML, b"<html>", "p1") == Unreachable("wrong_type")


@pytest.mark.parametrize(("kind", "head", "codec"), [
    ("text/html; charset=GBK", "", "gb18030"),
    ("text/html", "<meta charset='gb2312'>", "gb18030"),
    ("text/html; charset=base64", "", "gb18030"),
    ("text/html; charset=no-such", "", "utf-8"),
    ("", "", "gb18030"),
    ("", "", "utf-8"),
    ("text/html; charset=big5", "", "utf-8-sig"),
    ("text/html; charset=utf-8", "", "gb18030"),
    ("text/html", "<meta charset=utf-8>", "gb18030"),
    ("TEXT/HTML; CHARSET=\"utf-16le\"", "", "utf-16-le"),
])
def test_letters_are_read_in_the_charset_that_the_page_has(kind, head, codec):
    body = page(head + og(url=HERE, title="面霜三周体验")).decode().encode(codec)
    assert read("instagram", 200, {"CONTENT-TYPE": kind}, body, IG).text == "面霜三周体验"


def test_a_page_of_flawless_utf_8_is_that_whatever_its_server_says():
    words = "面霜三周体验，早晚各一次"
    for kind in ("text/html; charset=GBK", "text/html; charset=iso-8859-1"):
        assert read("instagram", 200, {"content-type": kind}, page(og(url=HERE, title=words)), IG).text == words


def test_a_few_broken_letters_do_not_make_a_page_of_another_charset():
    words = "面霜三周体验" * 20
    body = page(og(url=HERE, title=words)).replace("体验".encode(), "体".encode() + b"\xff", 1)
    assert read("instagram", 200, HTML, body, IG).text.startswith("面霜三周体\ufffd面霜三周体验")


def test_nothing_after_the_first_mebibyte_is_read_and_a_letter_cut_there_is_no_other_charset():
    head = og(url=HERE, title="面霜").encode()
    body = head + b"x" * ((1 << 20) - len(head) - 1) + "面".encode() + b"<meta name=author content=late>"
    post = read("instagram", 200, {}, body, IG)
    assert (post.text, post.author) == ("面霜", None)


@pytest.mark.parametrize("body", [
    b"<div>" * 200_000, b"<h1>" * 250_000, b"<!--" * 250_000, b"<script>" * 130_000, b'<meta "' * 150_000,
    b"<meta " + b" ".join(b"a%d" % i for i in range(150_000)) + b">", LD + b"[" * 1_000_000,
    LD + b"[" + b"{}," * 100_000 + b"{}]</script>", LD + b'{"@graph":[' * 300 + b"]}" * 300 + b"</script>",
], ids=range(9))
def test_a_hostile_page_costs_little(body):
    start = perf_counter()
    assert read("instagram", 200, HTML, body, IG) == Unreachable("no_post")
    assert perf_counter() - start < 5


def test_an_unknown_platform_is_refused():
    with pytest.raises(NoSuchNetwork):
        read("instagramm", 200, HTML, b"", IG)


def test_every_reason_is_said_in_both_languages():
    assert all(said.default.endswith(".") and said.zh_cn.endswith("。") for said in WHYS.values())


PIECES = st.sampled_from([
    LD, b"</script>", b"<title>", b"<!--", b"-->", b"<link rel=canonical", b" href=//[",
    b"<meta property=og:url content=", HERE.encode(), b'"', b"'", b">", b"<", b"{", b"}",
    b"&#x110000;", b"\xff", b"\x00", b"charset=utf-7",
    b'{"@type":"VideoObject","url":', b'"author":[', b'"interactionStatistic":[{"interactionType":{"@type":5}}]',
    b'[{"@type":"Article","author":[[]],"url":{"@id":3}}]',
    b'{"id":"p1","views":1e400,"published_at":"0001-01-01T00:00:00+23:59"}',
])
BROKEN = [{"content-type": "text/html; charset=\udcff"}, {"content-type": "text/html;charset=idna"}]


@given(
    st.sampled_from([network.slug for network in registry.networks("http://127.0.0.1:1")]),
    st.integers(-1, 700) | st.just(200),
    st.sampled_from([{}, HTML, JSON, *BROKEN]),
    st.binary(max_size=300) | st.lists(PIECES, max_size=20).map(b"".join),
    st.sampled_from([IG, "p1", ""]),
)
@settings(max_examples=250)
def test_any_bytes_are_found_to_be_something(platform, status, headers, body, asked):
    found = read(platform, status, headers, body, asked)
    assert isinstance(found, Post | Gone | Private | Unreachable)
    assert not isinstance(found, Gone | Unreachable) or found.why in WHYS
