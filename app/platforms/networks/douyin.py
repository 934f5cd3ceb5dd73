"""Douyin: videos and picture notes by their number, on the page, in a shared link, or open over another page."""

import re

from app.core.i18n import text
from app.platforms.found import Found, Unreachable, moment_of
from app.platforms.network import Address, Network, Signs
from app.platforms.numbers import counted
from app.platforms.pages import page
from app.platforms.policy import chinese
from app.platforms.readings import COUNTS, WORDS, Wanted
from app.platforms.seen import seen
from app.platforms.states import at, each, state

_NUMBER = re.compile(r"[1-9][0-9]{17,19}")


def _recognise(address: Address) -> str | None:
    match address.steps:
        case (("video" | "note" | "slides" | "article", post, *_)
              | ("share" | "m", "video" | "note" | "slides", post, *_)):
            said = post
        case _:
            said = address.query.get("modal_id", "")
    return said if _NUMBER.fullmatch(said) else None


def _of_state(markup: str, wanted: Wanted) -> Found | None:
    """The shared page's own data, where anybody is shown it."""
    told = at(state(markup, "_ROUTER_DATA", '"item_list":'), 0)
    if at(told, "aweme_id") is None:
        return None
    if told["aweme_id"] != wanted.post_id:
        return Unreachable("another_post")
    author, counts, pictures = told.get("author"), told.get("statistics"), each(told, "images")
    return seen(
        wanted, author=at(author, "nickname"), author_id=at(author, "sec_uid"),
        aliases=(at(author, "unique_id"), at(author, "short_id")), text=told.get("desc"),
        published_at=moment_of(told.get("create_time")), pictures=len(pictures) or None, has_video=not pictures,
        image=[at(pictures, 0), at(told, "video", "cover")],
        tags=[at(one, "hashtag_name") for one in each(told, "text_extra")],
        numbers=counted(likes=at(counts, "digg_count"), comments=at(counts, "comment_count"),
                        saves=at(counts, "collect_count"), shares=at(counts, "share_count"),
                        views=at(counts, "play_count") or None),
    )


NETWORK = Network(
    slug="douyin",
    place=30,
    name=text("Douyin", "抖音"),
    hosts=frozenset({
        "douyin.com", "www.douyin.com", "m.douyin.com", "jx.douyin.com", "jingxuan.douyin.com", "iesdouyin.com",
        "www.iesdouyin.com",
    }),
    short_hosts=frozenset({"v.douyin.com"}),
    code=re.compile(r"(?:snssdk(?:1128|2329)|aweme)://|%%[A-Za-z0-9]{8,14}%%|##[A-Za-z0-9]{8,14}##|\[抖音口令]"),
    recognise=_recognise,
    canonical=lambda post_id: f"https://www.douyin.com/video/{post_id}",
    how_to_copy=text(
        "In Douyin open your post, tap the arrow at the right, then Copy link.",
        "在抖音打开你的作品，点右侧的分享箭头，再点“复制链接”。",
    ),
    readings=(page(_of_state, knows=WORDS | COUNTS),),
    policy=chinese(readable=False),
    signs=Signs(wall=("验证码中间页", "验证", "登录")),
)
