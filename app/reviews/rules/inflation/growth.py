"""Growth that its own post does not explain: a jump, nothing after it, or a pace that never slows.

A number is compared with the post's other numbers over the same hours: people who see a post like it, save it, share it
and write beneath it in much the same proportion all the time, also when it goes round the world; what was bought comes
alone. That the pace of a post fades with its age, steeply in the first days, is seen on every network.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import exp, log, sqrt

from app.reviews.rules.inflation.series import Gains, Series, gains, known, latest

LEAST_GAIN, LEAST_SHARE = 50, 0.2
"""A jump brings at least so many and this share of all."""
LEAST_TIMES, ERRORS = 2.0, 1.0
"""How many times its due a jump brings at least, beyond so many standard errors."""
SCATTER = 0.25
"""Spread of the logarithm of a proportion from look to look, beyond chance."""
FADED = 0.2
"""After a jump the pace is less than this share of it: flat."""
LEAST_OTHERS = 8
STILL, SLOWED = 0.35, 0.3
"""A steady number keeps more than the one share of its pace, while the others fall to less than the other."""
LEAST_PEOPLE = 5
"""So many comments, saves and shares at least make a wave of people."""
FEW_OTHERS, ALONE_TIMES = 20, 3.0
"""A number beside which hardly another is known jumps where it comes so many times as quickly as just before."""


@dataclass(frozen=True, slots=True)
class Jump:
    """A number that rose by `gain` between two moments (hours after publishing), `times` what the others explain.

    `others` is how many of the other numbers it was compared with; with none, `times` is how much quicker it came than
    just before.
    """

    name: str
    start: float
    end: float
    gain: int
    times: float
    others: int
    share_after: float | None
    """The pace since then as a share of the jump's; None where nothing has been looked at since."""


@dataclass(frozen=True, slots=True)
class Steady:
    """A number that kept coming at one pace over these hours, `gain` in all, while the others faded."""

    name: str
    start: float
    end: float
    gain: int


def times_its_due(own: Gains, name: str, others: tuple[str, ...], start: int, end: int) -> float:
    """How many times the gain of a stretch is what the others' gains in it explain; on the safe side by ERRORS standard
    errors of the logarithm (counts as Poisson's, log-odds of a two by two table with one half added to each cell)."""
    cells = (own.within(name, start, end), _outside(own, name, start, end),
             sum(own.within(other, start, end) for other in others),
             sum(_outside(own, other, start, end) for other in others))
    inside, outside, others_inside, others_outside = (cell + 0.5 for cell in cells)
    ratio = log(inside / outside) - log(others_inside / others_outside)
    error = sqrt(1 / inside + 1 / outside + 1 / others_inside + 1 / others_outside + SCATTER ** 2)
    return exp(ratio - ERRORS * error)


def _outside(own: Gains, name: str, start: int, end: int) -> int:
    return sum(own.by_name[name]) - own.within(name, start, end)


