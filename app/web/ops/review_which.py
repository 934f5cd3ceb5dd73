"""Which of a person's promised posts a review is: its network, and its place among those that were agreed on."""

from app.core.i18n import Text, text
from app.platforms.known import Networks
from app.reviews.models import Review
from app.web.screen import Screen

ANY = text("any network", "不限平台")


def network_of(screen: Screen, slug: str | None) -> Text | None:
    """How people call a network; None where none is named."""
    networks: Networks = screen.request.app.state.house.networks
    return None if slug is None else networks.get(slug).name if slug in networks.slugs else text(slug)


def which(screen: Screen, review: Review, place: int, posts: int) -> Text:
    """The network that was asked for, else the one handed in, and which post of several."""
    network = network_of(screen, review.asked_platform or review.platform) or ANY
    if posts < 2:
        return network
    return text(f"{network.default}, post {place} of {posts}",
                f"{network.zh_cn or network.default}，第 {place} 篇（共 {posts} 篇）")
