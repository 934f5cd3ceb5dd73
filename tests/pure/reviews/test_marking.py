"""A post's words with what was looked for marked, two versions side by side, and what ops may ask for."""

from dataclasses import dataclass
from typing import Any

import pytest

from app.core.i18n import text
from app.reviews.rules import CHECKS
from app.reviews.rules.asking import SETTLES, to_ask
from app.reviews.rules.marking import MOST_COMPARED, compared, marked
from app.reviews.rules.risk import ACTION_WORDS, RISKS, WHY

MARKED = [
    ("Oat milk, good. #gifted", "#gifted", ["oat milk"], [], [("Oat milk", "product"), ("#gifted", "label")]),
    ("这款燕麦奶不错。#赠品体验", "#赠品体验", ["燕麦奶"], [], [("燕麦奶", "product"), ("#赠品体验", "label")]),
    ("ＯＡＴ－ｍｉｌｋ and #SlowMornings", None, ["oat milk"], ["#slowmornings"],
     [("ＯＡＴ－ｍｉｌｋ", "product"), ("#SlowMornings", "hashtag")]),
    ("#gifted #oatmilk", "#gifted", ["oatmilk"], ["#oatmilk"], [("#gifted", "label"), ("#oatmilk", "hashtag")]),
    ("Nothing of it.", "#gifted", ["tea"], ["#tea"], []),
    ("<b>Oat milk</b>", None, ["oat milk", "…"], [], [("Oat milk", "product")]),
    ("", None, ["oat milk"], [], []),
]
COMPARED = [
    ("Good in coffee.", "Good in tea.", [("coffee", "went"), ("tea", "came")]),
    ("口感很好", "口感一般", [("很好", "went"), ("一般", "came")]),
    ("One. Two.", "One. Two.", []),
    ("", "All new.", [("All new.", "came")]),
    ("All gone.", "", [("All gone.", "went")]),
    ("a b a b", "a b", [(" a b", "went")]),
]


@pytest.mark.parametrize(("written", "label", "product", "hashtags", "expected"), MARKED)
def test_what_was_looked_for_is_marked_where_it_stands(written, label, product, hashtags, expected) -> None:
    parts = marked(written, label, product, hashtags)
    assert "".join(part.words for part in parts) == written
    assert [(part.words, part.mark) for part in parts if part.mark] == expected


@pytest.mark.parametrize(("before", "after", "expected"), COMPARED)
def test_what_went_and_what_came_is_told_word_by_word(before, after, expected) -> None:
    parts = compared(before, after)
    assert [(part.words, part.mark) for part in parts if part.mark] == expected
    assert "".join(part.words for part in parts if part.mark != "came") == before
    assert "".join(part.words for part in parts if part.mark != "went") == after


def test_texts_too_long_to_compare_are_shown_whole() -> None:
    before, after = "a " * MOST_COMPARED, "b " * MOST_COMPARED
    assert [part.mark for part in compared(before, after)] == ["went", "came", ""]


@dataclass(frozen=True)
class Check:
    name: str
    outcome: str
    to_add: Any = None


def test_failed_checks_are_asked_for_in_their_own_words_before_what_would_settle_open_ones() -> None:
    wanted = {"default": "Please add “#gifted”.", "zh-cn": "请加上“#赠品体验”。"}
    checks = [Check("date", "unknown"), Check("network", "apart", wanted), Check("author", "passed"),
              Check("label", "failed", wanted)]
    assert [(fix.check, fix.message) for fix in to_ask(checks)] == [
        ("label", text(wanted["default"], wanted["zh-cn"])), ("date", SETTLES["date"])]
    assert to_ask([Check("date", "passed")]) == ()


def test_every_check_and_every_risk_has_words_in_both_languages() -> None:
    assert set(SETTLES) == set(CHECKS)
    assert set(WHY) == set(RISKS) - {"unknown", "window"}
    assert set(ACTION_WORDS) <= set(RISKS)
    assert all(words.zh_cn for words in (*SETTLES.values(), *WHY.values(), *ACTION_WORDS.values()))
