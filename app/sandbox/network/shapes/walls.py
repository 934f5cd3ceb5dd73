"""Networks that show a single post to nobody: Dianping, Taobao, JD and WeChat's Channels answer with a wall."""

from collections.abc import Callable
from random import Random
from typing import Any

from app.sandbox.network.posts import SimulatedPost
from app.sandbox.network.shapes.shape import Asked, Numbers, Page, Shape, digits, letters, wall


def _walled(slug: str, host: str, number: Callable[[Random, Any], str], link: Callable[[SimulatedPost], str],
            title: str) -> Shape:
    door = wall(title, "请登录")

    def shows(post: SimulatedPost, numbers: Numbers, asked: Asked) -> Page:
        return door(asked)
    return Shape(slug=slug, hosts=frozenset({host}), number=number, link=link, shows=shows, gone=door, private=door,
                 shared="{title} {link}")


SHAPES: tuple[Shape, ...] = (
    _walled("dianping", "www.dianping.com", lambda chance, at: digits(chance, 9, "2"),
            lambda post: f"https://www.dianping.com/note/{post.id}_29", "大众点评验证中心"),
    _walled("taobao", "www.taobao.com", lambda chance, at: digits(chance, 13, "12"),
            lambda post: f"https://www.taobao.com/list?rateId={post.id}", "亲，请登录"),
    _walled("jd", "club.jd.com", lambda chance, at: f"{digits(chance, 12, '1')}_" + "-".join(
            letters(chance, size, "0123456789abcdef") for size in (8, 4, 4, 4, 12)),
            lambda post: f"https://club.jd.com/repay/{post.id}_1.html", "京东-欢迎登录"),
    _walled("wechat_channels", "weixin.qq.com", lambda chance, at: "A" + letters(chance, 8, "abcdefghijkmnpqrstuvwxyz"),
            lambda post: f"https://weixin.qq.com/sph/{post.id}", "请在微信客户端打开"),
)
