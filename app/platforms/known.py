"""The networks that this installation knows, as one thing that can be lent to verbs."""

from dataclasses import dataclass

from app.core.i18n import Text
from app.platforms.links import meant, recognise
from app.platforms.network import Address, Link, Network
from app.platforms.readings import NO_KEYS, Keys
from app.platforms.registry import get


@dataclass(frozen=True, slots=True)
class Networks:
    """The known networks in the order in which people see them, and the operator's keys to ask them officially."""

    all: tuple[Network, ...]
    keys: Keys = NO_KEYS

    def get(self, slug: str) -> Network:
        """The network of that name; another name is refused with the nearest one."""
        return get(slug, self.all)

    def recognise(self, pasted: str) -> Link:
        """The post or short link in a text that was taken before, blogs too; raises a refusal where it is none."""
        return recognise(pasted, self.all, agreed=[network for network in self.all if network.is_open])

    def followed(self, short: Link, url: str, body: bytes) -> Link | None:
        """The post to which a short link has led: by the address where it ended, else by what the page says of itself;
        None where it is no post of a known network. The link stays the pasted one where the page had to say it."""
        ended = Address.parse(url)
        address = meant(ended, self.all) if ended else None
        network = next((one for one in self.all if address is not None and one.owns(address)), None)
        if address is None or network is None:
            return None
        link = network.link(address)
        if link is not None and link.kind == "post":
            return link
        post_id = network.told_by(body) if network.told_by else None
        return Link(network.slug, post_id, short.url, "post") if post_id else None

    @property
    def names(self) -> dict[str, Text]:
        """What people call them, by their names in code."""
        return {network.slug: network.name for network in self.all}

    @property
    def slugs(self) -> tuple[str, ...]:
        """Their names in code."""
        return tuple(network.slug for network in self.all)
