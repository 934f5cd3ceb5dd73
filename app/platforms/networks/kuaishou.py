"""Kuaishou: videos and pictures by the name that every one of its hosts gives them."""

import re

from app.core.i18n import text
from app.platforms.found import Found, Unreachable, moment_of
from app.platforms.network import Address, Network, Signs
from app.platforms.numbers import counted
from app.platforms.pages import page
from app.platforms.policy import chinese
from app.platforms.readings import WORDS, Wanted
from app.platforms.seen import seen
from app.platforms.states import at, state

_NAME = re.compile(r"3[0-9a-z]{11,19}")


def _recognise(address: Address) -> str | None:
    match address.steps:
        case ("short-video" | "photo" | "long-video", said) | ("fw", "photo" | "long-video", said, *_):
            name = said
        case ("u" | "profile" | "photo", _, said, *_):
            name = said
        case _:
            name = address.query.get("photoId", "")
    return name.lower() if _NAME.fullmatch(name.lower()) else None


def _of_state(markup: str, wanted: Wanted) -> Found | None:
    """The page's own data: the photo (as every post is called there) under its name, and its author."""
    told = state(markup, "__APOLLO_STATE__", f'"VisionVideoDetailPhoto:{wanted.post_id}":')
    if not isinstance(told, dict) or not told:
        return None
    if told.get("id", wanted.post_id) != wanted.post_id:
        return Unreachable("another_post")
    author = state(markup, "__APOLLO_STATE__", '"VisionVideoDetailAuthor:', '":')
    made = told.get("timestamp")
    return seen(
        wanted, author=at(author, "name"), author_id=at(author, "id"), text=told.get("caption"),
        published_at=moment_of(made // 1000 if isinstance(made, int) else None),
        image=told.get("coverUrl"),
        has_video=True if told.get("videoUrl") or told.get("photoUrl") else None,
        numbers=counted(likes=_first(told.get("realLikeCount"), told.get("likeCount")), views=told.get("viewCount"),
                        comments=told.get("commentCount")),
    )


def _first(*said: object) -> object:
    return next((one for one in said if one is not None), None)


NETWORK = Network(
    slug="kuaishou",
    place=80,
    name=text("Kuaishou", "快手"),
    hosts=frozenset({
        "kuaishou.com", "www.kuaishou.com", "m.kuaishou.com", "c.kuaishou.com", "live.kuaishou.com",
        "v.m.chenzhongtech.com", "kphbeijing.m.chenzhongtech.com", "m.gifshow.com",
    }),
    short_hosts=frozenset({"v.kuaishou.com", "v.kuaishouapp.com"}),
    short_paths=frozenset({"f"}),
    code=re.compile(r"(?:kwai|kwainebula|ksnebula)://"),
    recognise=_recognise,
    canonical=lambda post_id: f"https://www.kuaishou.com/short-video/{post_id}",
    how_to_copy=text(
        "In Kuaishou open your post, tap the arrow at the right, then Copy link.",
        "在快手打开你的作品，点右侧的分享箭头，再点“复制链接”。",
    ),
    readings=(page(_of_state, knows=WORDS | {"views", "likes", "comments"}),),
    policy=chinese(),
    signs=Signs(
        gone=("作品已被删除", "作品不存在", "该作品已删除"),
        private=("作品已设为私密", "作者设置了隐私"),
        wall=("验证", "登录"),
    ),
)
