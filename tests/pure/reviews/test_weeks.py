"""Numbers over weeks: the last known value at each week's end, sums that say of how many, unknown never nought."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from app.reviews.rules.weeks import MOST_WEEKS, Followed, Measured, known_at, latest_of, week_ends, weeks_of
from app.web.brand.lines import Line, line_of

MONDAY = datetime(2026, 3, 2, 2, tzinfo=UTC)
ZONE = "Asia/Shanghai"


def look(days: float, views: int | None, likes: int | None = None, source: str = "page",
         sources: dict[str, str] | None = None) -> Measured:
    return Measured(MONDAY + timedelta(days=days), source, (views, likes, None, None, None), sources or {})


def post(*looks: Measured, days: float = 0, is_counted: bool = True) -> Followed:
    return Followed(MONDAY + timedelta(days=days), is_counted, looks)


def test_each_number_keeps_its_own_source_and_day_and_tells_a_fall() -> None:
    views, likes, *rest = latest_of([
        look(0, 100, 9, sources={"likes": "screenshot"}), look(3, 90), look(4, None, None, "api")])
    assert views is not None
    assert (views.count, views.source, views.at, views.has_fallen) == (90, "page", MONDAY + timedelta(days=3), True)
    assert likes is not None
    assert (likes.count, likes.source, likes.has_fallen) == (9, "screenshot", False)
    assert (rest, latest_of([])) == ([None, None, None], (None,) * 5)


def test_a_week_ends_with_the_local_day_and_the_last_one_holds_the_moment() -> None:
    ends = week_ends(datetime(2026, 3, 1, 17, tzinfo=UTC), MONDAY + timedelta(days=7), ZONE)
    assert [end.isoformat() for end in ends] == ["2026-03-08T15:59:59+00:00", "2026-03-15T15:59:59+00:00"]
    assert week_ends(MONDAY, MONDAY, ZONE) == [ends[0]]
    assert len(week_ends(MONDAY, MONDAY + timedelta(days=400), ZONE)) == MOST_WEEKS


def test_a_look_that_sees_nothing_leaves_what_was_known_and_a_later_one_is_not_known_yet() -> None:
    looks = [look(0, 5), look(1, None, 2), look(9, 50)]
    assert known_at(looks, MONDAY + timedelta(days=6))[:2] == (5, 2)
    assert known_at(looks, MONDAY - timedelta(days=1)) == (None,) * 5


def test_sums_leave_out_held_numbers_and_say_of_how_many_posts_each_is_known() -> None:
    posts = [post(look(0, 10, 1), look(8, 30, 3)), post(look(1, None, 4)), post(look(0, 9999), is_counted=False),
             post(look(8, 7), days=8)]
    first, second = weeks_of(posts, MONDAY + timedelta(days=9), ZONE)
    assert (first.posts, first.sums[:3], first.known[:3]) == (3, (10, 5, None), (1, 2, 0))
    assert (second.posts, second.sums[:2], second.known[:2]) == (4, (37, 7), (2, 2))
    assert weeks_of([], MONDAY, ZONE) == []


def test_a_line_needs_two_known_values_and_leaves_unknown_ones_out() -> None:
    at = [MONDAY + timedelta(days=day) for day in range(4)]
    assert line_of([(at[0], 0), (at[1], None), (at[2], 10), (at[3], 5)], {}) == Line("3.0,25.0 79.0,3.0 117.0,14.0")
    for few in ([], [(at[0], 4)], [(at[0], 4), (at[0], 5)], [(at[0], None), (at[1], 3)]):
        assert line_of(few, {"gone": at[3]}) is None
    assert line_of([(at[0], 0), (at[1], 0)], {}) == Line("3.0,25.0 117.0,25.0")


def test_what_was_noticed_is_marked_on_a_line_that_reaches_it() -> None:
    at = [MONDAY + timedelta(days=day) for day in range(5)]
    series = [(at[0], 0), (at[2], 10)]
    assert line_of(series, {"edited": at[1], "gone": None}) == Line("3.0,25.0 117.0,3.0", (("edited", "60.0"),))
    assert line_of(series, {"edited": at[1], "gone": at[4]}) == Line(
        "3.0,25.0 60.0,3.0", (("edited", "31.5"), ("gone", "117.0")))
    assert line_of(series, {"edited": at[0] - timedelta(days=9)}) == Line("3.0,25.0 117.0,3.0")


def test_each_week_says_how_many_posts_were_found_edited_and_gone_within_it() -> None:
    day = [MONDAY + timedelta(days=days) for days in range(20)]
    posts = [replace(post(look(0, 1)), edited_at=day[1], removed_at=day[8]),
             replace(post(look(0, 1)), edited_at=day[8]), replace(post(look(0, 1)), removed_at=day[15]),
             post(look(0, 1))]
    assert [(week.edited, week.gone) for week in weeks_of(posts, day[16], ZONE)] == [(1, 0), (1, 1), (0, 1)]
