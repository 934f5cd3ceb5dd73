"""Made-up posts with known labels: how views and what follows from them grow over weeks, honestly or bought.

Two worlds of different make: detectors are tuned on the first alone, the second (`held_out`) was written before them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np

from app.platforms.numbers import Numbers
from app.reviews.rules.inflation import Account, Measured, Series, count_alike

Random = np.random.Generator
Rates = dict[str, float]
Curve = Callable[[float], float]

BEGAN = datetime(2026, 3, 2, 9, tzinfo=UTC)
LOOKS = (1.0, 6.0, 24.0, 72.0, 168.0, 336.0, 720.0)
"""Hours after publishing."""
KINDS = ("clean", "step", "drip", "viral")
PLATFORMS: dict[str, tuple[Rates, frozenset[str]]] = {
    "bilibili": ({"likes": .035, "comments": .004, "saves": .012, "shares": .004}, frozenset()),
    "tiktok": ({"likes": .05, "comments": .002, "saves": .005, "shares": .004}, frozenset()),
    "weibo": ({"likes": .012, "comments": .003, "saves": .001, "shares": .002}, frozenset({"views", "saves"})),
    "instagram": ({"likes": .06, "comments": .003, "saves": .006, "shares": .003},
                  frozenset({"views", "saves", "shares"})),
    "youtube": ({"likes": .03, "comments": .003, "saves": .001, "shares": .001}, frozenset({"saves", "shares"})),
    "xiaohongshu": ({"likes": .04, "comments": .006, "saves": .02, "shares": .004}, frozenset({"views", "shares"})),
}
"""Each network's mean rates by views, and what its pages do not say."""
WORDS = ("oat", "milk", "coffee", "taste", "morning", "price", "where", "bought", "skin", "soft", "smells", "strange",
         "child", "likes", "again", "shop", "queue", "train", "summer", "bottle", "honest", "really", "thanks", "maybe")
NAMES = ("views", "likes", "comments", "saves", "shares")


@dataclass(frozen=True)
class Labelled:
    """A series and what it truly is."""

    kind: str
    platform: str
    followers: int
    series: Series


def _day(hours: float) -> float:
    """How much of a day's attention has come by an hour of it: little at night."""
    return hours - 2.6 * (np.sin(2 * np.pi * (hours + 9) / 24) - np.sin(2 * np.pi * 9 / 24)) * 0.7


def _weibull(total: float, scale: float, shape: float) -> Curve:
    return lambda hours: total * (1 - np.exp(-(max(_day(hours), 0.0) / scale) ** shape))


def _logistic(total: float, middle: float, width: float) -> Curve:
    start = 1 / (1 + np.exp(middle / width))
    return lambda hours: total * (1 / (1 + np.exp((middle - hours) / width)) - start) / (1 - start)


def _power(total: float, offset: float, slope: float) -> Curve:
    def whole(hours: float) -> float:
        return 1 - (1 + max(_day(hours), 0.0) / offset) ** (1 - slope)
    return lambda hours: total * whole(hours) / whole(2000.0)


def _sum(*curves: Curve) -> Curve:
    return lambda hours: sum(curve(hours) for curve in curves)


def _natural(random: Random, followers: int, kind: str) -> Curve:
    """Expected views by hours; a viral one takes off once more, early or late, many times over."""
    total = max(25.0, followers * random.lognormal(-.9, .8))
    first = _weibull(total, random.uniform(8, 40), random.uniform(.45, .95))
    if kind == "viral":
        return _sum(first, _logistic(total * random.uniform(6, 80), random.uniform(10, 400), random.uniform(4, 40)))
    if random.random() < .15:
        return _sum(first, _logistic(total * random.uniform(.2, 1.5), random.uniform(60, 500), random.uniform(4, 30)))
    return first


def _natural_held_out(random: Random, followers: int, kind: str) -> Curve:
    total = max(20.0, (followers + 60) ** random.uniform(.75, 1.02) * random.lognormal(-.3, .6))
    first = _power(total, random.uniform(2, 14), random.uniform(1.4, 2.4))
    if kind == "viral":
        waves = (_power_from(total * random.uniform(4, 50), random.uniform(3, 300), random.uniform(8, 60),
                             random.uniform(1.8, 3)) for _ in range(random.integers(1, 4)))
        return _sum(first, *waves)
    if random.random() < .2:
        return _sum(first, _power_from(total * random.uniform(.1, 1.2), random.uniform(30, 450), 12, 2.2))
    return first


def _power_from(total: float, start: float, offset: float, slope: float) -> Curve:
    curve = _power(total, offset, slope)
    return lambda hours: curve(hours - start) if hours > start else 0.0


def _counts(random: Random, curve: Curve, rates: Rates, at: list[float], spread: float) -> dict[str, list[int]]:
    """Cumulated counts by look: views more scattered than by mere chance, what follows in proportion, more or less."""
    found: dict[str, list[int]] = {name: [] for name in NAMES}
    sums, before = dict.fromkeys(NAMES, 0), 0.0
    for hours in at:
        expected = max(curve(hours) - before, 0.0)
        before = max(before, curve(hours))
        views = int(random.poisson(expected * random.gamma(1 / spread**2, spread**2))) if expected > 0 else 0
        sums["views"] += views
        for name, rate in rates.items():
            sums[name] += int(random.poisson(views * rate * random.lognormal(0, spread)))
        for name in NAMES:
            found[name].append(sums[name])
    return found


