"""The networks in the order in which people see them, and the one place that finds them by name."""

import pkgutil
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from importlib import import_module

from app.platforms import networks as shelf
from app.platforms import simulated
from app.platforms.network import Network
from app.platforms.refusals import NoSuchNetwork


def _found() -> Iterator[Network]:
    for module in pkgutil.iter_modules(shelf.__path__, f"{shelf.__name__}."):
        network = import_module(module.name).NETWORK
        if not isinstance(network, Network):
            raise TypeError(f"{module.name}: NETWORK is no Network")
        yield network


NETWORKS: tuple[Network, ...] = tuple(sorted(_found(), key=lambda network: (network.place, network.slug)))


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
