"""The address of a post's picture, from whatever form a network tells it in."""

from typing import Any

import orjson
import pytest

from app.platforms import registry
from app.platforms.found import Post
from app.platforms.known import Networks
from app.platforms.looking import Request, merged, read, requests_for
from app.platforms.network import Link
from app.platforms.pictured import first_shown, picture_at, without_query
from app.platforms.readings import Keys

HERE, PIC = "https://blog.example/posts/9", "https://img.example/a.jpg"
NETWORKS = Networks(registry.networks("http://127.0.0.1:8137"), Keys(youtube="key", meta="token"))
POSTS = {"youtube": "aB3-_xYz019", "bilibili": "BV1xx411c7mD", "weibo": "5012345678901234", "instagram": "C1a2B3-_xyz",
         "tiktok": "7312345678901234567", "simulated": "p1", "kuaishou": "3xabcdefghijklm", "zhihu": "answer3123456789",
         "douyin": "7312345678901234567", "xiaohongshu": "65a1b2c3000000001e00abcd", "facebook": "pfbid0abc",
         "blog": "blog.example/posts/9"}


@pytest.mark.parametrize(("said", "address"), [
    (PIC, PIC), ("//img.example/a.jpg", PIC), ("/a.jpg", "https://blog.example/a.jpg"),
    ("a.jpg", "https://blog.example/posts/a.jpg"), ([None, "", PIC], PIC), ({"url": PIC}, PIC),
    ([{"@type": "ImageObject", "contentUrl": PIC}], PIC), ({"url_list": [PIC]}, PIC),
    ("data:image/png;base64,AAAA", None), ("javascript:alert(1)", None), ("ftp://img.example/a.jpg", None),
    ("https://me:secret@img.example/a.jpg", None), ("http://[::1", None), ("https://", None), ("a\nb.jpg", None),
    ("https:\\\\img.example", None), ("x" * 3000, None), (7, None), (None, None), ([[[[PIC]]]], None), ("", None),
])
def test_only_a_whole_address_of_the_web_is_one(said: Any, address: str | None) -> None:
    assert picture_at(said, HERE) == address


@pytest.mark.parametrize(("markup", "address"), [
    ('<p><img class="a" src="/a.jpg?x=1&amp;y=2"></p>', "/a.jpg?x=1&y=2"),
    ("<img src='data:,' data-x='1'><img src='b.jpg'>", "data:,"),
    ('<img alt="x" data-src="https://img.example/a.jpg">', PIC), ("<imgs src='a.jpg'>", None), ("<img>", None),
])
def test_the_first_picture_of_an_article_is_read_as_it_is_written(markup: str, address: str | None) -> None:
    assert first_shown(markup) == address


def test_an_address_that_is_signed_anew_names_the_same_picture() -> None:
    assert without_query(f"{PIC}?sign=1#a") == without_query(f"{PIC}?sign=2") == PIC


def way(slug: str, name: str) -> Request:
    page = "https://blog.example/posts/9" if slug == "blog" else "https://pasted.example/"
    found = requests_for(Link(slug, POSTS[slug], page, "post"), NETWORKS)
    return next(one for one in found if one.name == name)


def told(slug: str, name: str, said: Any) -> Post:
    is_json = isinstance(said, dict)
    body = orjson.dumps(said) if is_json else said.encode()
    kind = "application/json" if is_json else "text/html; charset=utf-8"
    found = read(way(slug, name), 200, {"content-type": kind}, body)
    assert isinstance(found, Post), found
    return found


def script(said: Any, before: str = "") -> str:
    return f"<script>{before}{orjson.dumps(said).decode()};</script>"


