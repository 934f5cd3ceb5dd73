"""Earned media value: what the views would have cost as advertising; where no price is known nothing is made up."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from babel.core import get_global

from app.core.settings import Cpm

BAND = 0.15
"""How far the value may lie off, either way."""


@dataclass(frozen=True, slots=True)
class Viewed:
    """The views of the posts on one network that tell them, and how many posts those are."""

    platform: str
    views: int
    posts: int


@dataclass(frozen=True, slots=True)
class Earned:
    """The value in minor units of one currency with its band, over so many posts, and the prices that it rests on."""

    value: int
    low: int
    high: int
    posts: int
    prices: tuple[tuple[str, Cpm], ...]


def country_of(zone: str) -> str | None:
    """The country in which a time zone lies; None where it lies in none, as UTC does."""
    found = get_global("zone_territories").get(zone)
    return found if found and len(found) == 2 and found.isalpha() else None


def earned(viewed: Iterable[Viewed], country: str | None, currency: str, table: Mapping[str, Cpm]) -> Earned | None:
    """Sum of views x CPM(network, country) / 1000 with a band of 15 %; no multiplier, no exchange of currencies.

    Posts on networks without a price in this currency stand in no sum; None where no post is left.
    """
    priced = [(one, table[key]) for one in viewed
              if (key := f"{one.platform}/{country}") in table and table[key].currency == currency]
    if not priced:
        return None
    whole = sum(one.views * cpm.price for one, cpm in priced) / 1000
    return Earned(round(whole), round(whole * (1 - BAND)), round(whole * (1 + BAND)),
                  sum(one.posts for one, _ in priced), tuple((one.platform, cpm) for one, cpm in priced))
