"""Douyin's answers: a page that asks who one is, the shared page's state for those who hold its signature, v.douyin."""

from app.sandbox.network.posts import SimulatedPost
from app.sandbox.network.shapes.shape import (
    Asked,
    Numbers,
    Page,
    Shape,
    author_of,
    digits,
    page,
    script,
    seconds,
    spelt,
)


def wall(asked: Asked) -> Page:
    """What a stranger sees, whether the video is there or not."""
    return page("验证码中间页", "<h1>请完成下列验证后继续</h1>")


def _shows(post: SimulatedPost, numbers: Numbers, asked: Asked) -> Page:
    if "share_sign" not in asked.query:
        return wall(asked)
    item = {
        "aweme_id": post.id, "desc": post.text, "create_time": seconds(post.published_at), "text_extra": [],
        "author": {"nickname": author_of(post), "unique_id": author_of(post), "sec_uid": post.author_id},
        "images": [] if post.has_video else [{"uri": "a"}] * post.pictures,
        "statistics": {"digg_count": numbers["likes"], "comment_count": numbers["comments"], "play_count": 0,
                       "collect_count": numbers["saves"], "share_count": numbers["shares"]}}
    state = spelt({"loaderData": {"video_(id)/page": {"videoInfoRes": {"item_list": [item]}}}})
    return page("抖音", script(f"window._ROUTER_DATA = {state}"))


SHAPE = Shape(
    slug="douyin",
    hosts=frozenset({"www.douyin.com", "www.iesdouyin.com", "v.douyin.com"}),
    number=lambda chance, at: digits(chance, 19, "7"),
    link=lambda post: f"https://www.iesdouyin.com/share/video/{post.id}/",
    shows=_shows, gone=wall, private=wall, short="v.douyin.com/",
    shared="7.43 复制打开抖音，看看【{author}的作品】{title} {link} 12/09 q@E.Hi :5pm",
)
