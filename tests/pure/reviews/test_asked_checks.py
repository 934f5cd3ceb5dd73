"""Checks that are made only where a brief asks for them, and what each says where something is missing or unknown."""

from dataclasses import replace
from datetime import timedelta

import pytest

from app.core.i18n import LANGUAGES
from app.platforms.found import Unreachable
from app.platforms.policies import policy
from app.reviews.rules.checks import (
    Asked,
    Other,
    Verdict,
    check_account,
    check_author,
    check_format,
    check_found,
    check_hashtags,
    check_length,
    check_own_words,
    check_pictures,
    check_product,
    decide,
)
from app.reviews.rules.checks.said import characters
from tests.pure.reviews.test_checks import ASKED, DAY, NOW, post

CODE = "daren-k7m2-9xq4"
LONG = "It froths well for a minute, then it splits; in porridge nobody notices, and the carton is hard to close."


def outcome(verdict: Verdict | None) -> str | None:
    return verdict.outcome if verdict else None


def test_what_a_brief_does_not_ask_is_not_checked() -> None:
    checks = (check_account, check_product, check_hashtags, check_length, check_pictures, check_format)
    assert [check(post(), ASKED) for check in checks] == [None] * len(checks)


@pytest.mark.parametrize(("words", "more", "expected"), [
    ("Good.", {"is_account_proven": True}, "passed"), (f"Good. {CODE}", {}, "passed"), ("Good.", {}, None),
    ("Good.", {"needs_proof": True}, "failed"), (f"Good. {CODE.upper()}", {"needs_proof": True}, "passed"),
    (None, {"needs_proof": True}, "unknown"),
])
def test_an_account_is_proven_by_its_code(words: str | None, more: dict, expected: str | None) -> None:
    verdict = check_account(post(text=words), replace(ASKED, code=CODE, **more))
    assert outcome(verdict) == expected
    assert verdict is None or expected != "failed" or verdict.to_copy.pick("en") == CODE


@pytest.mark.parametrize(("network", "more", "expected"), [
    ("xiaohongshu", {}, None), ("xiaohongshu", {"needs_proof": True}, "failed"),
    ("xiaohongshu", {"needs_proof": True, "is_proof_waiting": True}, "unknown"),
    ("xiaohongshu", {"needs_proof": True, "is_account_proven": True}, "passed"),
    ("simulated", {"needs_proof": True}, "unknown"), ("simulated", {}, None),
])
def test_where_no_post_was_seen_only_the_account_itself_can_show_the_code(network, more, expected) -> None:
    found = check_found(Unreachable("sign_in_needed"), network, replace(ASKED, code=CODE, **more), policy(network))
    verdict = next((one for one in found if one.name == "account"), None)
    assert outcome(verdict) == expected
    assert verdict is None or expected != "failed" or verdict.to_copy.pick("zh-cn") == CODE


@pytest.mark.parametrize(("author", "number", "known", "aliases", "expected"), [
    ("renamed", "u-9", "u-9", (), "passed"), ("lin.eats", "u-10", "u-9", (), "failed"),
    ("lin.eats", None, "u-9", (), "passed"), ("Lin", "u-9", None, ("lin.eats",), "passed"),
    ("Lin", "lin.eats", None, (), "passed"), ("Lin", "u-9", None, (), "failed"),
])
def test_a_networks_own_number_counts_before_a_name(author, number, known, aliases, expected) -> None:
    seen = post(author=author, author_id=number, aliases=aliases)
    assert check_author(seen, replace(ASKED, author_id=known)).outcome == expected


@pytest.mark.parametrize(("pictures", "expected"), [(3, "passed"), (2, "failed"), (0, "failed"), (None, "unknown")])
def test_pictures_are_counted_where_the_network_tells_them(pictures: int | None, expected: str) -> None:
    verdict = check_pictures(post(pictures=pictures), replace(ASKED, least_pictures=3))
    assert outcome(verdict) == expected
    if pictures == 2:
        assert "Please add one more." in verdict.to_add.pick("en")


