"""Roles are composed here: what each door's people may do, out of what each folder grants."""

from app.accounts import rules as accounts
from app.brands import rules as brands
from app.campaigns import rules as campaigns
from app.cases import rules as cases
from app.consumers import rules as consumers
from app.core.viewer import Kind, Viewer
from app.matching import rules as matching
from app.notifications import rules as notifications
from app.privacy import rules as privacy
from app.reviews import rules as reviews
from app.samples import rules as samples
from app.seats import rules as seats

FOLDERS = (accounts, consumers, brands, campaigns, seats, matching, samples, reviews, cases, notifications,
           privacy)
MORE: dict[Kind, frozenset[str]] = {
    "ops": frozenset({"job:read", "journal:read", "insight:read"}),
    "brand": frozenset({"insight:read_own"}),
}
PERMISSIONS: dict[Kind, frozenset[str]] = {
    kind: frozenset().union(*(folder.GRANTS.get(kind, frozenset()) for folder in FOLDERS), MORE.get(kind, frozenset()))
    for kind in ("anonymous", "consumer", "brand", "ops")
}
READ_ONLY = frozenset(p for held in PERMISSIONS.values() for p in held if p.split(":")[1].startswith("read"))
"""What a read-only API key may do at most."""


def visitor() -> Viewer:
    """Somebody who has not signed in."""
    return Viewer("anonymous", "anonymous", PERMISSIONS["anonymous"])


def consumer(account_id: str, consumer_id: str) -> Viewer:
    """A consumer at the consumers' door."""
    return Viewer(account_id, "consumer", PERMISSIONS["consumer"], {"consumer": consumer_id, "account": account_id})


def brand_member(account_id: str, brand_id: str) -> Viewer:
    """A brand's member at the brands' door."""
    return Viewer(account_id, "brand", PERMISSIONS["brand"], {"brand": brand_id, "account": account_id})


def ops(account_id: str) -> Viewer:
    """A person of ops at the ops' door."""
    return Viewer(account_id, "ops", PERMISSIONS["ops"], {"account": account_id})
