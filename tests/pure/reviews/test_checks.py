"""The checks of a post as a table: captions in both languages, authors, dates; and what they never read."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from app.core.i18n import LANGUAGES
from app.platforms.found import Gone, Post, Private, Unreachable, content_hash
from app.platforms.numbers import Numbers
from app.platforms.policies import policy
from app.reviews.rules.checks import (
    NOT_FOLLOWED,
    NOT_OPEN,
    NOT_SIMULATED,
    Asked,
    arrived_from,
    check_author,
    check_date,
    check_found,
    check_label,
    check_network,
    decide,
    fixes_of,
    nothing_there,
)

NOW = datetime(2026, 3, 20, 4, 0, tzinfo=UTC)
DAY = timedelta(days=1)
ASKED = Asked(platform="simulated", handle="Lin.Eats", now=NOW, sent_at=NOW - 12 * DAY, arrived_at=NOW - 9 * DAY)


def post(**more) -> Post:
    words = more.get("text", "Good in coffee. #gifted")
    values = {"platform": "simulated", "post_id": "p1", "author": "@lin.eats", "text": words, "numbers": Numbers(),
              "published_at": NOW - DAY, "has_shop_link": None, "content_hash": content_hash(words, None)}
    return Post(**(values | more))


def decision(found, asked: Asked = ASKED) -> str:
    return decide(check_found(found, "simulated", asked, policy("simulated")))


@pytest.mark.parametrize(("caption", "shop", "outcome", "evidence"), [
    ("#gifted Good in coffee.", None, "passed", "#gifted"),
    ("Good in coffee.", None, "failed", None),
    ("Not gifted, bought it myself.", None, "failed", None),
    ("燕麦奶喝了三周 #赠品体验", None, "passed", "#赠品体验"),
    ("燕麦奶喝了三周", None, "failed", None),
    ("这不是赠品", None, "failed", None),
    ("#gifted Good, buy it here", True, "failed", None),
    ("#ad #gifted Good, buy it here", True, "passed", "#ad"),
    ("#广告 好喝", True, "passed", "#广告"),
    (None, None, "unknown", None),
])
def test_the_label_is_found_and_quoted_or_asked_for(caption, shop, outcome, evidence) -> None:
    verdict = check_label(post(text=caption, has_shop_link=shop), ASKED, policy("simulated"))
    assert (verdict.outcome, verdict.evidence) == (outcome, evidence)
    assert (verdict.to_add is not None) == (outcome == "failed")
    assert verdict.rule_version == policy("simulated").rule_version


def test_what_to_add_is_said_word_for_word_in_both_languages() -> None:
    plain = check_label(post(text="好喝"), ASKED, policy("simulated")).to_add
    with_shop = check_label(post(text="好喝"), replace(ASKED, has_shop_link=True), policy("weibo")).to_add
    assert plain is not None
    assert with_shop is not None
    assert ("#gifted" in plain.pick("en"), "#赠品体验" in plain.pick("zh-cn")) == (True, True)
    assert ("#广告" in with_shop.pick("en"), "#广告" in with_shop.pick("zh-cn")) == (True, True)


def test_a_part_of_a_text_proves_no_missing_label() -> None:
    assert check_label(post(text="Good…", is_partial=True), ASKED, policy("simulated")).outcome == "unknown"


@pytest.mark.parametrize(("author", "declared", "outcome"), [
    ("@lin.eats", "Lin.Eats", "passed"), ("ＬＩＮ.eats", " lin.eats ", "passed"), ("小林 在吃", "小林在吃", "passed"),
    ("lin.eats2", "lin.eats", "failed"), ("小琳在吃", "小林在吃", "failed"),
    (None, "lin.eats", "unknown"), ("lin.eats", None, "unknown"),
])
def test_the_author_is_the_account_that_was_declared(author, declared, outcome) -> None:
    assert check_author(post(author=author), replace(ASKED, handle=declared)).outcome == outcome


@pytest.mark.parametrize(("published", "more", "outcome", "says"), [
    (NOW - DAY, {}, "passed", ""),
    (NOW + timedelta(minutes=5), {}, "passed", ""),
    (NOW + DAY, {}, "failed", "only be published later"),
    (NOW - 13 * DAY, {}, "failed", "before the sample was on its way"),
    (NOW - 10 * DAY, {}, "unknown", ""),
    (NOW - DAY, {"arrived_at": None}, "unknown", ""),
    (NOW - 2 * DAY, {"posts_from": NOW - DAY}, "failed", "Posts may go out from Thursday 19 Mar 2026 on"),
    (None, {}, "unknown", ""),
])
def test_the_date_lies_after_the_sample_and_the_embargo(published, more, outcome, says) -> None:
    verdict = check_date(post(published_at=published), replace(ASKED, **more))
    assert verdict.outcome == outcome
    assert says in (verdict.to_add.pick("en") if verdict.to_add else "")


@pytest.mark.parametrize(("received", "how", "delivered", "earliest"), [
    (NOW, "tap", None, NOW), (NOW, "tap", NOW - DAY, NOW - DAY), (NOW, "delivered", NOW - 3 * DAY, NOW - 3 * DAY),
    (NOW, "shipped", None, NOW - 15 * DAY), (None, None, None, None), (None, None, NOW - DAY, NOW - DAY),
])
def test_a_receipt_says_at_the_latest_when_a_sample_came(received, how, delivered, earliest) -> None:
    assert arrived_from(received, how, NOW - 15 * DAY, delivered) == earliest


@pytest.mark.parametrize(("found", "slug", "is_short", "says"), [
    (Gone("deleted"), "weibo", False, NOT_OPEN), (Private(), "weibo", False, NOT_OPEN),
    (Unreachable("not_simulated"), "weibo", False, NOT_SIMULATED),
    (Unreachable("not_simulated"), "xiaohongshu", True, NOT_SIMULATED),
    (Unreachable("not_simulated"), "xiaohongshu", False, None), (Unreachable("busy"), "weibo", False, None),
    (post(), "weibo", False, None)])
def test_where_there_is_no_post_it_is_said_why(found, slug, is_short, says) -> None:
    assert nothing_there(found, False, is_short, policy(slug)) == says
    assert nothing_there(Unreachable("not_followed"), True, is_short, policy(slug)) == NOT_FOLLOWED


def test_a_post_on_another_network_is_no_reason_to_ask_for_anything() -> None:
    verdicts = check_found(post(), "simulated", replace(ASKED, platform="weibo"), policy("simulated"))
    assert verdicts[0].outcome == "apart"
    assert (decide(verdicts), fixes_of(verdicts)) == ("verify", ())
    assert check_network("simulated", replace(ASKED, platform=None)).outcome == "passed"


@pytest.mark.parametrize("found", [Gone("deleted"), Private(), Unreachable("busy")])
def test_where_no_post_was_seen_nothing_is_held_against_anybody(found) -> None:
    verdicts = check_found(found, "simulated", ASKED, policy("simulated"))
    assert [v.outcome for v in verdicts] == ["passed", "unknown", "unknown", "unknown"]
    assert decide(verdicts) == "wait"


def test_every_fix_is_said_in_both_languages() -> None:
    bad = post(author="other", text="nothing", published_at=NOW - 20 * DAY)
    fixes = fixes_of(check_found(bad, "simulated", ASKED, policy("simulated")))
    assert [fix.check for fix in fixes] == ["author", "label", "date"]
    for fix, language in product(fixes, LANGUAGES):
        assert fix.message.spoken(language) == language


TONES = (("Love it", "Hate it"), ("five stars", "one star"), ("★★★★★", "★☆☆☆☆"), ("delicious", "disgusting"),
         ("best ever", "worst ever"), ("好喝", "难喝"), ("强烈推荐", "千万别买"), ("五星好评", "一星差评"),
         ("惊喜", "失望"))
CAPTIONS = ("#gifted {0}. Third week.", "{0}!", "{0} #赠品体验", "燕麦奶：{0}", "Not gifted. {0}", "#ad {0}")


@pytest.mark.parametrize("caption", CAPTIONS)
def test_turning_every_star_and_tone_around_changes_no_decision(caption: str) -> None:
    for (kind, unkind), asked in product(TONES, (ASKED, replace(ASKED, has_shop_link=True))):
        outcomes = []
        for tone in (kind, unkind):
            verdicts = check_found(post(text=caption.format(tone)), "simulated", asked, policy("simulated"))
            outcomes.append([(v.name, v.outcome, v.evidence, v.to_add) for v in verdicts])
        assert outcomes[0] == outcomes[1]
