"""Instagram: posts and reels by the short code in their link, with or without the author's name before it."""

import re

from app.core.i18n import text
from app.platforms.network import Address, Network, Signs
from app.platforms.policy import western

_CODE = re.compile(r"[A-Za-z0-9_-]{8,40}")
_SHELVES = ("p", "reel", "reels", "tv")


def _recognise(address: Address) -> str | None:
    if address.step(0) == "share":
        return None
    shelf = 0 if address.step(0) in _SHELVES else 1
    code = address.step(shelf + 1)
    return code if address.step(shelf) in _SHELVES and _CODE.fullmatch(code) else None


NETWORK = Network(
    slug="instagram",
    place=120,
    name=text("Instagram", "Instagram"),
    hosts=frozenset({"instagram.com", "www.instagram.com", "m.instagram.com", "instagr.am", "www.instagr.am"}),
    short_paths=frozenset({"share"}),
    recognise=_recognise,
    canonical=lambda post_id: f"https://www.instagram.com/p/{post_id}/",
    how_to_copy=text(
        "In Instagram open your post, tap the paper plane or the three dots, then Copy link.",
        "在 Instagram 打开你的帖子，点纸飞机或“···”，再点“复制链接”。",
    ),
    policy=western(link=False),
    signs=Signs(wall=("login • instagram", "log in", "page isn't available", "page isn’t available")),
)
