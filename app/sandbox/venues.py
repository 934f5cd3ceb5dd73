"""Where people of the demo world post: on a network where they have an account and the campaign wants posts."""

from collections.abc import Sequence
from typing import Any

from app.platforms.policies import policy
from app.sandbox.network.shapes.blog import host_of
from app.sandbox.world import Place

SIMULATED = "simulated"
NEEDS: dict[str, tuple[str, ...]] = {
    "unseen": (SIMULATED,), "yours": (SIMULATED,),
    "private": (SIMULATED, "bilibili", "weibo"), "hidden": (SIMULATED, "bilibili", "weibo"),
    "hang": ("zhihu", SIMULATED), "drip": ("zhihu", SIMULATED), "wait": ("zhihu", "weibo", "bilibili", SIMULATED),
    "inward": ("zhihu", "blog", SIMULATED), "bomb": ("zhihu", "blog", SIMULATED),
    "misspelt": ("zhihu", "wechat", "blog", "kuaishou"), "gone_page": ("weibo", "bilibili", "wechat", "kuaishou"),
    "author_changed": (SIMULATED, "bilibili", "weibo"), "more_likes": (SIMULATED, "bilibili"),
    "endless": (SIMULATED, "bilibili", "weibo"), "falling": (SIMULATED, "bilibili"),
    "bought": (SIMULATED, "bilibili"), "expired": ("bilibili", "weibo", "kuaishou", "tiktok"),
    "borrowed": ("xiaohongshu", "douyin"),
}
"""What can befall a post only on some networks, those first on which it is seen best."""
SEEN = frozenset({"missing_label", "wrong_author", "too_early", "slow", "busy", "deleted", "edited"})
"""What can befall a post on any network that shows posts to everybody."""
WITHOUT_PHOTOS = frozenset({"bilibili", "douyin", "kuaishou", "tiktok", "youtube"})


def handle_on(platform: str, handle: str) -> str:
    """The name under which somebody declares an account there."""
    return host_of(handle) if platform == "blog" else handle


def is_walled(platform: str) -> bool:
    """Whether posts there are shown only to people who have signed in."""
    return not policy(platform).anonymous_read


def can_befall(place: Place, fate: str, part: int = 0) -> bool:
    """Whether this may befall somebody's post: a fate that is about a post needs an account where it can be seen."""
    return (fate not in NEEDS and fate not in SEEN) or bool(_fitting(place, fate, part))


def venue(place: Place, fate: str, part: int) -> str:
    """The network of a post; whoever has no account where posts are wanted posts on the simulated network all the
    same, where nobody can tell whose post it is."""
    found = _fitting(place, fate, part)
    return place.chance.choice(found) if found else SIMULATED


def _fitting(place: Place, fate: str, part: int) -> list[str]:
    wanted = _wanted(place, part)
    able = [one for one in place.person.networks if wanted is None or one in wanted]
    if fate in NEEDS:
        able = [one for one in NEEDS[fate] if one in able][:1]
    elif fate in SEEN:
        able = [one for one in able if not is_walled(one)]
    return able


def _wanted(place: Place, part: int) -> Sequence[str] | None:
    """The networks on which this promised post may stand; None: on any."""
    body = place.stand.plan.body
    promised: dict[str, Any] = body["deliverables"][part]
    if promised["platform"]:
        return [promised["platform"]]
    wanted = [one["platform"] for one in body["platforms"]] or None
    if promised.get("format") != "photo":
        return wanted
    return [one for one in wanted or place.person.networks if one not in WITHOUT_PHOTOS]
