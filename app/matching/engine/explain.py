"""Why somebody stands where they stand, as plain values; the words are the pages' own."""

from dataclasses import dataclass

from app.matching.engine.eligibility import Code, failing
from app.matching.engine.run import Result


@dataclass(frozen=True)
class Contribution:
    """One trait's part: points of 100 above or below the average person; not is_answered where the mean stands in."""

    key: str
    weight: int
    points: float
    mean: float
    is_answered: bool


@dataclass(frozen=True)
class Reasons:
    """One person's reasons: rank from 1 (None = not eligible), every code that fails, and the contributions from the
    strongest lift to the strongest drop."""

    rank: int | None
    fit: float
    mean_fit: float
    coverage: float
    is_thin: bool
    must_confirm: bool
    codes: tuple[Code, ...]
    contributions: tuple[Contribution, ...]

    @property
    def strongest(self) -> Contribution | None:
        """The trait that lifts most, if any lifts."""
        return self.contributions[0] if self.contributions[0].points > 0 else None

    @property
    def weakest(self) -> Contribution | None:
        """The trait that lowers most, if any lowers."""
        return self.contributions[-1] if self.contributions[-1].points < 0 else None


def reasons(result: Result, index: int) -> Reasons:
    """The reasons of the person at an index of the audience."""
    audience, fit = result.audience, result.fits
    parts = [
        Contribution(want.key, want.weight, float(fit.contributions[index, k]), fit.means[k].value,
                     bool(audience.answered(want.key)[index]))
        for k, want in enumerate(result.wants)
    ]
    is_eligible = result.codes[index] == Code.ELIGIBLE
    return Reasons(
        rank=int(result.ranks[index]) if is_eligible else None,
        fit=float(fit.fit[index]), mean_fit=fit.mean_fit, coverage=float(fit.coverage[index]),
        is_thin=bool(fit.is_thin[index]), must_confirm=bool(result.confirm[index]),
        codes=() if is_eligible else failing(audience, result.criteria, index),
        contributions=tuple(sorted(parts, key=lambda part: -part.points)),
    )
