"""What hosts ask of readers: robots.txt, Retry-After, and the lane of a host."""

from datetime import UTC, datetime, timedelta

import pytest

from app.reviews.rules.politeness import Told, lane_of, origin_of, told_to_wait

AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
PAGE = "https://a.test/notes/1"


@pytest.mark.parametrize(("status", "text", "may"), [
    (200, "", True), (200, "User-agent: *\nDisallow: /", False), (200, "User-agent: *\nDisallow: /notes/", False),
    (200, "User-agent: *\nDisallow: /private/", True), (200, "User-agent: daren\nDisallow: /\n", False),
    (200, "User-agent: somebody-else\nDisallow: /\n", True), (200, "<html>no robots here</html>", True),
    (200, "User-agent: *\nDisallow: /\n\nUser-agent: daren\nAllow: /notes/\n", True),
    (404, "", True), (403, "User-agent: *\nDisallow: /", True), (200, "\udcff: \x01\nDisallow: /", True)])
def test_a_page_is_opened_where_robots_allow_it(status: int, text: str, may: bool) -> None:
    assert Told("https://a.test", status, text).allows(PAGE) is may


@pytest.mark.parametrize(("text", "gap"), [
    ("", 0.0), ("User-agent: *\nCrawl-delay: 7", 7.0), ("User-agent: *\nCrawl-delay: 9000", 60.0),
    ("User-agent: *\nCrawl-delay: soon", 0.0), ("User-agent: daren\nCrawl-delay: 3\n\nUser-agent: *\n", 3.0)])
def test_a_delay_that_is_asked_for_is_kept_up_to_a_minute(text: str, gap: float) -> None:
    assert Told("https://a.test", 200, text).gap == gap


@pytest.mark.parametrize(("said", "seconds"), [
    ("120", 120), (" 5 ", 5), ("Mon, 02 Mar 2026 02:10:00 GMT", 600), ("Mon, 02 Mar 2026 01:00:00 GMT", 0),
    ("-3", 0), ("tomorrow", 0), ("", 0), ("1e9", 0), ("９", 0), ("9" * 40, 10**8)])
def test_retry_after_is_read_as_seconds_or_as_a_date(said: str, seconds: int) -> None:
    assert told_to_wait({"retry-after": said}, AT) == timedelta(seconds=seconds)
    assert told_to_wait({}, AT) == timedelta()


def test_a_lane_is_a_host_and_an_origin_is_a_host_with_its_port() -> None:
    assert lane_of("https://M.Weibo.cn./status/1") == lane_of("http://m.weibo.cn:80/x") == "host:m.weibo.cn"
    assert origin_of("https://A.test:8443/robots?x#y") == "https://a.test:8443"
