"""Signals of bought engagement: each alone, what makes two and three, and made-up posts of a world held out."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.platforms.numbers import Numbers
from app.reviews.rules.inflation import (
    SIGNALS,
    Account,
    Comments,
    Measured,
    Series,
    count_alike,
    find,
    thinned,
    weigh,
    words,
)
from tests.pure.reviews.series import BEGAN, held_out

HOURS = (1, 6, 24, 72, 168, 336, 720)
Row = tuple[int | None, ...]
CALM: tuple[Row, ...] = ((150, 8, 0, 2, 1), (600, 31, 3, 9, 3), (1200, 60, 6, 19, 6), (1700, 86, 8, 27, 8),
                         (1900, 96, 9, 30, 9), (1980, 100, 10, 31, 9), (2000, 101, 10, 32, 9))
WAVE: tuple[Row, ...] = (*CALM[:3], (9000, 440, 41, 150, 44), (52_000, 2500, 240, 830, 250),
                         (71_000, 3400, 330, 1120, 330), (76_000, 3600, 350, 1200, 350))


def series(*rows: Row, platform: str = "bilibili", account: Account | None = None) -> Series:
    """Looks at the usual hours with views, likes, comments, saves and shares."""
    looks = tuple(Measured(BEGAN + timedelta(hours=hours), Numbers(*row))
                  for hours, row in zip(HOURS, rows, strict=False))
    return Series(platform, BEGAN, looks, account or Account())


def more(rows: tuple[Row, ...], column: int, *added: int) -> tuple[Row, ...]:
    """The same rows with something bought on top of one number."""
    return tuple(tuple((value or 0) + (plus if place == column else 0) for place, value in enumerate(row))
                 for row, plus in zip(rows, added, strict=True))


def names(one: Series) -> tuple[str, ...]:
    """The signals that are seen."""
    return tuple(flag.name for flag in find(one))


SLOW: tuple[Row, ...] = ((0, 0, 0, 0, 0), (339, 18, 2, 5, 1), (651, 36, 4, 10, 2), (1669, 92, 11, 27, 7),
                         (2922, 162, 19, 48, 13), (3832, 212, 25, 63, 17), (6200, 343, 41, 102, 28))
STEP = more(CALM, 1, 0, 0, 0, 0, 900, 900, 900)
DRIP = more(CALM, 1, 0, 0, 40, 150, 370, 750, 1600)
COPIES = ("Love this so much, want it!", "love this so much want it", "Love this so much!! Want it ~") * 3


@pytest.mark.parametrize(("rows", "seen", "step"), [
    (CALM, (), "none"), (WAVE, (), "none"), (SLOW, (), "none"),
    (STEP, ("jump", "flat", "band"), "hold"),
    (DRIP, ("jump", "steady", "band"), "hold"),
    (more(CALM, 0, 0, 0, 0, 0, 30_000, 30_000, 30_000), ("jump", "flat", "band"), "hold"),
    (CALM[:1], (), "none"), ((), (), "none"),
], ids=["calm", "goes round", "fades slowly", "step", "drip", "bought views", "one look", "no look"])
def test_what_is_seen_of_a_posts_numbers(rows: tuple[Row, ...], seen: tuple[str, ...], step: str) -> None:
    one = series(*rows)
    assert (names(one), weigh(one, find(one))) == (seen, step)


@pytest.mark.parametrize(("account", "seen"), [
    (Account(followers=12, following=90), ()),
    (Account(followers=12, following=1_400), ()),
    (Account(followers=0, following=4_000), ("following",)),
    (Account(followers=400, following=4_000), ("following",)),
    (Account(followers=40_000, following=4_000), ()),
    (Account(following=7_000), ()),
    (Account(others_linked=2), ()),
    (Account(others_linked=3), ("linked",)),
    (Account(comments=Comments(5, 5)), ()),
    (Account(comments=Comments(20, 8)), ("comments",)),
    (Account(comments=Comments(20, 7)), ()),
])
def test_an_account_is_no_signal_for_being_small_or_for_a_household(account: Account, seen: tuple[str, ...]) -> None:
    assert names(series(*CALM, account=account)) == seen


def test_one_signal_is_left_alone_two_are_looked_at_and_three_held() -> None:
    accounts = (Account(others_linked=4), Account(40, 4_000, None, 4), Account(40, 4_000, Comments(10, 9), 4))
    made = [series(*CALM, account=account) for account in accounts]
    assert [weigh(one, find(one)) for one in made] == ["none", "look", "hold"]


def test_a_post_that_goes_round_is_looked_at_but_not_held_whatever_its_account() -> None:
    one = series(*WAVE, account=Account(40, 4_000, Comments(10, 9), 4))
    assert (names(one), weigh(one, find(one))) == (("following", "comments", "linked"), "look")


@pytest.mark.parametrize("unknown", range(5))
def test_what_is_unknown_is_never_taken_for_nought(unknown: int) -> None:
    rows = [tuple(None if place == unknown else value for place, value in enumerate(row)) for row in CALM]
    assert names(series(*rows)) == ()


def test_a_number_that_falls_and_looks_out_of_order_raise_nothing() -> None:
    fallen = (*CALM[:4], (1600, 80, 7, 20, 8), *CALM[5:])
    assert names(series(*fallen)) == ()
    turned = replace(series(*CALM), looks=tuple(reversed(series(*CALM).looks)))
    assert names(turned) == ()


def test_each_signal_says_in_both_languages_what_was_seen() -> None:
    one = series(*STEP, account=Account(400, 4_000, count_alike(COPIES), 5))
    told = {flag.name: (flag.evidence.pick("en"), flag.evidence.pick("zh-cn")) for flag in find(one)}
    assert told["band"][0].startswith("Comments, saves, shares were ")
    assert told["following"] == ("The account follows 4,000 and has 400 followers.",
                                 "该账号关注了 4,000 人，粉丝 400 人。")
    assert told["jump"][0].startswith("910 likes came from day 3.0 to day 7.0, at least ")
    assert "点赞" in told["flat"][1]
    assert told["comments"][0] == "9 of 9 comments that were read nearly repeat another one."
    assert set(told) < set(SIGNALS)
    assert not any(word in " ".join(sum(told.values(), ())).lower() for word in ("bought", "fake", "fraud", "购买"))


@pytest.mark.parametrize(("said", "counted"), [
    (COPIES, Comments(9, 9)), ((), Comments(0, 0)), (("Nice!", "Nice!", "想要", "想要"), Comments(0, 0)),
    (("这个燕麦奶真的很好喝，回购了", "这个燕麦奶真的很好喝，回购啦", "请问在哪里可以买到这一款呢"), Comments(3, 2)),
])
def test_comments_are_alike_where_they_nearly_repeat_another(said: tuple[str, ...], counted: Comments) -> None:
    assert count_alike(said) == counted


def test_many_looks_are_thinned_over_the_whole_age_of_a_post() -> None:
    daily = Series("bilibili", BEGAN, tuple(
        Measured(BEGAN + timedelta(hours=hours), Numbers(views=hours)) for hours in range(-3, 2000)))
    kept = [look.numbers.views for look in thinned(daily).looks]
    assert (len(kept), kept[-1], kept == sorted(kept)) == (14, 1999, True)
    assert len([views for views in kept if views and views < 100]) >= 5
    assert thinned(series(*CALM)) == series(*CALM)


def test_in_a_world_held_out_the_bought_are_found_the_clean_left_alone_and_the_viral_never_held() -> None:
    steps = {kind: [weigh(one.series, find(one.series)) for one in held_out(kind, 100, seed=20260301)]
             for kind in ("clean", "step", "drip", "viral")}
    found = sum(step != "none" for step in steps["step"] + steps["drip"]) / 200
    assert found >= 0.85
    assert sum(step != "none" for step in steps["clean"]) <= 10
    assert steps["viral"].count("hold") == 0
    assert steps["clean"].count("hold") == 0


@pytest.mark.parametrize(("others", "says"), [
    (1, "1 other person here has the same address"), (4, "4 other people here have the same address")])
def test_one_neighbour_is_told_as_one(others: int, says: str) -> None:
    assert words.linked(others).pick("en").startswith(says)
