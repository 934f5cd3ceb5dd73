"""The forecast of a campaign over the real people: what it would bring, and what each line of its brief costs. Pure, so
that it may run in a thread; nothing of it is stored."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from app.core.errors import Invalid
from app.core.i18n import Text, text
from app.matching.engine import forecast
from app.matching.engine.columns import Ints
from app.matching.engine.criteria import Criteria
from app.matching.engine.eligibility import Code, screen
from app.matching.engine.forecast import Forecast, People, Plan
from app.matching.engine.packed.costs import costs
from app.matching.engine.packed.screening import Screened, rules, screened
from app.matching.engine.pick import Part, Shortfall, one_per_key, pick
from app.matching.engine.quotas import Chose
from app.matching.engine.run import Result
from app.matching.rules.binding import changed, picked_under
from app.matching.rules.computing import Inputs
from app.matching.rules.eligible import answers
from app.matching.rules.foremost import Foremost, foremost
from app.matching.rules.line_words import line_words
from app.matching.rules.refusals import TooFewToMeasure, titled
from app.matching.rules.seating import Seating, most_seats, seating

Place = tuple[str | int, ...]
LINES = frozenset({Code.AGE_OUTSIDE, Code.REGION, Code.PLATFORM, Code.FOLLOWERS, Code.MUST, Code.MUST_NOT,
                   Code.UNANSWERED, Code.CONTRAINDICATED, Code.NEVER_WANTED})
"""The rules that a brief's own lines set; the others are the people's own standing."""
SMALLEST_CELL = 10
"""A brand sees no count of people under this."""
SPARE = 12
"""People looked at beyond the units, as a multiple: what any forecast asks for."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A forecast to be made: all that a run reads, the plan, how many musts the brand wrote, the goal;
    what traits and networks are called."""

    read: Inputs
    plan: Plan
    musts: int
    goal: int | None = None
    titles: Mapping[str, Text] = field(default_factory=dict)
    networks: Mapping[str, Text] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Line:
    """What one line of the brief costs: its place in the campaign, people who fail it, people who fail only it (nobody
    fails a quota's maximum: both say how many more of its people would be picked without it); in words where loosening
    it would let more people in."""

    where: Place
    fails: int
    alone: int
    is_sensitive: bool = False
    """Whether it asks about the body: then a brand is not told how many it costs."""
    words: Text | None = None


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What a campaign would bring: people looked at and eligible, the forecast, the average person's fit; lines by
    cost, dearest first; minima that nobody or too few could fill; the quotas' names; days by which the campaign ends
    before any review could come in; too few for a hold-out: (fitting, needed); how many units the maxima let be filled;
    must-nots on what nobody has answered; how many traits are wished for; networks that are not required and yet have
    a range of followers, by slug and name."""

    people: int
    eligible: int
    units: int
    posts: int
    goal: int | None
    told: Forecast
    mean_fit: float
    lines: tuple[Line, ...]
    shortfalls: tuple[Shortfall, ...]
    quotas: tuple[str, ...]
    missing_days: int
    too_few: tuple[int, int] | None = None
    seating: Seating | None = None
    idle: tuple[tuple[int, Text], ...] = ()
    traits: int = 3
    loose_bands: tuple[tuple[str, Text], ...] = ()

    @property
    def is_narrow(self) -> bool:
        """Whether maxima of quotas leave units that nobody may take."""
        return self.seating is not None and bool(self.seating.raised)

    @property
    def posts_asked(self) -> int:
        """Posts if every unit found somebody who publishes all that is asked."""
        return self.units * self.posts


def foresee(asked: Asked) -> Foreseen:
    """The forecast of a campaign; Invalid names what is wrong with its brief by its place, traits by their titles."""
    try:
        return foreseen(asked, *_found(asked))
    except Invalid as refusal:
        raise titled(refusal, asked.titles) from refusal


def foreseen(asked: Asked, found: Foremost, too_few: tuple[int, int] | None = None) -> Foreseen:
    """The forecast from the people who come first; too few for a hold-out: (fitting, needed)."""
    result = found.result
    order = result.order[one_per_key(result.order, result.audience.phone_key, result.audience.address_key)]
    people, quotas = _in_order(found, asked, order), result.parts[:len(asked.read.brief.quotas)]
    plan = replace(asked.plan, most_seats=most_seats(order, quotas, _most(asked)))
    return Foreseen(
        result.people, found.eligible, plan.units, plan.deliverables, asked.goal,
        forecast.forecast(people, plan, asked.goal), result.fits.mean_fit, _lines(found, asked, order),
        result.shortfalls, tuple(quota.name for quota in asked.read.brief.quotas), _missing_days(plan), too_few,
        seating(order, quotas, plan.units), _idle(asked), len(asked.read.brief.wants),
        _loose_bands(asked))


def _loose_bands(asked: Asked) -> tuple[tuple[str, Text], ...]:
    return tuple((one.name, asked.networks.get(one.name, text(one.name)))
                 for one in asked.read.brief.criteria.platforms if one.followers is not None and one.role != "required")


def _most(asked: Asked) -> int:
    """How many people are looked at to fill the units or reach the goal."""
    goal = -(-(asked.goal or 0) // asked.plan.deliverables)
    return SPARE * max(asked.plan.units, goal) + 200


def _idle(asked: Asked) -> tuple[tuple[int, Text], ...]:
    """The brand's must-nots that leave out nobody, for nobody has answered them: place, and the trait by its title."""
    everybody, must_nots = asked.read.people.everybody, asked.read.brief.criteria.must_nots
    return tuple((place, asked.titles.get(one.key, text(one.key))) for place, one in enumerate(must_nots)
                 if not answers(everybody, one.key))


def _missing_days(plan: Plan) -> int:
    """Days that a campaign is too short for its first review."""
    whole = plan.window_days + plan.shipping_days + plan.trial_days + plan.posting_days
    return 0 if plan.days is None else max(whole - plan.days, 0)


def _found(asked: Asked) -> tuple[Foremost, tuple[int, int] | None]:
    """The run that would be made; one that measures lift with too few people is foreseen without the hold-out."""
    read, most = asked.read, _most(asked)
    try:
        return foremost(read, most), None
    except TooFewToMeasure as refusal:
        whole = replace(read, shares=replace(read.shares, hold_out=None))
        return foremost(whole, most), (refusal.fitting, refusal.needed)


def _in_order(found: Foremost, asked: Asked, order: Ints) -> People:
    """Who would be invited, in order: the picks, then whoever would take their places under the same quotas."""
    result = found.result
    is_left = np.ones(len(result.audience), np.bool_)
    is_left[result.chosen] = False
    rest = order[is_left[order]]
    wanted = min(_most(asked), len(rest) + sum(found.behind.values()))
    waiting = pick(rest, 0, wanted, result.parts, result.chosen).waitlist
    invited = np.append(result.chosen, waiting)
    return People(result.fit[invited], result.outlook.p_accept[invited], result.outlook.p_publish[invited])


def _lines(found: Foremost, asked: Asked, order: Ints) -> tuple[Line, ...]:
    """What each line costs, dearest first, among the people whose own standing lets them take part (`order`: of those
    who could be picked, one for each phone and address)."""
    criteria, read = asked.read.brief.criteria, asked.read
    everybody, bodily = read.people.everybody, _bodily(criteria, asked)
    each = [*_each(criteria, asked)]
    asks = [[rule for code, some in rules(everybody, only) if code in LINES for rule in some] for _, only in each]
    fails, alone = costs(_may(found, read), asks)
    wheres = [where for where, _ in each]
    told = [*zip(wheres, fails.tolist(), alone.tolist(), strict=True), *_maxima(found.result, order)]
    lines = [Line(where, many, only, where in bodily, line_words(where, criteria, asked.titles, asked.networks))
             for where, many, only in told if many]
    return tuple(sorted(lines, key=lambda line: (-line.alone, -line.fails)))


def _may(found: Foremost, read: Inputs) -> Screened:
    """Everybody whose own standing, apart from the brief's lines, lets him take part."""
    criteria = read.brief.criteria
    plain = replace(_bare(criteria), gift_days=criteria.gift_days, brand_days=criteria.brand_days,
                    rival_days=criteria.rival_days, is_age_gated=criteria.is_age_gated)
    held = sorted(seq for seq, is_held in {**read.record.drawn, **found.drawn}.items() if is_held)
    may = screened(read.people.everybody, plain).told(found.known.seq, screen(found.known, plain).codes)
    return may.told(np.array(held, np.int64), np.full(len(held), Code.HELD, np.uint8))


def _maxima(result: Result, order: Ints) -> list[tuple[Place, int, int]]:
    """Of each quota's maximum its place, and twice how many more of its people would be picked without it."""
    told: list[tuple[Place, int, int]] = []
    for place, part in enumerate(result.parts):
        if part.maximum is not None and _seated(result, part) >= part.maximum:
            parts = changed(result.parts, part, replace(part, maximum=None))
            freely = np.append(picked_under(result, order, parts), result.control)
            more = int(np.count_nonzero(part.members[freely]) - np.count_nonzero(part.members[result.chosen]))
            told.append((("quotas", place), max(more, 0), max(more, 0)))
    return told


def _seated(result: Result, part: Part) -> int:
    """How many of a part have a unit, from this run or before."""
    return int(np.count_nonzero(part.members[result.chosen]) + np.count_nonzero(
        part.members & result.audience.holds_seat))


def _bodily(criteria: Criteria, asked: Asked) -> frozenset[Place]:
    """The lines that ask about the body."""
    told = {("products", "contraindications")} if criteria.contraindications else set()
    return frozenset(told | {
        (name, place) for name, conditions in (("musts", criteria.musts), ("must_nots", criteria.must_nots))
        for place, one in enumerate(conditions) if one.key.startswith("body:")} | {
        ("quotas", place) for place, quota in enumerate(asked.read.brief.quotas)
        if isinstance(quota.cell, Chose) and quota.cell.key.startswith("body:")})


def _bare(criteria: Criteria) -> Criteria:
    return Criteria(criteria.today, gift_days=0, brand_days=0, rival_days=0)


def _each(criteria: Criteria, asked: Asked) -> Iterator[tuple[Place, Criteria]]:
    """Every line of a brief alone, with its place in the campaign. What stands behind the brand's own musts is the
    genders asked for."""
    bare = _bare(criteria)
    if criteria.ages != (None, None):
        yield ("audience", "ages"), replace(bare, ages=criteria.ages)
    if criteria.regions:
        yield ("audience", "regions"), replace(bare, regions=criteria.regions)
    if criteria.tiers:
        yield ("audience", "tiers"), replace(bare, tiers=criteria.tiers)
    for platform in criteria.platforms:
        if platform.role == "required":
            yield ("platforms", platform.name), replace(bare, platforms=(platform,))
    for place, must in enumerate(criteria.musts):
        where: Place = ("musts", place) if place < asked.musts else ("audience", "genders")
        yield where, replace(bare, musts=(must,))
    for place, must in enumerate(criteria.must_nots):
        yield ("must_nots", place), replace(bare, must_nots=(must,))
    if criteria.never:
        yield ("products", "never_wanted"), replace(bare, never=criteria.never)
    if criteria.contraindications:
        yield ("products", "contraindications"), replace(bare, contraindications=criteria.contraindications)


def shown(count: int, is_exact: bool) -> int | None:
    """A count of people as it may be shown: None stands for fewer than SMALLEST_CELL, unless all may be seen."""
    return count if is_exact or count >= SMALLEST_CELL or count == 0 else None


def worth_telling(lines: Sequence[Line], most: int = 5) -> tuple[Line, ...]:
    """The dearest lines, of those that leave out somebody whom nothing else leaves out."""
    return tuple(line for line in lines if line.alone)[:most]
