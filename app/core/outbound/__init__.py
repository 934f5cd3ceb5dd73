"""The one door to other servers: only public addresses, each hop anew, with limits on time, bytes and hops."""

from app.core.outbound.body import MIB
from app.core.outbound.door import Answer, Outbound
from app.core.outbound.guard import PORTS, Address, Resolve, admitted, is_public, system_resolver
from app.core.outbound.refusals import AddressRefused, NotOpened, NotReachable, TooLarge, TooManyHops, TooSlow
from app.core.outbound.targets import Target, target_of

__all__ = [
    "MIB", "PORTS", "Address", "AddressRefused", "Answer", "NotOpened", "NotReachable", "Outbound", "Resolve", "Target",
    "TooLarge", "TooManyHops", "TooSlow", "admitted", "is_public", "system_resolver", "target_of",
]
