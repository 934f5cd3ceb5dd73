"""One campaign's run: from an audience and a brief to an order, picks, a waitlist and a reason for everyone."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from math import ceil

import numpy as np

from app.core.errors import Invalid
from app.matching.engine import conditions, crossing, eligibility, faults, quotas, wants
from app.matching.engine import criteria as asked
from app.matching.engine.columns import Audience, Bytes, Ints
from app.matching.engine.criteria import Criteria
from app.matching.engine.eligibility import Screening, Stage
from app.matching.engine.fit import Crowd, Fit, Floats, Mean, measure
from app.matching.engine.kinds import Kind, Mask
from app.matching.engine.learning.calibration import expected_value
from app.matching.engine.order import rank
from app.matching.engine.outlook import Outlook, blank, chances, draw
from app.matching.engine.pick import Part, Picks, Shortfall, one_per_key, pick
from app.matching.engine.quotas import Quota
from app.matching.engine.wants import Want

CONTROL = 0x636F6E74
"""Turns a run's seed into that of its lots, so that control seats and hold-outs are drawn apart."""
THIN = 1e-3
"""What a little-known person's worth is multiplied by, so that all well-known ones come first."""
NEWCOMERS = "newcomers"
"""The name of the seats kept for people who never held one."""


@dataclass(frozen=True, eq=False)
class Among:
    """Where an audience holds only those who can matter (all who are eligible, and all who hold a seat): how many
    people there are in all, how these were screened, and what everybody is like; of each pattern of quotas (bits, in
    their order) how many newcomers stand `behind`, eligible and yet not in the audience, for too many of the same
    pattern come before them."""

    people: int
    screening: Screening
    crowd: Crowd
    behind: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Result:
    """What a run found among so many people. Indices point into the audience (its seq names the person); order holds
    all eligible people, best first; ranks are 1.. and 0 where not eligible, shape (people,); chosen and waitlist keep
    the order."""

    people: int
    audience: Audience
    wants: tuple[Want, ...]
    criteria: Criteria
    fits: Fit
    screening: Screening
    order: Ints
    ranks: Ints
    picks: Picks
    outlook: Outlook
    value: Floats
    control: Ints
    parts: tuple[Part, ...]
    counts: Mapping[str, int]
    parameters: Mapping[str, object]

    @property
    def fit(self) -> Floats:
        """Everybody's fit in 0..1; shape (people,)."""
        return self.fits.fit

    @property
    def coverage(self) -> Floats:
        """Weight of the answered traits over all weight; shape (people,)."""
        return self.fits.coverage

    @property
    def contributions(self) -> Floats:
        """Points of 100 above or below the average person; shape (people, traits)."""
        return self.fits.contributions

    @property
    def means(self) -> tuple[Mean, ...]:
        """The mean agreement of each trait, frozen for this run."""
        return self.fits.means

    @property
    def codes(self) -> Bytes:
        """Everybody's first failing rule, 0 where eligible; shape (people,)."""
        return self.screening.codes

    @property
    def funnel(self) -> tuple[Stage, ...]:
        """How many fell at each rule and how many were left."""
        return self.screening.funnel

    @property
    def confirm(self) -> Mask:
        """Who must confirm a safety answer when accepting; shape (people,)."""
        return self.screening.confirm

    @property
    def chosen(self) -> Ints:
        """Who gets the units."""
        return self.picks.chosen

    @property
    def waitlist(self) -> Ints:
        """Who waits, to be promoted one for one."""
        return self.picks.waitlist

    @property
    def shortfalls(self) -> tuple[Shortfall, ...]:
        """Soft minima that could not be met."""
        return self.picks.shortfalls


