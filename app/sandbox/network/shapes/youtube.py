"""YouTube's answers: the Data API's videos.list, the watch page's player, oEmbed and a channel's page."""

from typing import Any

from app.sandbox.network.posts import SimulatedPost
from app.sandbox.network.shapes import shape
from app.sandbox.network.shapes.shape import Asked, Member, Numbers, Page, Shape

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"


def _shows(post: SimulatedPost, numbers: Numbers, asked: Asked) -> Page:
    if asked.host == "www.googleapis.com":
        return shape.json_page({"kind": "youtube#videoListResponse", "items": [_item(post, numbers)]})
    if asked.path == "oembed":
        return shape.json_page({"type": "video", "title": shape.heading(post), "author_name": post.author,
                          "thumbnail_url": shape.picture_of(post),
                          "author_url": f"https://www.youtube.com/@{post.author}"})
    return _watch(post, numbers)


def _item(post: SimulatedPost, numbers: Numbers) -> dict[str, Any]:
    return {
        "id": post.id, "status": {"privacyStatus": "public"},
        "snippet": {"title": shape.heading(post), "description": post.text,
                    "publishedAt": post.published_at.isoformat(), "channelId": post.author_id,
                    "channelTitle": shape.author_of(post),
                    "thumbnails": {"medium": {"url": shape.picture_of(post)}}},
        "statistics": {"viewCount": str(numbers["views"]), "likeCount": str(numbers["likes"]),
                       "commentCount": str(numbers["comments"])}}


def _watch(post: SimulatedPost, numbers: Numbers) -> Page:
    owner = {} if post.hides_author else {"ownerProfileUrl": f"http://www.youtube.com/@{post.author}"}
    player = {
        "playabilityStatus": {"status": "OK"},
        "videoDetails": {"videoId": post.id, "title": shape.heading(post), "shortDescription": post.text,
                         "channelId": post.author_id, "viewCount": str(numbers["views"]), "isPrivate": False,
                         "author": shape.author_of(post),
                         "thumbnail": {"thumbnails": [{"url": shape.picture_of(post)}]}},
        "microformat": {"playerMicroformatRenderer": {
            "publishDate": post.published_at.isoformat(), "likeCount": str(numbers["likes"]), **owner}}}
    return shape.page(f"{shape.heading(post)} - YouTube", shape.script(
        f"var ytInitialPlayerResponse = {shape.spelt(player)};"))


def _unplayable(status: str, reason: str) -> Any:
    def refuse(asked: Asked) -> Page:
        if asked.host == "www.googleapis.com":
            return shape.json_page({"kind": "youtube#videoListResponse", "items": []})
        if asked.path == "oembed":
            return shape.page("Not Found", status=404)
        player = shape.spelt({"playabilityStatus": {"status": status, "reason": reason}})
        return shape.page("YouTube", shape.script(f"var ytInitialPlayerResponse = {player};"))
    return refuse


def _profile(member: Member) -> Page:
    data = shape.spelt({"metadata": {"channelMetadataRenderer": {
        "title": member.handle, "description": member.bio, "externalId": member.author_id,
        "vanityChannelUrl": f"http://www.youtube.com/@{member.handle}"}}})
    return shape.page("YouTube", shape.script(f"var ytInitialData = {data};"))


SHAPE = Shape(
    slug="youtube",
    hosts=frozenset({"www.youtube.com", "youtu.be", "www.googleapis.com"}),
    number=lambda chance, at: shape.letters(chance, 11, _LETTERS),
    link=lambda post: f"https://youtu.be/{post.id}?si=AbCdEf123456",
    shows=_shows, gone=_unplayable("ERROR", "This video has been removed by the uploader"),
    private=_unplayable("LOGIN_REQUIRED", "This is a private video. Please sign in to verify that you may see it."),
    profile=_profile, shared="{title} {link} via @YouTube",
)
