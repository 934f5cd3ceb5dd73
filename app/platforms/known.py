"""The networks that this installation knows, as one thing that can be lent to verbs."""

from dataclasses import dataclass

from app.platforms.links import recognise
from app.platforms.network import Link, Network
from app.platforms.registry import get


@dataclass(frozen=True, slots=True)
class Networks:
    """The known networks in the order in which people see them."""

    all: tuple[Network, ...]

    def get(self, slug: str) -> Network:
        """The network of that name; another name is refused with the nearest one."""
        return get(slug, self.all)

    def recognise(self, pasted: str) -> Link:
        """The post or short link in a pasted text; raises a refusal that says which link is wanted."""
        return recognise(pasted, self.all)

    @property
    def slugs(self) -> tuple[str, ...]:
        """Their names in code."""
        return tuple(network.slug for network in self.all)
