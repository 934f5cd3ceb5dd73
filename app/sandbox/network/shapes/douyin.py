"""Douyin's answers: a page that asks who one is, the shared page's state for those who hold its signature, v.douyin."""

from app.sandbox.network.posts import SimulatedPost
from app.sandbox.network.shapes import shape
from app.sandbox.network.shapes.shape import Asked, Numbers, Page, Shape


def _shows(post: SimulatedPost, numbers: Numbers, asked: Asked) -> Page:
    item = {
        "aweme_id": post.id, "desc": post.text, "create_time": shape.seconds(post.published_at), "text_extra": [],
        "author": {"nickname": shape.author_of(post), "unique_id": shape.author_of(post), "sec_uid": post.author_id},
        "images": [] if post.has_video else [{"uri": "a"}] * post.pictures,
        "statistics": {"digg_count": numbers["likes"], "comment_count": numbers["comments"], "play_count": 0,
                       "collect_count": numbers["saves"], "share_count": numbers["shares"]}}
    state = shape.spelt({"loaderData": {"video_(id)/page": {"videoInfoRes": {"item_list": [item]}}}})
    return shape.page("抖音", shape.script(f"window._ROUTER_DATA = {state}"))


WALL = shape.wall("验证码中间页", "请完成下列验证后继续")
SHAPE = Shape(
    slug="douyin",
    hosts=frozenset({"www.douyin.com", "www.iesdouyin.com", "v.douyin.com"}),
    number=lambda chance, at: shape.digits(chance, 19, "7"),
    link=lambda post: f"https://www.iesdouyin.com/share/video/{post.id}/",
    shows=shape.to_holders("share_sign", _shows, WALL), gone=WALL, private=WALL, short="v.douyin.com/",
    shared="7.43 复制打开抖音，看看【{author}的作品】{title} {link} 12/09 q@E.Hi :5pm",
)
