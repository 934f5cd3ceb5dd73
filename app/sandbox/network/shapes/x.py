"""X's answers: oEmbed of publish.twitter.com, whose status says that a post is gone or protected."""

from datetime import UTC, datetime, timedelta
from random import Random

from app.sandbox.network.posts import SimulatedPost
from app.sandbox.network.shapes.shape import Asked, Numbers, Page, Shape, json_page, page, quoted

_FIRST = datetime(2010, 11, 4, 1, 42, 54, 657_000, UTC)


def _number(chance: Random, at: datetime) -> str:
    """Milliseconds since the numbers began and 22 bits of chance."""
    return str(((at - _FIRST) // timedelta(milliseconds=1)) << 22 | chance.getrandbits(22))


def _shows(post: SimulatedPost, numbers: Numbers, asked: Asked) -> Page:
    if asked.path != "oembed":
        return page("X", "<h1>Log in to X</h1>")
    by = {} if post.hides_author else {"author_url": f"https://twitter.com/{post.author}", "author_name": post.author}
    return json_page(by | {
        "url": f"https://twitter.com/{post.author}/status/{post.id}", "type": "rich", "html":
        f'<blockquote class="twitter-tweet"><p lang="en" dir="ltr">{quoted(post.text)}</p>&mdash; {quoted(post.author)}'
        f'</blockquote>'})


SHAPE = Shape(
    slug="x",
    hosts=frozenset({"x.com", "twitter.com", "publish.twitter.com"}),
    number=_number,
    link=lambda post: f"https://x.com/{post.author}/status/{post.id}?s=20",
    shows=_shows,
    gone=lambda asked: json_page({"error": "Not Found"}, 404),
    private=lambda asked: json_page({"error": "Sorry, you are not authorized to see this status."}, 403),
)
