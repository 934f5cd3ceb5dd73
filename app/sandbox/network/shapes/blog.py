"""A blog's answers: an article with JSON-LD, a front page with words of its owner, and 404 for what is no more."""

from app.sandbox.network.posts import SimulatedPost
from app.sandbox.network.shapes.shape import Asked, Member, Numbers, Page, Shape, digits, page, quoted, spelt

ENDING = ".blog.example"
"""Blogs of the made-up world: the author's name before it, or a domain of their own as the handle."""


def host_of(handle: str) -> str:
    """The domain of somebody's blog."""
    return handle if "." in handle else handle.replace("_", "-") + ENDING


def _shows(post: SimulatedPost, numbers: Numbers, asked: Asked) -> Page:
    address = f"https://{host_of(post.author)}/posts/{post.id}"
    told = spelt({"@context": "https://schema.org", "@type": "BlogPosting", "url": address,
                  "headline": "Notes", "articleBody": post.text, "datePublished": post.published_at.isoformat(),
                  "author": {"@type": "Person", "name": post.author}})
    shop = f'<p><a href="{quoted(post.shop_link)}">shop</a></p>' if post.shop_link else ""
    pictures = f'<img src="/pictures/{post.id}.jpg" alt="">' * post.pictures
    paragraphs = "".join(f"<p>{quoted(line)}</p>" for line in post.text.splitlines())
    return page("Notes", f'<link rel="canonical" href="{address}">',
                f'<script type="application/ld+json">{told}</script>',
                f"<article>{paragraphs}{pictures}{shop}</article>")


def _profile(member: Member) -> Page:
    return page(member.handle, f"<p>{quoted(member.bio)}</p>")


SHAPE = Shape(
    slug="blog",
    hosts=frozenset(),
    number=lambda chance, at: digits(chance, 9, "4"),
    link=lambda post: f"https://{host_of(post.author)}/posts/{post.id}?utm_source=share",
    shows=_shows,
    gone=lambda asked: page("Not found", "<h1>404</h1>", status=404),
    private=lambda asked: page("Log in", "<h1>Please log in</h1>", status=403),
    profile=_profile, shared="{title}\n{link}",
)
