"""TikTok: videos and photo posts by their number; vm., vt. and /t/ links must be followed first."""

import re

from app.core.i18n import text
from app.platforms.network import Address, Network, Signs
from app.platforms.policy import western

_NUMBER = re.compile(r"[1-9][0-9]{17,19}")


def _recognise(address: Address) -> str | None:
    match address.steps:
        case (person, "video" | "photo", said, *_) if person.startswith("@"):
            post = said
        case ("v", said, *_):
            post = said.removesuffix(".html")
        case ("embed", "v2", said, *_) | ("player", "v1", said, *_) | ("embed", said, *_):
            post = said
        case _:
            return None
    return post if _NUMBER.fullmatch(post) else None


NETWORK = Network(
    slug="tiktok",
    place=130,
    name=text("TikTok", "TikTok"),
    hosts=frozenset({"tiktok.com", "www.tiktok.com", "m.tiktok.com"}),
    short_hosts=frozenset({"vm.tiktok.com", "vt.tiktok.com"}),
    short_paths=frozenset({"t"}),
    recognise=_recognise,
    canonical=lambda post_id: f"https://www.tiktok.com/@/video/{post_id}",
    how_to_copy=text(
        "In TikTok open your post, tap the arrow at the right, then Copy link.",
        "在 TikTok 打开你的作品，点右侧的分享箭头，再点“复制链接”。",
    ),
    policy=western(link=False),
    signs=Signs(
        private=("this video is private",),
        wall=("video currently unavailable", "verify to continue", "log in", "security check"),
    ),
)
