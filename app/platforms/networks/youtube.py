"""YouTube: videos, shorts and live streams by their eleven characters; youtu.be names the video itself."""

import re
from typing import Any
from urllib.parse import quote

from app.core.i18n import text
from app.platforms.answers import api
from app.platforms.found import Found, Gone, Private, Unreachable, moment
from app.platforms.markup import decode
from app.platforms.network import Address, Network, Signs
from app.platforms.numbers import counted
from app.platforms.pages import page
from app.platforms.policy import western
from app.platforms.readings import WORDS, Ask, Keys, Profile, ProfileReading, Reply, Wanted
from app.platforms.seen import seen
from app.platforms.states import at, each, state

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


_API = "https://www.googleapis.com/youtube/v3"
_TIRED = frozenset({"quotaExceeded", "rateLimitExceeded", "userRateLimitExceeded", "dailyLimitExceeded"})
_HANDLE = re.compile(r"youtube\.com/@([\w.·-]{3,60})$")
_SIZES = ("medium", "high", "default")
_UNCERTAIN = ("try again", "error occurred", "unusual traffic")


def _canonical(post_id: str) -> str:
    return f"https://www.youtube.com/watch?v={post_id}"


def _ask_api(wanted: Wanted, keys: Keys) -> Ask | None:
    """YouTube Data API v3, videos.list; the key goes in a header so that no address tells it."""
    address = f"{_API}/videos?part=snippet,statistics,status&id={quote(wanted.post_id)}"
    return Ask(address, {"X-Goog-Api-Key": keys.youtube}) if keys.youtube else None


def _refused(status: int, said: Any) -> Found | None:
    return Unreachable("busy") if at(said, "error", "errors", 0, "reason") in _TIRED else None


def _of_api(said: Any, wanted: Wanted) -> Found:
    """The account's handle is not in it, so that its author stays unknown and only its other name is told."""
    if said.get("items") == []:
        return Gone("not_found")
    item = next((one for one in each(said, "items") if at(one, "id") == wanted.post_id), None)
    if item is None:
        return Unreachable("another_post" if each(said, "items") else "unreadable")
    if at(item, "status", "privacyStatus") == "private":
        return Private()
    told, counts = at(item, "snippet"), at(item, "statistics")
    return seen(
        wanted, author_id=at(told, "channelId"), aliases=(at(told, "channelTitle"),), has_video=True,
        image=[at(told, "thumbnails", size) for size in _SIZES],
        text=_words(at(told, "title"), at(told, "description")), published_at=moment(at(told, "publishedAt")),
        numbers=counted(views=at(counts, "viewCount"), likes=at(counts, "likeCount"),
                        comments=at(counts, "commentCount")),
    )


def _words(title: Any, description: Any) -> str:
    return "\n".join(one for one in (title, description) if isinstance(one, str) and one)


def _of_state(markup: str, wanted: Wanted) -> Found | None:
    """What the player is told in ytInitialPlayerResponse: whether it may play, the video, and its microformat."""
    player = "ytInitialPlayerResponse"
    told = state(markup, player, '"videoDetails":')
    if at(told, "videoId") is None:
        return _unplayable(state(markup, player, '"playabilityStatus":'))
    if told["videoId"] != wanted.post_id:
        return Unreachable("another_post")
    if told.get("isPrivate") is True:
        return Private()
    more = state(markup, player, '"playerMicroformatRenderer":')
    address = at(more, "ownerProfileUrl")
    handle = _HANDLE.search(address) if isinstance(address, str) else None
    published = moment(at(more, "publishDate")) or moment(at(more, "uploadDate"))
    return seen(
        wanted, author=handle[1] if handle else None, author_id=told.get("channelId"), aliases=(told.get("author"),),
        image=at(told, "thumbnail", "thumbnails"),
        text=_words(told.get("title"), told.get("shortDescription")), published_at=published, has_video=True,
        numbers=counted(views=told.get("viewCount"), likes=at(more, "likeCount")),
    )


def _unplayable(said: Any) -> Found | None:
    """A player without a video says why: an error is a video that is no more, unless it only asks to try again."""
    words = " ".join(str(one) for one in (at(said, "reason"), at(said, "messages", 0)) if one).lower()
    if "private" in words:
        return Private()
    if "not a bot" in words:
        return Unreachable("check_asked")
    is_certain = at(said, "status") == "ERROR" and not any(part in words for part in _UNCERTAIN)
    return Gone("deleted") if is_certain else None


def _ask_oembed(wanted: Wanted, keys: Keys) -> Ask | None:
    video = quote(_canonical(wanted.post_id), safe="")
    return Ask(f"https://www.youtube.com/oembed?format=json&url={video}")


def _of_oembed(said: Any, wanted: Wanted) -> Found:
    address = said.get("author_url")
    handle = _HANDLE.search(address) if isinstance(address, str) else None
    return seen(wanted, author=handle[1] if handle else None, aliases=(said.get("author_name"),),
                text=said.get("title"), has_video=True, is_partial=True, image=said.get("thumbnail_url"))


def _ask_profile(handle: str, keys: Keys) -> Ask | None:
    return Ask(f"https://www.youtube.com/@{quote(handle, safe='')}") if handle else None


def _profile(reply: Reply, handle: str) -> Profile | None:
    markup = decode(reply.content_type, reply.body)
    said = state(markup, "ytInitialData", '"channelMetadataRenderer":')
    bio, address = at(said, "description"), at(said, "vanityChannelUrl")
    found = _HANDLE.search(address) if isinstance(address, str) else None
    if not isinstance(bio, str):
        return None
    return Profile(found[1] if found else None, at(said, "externalId"), bio)


NETWORK = Network(
    slug="youtube",
    place=140,
    name=text("YouTube", "YouTube"),
    hosts=frozenset({
        "youtube.com", "www.youtube.com", "m.youtube.com", "music.youtube.com", "youtube-nocookie.com",
        "www.youtube-nocookie.com", "youtu.be", "www.youtu.be",
    }),
    carries=frozenset({"q", "u"}),
    code=re.compile(r"(?:vnd\.)?youtube://"),
    recognise=_recognise,
    canonical=_canonical,
    how_to_copy=text(
        "In YouTube open your video, tap Share, then Copy link.",
        "在 YouTube 打开你的视频，点“分享”，再点“复制链接”。",
    ),
    readings=(
        api("videos.list", _ask_api, _of_api, refused=_refused,
            knows=frozenset({"text", "published_at", "views", "likes", "comments"})),
        page(_of_state, knows=WORDS | {"views", "likes"}, opened_at=_canonical),
        api("oembed", _ask_oembed, _of_oembed, knows=frozenset({"author", "text"})),
    ),
    profile=ProfileReading("page", _ask_profile, _profile),
    policy=western(),
    signs=Signs(
        gone=("this video has been removed", "this video is no longer available"),
        private=("private video", "this video is private"),
        wall=("before you continue to youtube", "sign in to confirm", "unusual traffic"),
    ),
)
