"""TikTok's answers: the page with its data for rehydration, oEmbed, a person's page, vm.tiktok.com."""

from random import Random
from typing import Any

from app.sandbox.network.posts import SimulatedPost
from app.sandbox.network.shapes import shape
from app.sandbox.network.shapes.shape import Asked, Member, Numbers, Page, Shape

_STATE = "__UNIVERSAL_DATA_FOR_REHYDRATION__"


def _shows(post: SimulatedPost, numbers: Numbers, asked: Asked) -> Page:
    if asked.path == "oembed":
        return shape.json_page({"type": "video", "title": post.text, "author_unique_id": shape.author_of(post),
                          "author_name": shape.author_of(post), "thumbnail_url": shape.picture_of(post),
                          "embed_product_id": post.id})
    item = {
        "id": post.id, "desc": post.text, "createTime": str(shape.seconds(post.published_at)), "privateItem": False,
        "author": {"id": post.author_id, "uniqueId": shape.author_of(post), "nickname": shape.author_of(post)},
        "textExtra": [], "video": {"cover": shape.picture_of(post)},
        "statsV2": {"playCount": str(numbers["views"]), "diggCount": str(numbers["likes"]),
                    "shareCount": str(numbers["shares"]), "commentCount": str(numbers["comments"]),
                    "collectCount": str(numbers["saves"])}}
    return _page({"webapp.video-detail": {"statusCode": 0, "itemInfo": {"itemStruct": item}}})


def _page(scope: dict[str, Any]) -> Page:
    return shape.page("TikTok - Make Your Day", shape.script(shape.spelt({"__DEFAULT_SCOPE__": scope}), _STATE))


def _refusing(code: int) -> Any:
    def refuse(asked: Asked) -> Page:
        if asked.path == "oembed":
            return shape.json_page({"code": 400, "message": "Something went wrong"}, 400)
        return _page({"webapp.video-detail": {"statusCode": code, "statusMsg": "item doesn't exist"}})
    return refuse


def _profile(member: Member) -> Page:
    user = {"id": member.author_id, "uniqueId": member.handle, "signature": member.bio}
    return _page({"webapp.user-detail": {"userInfo": {"user": user}}})


def _number(chance: Random, at: Any) -> str:
    return str(shape.seconds(at) << 32 | chance.getrandbits(32))


SHAPE = Shape(
    slug="tiktok",
    hosts=frozenset({"www.tiktok.com", "vm.tiktok.com"}),
    number=_number,
    link=lambda post: f"https://www.tiktok.com/@{post.author}/video/{post.id}?is_from_webapp=1",
    shows=_shows, gone=_refusing(10204), private=_refusing(10222), profile=_profile,
    short="vm.tiktok.com/", shared="{link} Check out {author}'s video!",
)
