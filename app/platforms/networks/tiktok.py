"""TikTok: videos and photo posts by their number; vm., vt. and /t/ links must be followed first."""

import re
from typing import Any
from urllib.parse import quote

from app.core.i18n import text
from app.platforms.answers import api
from app.platforms.found import Found, Gone, Private, Unreachable, moment_of
from app.platforms.markup import decode
from app.platforms.network import Address, Network, Signs
from app.platforms.numbers import counted
from app.platforms.pages import page
from app.platforms.policy import western
from app.platforms.readings import COUNTS, WORDS, Ask, Keys, Profile, ProfileReading, Reply, Wanted
from app.platforms.seen import seen
from app.platforms.states import at, each, state

_NUMBER = re.compile(r"[1-9][0-9]{17,19}")


def _recognise(address: Address) -> str | None:
    match address.steps:
        case (person, "video" | "photo", said, *_) if person.startswith("@"):
            post = said
        case ("v", said, *_):
            post = said.removesuffix(".html")
        case ("share", "video", said, *_):
            post = said
        case ("embed", "v2", said, *_) | ("player", "v1", said, *_) | ("embed", said, *_):
            post = said
        case _:
            return None
    return post if _NUMBER.fullmatch(post) else None


_STATE = "__UNIVERSAL_DATA_FOR_REHYDRATION__"
_GONE, _PRIVATE = (10204,), (10216, 10222)


def _of_state(markup: str, wanted: Wanted) -> Found | None:
    """The page's own data: the item, or a number that says why there is none."""
    item = state(markup, _STATE, '"webapp.video-detail":', '"itemStruct":')
    if at(item, "id") is None:
        return _without_item(state(markup, _STATE, '"webapp.video-detail":'))
    if item["id"] != wanted.post_id:
        return Unreachable("another_post")
    if item.get("privateItem") is True:
        return Private()
    author, pictures = at(item, "author"), at(item, "imagePost", "images")
    counts = item.get("statsV2") or item.get("stats")
    return seen(
        wanted, author=at(author, "uniqueId"), author_id=at(author, "id"), aliases=(at(author, "nickname"),),
        text=item.get("desc"), published_at=moment_of(item.get("createTime")),
        pictures=len(pictures) if isinstance(pictures, list) else None, has_video=not pictures,
        image=[at(pictures, 0, "imageURL", "urlList"), at(item, "video", "cover")],
        tags=[at(one, "hashtagName") for one in each(item, "textExtra")],
        numbers=counted(views=at(counts, "playCount"), likes=at(counts, "diggCount"), shares=at(counts, "shareCount"),
                        comments=at(counts, "commentCount"), saves=at(counts, "collectCount")),
    )


def _without_item(said: Any) -> Found | None:
    code = at(said, "statusCode")
    return Gone("deleted") if code in _GONE else Private() if code in _PRIVATE else None


def _ask_oembed(wanted: Wanted, keys: Keys) -> Ask | None:
    video = quote(f"https://www.tiktok.com/@/video/{wanted.post_id}", safe="")
    return Ask(f"https://www.tiktok.com/oembed?url={video}")


def _of_oembed(said: Any, wanted: Wanted) -> Found:
    """The caption whole and the author; the first 32 bits of a video's number are the second it was made in."""
    if said.get("embed_product_id", wanted.post_id) != wanted.post_id:
        return Unreachable("another_post")
    if not isinstance(said.get("title"), str):
        return Unreachable("no_post")
    return seen(wanted, author=said.get("author_unique_id"), aliases=(said.get("author_name"),),
                text=said["title"], published_at=moment_of(int(wanted.post_id) >> 32), image=said.get("thumbnail_url"))


def _ask_profile(handle: str, keys: Keys) -> Ask | None:
    return Ask(f"https://www.tiktok.com/@{quote(handle, safe='')}") if handle else None


def _profile(reply: Reply, handle: str) -> Profile | None:
    user = state(decode(reply.content_type, reply.body), _STATE, '"webapp.user-detail":', '"user":')
    bio = at(user, "signature")
    return Profile(at(user, "uniqueId"), at(user, "id"), bio) if isinstance(bio, str) else None


NETWORK = Network(
    slug="tiktok",
    place=130,
    name=text("TikTok", "TikTok"),
    hosts=frozenset({"tiktok.com", "www.tiktok.com", "m.tiktok.com", "lite.tiktok.com"}),
    short_hosts=frozenset({"vm.tiktok.com", "vt.tiktok.com"}),
    short_paths=frozenset({"t"}),
    code=re.compile(r"(?:snssdk(?:1180|1233)|tiktok|musically)://"),
    recognise=_recognise,
    canonical=lambda post_id: f"https://www.tiktok.com/@/video/{post_id}",
    how_to_copy=text(
        "In TikTok open your post, tap the arrow at the right, then Copy link.",
        "在 TikTok 打开你的作品，点右侧的分享箭头，再点“复制链接”。",
    ),
    readings=(
        page(_of_state, knows=WORDS | COUNTS),
        api("oembed", _ask_oembed, _of_oembed, knows=WORDS),
    ),
    profile=ProfileReading("page", _ask_profile, _profile),
    policy=western(link=False),
    signs=Signs(
        private=("this video is private",),
        wall=("video currently unavailable", "verify to continue", "log in", "security check"),
    ),
)
