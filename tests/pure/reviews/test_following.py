"""What has changed about a post: words counted, what was lost named, two ways of reading never compared."""

from typing import get_args

import pytest

from app.platforms.numbers import Numbers
from app.reviews.rules.checks import Verdict
from app.reviews.rules.evidence import LACKS, impossible, is_drawn, odd
from app.reviews.rules.following import Change, changes_of, lost, words_changed
from app.reviews.schemas.closed import Lack
from app.web.ops import review_changes


@pytest.mark.parametrize(("before", "after", "change"), [
    ("Good in coffee", "Good in coffee", None), ("Good  in\ncoffee", "Good in coffee", None),
    ("Good in coffee", "Good in tea", Change("words", 1, 1)), ("很好喝", "很难喝", Change("words", 1, 1, 1, 1)),
    ("one two", "two one", Change("words", 0, 0)), (None, "two words", Change("words", 2, 0)),
    ("two words", None, Change("words", 0, 2)), (None, None, None),
    ("咖啡 latte", "latte 咖啡咖啡", Change("words", 2, 0, 2, 0)),
    ("很好喝latte", "latte", Change("words", 0, 3, 0, 3)),
    ("Good!", "Good?", Change("words", 0, 0))])
def test_words_that_came_and_went_are_counted(before, after, change) -> None:
    assert words_changed(before, after) == change


@pytest.mark.parametrize(("before", "after", "english", "chinese"), [
    ("很好喝", "喝", "2 Chinese characters went.", "删去 2 个字。"),
    ("", "好", "1 Chinese character came.", "新增 1 个字。"),
    ("Good in tea", "Good in coffee at noon", "3 words came, 1 word went.", "新增 3 个词，删去 1 个词。"),
    ("好", "Very nice, 好喝", "2 words and 1 Chinese character came.", "新增 2 个词、1 个字。"),
    ("one two", "two one", "Its signs changed, or the order of its words.", "标点或文字顺序有改动。")])
def test_what_came_and_went_is_said_as_people_count_it(before, after, english, chinese) -> None:
    told = review_changes.words_told(words_changed(before, after))
    assert (told.pick("en"), told.pick("zh-cn")) == (english, chinese)


def test_a_long_text_is_compared_at_once() -> None:
    assert words_changed("词" * 20_000, "语" * 20_000) == Change("words", 20_000, 20_000, 20_000, 20_000)


def test_what_was_lost_goes_before_words_and_dates_never_count() -> None:
    gone = lost([Verdict("label", "failed"), Verdict("date", "failed"), Verdict("product", "unknown"),
                 Verdict("network", "apart"), Verdict("length", "passed")])
    assert [one.name for one in gone] == ["label"]
    found = changes_of(Change("words", 3, 1), gone, has_new_shop_link=True, has_new_author=True)
    assert [one.what for one in found] == ["author", "shop_link", "label", "words"]
    assert changes_of(None, [], has_new_shop_link=False, has_new_author=False) == []


def test_an_author_who_changed_is_named_once() -> None:
    found = changes_of(None, [Verdict("author", "failed")], has_new_shop_link=False, has_new_author=True)
    assert found == [Change("author")]


def test_a_draw_is_the_same_for_the_same_seed_and_takes_its_share() -> None:
    drawn = [is_drawn(seed, 0.1) for seed in range(4000)]
    assert drawn == [is_drawn(seed, 0.1) for seed in range(4000)]
    assert 320 < sum(drawn) < 480
    assert not any(is_drawn(seed, 0.0) for seed in range(50))
    assert all(is_drawn(seed, 1.0) for seed in range(50))


def test_impossible_numbers_are_refused_and_odd_ones_named() -> None:
    assert impossible(Numbers()) == impossible(Numbers(views=7, likes=7, comments=9)) == ()
    assert impossible(Numbers(likes=-1, comments=10**12)) == ("likes", "comments")
    assert impossible(Numbers(views=10**12, likes=10**10)) == ("views", "likes")
    assert impossible(Numbers(views=3, likes=8, saves=4, shares=8)) == ("likes", "saves")
    signs = odd(Numbers(likes=9), Numbers(views=3, likes=8), was_shown_elsewhere=True, was_lost=True,
                replaces_doubted=True)
    assert signs == ["replaces", "shown_elsewhere", "was_lost", "fell"]
    assert odd(Numbers(), Numbers(likes=8), was_shown_elsewhere=False, was_lost=False,
               replaces_doubted=False) == []


def test_what_a_screenshot_can_lack_is_said_in_both_languages_and_no_more_is_taken() -> None:
    assert set(get_args(Lack)) == set(LACKS)
    assert all(said.default != said.zh_cn for lack in LACKS.values() for said in lack)
