"""The demo's own network: its JSON, its page, and what both say of a post that is gone or private."""

from app.sandbox.network.posts import SimulatedPost
from app.sandbox.network.shapes.shape import Asked, Numbers, Page, Shape, author_of, json_page, page, quoted


def _shows(post: SimulatedPost, numbers: Numbers, asked: Asked) -> Page:
    if asked.path.startswith("posts/"):
        return page(post.author, f"<h1>@{quoted(post.author)}</h1><p>{quoted(post.text)}</p>")
    return json_page({
        "id": post.id, "author": author_of(post), "text": post.text, "published_at": post.published_at.isoformat(),
        "edited_at": post.edited_at.isoformat() if post.edited_at else None, "shop_link": post.shop_link,
        "author_id": post.author_id or None, "pictures": post.pictures, "video": post.has_video, "private": False,
        "image": f"/pictures/{post.id}.jpg" if post.pictures or post.has_video else None,
        **numbers})


def _gone(asked: Asked) -> Page:
    if asked.path.startswith("posts/"):
        return page("Gone", "<h1>This post is gone</h1>", status=404)
    return json_page({"error": "gone"}, 410)


def _private(asked: Asked) -> Page:
    name = asked.path.rsplit("/", 1)[-1]
    return _gone(asked) if asked.path.startswith("posts/") else json_page({"id": name, "private": True})


SHAPE = Shape(
    slug="simulated", hosts=frozenset(),
    number=lambda chance, at: f"p{chance.getrandbits(40):010x}",
    link=lambda post: f"/posts/{post.id}?utm_source=share",
    shows=_shows, gone=_gone, private=_private,
)
