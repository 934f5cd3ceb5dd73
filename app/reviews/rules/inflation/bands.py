"""The band of engagement that is usual on a network for a size.

The usual figures: TikTok, by views, mean 4.1 % (3.8 % below 5,000 followers), a sixth of accounts above 10 % (Rival IQ,
TikTok Benchmark Reports 2023 and 2024), 5.4 % by another count (Socialinsider 2023); Instagram, by followers, 4.6 % at
1,000 to 5,000 and 2.3 % at 5,000 to 20,000 followers, falling further with size (HypeAuditor, 2021). For networks that
publish none the figures are our own cautious guesses of the same order. What counts here is not the figure but the
band about it, made so wide (six times to either side, wider still where few are counted) that honest posts of any
taste lie within it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.reviews.rules.inflation.series import Series, gains, known, latest

WIDE = 6.0
LEAST_VIEWS, LEAST_LIKES = 800, 80
"""What must have come between two looks before a share of it says anything."""
HIGH = ((200, 0.9), (1_000, 0.6), (10_000, 0.4))
"""Up to so many views, so much of them may like, save, share or comment; friends look first."""
HIGHEST = 0.3
LARGE = 5_000
LEAST_BY_FOLLOWERS = 0.0003
AFTER_HOURS = 72.0
USUAL: Mapping[str, tuple[float, Mapping[str, float]]] = {
    "tiktok": (0.041, {"comments": 0.03, "saves": 0.08, "shares": 0.05}),
    "douyin": (0.04, {"comments": 0.04, "saves": 0.08, "shares": 0.06}),
    "kuaishou": (0.04, {"comments": 0.05, "saves": 0.05, "shares": 0.04}),
    "instagram": (0.05, {"comments": 0.03, "saves": 0.06, "shares": 0.04}),
    "youtube": (0.03, {"comments": 0.06, "saves": 0.03, "shares": 0.03}),
    "bilibili": (0.05, {"comments": 0.07, "saves": 0.20, "shares": 0.06}),
    "xiaohongshu": (0.06, {"comments": 0.10, "saves": 0.35, "shares": 0.06}),
    "weibo": (0.015, {"comments": 0.15, "saves": 0.05, "shares": 0.10}),
}
"""Network to engagement by views, and to comments, saves and shares for each like."""
ELSEWHERE: tuple[float, Mapping[str, float]] = (0.03, {"comments": 0.05, "saves": 0.06, "shares": 0.04})


@dataclass(frozen=True, slots=True)
class OutOfBand:
    """What lay outside: `per` of `of` between two moments, as a share, with the band's end that it passed."""

    per: str
    of: str
    start: float
    end: float
    gain: int
    share: float
    limit: float


def find_out_of_band(series: Series) -> OutOfBand | None:
    """What lies furthest outside the band, or None; each stretch between two looks is weighed, and the whole."""
    found = [*_shallow(series), *_by_views(series), *_by_followers(series)]
    return max(found, key=_distance, default=None)


def _distance(out: OutOfBand) -> float:
    ratio = (out.share + 1e-6) / out.limit
    return max(ratio, 1 / ratio)


def _shallow(series: Series) -> Iterator[OutOfBand]:
    """Likes with hardly anybody who writes, saves or shares."""
    deep = [name for name in known(series) if name in ("comments", "saves", "shares")]
    if "likes" not in known(series) or not deep:
        return
    between = gains(series, "likes", *deep)
    least = sum(USUAL.get(series.platform, ELSEWHERE)[1][name] for name in deep) / WIDE
    for start, end in _stretches(len(between)):
        likes = between.within("likes", start, end)
        share = sum(between.within(name, start, end) for name in deep) / max(likes, 1)
        if likes >= max(LEAST_LIKES, 4 / least) and share < least:
            yield OutOfBand("+".join(deep), "likes", between.hours[start], between.hours[end], likes, share, least)


def _by_views(series: Series) -> Iterator[OutOfBand]:
    """Views that nobody follows up, or more who follow up than can have looked."""
    names = known(series)
    if "views" not in names or "likes" not in names:
        return
    between = gains(series, *(name for name in names))
    least = USUAL.get(series.platform, ELSEWHERE)[0] / WIDE
    for start, end in _stretches(len(between)):
        views = between.within("views", start, end)
        engaged = sum(between.within(name, start, end) for name in names if name != "views")
        share = engaged / max(views, 1)
        most = next((high for size, high in HIGH if views < size), HIGHEST)
        if (views >= LEAST_VIEWS and share < least) or (engaged >= LEAST_LIKES and share > most):
            yield OutOfBand("engagement", "views", between.hours[start], between.hours[end], views, share,
                            least if share < least else most)


def _by_followers(series: Series) -> Iterator[OutOfBand]:
    """Many followers and hardly any of them there; few followers are nobody's fault and never weighed."""
    followers, likes = series.account.followers, latest(series, "likes")
    hours = (series.looks[-1].at - series.began_at).total_seconds() / 3600 if series.looks else 0.0
    if followers is not None and likes is not None and followers >= LARGE and hours >= AFTER_HOURS:
        share = likes / followers
        if share < LEAST_BY_FOLLOWERS:
            yield OutOfBand("likes", "followers", 0.0, hours, followers, share, LEAST_BY_FOLLOWERS)


def _stretches(count: int) -> Iterator[tuple[int, int]]:
    yield from ((one, one + 1) for one in range(count))
    if count > 1:
        yield 0, count
