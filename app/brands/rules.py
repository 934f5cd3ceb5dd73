"""Brands and catalogue: permissions and closed lists."""

from app.core.viewer import Kind

MAKE = "brand:make"
READ_OWN = "brand:read_own"
CHANGE_OWN = "brand:change_own"
READ = "brand:read"
CATALOGUE = "product:change"

GRANTS: dict[Kind, frozenset[str]] = {
    "anonymous": frozenset(),
    "consumer": frozenset(),
    "brand": frozenset({READ_OWN, CHANGE_OWN, CATALOGUE}),
    "ops": frozenset({MAKE, READ, CHANGE_OWN, CATALOGUE}),
}

ROLES = ("owner", "editor", "reader")
CATEGORIES = ("skincare", "makeup", "fashion", "food", "drink", "cooking", "home", "parenting", "pets", "fitness",
              "outdoors", "gadgets", "reading", "travel", "cars", "games", "wellness", "alcohol", "health", "other")
FROM_EIGHTEEN = frozenset({"alcohol", "health"})
