"""Facebook's answers: a page with OpenGraph tags for public posts, else a page that asks to sign in."""

from typing import Any

from app.sandbox.network.posts import SimulatedPost
from app.sandbox.network.shapes.shape import Asked, Numbers, Page, Shape, digits, meta, page, picture_of, spelt


def _shows(post: SimulatedPost, numbers: Numbers, asked: Asked) -> Page:
    address = f"https://www.facebook.com/{post.author}/posts/{post.id}"
    told: dict[str, Any] = {"@context": "https://schema.org", "@type": "SocialMediaPosting", "url": address,
                            "articleBody": post.text, "image": picture_of(post),
                            "datePublished": post.published_at.isoformat()}
    if not post.hides_author:
        told["author"] = {"@type": "Person", "name": post.author}
    return page(f"{post.author} | Facebook", meta(og_url=address, og_type="article", og_title=post.author,
                og_description=post.text), f'<script type="application/ld+json">{spelt(told)}</script>')


def _wall(asked: Asked) -> Page:
    return page("Log into Facebook", "<h2>This content isn't available right now</h2>")


SHAPE = Shape(
    slug="facebook",
    hosts=frozenset({"www.facebook.com"}),
    number=lambda chance, at: digits(chance, 16, "12"),
    link=lambda post: f"https://www.facebook.com/{post.author}/posts/{post.id}",
    shows=_shows, gone=_wall, private=_wall,
)
