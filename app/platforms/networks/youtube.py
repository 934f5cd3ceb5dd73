"""YouTube: videos, shorts and live streams by their eleven characters; youtu.be names the video itself."""

import re

from app.core.i18n import text
from app.platforms.network import Address, Network, Signs
from app.platforms.policy import western

_VIDEO = re.compile(r"[A-Za-z0-9_-]{11}")
_SHELVES = ("shorts", "embed", "live", "v")


def _recognise(address: Address) -> str | None:
    if address.host in ("youtu.be", "www.youtu.be"):
        said = address.step(0)
    elif address.step(0) in _SHELVES:
        said = address.step(1)
    else:
        said = address.query.get("v", "") if address.step(0) == "watch" else ""
    return said if _VIDEO.fullmatch(said) else None


NETWORK = Network(
    slug="youtube",
    place=140,
    name=text("YouTube", "YouTube"),
    hosts=frozenset({
        "youtube.com", "www.youtube.com", "m.youtube.com", "music.youtube.com", "youtube-nocookie.com",
        "www.youtube-nocookie.com", "youtu.be", "www.youtu.be",
    }),
    recognise=_recognise,
    canonical=lambda post_id: f"https://www.youtube.com/watch?v={post_id}",
    how_to_copy=text(
        "In YouTube open your video, tap Share, then Copy link.",
        "在 YouTube 打开你的视频，点“分享”，再点“复制链接”。",
    ),
    policy=western(),
    signs=Signs(
        gone=("this video has been removed", "this video is no longer available"),
        private=("private video", "this video is private"),
        wall=("before you continue to youtube", "sign in to confirm", "unusual traffic"),
    ),
)
