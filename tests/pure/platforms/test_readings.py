"""Each network's ways of being read, as a table of invented answers in their real shape: what is found, and by whom."""

import json
from datetime import datetime
from pathlib import Path
from time import perf_counter

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from app.platforms import registry
from app.platforms.found import WHYS, Gone, Post, Private, Unreachable
from app.platforms.known import Networks
from app.platforms.looking import read, requests_for
from app.platforms.network import Address, Link
from app.platforms.readings import Keys

SHELF = Path(__file__).parent / "answers"
NETWORKS = Networks(registry.NETWORKS, Keys(youtube="key-of-youtube", meta="token-of-meta"))
COUNTS = ("views", "likes", "comments", "saves", "shares")
HTML = "text/html; charset=utf-8"


def requests(slug: str, url: str, post_id: str):
    return {one.name: one for one in requests_for(Link(slug, post_id, url, "post"), NETWORKS)}


def tables():
    for file in sorted(SHELF.glob("*/cases.yaml")):
        yield file.parent.name, yaml.safe_load(file.read_text())


TABLES = list(tables())
CASES = [pytest.param(slug, table | case, id=f"{slug}: {case['name']}")
         for slug, table in TABLES for case in table["cases"]]


def body_of(slug: str, case) -> bytes:
    words = (SHELF / slug / case["file"]).read_text() if "file" in case else case["body"]
    if "written_in" in case:
        words = words.replace('<meta charset="utf-8">', "")
    return words.encode(case.get("written_in", "utf-8"))


def told(found, wanted):
    """Of a found post only what the table speaks of, in the table's own words."""
    if not isinstance(found, Post) or isinstance(wanted, str):
        why = getattr(found, "why", "")
        return f"{type(found).__name__.lower()} {why}".strip()
    values = {name: getattr(found.numbers if name in COUNTS else found, name) for name in wanted}
    plain = {tuple: list, datetime: datetime.isoformat}
    return {name: plain.get(type(value), lambda same: same)(value) for name, value in values.items()}


@pytest.mark.parametrize(("slug", "case"), CASES)
def test_an_answer_says_what_the_table_says(slug, case) -> None:
    request = requests(slug, case["url"], case["post_id"])[case["reading"]]
    kind = case.get("type", HTML if case["reading"] == "page" else "application/json")
    found = read(request, case.get("status", 200), {"Content-Type": kind}, body_of(slug, case))
    assert told(found, case["found"]) == case["found"]


@pytest.mark.parametrize(("slug", "table"), TABLES, ids=lambda said: said if isinstance(said, str) else "")
def test_the_tables_link_names_its_post_and_every_reading_is_tried(slug, table) -> None:
    network = NETWORKS.get(slug)
    address = Address.parse(table["url"])
    assert address is not None
    assert network.recognise(address) == table["post_id"]
    tried = {case["reading"] for case in table["cases"]}
    assert tried == {reading.name for reading in network.readings}
    assert len(table["cases"]) >= 6


def test_every_network_that_can_be_read_has_a_table() -> None:
    welcome = {network.slug for network in registry.NETWORKS if network.policy.anonymous_read}
    assert welcome <= {slug for slug, _ in TABLES}


def test_what_a_reading_claims_to_know_it_can_tell() -> None:
    for slug, table in TABLES:
        for reading in NETWORKS.get(slug).readings:
            posts = [case["found"] for case in table["cases"]
                     if case["reading"] == reading.name and isinstance(case["found"], dict)]
            shown = {name for found in posts for name, value in found.items() if value not in (None, [])}
            assert shown & {*COUNTS, "text", "author"} <= reading.knows, (slug, reading.name)


WHOLE = sorted(SHELF.glob("*/*.*ml")) + sorted(SHELF.glob("*/*.json"))


@given(st.sampled_from(CASES), st.sampled_from(WHOLE), st.integers(0, 1 << 12), st.binary(max_size=12),
       st.sampled_from([200, 200, 200, 404, 403, 500, 0]))
@settings(max_examples=150)
def test_an_answer_cut_or_broken_anywhere_is_found_to_be_something(param, file, place, noise, status) -> None:
    slug, case = param.values
    whole = file.read_bytes()
    for request in requests(slug, case["url"], case["post_id"]).values():
        kind = HTML if file.suffix == ".html" else "application/json"
        found = read(request, status, {"content-type": kind}, whole[:place] + noise + whole[place + len(noise):])
        assert isinstance(found, Post | Gone | Private | Unreachable)
        assert not isinstance(found, Gone | Unreachable) or found.why in WHYS
        assert not isinstance(found, Post) or found.post_id == case["post_id"]


MARKS = ["<article", "<p>", '<meta property="og:title" content="', 'class="weui-msg__title', "$render_data = [{",
         'ytInitialPlayerResponse"videoDetails":{', '__INITIAL_STATE__"detail":[', "5 likes, 5 comments - "]


@pytest.mark.parametrize("mark", MARKS)
def test_no_reading_of_any_network_is_slow_with_a_mark_said_over_and_over(mark) -> None:
    """Within 5 s for all of them together, where one slow step alone would take minutes."""
    page = ("<script>" + mark * (60_000 // len(mark))).encode()
    said = json.dumps({"html": mark * (60_000 // len(mark)), "url": "/status/1", "ok": 1, "data": {}}).encode()
    start = perf_counter()
    for slug, table in TABLES:
        for request in requests(slug, table["url"], table["post_id"]).values():
            for body in (page, said):
                read(request, 200, {"content-type": HTML}, body)
    assert perf_counter() - start < 5
