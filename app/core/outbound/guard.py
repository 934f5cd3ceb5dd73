"""Which addresses may be connected to: those of the public internet, and the origins that are admitted by name."""

import asyncio
import ipaddress
import re
import socket
from collections.abc import Awaitable, Callable, Iterable, Sequence

from app.core.outbound.refusals import AddressRefused
from app.core.outbound.targets import Site, Target, target_of

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str, int], Awaitable[Sequence[str]]]

PORTS = frozenset({80, 443})

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_UNICAST_SIX = ipaddress.IPv6Network("2000::/3")
# Special ranges that `is_global` of some Python releases takes for public (IANA special-purpose registries).
_SPECIAL = tuple(map(ipaddress.ip_network, (
    "0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.88.99.0/24", "198.18.0.0/15", "240.0.0.0/4",
    "2001::/23", "2001:db8::/32", "3fff::/20",
)))


def admitted(origin: str) -> str:
    """An origin of the list of exceptions in its plain spelling; ValueError where it is not host:port."""
    if not re.fullmatch(r"[^/?#]+:[0-9]+", origin):
        raise ValueError(f"{origin!r} is not host:port")
    return target_of(f"http://{origin}").origin


def is_public(address: Address) -> bool:
    """Whether an address belongs to the public internet, also where IPv6 carries an IPv4 address inside."""
    if isinstance(address, ipaddress.IPv6Address):
        inside = _inside(address)
        if inside is not None:
            return is_public(inside)
        if address not in _UNICAST_SIX or address.scope_id:
            return False
    special = any(address.version == network.version and address in network for network in _SPECIAL)
    return address.is_global and not (special or address.is_multicast or address.is_reserved)


def _inside(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The IPv4 address that the network would really be asked for; Teredo lies in a range refused as a whole."""
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped or address.sixtofour


async def system_resolver(host: str, port: int) -> Sequence[str]:
    """Every address of a name, as the machine's resolver gives them."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


class Guard:
    """Decides by the link whether to ask at all, and by the address whether to connect."""

    def __init__(self, allow: Iterable[str], resolve: Resolve, ports: Iterable[int]) -> None:
        self._allow, self._resolve, self._ports = frozenset(map(admitted, allow)), resolve, frozenset(ports)

    def passed(self, target: Target, may_be_open: bool = True) -> Target:
        """The target, or AddressRefused where its port, or its scheme where it must not be plain http, is unusual."""
        site = target.site
        if site.port not in self._ports and site.origin not in self._allow:
            raise AddressRefused("port")
        if not may_be_open and site.scheme != "https" and site.origin not in self._allow:
            raise AddressRefused("scheme")
        return target

    async def addresses(self, site: Site) -> list[str]:
        """The addresses of a site, resolved once; AddressRefused where one of them is not public."""
        try:
            found: list[Address] = [ipaddress.ip_address(site.host)]
        except ValueError:
            found = [ipaddress.ip_address(address) for address in await self._resolve(site.host, site.port)]
        if site.origin not in self._allow and not all(map(is_public, found)):
            raise AddressRefused("address")
        return [str(address) for address in found]
