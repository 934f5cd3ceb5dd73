"""Where a post is opened: as its author pasted it, for some networks show it only with what stands in that link."""

from app.platforms.known import Networks
from app.platforms.network import Link
from app.platforms.refusals import LinkRefused
from app.platforms.registry import NETWORKS

KNOWN = Networks(NETWORKS)


def link_to(pasted: str | None, platform: str | None, post_id: str | None, networks: Networks) -> Link | None:
    """The link to open: as it was pasted, or the post's own address where a short link has been followed."""
    if pasted is None or platform not in networks.slugs:
        return None
    try:
        link = networks.recognise(pasted)
    except LinkRefused:
        return None
    if post_id and (link.platform, link.post_id) != (platform, post_id):
        return Link(platform, post_id, networks.get(platform).canonical(post_id), "post")
    return link


def opened_at(pasted: str | None, platform: str | None, post_id: str | None, url: str | None) -> str | None:
    """The address at which its author and ops open a post; only its own address, `url`, says which post it is.

    It may name whoever shared it, so a brand is never told.
    """
    link = link_to(pasted, platform, post_id, KNOWN) if url is not None else None
    return url if link is None else KNOWN.get(link.platform).fetch_url(link)
