"""Export and erase: who may, for whom."""

from app.core.viewer import Kind

EXPORT_OWN = "privacy:export_own"
ERASE_OWN = "privacy:erase_own"
EXPORT = "privacy:export"
ERASE = "privacy:erase"

GRANTS: dict[Kind, frozenset[str]] = {
    "anonymous": frozenset(),
    "consumer": frozenset({EXPORT_OWN, ERASE_OWN}),
    "brand": frozenset(),
    "ops": frozenset({EXPORT, ERASE}),
}
