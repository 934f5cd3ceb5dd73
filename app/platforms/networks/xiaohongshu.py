"""Xiaohongshu (rednote): notes by their 24 hexadecimal digits, whatever token the link carries."""

import re

from app.core.i18n import text
from app.platforms.found import Found, Unreachable, moment_of
from app.platforms.network import Address, Network, Signs
from app.platforms.numbers import counted
from app.platforms.pages import page
from app.platforms.policy import chinese
from app.platforms.readings import WORDS, Wanted
from app.platforms.seen import seen
from app.platforms.states import at, each, state

_NOTE = re.compile(r"[0-9a-f]{24}")


def _recognise(address: Address) -> str | None:
    match address.steps:
        case (("explore" | "search_result", note, *_) | ("discovery", "item", note, *_)
              | ("user", "profile", _, note, *_)):
            return note.lower() if _NOTE.fullmatch(note.lower()) else None
    return None


def _of_state(markup: str, wanted: Wanted) -> Found | None:
    """The page's own data, where the pasted link may still be opened by anybody; times there are milliseconds."""
    told = state(markup, "__INITIAL_STATE__", '"noteDetailMap":', f'"{wanted.post_id}":', '"note":')
    if at(told, "noteId") is None:
        return None
    if told["noteId"] != wanted.post_id:
        return Unreachable("another_post")
    words = [told.get("title"), told.get("desc")]
    counts, edited, made = told.get("interactInfo"), told.get("lastUpdateTime"), told.get("time")
    return seen(
        wanted, author=at(told, "user", "nickname"), author_id=at(told, "user", "userId"),
        text="\n".join(one for one in words if isinstance(one, str) and one).replace("[话题]#", ""),
        published_at=moment_of(made // 1000 if isinstance(made, int) else None),
        edited_at=moment_of(edited // 1000 if isinstance(edited, int) else None),
        pictures=len(each(told, "imageList")) or None, has_video=told.get("type") == "video",
        image=each(told, "imageList"),
        tags=[at(one, "name") for one in each(told, "tagList")],
        numbers=counted(likes=at(counts, "likedCount"), saves=at(counts, "collectedCount"),
                        comments=at(counts, "commentCount"), shares=at(counts, "shareCount")),
    )


NETWORK = Network(
    slug="xiaohongshu",
    place=10,
    name=text("Xiaohongshu", "小红书"),
    hosts=frozenset({
        "xiaohongshu.com", "www.xiaohongshu.com", "m.xiaohongshu.com", "rednote.com", "www.rednote.com",
    }),
    short_hosts=frozenset({"xhslink.com", "www.xhslink.com"}),
    carries=frozenset({"redirectPath"}),
    code=re.compile(r"xhsdiscover://"),
    recognise=_recognise,
    canonical=lambda post_id: f"https://www.xiaohongshu.com/explore/{post_id}",
    how_to_copy=text(
        "In Xiaohongshu open your note, tap the arrow at the top right, then Copy link.",
        "在小红书打开你的笔记，点右上角的分享按钮，再点“复制链接”。",
    ),
    readings=(page(_of_state, knows=WORDS | {"likes", "saves", "comments", "shares"}),),
    policy=chinese(filing=True, readable=False, link=False),
    signs=Signs(wall=("登录后查看", "扫码登录", "请先登录", "安全验证")),
)
