"""Facebook: posts, photos and videos (a reel is a video) by their number, or the name that stands for it."""

import re

from app.core.i18n import text
from app.platforms.network import Address, Network, Signs
from app.platforms.policy import western

_NUMBER = re.compile(r"[1-9][0-9]{5,19}")
_POST = re.compile(r"[1-9][0-9]{5,19}|pfbid[0-9A-Za-z]{20,100}")


def _post(said: str) -> str | None:
    return said if _POST.fullmatch(said) else None


def _numbered(kind: str, said: str) -> str | None:
    return kind + said if _NUMBER.fullmatch(said) else None


def _recognise(address: Address) -> str | None:
    said = address.query
    match address.steps:
        case ("permalink.php" | "story.php",):
            return _post(said.get("story_fbid", ""))
        case ("photo.php",) | ("photo",):
            return _numbered("photo", said.get("fbid", ""))
        case ("watch", *_):
            return _numbered("video", said.get("v", ""))
        case ("reel", video, *_):
            return _numbered("video", video)
        case (_, "videos", *_, video):
            return _numbered("video", video)
        case (_, "photos", *_, photo):
            return _numbered("photo", photo)
        case ("groups", _, "posts" | "permalink", post, *_) | ("posts", post) | (_, "posts", _, post):
            return _post(post)
        case (_, "posts", post):
            return _post(post) or _post(post.rsplit("-", 1)[-1])
        case (post,):
            return _post(post)
    return None


def _canonical(post_id: str) -> str:
    if post_id.startswith("video"):
        return f"https://www.facebook.com/watch/?v={post_id.removeprefix('video')}"
    if post_id.startswith("photo"):
        return f"https://www.facebook.com/photo.php?fbid={post_id.removeprefix('photo')}"
    return f"https://www.facebook.com/{post_id}"


NETWORK = Network(
    slug="facebook",
    place=160,
    name=text("Facebook", "Facebook"),
    hosts=frozenset({
        "facebook.com", "www.facebook.com", "m.facebook.com", "mbasic.facebook.com", "web.facebook.com",
        "touch.facebook.com", "zh-cn.facebook.com", "zh-tw.facebook.com", "zh-hk.facebook.com", "en-gb.facebook.com",
        "ja-jp.facebook.com", "fb.com", "www.fb.com", "l.facebook.com",
        "lm.facebook.com",
    }),
    short_hosts=frozenset({"fb.watch", "fb.me"}),
    short_paths=frozenset({"share"}),
    carries=frozenset({"u", "next"}),
    code=re.compile(r"fb://"),
    recognise=_recognise,
    canonical=_canonical,
    how_to_copy=text(
        "In Facebook open your post (it must be public), tap Share, then Copy link.",
        "在 Facebook 打开你的帖子（须为公开），点“分享”，再点“复制链接”。",
    ),
    policy=western(),
    signs=Signs(wall=("log in", "log into facebook", "this content isn't available", "this content isn’t available")),
)
