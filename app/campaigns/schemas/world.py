"""What a campaign is judged against: the traits that can be wished, the brand's variants, the networks."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from app.core.i18n import Text
from app.matching.engine.kinds import Kind


@dataclass(frozen=True, slots=True)
class World:
    """Everything that a brief may name; `variants` finds a variant's id by its id or the brand's reference."""

    now: datetime
    traits: Mapping[str, Kind]
    variants: Mapping[str, str]
    names: Mapping[str, dict[str, str]]
    """What a variant is called with its product, by its id."""
    archived: frozenset[str]
    gated: frozenset[str]
    """Variants of products that go to people from eighteen only."""
    networks: tuple[str, ...]
    questionnaires: tuple[str, ...]
    earlier: frozenset[str] = frozenset()
    """Campaigns that this one may follow."""
    is_reference_taken: bool = False
    titles: Mapping[str, Text] = field(default_factory=dict)
    """What people call a trait, by its key."""
    network_names: Mapping[str, Text] = field(default_factory=dict)
    """What people call a network, by its slug."""