def match(
    audience: Audience, wanted: Sequence[Want], criteria: Criteria, quota_list: Sequence[Quota] = (),
    units: int = 0, waitlist: int = 0, outlook: Outlook | None = None, seed: int = 0, among: Among | None = None,
    by_order: bool = False,
) -> Result:
    """Screen, measure, rank and pick; the same inputs and seed give the same result. Control seats are drawn by lot
    before anybody is picked. `by_order`: quotas that cross are filled as far as the order alone fills them, which is
    enough where a round decides. Invalid names every fault by its place under traits, criteria, quotas, units,
    waitlist."""
    check(audience.specs, wanted, criteria, quota_list, units, waitlist)
    fits = measure(audience, wanted, ("traits",), among.crowd if among else None)
    screening = among.screening if among else eligibility.screen(audience, criteria)
    known = blank(len(audience)) if outlook is None else outlook
    value = expected_value(chances(fits, known), known.p_publish)
    rates = known.p_publish[screening.eligible]
    rises_with_fit = known.p_fit is None and bool((rates == rates[:1]).all())
    order = rank(fits, screening.eligible & ~known.is_held_out, eligibility.prefers(audience, criteria),
                 None if rises_with_fit else value)
    ranks = np.zeros(len(audience), np.int64)
    ranks[order] = np.arange(1, len(order) + 1)
    apart = order[one_per_key(order, audience.phone_key, audience.address_key)]
    parts = parts_of(audience, criteria.today, quota_list, known, units, among.behind if among else None)
    control = apart[draw(audience.seq[apart], seed ^ CONTROL)][:int(known.control_share * units)]
    left, held = apart[~np.isin(apart, control)], np.append(np.flatnonzero(audience.holds_seat), control)
    picks = pick(left, units - len(control), waitlist, parts, held)
    if not (picks.is_exact or by_order):
        picks = crossing.best(left, worth(fits, value, left), units - len(control), waitlist, parts, held)
    picks = _with(picks, control, ranks)
    people = among.people if among else len(audience)
    counts = {"people": people, **_counts(screening, fits, known, order, apart, picks, units)}
    echo = {**parameters(wanted, criteria, quota_list, units, waitlist), "by_order": by_order}
    return Result(people, audience, tuple(wanted), criteria, fits, screening, order, ranks, picks, known, value,
                  np.sort(control), tuple(parts), counts, echo)


def worth(fits: Fit, value: Floats, people: Ints) -> Floats:
    """What some people are worth where some must give way: little-known ones after all others; shape of people."""
    return np.asarray(np.where(fits.is_thin[people], THIN, 1.0) * value[people], np.float64)


def parts_of(audience: Audience, today: date, quota_list: Sequence[Quota], outlook: Outlook, units: int,
             behind: Mapping[int, int] | None = None) -> list[Part]:
    """A campaign's quotas over its people, with the seats for newcomers as one more."""
    further = behind or {}
    parts = [Part(q.name, quotas.members(audience, q.cell, today), q.minimum, q.maximum,
                  sum(many for pattern, many in further.items() if pattern >> place & 1))
             for place, q in enumerate(quota_list)]
    if new := ceil(round(outlook.newcomer_share * units, 9)):
        parts.append(Part(NEWCOMERS, outlook.is_newcomer, new, behind=sum(further.values())))
    return parts


def _with(picks: Picks, control: Ints, ranks: Ints) -> Picks:
    """The picks with those drawn by lot among the chosen, in order."""
    chosen = np.append(picks.chosen, control)
    return replace(picks, chosen=chosen[np.argsort(ranks[chosen])])


def _counts(screening: Screening, fits: Fit, outlook: Outlook, order: Ints, apart: Ints, picks: Picks,
            units: int) -> dict[str, int]:
    held = screening.eligible & outlook.is_held_out
    return {
        **{stage.code.name: stage.fell for stage in screening.funnel},
        "HELD_OUT": int(np.count_nonzero(held)),
        "eligible": len(order), "thin": int(np.count_nonzero(fits.is_thin[order])),
        "to_confirm": int(np.count_nonzero(screening.confirm[order])), "same_key": len(order) - len(apart),
        "chosen": len(picks.chosen), "waitlist": len(picks.waitlist), "unfilled": units - len(picks.chosen),
    }


def check(
    specs: Mapping[str, Kind], wanted: Sequence[Want], criteria: Criteria, quota_list: Sequence[Quota] = (),
    units: int = 0, waitlist: int = 0,
) -> None:
    """Invalid with everything wrong with a brief at once, before anybody is looked at."""
    negative = (name for name, count in (("units", units), ("waitlist", waitlist)) if count < 0)
    if found := [
        *wants.faults_in(wanted, specs, ("traits",)), *asked.faults_in(criteria, specs, ("criteria",)),
        *quotas.faults_in(quota_list, specs, ("quotas",)),
        *(faults.malformed((name,), "This cannot be negative.", "不能为负数。") for name in negative),
    ]:
        raise Invalid(tuple(found))


def parameters(
    wanted: Sequence[Want], criteria: Criteria, quota_list: Sequence[Quota] = (), units: int = 0, waitlist: int = 0,
) -> dict[str, object]:
    """Everything that a run was asked for, fit for JSON."""
    musts = {name: [conditions.as_json(condition) for condition in getattr(criteria, name)]
             for name in ("musts", "must_nots", "never")}
    plain = {name: value for name, value in asdict(criteria).items() if name not in musts}
    return {
        "traits": [wants.as_json(want) for want in wanted],
        "criteria": {**plain, **musts, "today": criteria.today.isoformat()},
        "quotas": [quotas.as_json(quota) for quota in quota_list], "units": units, "waitlist": waitlist,
    }
