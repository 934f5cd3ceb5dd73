"""A post's numbers over time and what is known of its account, as the signals read them."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from math import log

from app.platforms.numbers import Numbers

NAMES = ("views", "likes", "comments", "saves", "shares")


@dataclass(frozen=True, slots=True)
class Measured:
    """One look: its moment and what it told; None is unknown."""

    at: datetime
    numbers: Numbers


@dataclass(frozen=True, slots=True)
class Comments:
    """How many comments were read, and how many of them nearly repeat another one."""

    read: int
    alike: int


@dataclass(frozen=True, slots=True)
class Account:
    """What is known of the account: followers, following, comments read beneath the post, and how many other people's
    accounts stand at the same address or phone (an address that many share, as a dormitory, does not count)."""

    followers: int | None = None
    following: int | None = None
    comments: Comments | None = None
    others_linked: int = 0


@dataclass(frozen=True, slots=True)
class Series:
    """A post of a network, from the moment it was published (or handed in), looked at again and again."""

    platform: str
    began_at: datetime
    looks: tuple[Measured, ...]
    account: Account = Account()


@dataclass(frozen=True, slots=True)
class Gains:
    """What several numbers gained between the looks that knew them all: hours at the ends, gains by name; a number
    that fell gained nothing."""

    hours: tuple[float, ...]
    by_name: dict[str, tuple[int, ...]]

    def __len__(self) -> int:
        return len(self.hours) - 1

    def within(self, name: str, start: int, end: int) -> int:
        """The gain from interval `start` to before interval `end`."""
        return sum(self.by_name[name][start:end])

    def rate(self, name: str, start: int, end: int) -> float:
        """Gain an hour over those intervals."""
        return self.within(name, start, end) / (self.hours[end] - self.hours[start])

    def stretches(self) -> Iterator[tuple[int, int]]:
        """Every run of intervals (start, end) that a look went before."""
        return ((start, end) for start in range(1, len(self)) for end in range(start + 1, len(self) + 1))


def known(series: Series) -> tuple[str, ...]:
    """The numbers that at least two looks told."""
    return tuple(name for name in NAMES
                 if sum(getattr(look.numbers, name) is not None for look in series.looks) >= 2)


def gains(series: Series, *names: str) -> Gains:
    """The gains of some numbers between the looks that told all of them; the first interval begins at nought."""
    hours, before, found = [0.0], dict.fromkeys(names, 0), {name: list[int]() for name in names}
    for look in series.looks:
        after = {name: getattr(look.numbers, name) for name in names}
        at = (look.at - series.began_at).total_seconds() / 3600
        if None in after.values() or at <= hours[-1]:
            continue
        hours.append(at)
        for name, value in after.items():
            found[name].append(max(value - before[name], 0))
            before[name] = max(before[name], value)
    return Gains(tuple(hours), {name: tuple(listed) for name, listed in found.items()})


def thinned(series: Series, most: int = 14) -> Series:
    """The same series with at most so many looks, evenly spread over its age as it is felt (doubling by doubling), the
    latest among them; looks from before the post was published are none."""
    looks = [look for look in series.looks if look.at > series.began_at]
    if len(looks) <= most:
        return replace(series, looks=tuple(looks))
    first, last = (log((look.at - series.began_at).total_seconds()) for look in (looks[0], looks[-1]))
    width = (last - first) / (most - 1)
    kept = {int((log((look.at - series.began_at).total_seconds()) - first) / width): look for look in looks[:-1]}
    return replace(series, looks=(*(kept[place] for place in sorted(kept) if place < most - 1), looks[-1]))


def latest(series: Series, name: str) -> int | None:
    """The highest value of a number that was ever told."""
    told = [value for look in series.looks if (value := getattr(look.numbers, name)) is not None]
    return max(told, default=None)
