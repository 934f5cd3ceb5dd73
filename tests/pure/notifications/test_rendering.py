"""Every message says what it is for, in both languages, with its link; nothing inserted breaks a line."""

from datetime import UTC, datetime
from typing import Any

import pytest
from jinja2 import UndefinedError

from app.core.i18n import LANGUAGES, Language, Text, text
from app.notifications.rules import PURPOSES, TEMPLATES
from app.notifications.rules.rendering import FOLDER, render

AT = datetime(2026, 3, 5, 15, 59, tzinfo=UTC)
FACTS: dict[str, Any] = {
    "link": "http://daren.test/sign-in/abc", "signs_in": True, "settings_link": "http://daren.test/me/settings",
    "minutes": 30, "brand": "Bergquell", "campaign": text("Oat milk spring", "春日燕麦奶"),
    "products": text("Oat milk", "燕麦奶"), "zone": "Asia/Shanghai", "days": 3, "change_note": "Say how many.",
    "answer_by": AT, "deadline_at": AT, "carrier": "SF", "fixes": [text("Add #gifted", "请加上 #赠品体验")],
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("template", sorted(TEMPLATES))
def test_each_message_has_a_headline_and_its_link(template: str, language: Language) -> None:
    rendered = render(template, language, FACTS)
    assert rendered.headline
    assert FACTS["link"] in rendered.words
    assert "{" not in rendered.headline + rendered.words


@pytest.mark.parametrize("template", sorted(TEMPLATES))
def test_the_two_languages_are_not_the_same_words(template: str) -> None:
    chinese = render(template, "zh-cn", FACTS)
    assert any("\u4e00" <= c <= "\u9fff" for c in chinese.headline)
    assert not any("\u4e00" <= c <= "\u9fff" for c in "".join(vars_of(render(template, "en", FACTS))))


def vars_of(rendered: Any) -> tuple[str, str]:
    return rendered.headline, rendered.words


def test_every_template_is_a_file_and_has_a_purpose() -> None:
    files = {path.stem for path in FOLDER.glob("*.txt") if not path.stem.startswith("_")}
    assert files == set(TEMPLATES)
    assert set(TEMPLATES.values()) <= set(PURPOSES)


def test_a_name_with_a_line_break_stays_in_the_headline() -> None:
    rendered = render("offer", "en", FACTS | {"products": Text(default="Oat\r\nBcc: all@example.test")})
    assert rendered.headline == "A gift for you to try: Oat Bcc: all@example.test"


def test_braces_in_a_name_are_words_like_others() -> None:
    assert render("offer", "en", FACTS | {"products": "{brand.__class__}"}).headline.endswith("{brand.__class__}")


def test_a_moment_is_said_in_the_campaigns_zone() -> None:
    assert "Thursday 5 Mar, 23:59 (Beijing time)" in render("answer_reminder", "en", FACTS).words
    assert "北京时间 3月5日星期四 23:59" in render("answer_reminder", "zh-cn", FACTS).words


def test_a_fact_that_is_missing_is_an_error_not_a_gap() -> None:
    with pytest.raises(UndefinedError):
        render("offer", "en", {key: value for key, value in FACTS.items() if key != "brand"})


def test_a_link_that_does_not_sign_in_is_not_said_to() -> None:
    assert "signs you in" not in render("offer", "en", FACTS | {"signs_in": False}).words


def test_what_is_to_be_fixed_is_listed_in_the_readers_language() -> None:
    assert "- 请加上 #赠品体验" in render("fix_asked", "zh-cn", FACTS).words
    assert "- Add #gifted" in render("fix_asked", "en", FACTS).words