YT, BV, WB, TT = POSTS["youtube"], POSTS["bilibili"], POSTS["weibo"], POSTS["tiktok"]
XHS, KS, ZH = POSTS["xiaohongshu"], POSTS["kuaishou"], "3123456789"
PERMALINK = f'data-instgrm-permalink="https://www.instagram.com/p/{POSTS["instagram"]}/"'
TELLS = [
    ("youtube", "videos.list", {"items": [{"id": YT, "status": {}, "snippet": {
        "title": "a", "thumbnails": {"default": {"url": f"{PIC}0"}, "medium": {"url": PIC}}}}]}),
    ("youtube", "page", script({"videoDetails": {
        "videoId": YT, "title": "a", "thumbnail": {"thumbnails": [{"url": PIC}]}}}, "var ytInitialPlayerResponse = ")),
    ("youtube", "oembed", {"title": "a", "thumbnail_url": PIC}),
    ("bilibili", "view", {"code": 0, "data": {"bvid": BV, "title": "a", "pic": "//img.example/a.jpg"}}),
    ("weibo", "statuses/show", {"ok": 1, "data": {"id": WB, "text": "a", "pics": [{"url": PIC}]}}),
    ("weibo", "statuses/show", {"ok": 1, "data": {"id": WB, "text": "a", "page_info": {"page_pic": {"url": PIC}}}}),
    ("tiktok", "page", script({"webapp.video-detail": {"itemInfo": {"itemStruct": {
        "id": TT, "desc": "a", "video": {"cover": PIC}}}}}, "__UNIVERSAL_DATA_FOR_REHYDRATION__ = ")),
    ("tiktok", "page", script({"webapp.video-detail": {"itemInfo": {"itemStruct": {
        "id": TT, "desc": "a", "imagePost": {"images": [{"imageURL": {"urlList": [PIC]}}]}}}}},
        "__UNIVERSAL_DATA_FOR_REHYDRATION__ = ")),
    ("tiktok", "oembed", {"title": "a", "thumbnail_url": PIC}),
    ("instagram", "oembed", {"html": PERMALINK, "title": "a", "thumbnail_url": PIC}),
    ("instagram", "page", f'<meta property="og:url" content="https://www.instagram.com/p/{POSTS["instagram"]}/">'
                          f'<meta property="og:title" content="a"><meta property="og:image" content="{PIC}">'),
    ("kuaishou", "page", script({f"VisionVideoDetailPhoto:{KS}": {"id": KS, "caption": "a", "coverUrl": PIC}},
                                "window.__APOLLO_STATE__=")),
    ("zhihu", "page", f'<script id="js-initialData">{{"answers":{{"{ZH}":{{"id":"{ZH}","author":{{}},'
                      f'"content":"<p>a</p><img src=\'{PIC}\'>"}}}}}}</script>'),
    ("douyin", "page", script({"item_list": [{"aweme_id": TT, "desc": "a", "images": [{"url_list": [PIC]}]}]},
                              "window._ROUTER_DATA = ")),
    ("xiaohongshu", "page", script({"noteDetailMap": {XHS: {"note": {
        "noteId": XHS, "title": "a", "imageList": [{"urlDefault": PIC}]}}}}, "window.__INITIAL_STATE__=")),
    ("blog", "page", f'<link rel=canonical href="{HERE}"><article><p>a</p><img src="{PIC}"></article>'),
    ("blog", "page", f'<link rel=canonical href="{HERE}"><script type="application/ld+json">{{"@type":"BlogPosting",'
                     f'"url":"{HERE}","headline":"a","image":{{"@type":"ImageObject","url":"{PIC}"}}}}</script>'),
    ("simulated", "answer", {"id": "p1", "author": "mei", "text": "a", "image": PIC}),
]


@pytest.mark.parametrize(("slug", "name", "said"), TELLS, ids=[f"{slug} {name}" for slug, name, _ in TELLS])
def test_each_network_tells_where_the_picture_of_its_post_lies(slug: str, name: str, said: Any) -> None:
    assert told(slug, name, said).image == PIC


def test_what_the_first_answer_does_not_show_is_taken_from_the_second() -> None:
    plain = told("youtube", "oembed", {"title": "a"})
    shown = told("youtube", "oembed", {"title": "a", "thumbnail_url": PIC})
    joined = merged(plain, shown)
    assert isinstance(joined, Post)
    assert (plain.image, joined.image) == (None, PIC)
