"""Every network's policy row by its name, the simulated one's too."""

from collections.abc import Mapping
from types import MappingProxyType

from app.platforms import simulated
from app.platforms.policy import Labels, Policy
from app.platforms.refusals import NoSuchNetwork
from app.platforms.registry import NETWORKS, nearest

__all__ = ["POLICIES", "Labels", "Policy", "policy"]

POLICIES: Mapping[str, Policy] = MappingProxyType({
    **{network.slug: network.policy for network in NETWORKS}, simulated.SLUG: simulated.POLICY,
})


def policy(slug: str) -> Policy:
    """The row of that network; another name is refused with the nearest one."""
    if slug in POLICIES:
        return POLICIES[slug]
    raise NoSuchNetwork(slug=slug[:80], nearest=nearest(slug, POLICIES))
