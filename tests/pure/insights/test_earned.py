"""Earned media value: views times the price of a thousand, by network and country, with its band; or nothing."""

from datetime import date

import pytest

from app.core import settings
from app.core.errors import UnsafeSetting
from app.core.settings import Cpm
from app.insights.rules.earned import Viewed, country_of, earned

PRICES = {name: Cpm(price=price, currency=currency, source="Media plan", on=date(2026, 1, 15))
          for name, price, currency in (("bilibili/CN", 4000, "CNY"), ("x/CN", 333, "CNY"), ("x/GB", 700, "GBP"))}


@pytest.mark.parametrize(("viewed", "country", "currency", "value"), [
    ((Viewed("bilibili", 1500, 2),), "CN", "CNY", (6000, 5100, 6900, 2)),
    ((Viewed("bilibili", 1500, 2), Viewed("x", 10, 1)), "CN", "CNY", (6003, 5103, 6904, 3)),
    ((Viewed("bilibili", 1500, 2), Viewed("zhihu", 10**9, 9)), "CN", "CNY", (6000, 5100, 6900, 2)),
    ((Viewed("x", 0, 1),), "GB", "GBP", (0, 0, 0, 1)),
    ((Viewed("zhihu", 10, 1),), "CN", "CNY", None), ((Viewed("x", 10, 1),), "GB", "CNY", None),
    ((Viewed("x", 10, 1),), None, "CNY", None), ((), "CN", "CNY", None),
])
def test_only_views_with_a_price_in_the_campaigns_country_and_currency_are_worth_something(
        viewed, country, currency, value) -> None:
    found = earned(viewed, country, currency, PRICES)
    assert (found and (found.value, found.low, found.high, found.posts)) == value


@pytest.mark.parametrize(("zone", "country"), [
    ("Asia/Shanghai", "CN"), ("Europe/London", "GB"), ("UTC", None), ("Mars/Olympus", None)])
def test_a_zone_lies_in_a_country_or_in_none(zone: str, country: str | None) -> None:
    assert country_of(zone) == country


@pytest.mark.parametrize("said", [
    "cheap", "[]", '{"bilibili": {}}',
    '{"bilibili/CN": {"price": 0, "currency": "CNY", "source": "x", "on": "2026-01-01"}}',
    '{"bilibili/CN": {"price": 5, "currency": "yuan", "source": "x", "on": "2026-01-01"}}',
    '{"bilibili/CN": {"price": 5, "currency": "CNY", "source": "", "on": "2026-01-01"}}',
    '{"bilibili/CN": {"price": 5, "currency": "CNY", "source": "x", "on": "lately"}}'])
def test_prices_that_make_no_sense_stop_the_start_with_a_sentence(monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    monkeypatch.setenv("DAREN_CPM", said)
    with pytest.raises(UnsafeSetting, match="DAREN_CPM"):
        settings.load()


def test_prices_are_read_from_json(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAREN_CPM", '{"x/GB": {"price": 700, "currency": "GBP", "source": "Ours", "on": "2026-01-15"}}')
    assert settings.load().cpm["x/GB"].price == 700