def _bought(random: Random, kind: str) -> Curve:
    """The share of a packet that is there by hours: a step within hours, a drip evenly over days."""
    start, takes = (random.uniform(.5, 400), random.uniform(.5, 14)) if kind == "step" else (
        random.uniform(2, 120), random.uniform(96, 560))
    return lambda hours: float(min(max((hours - start) / takes, 0.0), 1.0))


def _packet(random: Random, counts: dict[str, list[int]], unsaid: frozenset[str], low: float,
            high: float) -> dict[str, int]:
    """How many of what was bought, in packets as they are sold: a multiple of what there is, at least a hundred; views
    alone only where people see them."""
    times = random.uniform(low, high)
    what = random.choice(("likes", "likes_views", "views", "likes_comments"), p=(.5, .2, .15, .15))
    what = "likes" if what == "views" and "views" in unsaid else what
    likes = max(100, int(times * counts["likes"][-1]))
    if what == "views":
        return {"views": max(1000, int(times * counts["views"][-1]))}
    if what == "likes_views":
        return {"likes": likes, "views": int(likes * random.uniform(3, 12))}
    return {"likes": likes} | ({"comments": int(likes * random.uniform(.01, .05))} if what == "likes_comments" else {})


def _deliver(random: Random, counts: dict[str, list[int]], packet: dict[str, int], shares: list[float]) -> None:
    for name, size in packet.items():
        counts[name] = [count + int(size * share * random.uniform(.97, 1.03) if share < 1 else size * share)
                        for count, share in zip(counts[name], shares, strict=True)]


def _account(random: Random, followers: int, is_bought: bool, told: float) -> Account:
    """What is known of the account: often nothing. Some buyers follow thousands, share a phone, buy comments."""
    knows, buys = random.random(3) < told, random.random(3) < (.4 if is_bought else .03)
    following = int(followers * random.uniform(2.5, 20) + 1500 if buys[0] else random.lognormal(5.6, .8))
    comments = _comments(random, bool(buys[1]))
    return Account(
        followers=followers if knows[0] or random.random() < .5 else None, following=following if knows[0] else None,
        comments=count_alike(comments) if knows[1] else None,
        others_linked=(int(random.integers(3, 9)) if buys[2] else int(random.random() < .08)) if knows[2] else 0)


def _comments(random: Random, is_bought: bool) -> tuple[str, ...]:
    made = [" ".join(random.choice(WORDS, random.integers(3, 9))) for _ in range(random.integers(8, 30))]
    if is_bought:
        copy = " ".join(random.choice(WORDS, 6))
        made = [copy + random.choice(("!", "!!", " ~", "")) if random.random() < .6 else one for one in made]
    return tuple(made)


def _looks(random: Random, skipped: float, jitter: float) -> list[float]:
    at = [hours * random.uniform(1, 1 + jitter) for hours in LOOKS]
    kept = [hours for hours in at[1:-1] if random.random() >= skipped]
    return [at[0], *kept, at[-1]]


def _told(random: Random, count: int, blind: float) -> int | None:
    """A count as pages say it: rounded above ten thousand (1.2万), now and then not at all."""
    if random.random() < blind:
        return None
    if count < 10_000:
        return count
    step = 10 ** (len(str(count)) - 3)
    return count // step * step


def _made(random: Random, kind: str, natural: Callable[[Random, int, str], Curve], *, spread: float, low: float,
          high: float, skipped: float, told: float) -> Labelled:
    platform = str(random.choice(list(PLATFORMS)))
    means, unsaid = PLATFORMS[platform]
    followers = int(np.exp(random.uniform(np.log(150), np.log(60_000))))
    rates = {name: rate * random.lognormal(-.1, .45) for name, rate in means.items()}
    at = _looks(random, skipped, .15)
    counts = _counts(random, natural(random, followers, kind), rates, at, spread)
    if kind in ("step", "drip"):
        share = _bought(random, kind)
        _deliver(random, counts, _packet(random, counts, unsaid, low, high), [share(hours) for hours in at])
    looks = tuple(Measured(BEGAN + timedelta(hours=hours), Numbers(**{
        name: None if name in unsaid else _told(random, counts[name][place], .03) for name in NAMES}))
        for place, hours in enumerate(at))
    account = _account(random, followers, kind in ("step", "drip"), told)
    return Labelled(kind, platform, followers, Series(platform, BEGAN, looks, account))


def tuned(kind: str, count: int, seed: int) -> list[Labelled]:
    """Series of one kind of the first world: growth that fades like a Weibull's, a second wave now and then."""
    random = np.random.default_rng([seed, KINDS.index(kind)])
    return [_made(random, kind, _natural, spread=.25, low=.8, high=8, skipped=.12, told=.5) for _ in range(count)]


def held_out(kind: str, count: int, seed: int) -> list[Labelled]:
    """The second world: fades like a power of time, several waves, more scatter, smaller packets, less is known."""
    random = np.random.default_rng([seed, 77, KINDS.index(kind)])
    return [_made(random, kind, _natural_held_out, spread=.32, low=.6, high=6, skipped=.2, told=.4)
            for _ in range(count)]
