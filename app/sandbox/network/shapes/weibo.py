"""Weibo's answers: statuses/show of the mobile site, its page with $render_data, a person's card, t.cn."""

from datetime import datetime, timedelta, timezone
from typing import Any

from app.sandbox.network.posts import SimulatedPost
from app.sandbox.network.shapes import shape
from app.sandbox.network.shapes.shape import Asked, Member, Numbers, Page, Shape

_CHINA = timezone(timedelta(hours=8))


def _in_words(at: datetime) -> str:
    return at.astimezone(_CHINA).strftime("%a %b %d %H:%M:%S %z %Y")


def _status(post: SimulatedPost, numbers: Numbers) -> dict[str, Any]:
    told = {
        "id": post.id, "mid": post.id, "created_at": _in_words(post.published_at), "text": shape.quoted(post.text),
        "visible": {"type": 0, "list_id": 0}, "isLongText": False, "pic_num": post.pictures,
        "pics": [{"url": shape.picture_of(post)}],
        "user": {"id": int(post.author_id or 1), "screen_name": shape.author_of(post)},
        "attitudes_count": numbers["likes"], "comments_count": numbers["comments"], "reposts_count": numbers["shares"]}
    return told | ({"edit_at": _in_words(post.edited_at)} if post.edited_at else {})


def _shows(post: SimulatedPost, numbers: Numbers, asked: Asked) -> Page:
    if asked.path == "statuses/show":
        return shape.json_page({"ok": 1, "data": _status(post, numbers)})
    data = shape.spelt([{"status": _status(post, numbers)}])
    return shape.page("微博", '<div id="app"></div>', shape.script(f"var $render_data = {data}[0] || {{}};"))


def _gone(asked: Asked) -> Page:
    if asked.path == "statuses/show":
        return shape.json_page({"ok": 0, "errno": "20101", "msg": "该微博不存在"})
    return shape.page("微博-出错了", "<h1>微博不存在或暂无查看权限!</h1>")


def _private(asked: Asked) -> Page:
    if asked.path == "statuses/show":
        return shape.json_page({"ok": 0, "errno": "20112", "msg": "由于作者隐私设置，你没有权限查看此微博"})
    return shape.page("微博-出错了", "<h1>微博不存在或暂无查看权限!</h1>")


def _profile(member: Member) -> Page:
    return shape.json_page({"ok": 1, "data": {"userInfo": {
        "id": int(member.author_id), "screen_name": member.handle, "description": member.bio}}})


SHAPE = Shape(
    slug="weibo",
    hosts=frozenset({"m.weibo.cn", "weibo.com", "t.cn"}),
    number=lambda chance, at: shape.digits(chance, 16, "5"),
    link=lambda post: f"https://weibo.com/{post.author_id or '1234567890'}/{post.id}",
    shows=_shows, gone=_gone, private=_private, profile=_profile,
    short="t.cn/", shared="【{title}】分享自@{author} 的微博 {link} （来自微博客户端）",
)
