"""Report formulas; each share names its denominator, and what is not known stays unknown."""

from dataclasses import dataclass

READ = "insight:read"
READ_OWN = "insight:read_own"
SMALLEST_CELL = 10
"""Brands see no count of people's properties under this."""


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole, with what the whole is."""

    part: int
    whole: int
    of: str

    @property
    def value(self) -> float | None:
        """The share in [0, 1]; None where there is no whole."""
        return self.part / self.whole if self.whole else None


@dataclass(frozen=True, slots=True)
class Rated:
    """Sums over those posts alone of which any engagement is known and what it is a share of, and how many they are."""

    engagements: int = 0
    whole: int = 0
    posts: int = 0

    @property
    def rate(self) -> float | None:
        """Engagement rate: (likes + comments + saves + shares) / views, or / followers; None where there are none."""
        return self.engagements / self.whole if self.whole else None


@dataclass(frozen=True, slots=True)
class Numbers:
    """Sums over posts; None where no post tells. `known` says how many posts told each."""

    views: int | None = None
    likes: int | None = None
    comments: int | None = None
    saves: int | None = None
    shares: int | None = None
    posts: int = 0
    posts_with_views: int = 0
    rated: Rated = Rated()
    followed: Rated = Rated()
    """Posts whose views are unknown, with the followers of their accounts in the place of views."""

    @property
    def engagements(self) -> int | None:
        """Likes, comments, saves and shares together; None where none of them is known."""
        known = [n for n in (self.likes, self.comments, self.saves, self.shares) if n is not None]
        return sum(known) if known else None


@dataclass(frozen=True, slots=True)
class Cost:
    """What a campaign has cost so far, in minor units of its currency."""

    units: int
    freight: int
    fee: int
    resends: int

    @property
    def total(self) -> int:
        """Everything, no-shows included."""
        return self.units + self.freight + self.fee + self.resends


@dataclass(frozen=True, slots=True)
class Standing:
    """What a list tells of a campaign: posts verified and promised, and the cost so far in minor units."""

    verified: int
    promised: int
    cost: int

    @property
    def per_review(self) -> int | None:
        """Cost per verified review; None before the first one."""
        return round(self.cost / self.verified) if self.verified else None


def cost_per_review(cost: Cost, verified: int) -> int | None:
    """(units + freight + fees + resends, no-shows included) / verified, rounded; None before the first one."""
    return round(cost.total / verified) if verified else None
