"""The networks in the order in which people see them, and the one place that finds them by name."""

from collections.abc import Iterable
from difflib import get_close_matches

from app.platforms import simulated
from app.platforms.bilibili import BILIBILI
from app.platforms.douyin import DOUYIN
from app.platforms.instagram import INSTAGRAM
from app.platforms.network import Network
from app.platforms.refusals import NoSuchNetwork
from app.platforms.tiktok import TIKTOK
from app.platforms.weibo import WEIBO
from app.platforms.xiaohongshu import XIAOHONGSHU
from app.platforms.youtube import YOUTUBE

NETWORKS: tuple[Network, ...] = (XIAOHONGSHU, WEIBO, DOUYIN, BILIBILI, INSTAGRAM, TIKTOK, YOUTUBE)


def networks(simulated_origin: str | None = None) -> tuple[Network, ...]:
    """Every network, and the simulated one where its origin is given."""
    return NETWORKS if simulated_origin is None else (*NETWORKS, simulated.at(simulated_origin))


def get(slug: str, among: tuple[Network, ...] = NETWORKS) -> Network:
    """The network of that name; another name is refused with the nearest one."""
    for network in among:
        if network.slug == slug:
            return network
    raise NoSuchNetwork(slug=slug[:80], nearest=nearest(slug, (network.slug for network in among)))


def nearest(slug: str, names: Iterable[str]) -> str:
    """The known name that looks most like the one given; "" where none comes near."""
    found = get_close_matches(slug[:80].lower(), list(names), n=1, cutoff=0.5)
    return found[0] if found else ""
