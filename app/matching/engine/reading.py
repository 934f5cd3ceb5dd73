"""Which facts about people a brief reads; nothing else is taken out of the snapshot, hashed or kept of a run."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.matching.engine.criteria import Criteria
from app.matching.engine.quotas import Followers, Genders, OnPlatform, Quota, Tiers


@dataclass(frozen=True)
class Reads:
    """Whether regions, city tiers and genders are read, and the accounts on which platforms (None: all). Ages, consent
    and standing always are."""

    regions: bool = True
    tiers: bool = True
    genders: bool = True
    platforms: frozenset[str] | None = None

    @classmethod
    def of(cls, criteria: Criteria, quotas: Sequence[Quota]) -> "Reads":
        """What a campaign's criteria and quotas read."""
        cells = [quota.cell for quota in quotas]
        asked = {one.name for one in criteria.platforms if one.role != "accepted"}
        asked |= {cell.platform for cell in cells if isinstance(cell, OnPlatform | Followers)}
        return cls(bool(criteria.regions), bool(criteria.tiers) or any(isinstance(cell, Tiers) for cell in cells),
                   any(isinstance(cell, Genders) for cell in cells), frozenset(asked))

    def platform(self, name: str) -> bool:
        """Whether accounts on a platform are read."""
        return self.platforms is None or name in self.platforms
