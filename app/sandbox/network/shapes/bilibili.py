"""Bilibili's answers: the view call with its codes, the page with __INITIAL_STATE__, a person's card, b23.tv."""

from typing import Any

from app.sandbox.network.posts import SimulatedPost
from app.sandbox.network.shapes import shape
from app.sandbox.network.shapes.shape import Asked, Member, Numbers, Page, Shape

_NAMES = "FcwAPNKTMug3GV5Lj7EJnHpWsx4tb8haYeviqBz6rkCy12mUSDQX9RdoZf"


def _video(post: SimulatedPost, numbers: Numbers) -> dict[str, Any]:
    return {
        "bvid": post.id, "title": shape.heading(post), "desc": post.text, "dynamic": "",
        "pic": shape.picture_of(post),
        "owner": {"mid": int(post.author_id or 1), "name": shape.author_of(post)},
        "pubdate": shape.seconds(post.published_at),
        "stat": {"view": numbers["views"], "like": numbers["likes"], "reply": numbers["comments"],
                 "favorite": numbers["saves"], "share": numbers["shares"], "coin": 0, "danmaku": 0}}


def _shows(post: SimulatedPost, numbers: Numbers, asked: Asked) -> Page:
    video = _video(post, numbers)
    if asked.host == "api.bilibili.com":
        return shape.json_page({"code": 0, "message": "0", "ttl": 1, "data": video})
    state = shape.spelt({"videoData": video, "tags": [], "error": {}})
    return shape.page(f"{video['title']}_哔哩哔哩_bilibili", shape.script(
        f"window.__INITIAL_STATE__={state};(function(){{}}());"))


def _refusing(code: int, words: str) -> Any:
    def refuse(asked: Asked) -> Page:
        if asked.host == "api.bilibili.com":
            return shape.json_page({"code": code, "message": words, "ttl": 1})
        state = shape.spelt({"error": {"code": 404, "trueCode": code, "message": words}})
        return shape.page("视频去哪了呢？_哔哩哔哩_bilibili", shape.script(f"window.__INITIAL_STATE__={state};"))
    return refuse


def _profile(member: Member) -> Page:
    return shape.json_page({"code": 0, "data": {"card": {
        "mid": member.author_id, "name": member.handle, "sign": member.bio}}})


SHAPE = Shape(
    slug="bilibili",
    hosts=frozenset({"api.bilibili.com", "www.bilibili.com", "b23.tv"}),
    number=lambda chance, at: "BV1" + shape.letters(chance, 9, _NAMES),
    link=lambda post: f"https://www.bilibili.com/video/{post.id}/?share_source=copy_web&vd_source=0123456789abcdef",
    shows=_shows, gone=_refusing(62002, "稿件不可见"), private=_refusing(62012, "仅UP主自己可见"), profile=_profile,
    short="b23.tv/", shared="【{title}-哔哩哔哩】 {link}",
)