@pytest.mark.parametrize(("wanted", "video", "pictures", "expected"), [
    ("video", True, 0, "passed"), ("video", False, 3, "failed"), ("video", None, 3, "unknown"),
    ("photo", False, 1, "passed"), ("photo", True, 0, "failed"), ("photo", None, None, "unknown"),
    ("post", None, None, None), ("article", False, 0, None), ("story", None, None, None),
])
def test_a_video_is_a_video_and_a_photo_post_shows_photos(wanted, video, pictures, expected) -> None:
    verdict = check_format(post(has_video=video, pictures=pictures), replace(ASKED, format=wanted))
    assert outcome(verdict) == expected


@pytest.mark.parametrize(("words", "count"), [
    ("Oat milk", 7), ("燕麦奶", 3), ("燕麦奶 is good 👍!", 9), ("#gifted #燕麦奶", 0), ("https://a.example/long", 0),
    ("@lin.eats hi", 2), ("o\u200bat", 3), ("", 0), ("３ｇ", 2),
])
def test_letters_and_digits_are_counted_whatever_their_script(words: str, count: int) -> None:
    assert characters(words) == count


def test_a_text_of_which_a_part_was_seen_fails_nothing() -> None:
    asked = replace(ASKED, product_words=("oat milk",), hashtags=("#one",), least_characters=99, needs_proof=True)
    verdicts = check_found(post(text="Good…", is_partial=True), "simulated", asked, policy("simulated"))
    assert {v.name: v.outcome for v in verdicts if v.outcome != "passed"} == dict.fromkeys(
        ("label", "account", "product", "hashtags", "length"), "unknown")


@pytest.mark.parametrize(("whose", "at", "expected", "says"), [
    ("brief", None, "failed", "the brief"), ("own", NOW - 9 * DAY, "failed", "an earlier post of yours"),
    ("another", NOW - 2 * DAY, "failed", "another review of this campaign"),
    ("another", NOW, "unknown", ""),
])
def test_a_copy_is_asked_to_be_written_anew_but_never_by_whoever_was_first(whose, at, expected, says) -> None:
    asked = replace(ASKED, others=(Other("Something else.", "another"), Other(f"Hello! {LONG}", whose, at)))
    verdict = check_own_words(post(text=f"#gifted {LONG}", published_at=NOW - DAY), asked)
    assert verdict is not None
    assert verdict.outcome == expected
    assert "in porridge nobody notices" in (verdict.evidence or "")
    assert says in (verdict.to_add.pick("en") if verdict.to_add else "")


def test_two_thousand_texts_are_compared_in_passing() -> None:
    asked = replace(ASKED, others=tuple(Other(f"{n} {LONG[n % 40:]} {n * n}", "another") for n in range(2_000)))
    assert outcome(check_own_words(post(text=f"#gifted {LONG}"), asked)) == "failed"
    own = "#gifted 这款燕麦奶打奶泡的时候很稳，煮粥的时候也不会结块，冷藏五天没有变味。"
    assert outcome(check_own_words(post(text=own), asked)) == "passed"


def test_all_that_may_be_missing_is_said_at_once_in_both_languages() -> None:
    asked = Asked("simulated", "lin.eats", NOW, NOW - 12 * DAY, NOW - 9 * DAY, needs_proof=True, code=CODE,
                  product_words=("oat milk", "燕麦奶"), hashtags=("#one", "#two"), least_characters=200,
                  least_pictures=2, format="video", others=(Other(LONG, "brief"),))
    seen = post(text=LONG, author="other", published_at=NOW + timedelta(days=1), pictures=1, has_video=False)
    verdicts = check_found(seen, "simulated", asked, policy("simulated"))
    failed = [verdict for verdict in verdicts if verdict.outcome == "failed"]
    assert [verdict.name for verdict in failed] == [
        "author", "label", "date", "account", "product", "hashtags", "length", "pictures", "format", "own_words"]
    assert decide(verdicts) == "ask_fix"
    for verdict in failed:
        assert verdict.to_add is not None
        assert {verdict.to_add.spoken(language) for language in LANGUAGES} == set(LANGUAGES)
