"""Instagram's answers: Meta's oEmbed for those with a token, a page whose tags wrap the caption, else a wall."""

from datetime import UTC, datetime, timedelta
from random import Random

from app.sandbox.network.posts import SimulatedPost
from app.sandbox.network.shapes.shape import Asked, Numbers, Page, Shape, json_page, meta, page, picture_of, quoted

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_FIRST = datetime(2011, 8, 24, 21, 7, 1, 721_000, UTC)


def _number(chance: Random, at: datetime) -> str:
    """Milliseconds since the network began and 23 bits of chance, in base 64."""
    rest, name = ((at - _FIRST) // timedelta(milliseconds=1)) << 23 | chance.getrandbits(23), ""
    while rest:
        rest, letter = divmod(rest, 64)
        name = _LETTERS[letter] + name
    return name


def _shows(post: SimulatedPost, numbers: Numbers, asked: Asked) -> Page:
    if asked.host == "graph.facebook.com":
        return json_page({
            "author_name": post.author, "title": post.text[:100], "thumbnail_url": picture_of(post), "type": "rich",
            "html": f'<blockquote class="instagram-media" data-instgrm-permalink="https://www.instagram.com/p/{post.id}/">'
            f'<a href="#">A post shared by {quoted(post.author)} (@{quoted(post.author)})</a></blockquote>'})
    day = f"{post.published_at:%B} {post.published_at.day}, {post.published_at.year}"
    told = f'{numbers["likes"]} likes, {numbers["comments"]} comments - {post.author} on {day}: "{post.text}". '
    return page(f"{post.author} on Instagram", meta(
        og_type="article", og_url=f"https://www.instagram.com/p/{post.id}/", og_description=told,
        og_title=f'{post.author} on Instagram: "{post.text}"', og_image=picture_of(post) or ""))


def _wall(asked: Asked) -> Page:
    if asked.host == "graph.facebook.com":
        return json_page({"error": {"code": 24, "message": "The requested resource does not exist"}}, 400)
    return page("Instagram", "<h2>Sorry, this page isn't available.</h2>")


SHAPE = Shape(
    slug="instagram",
    hosts=frozenset({"www.instagram.com", "graph.facebook.com"}),
    number=_number,
    link=lambda post: f"https://www.instagram.com/p/{post.id}/?igsh=MWQ1ZGUxMzBkMA==",
    shows=_shows, gone=_wall, private=_wall,
)