def compared(name: str, names: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    """What a number is compared with: with views, and with the rest of what people do, counted together."""
    rest = tuple(other for other in names if other not in (name, "views"))
    return tuple(others for others in ((("views",) if "views" in names and name != "views" else ()), rest) if others)


def find_jump(series: Series) -> Jump | None:
    """The clearest jump, or None: of each number, the stretch that the others explain least."""
    names = known(series)
    found = [jump for name in names for others in compared(name, names) for jump in _jumps(series, name, others)]
    alone = [name for name in names if "views" not in names and sum(
        latest(series, other) or 0 for other in names if other != name) < FEW_OTHERS]
    found = found or [jump for name in alone if (jump := _alone(series, name)) is not None]
    return max(found, key=lambda jump: jump.times, default=None)


def _jumps(series: Series, name: str, others: tuple[str, ...]) -> Iterator[Jump]:
    own = gains(series, name, *others)
    for start, end in own.stretches():
        if _is_big(own, name, start, end) and own.rate(name, start, end) >= STILL * own.rate(name, start - 1, start):
            times = times_its_due(own, name, others, start, end)
            if times >= LEAST_TIMES:
                yield _jump(own, name, start, end, times, sum(sum(own.by_name[other]) for other in others))


def _is_big(own: Gains, name: str, start: int, end: int) -> bool:
    gain = own.within(name, start, end)
    return gain >= LEAST_GAIN and gain >= LEAST_SHARE * sum(own.by_name[name])


def _jump(own: Gains, name: str, start: int, end: int, times: float, others: int = 0) -> Jump:
    after = own.rate(name, end, len(own)) / own.rate(name, start, end) if end < len(own) else None
    return Jump(name, own.hours[start], own.hours[end], own.within(name, start, end), times, others, after)


def _alone(series: Series, name: str) -> Jump | None:
    """With nothing to compare, only the pace tells."""
    own = gains(series, name)
    for start in range(1, len(own)):
        before, pace = own.rate(name, start - 1, start), own.rate(name, start, start + 1)
        if _is_big(own, name, start, start + 1) and pace >= ALONE_TIMES * before:
            return _jump(own, name, start, start + 1, pace / max(before, 1 / own.hours[start]))
    return None


def find_steady(series: Series) -> Steady | None:
    """A number that came at one pace over two looks or more and three days, while the others, together, slowed down."""
    names = known(series)
    for name in names:
        for others in compared(name, names):
            own = gains(series, name, *others)
            for start, end in own.stretches():
                is_even = _keeps(own, name, start, end) and _is_big(own, name, start, end)
                if is_even and _slow(own, name, others, start, end):
                    return Steady(name, own.hours[start], own.hours[end], own.within(name, start, end))
    return None


def _keeps(own: Gains, name: str, start: int, end: int) -> bool:
    rates = [own.rate(name, one, one + 1) for one in range(start, end)]
    return len(rates) >= 2 and own.hours[end] - own.hours[start] >= 72 and min(rates) >= STILL * max(rates)


def _slow(own: Gains, name: str, others: tuple[str, ...], start: int, end: int) -> bool:
    """Whether the others have slowed far more than the number itself since the beginning of the stretch, or just before
    it; a handful of them tells nothing."""
    if sum(sum(own.by_name[other]) for other in others) < LEAST_OTHERS:
        return False
    return _kept(own, others, start, end) < SLOWED * _kept(own, (name,), start, end)


def _kept(own: Gains, names: tuple[str, ...], start: int, end: int) -> float:
    """The last pace of a stretch as a share of its first, or of the pace before it where that was quicker."""
    def pace(first: int, last: int) -> float:
        return sum(own.rate(name, first, last) for name in names)
    first = max(pace(start, start + 1), pace(start - 1, start))
    return pace(end - 1, end) / first if first > 0 else 1.0


def travels(series: Series) -> bool:
    """Whether a post goes round: a wave later than its first hour that came quicker than what was before, brought half
    of all, and in which people wrote, saved and shared more quickly than before as well."""
    reach = next((name for name in ("views", "likes") if name in known(series)), None)
    deep = tuple(name for name in known(series) if name in ("comments", "saves", "shares"))
    followed_by = ("likes", *deep) if reach == "views" and "likes" in known(series) else deep
    if reach is None or not deep:
        return False
    own = gains(series, reach, *followed_by)
    return any(_is_wave(own, reach, followed_by, deep, start, end) for start, end in own.stretches())


def _is_wave(own: Gains, reach: str, followed_by: tuple[str, ...], deep: tuple[str, ...], start: int,
             end: int) -> bool:
    def quicker(*names: str) -> bool:
        inside = sum(own.rate(name, start, end) for name in names)
        return inside > sum(own.rate(name, 0, start) for name in names)
    is_half = 2 * own.within(reach, start, end) > sum(own.by_name[reach])
    people = sum(own.within(name, start, end) for name in deep)
    return is_half and people >= LEAST_PEOPLE and quicker(reach) and quicker(*deep) and all(
        quicker(name) for name in followed_by if name == "likes")
