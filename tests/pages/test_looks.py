"""What every page owes its reader: two languages, escaped words, readable colours, one heading, nothing missing."""

import hashlib
import re
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import UndefinedError

from app.core.errors import Fault, Invalid
from app.core.i18n import LANGUAGES, Language, text
from app.web import pages

HOSTILE = '"><script>alert(\'1\')</script>{x}'
TEMPLATES = sorted(pages.TEMPLATES.rglob("*.html"))
MACROS = {
    "forms.form": '{% call forms.form("/x") %}{{ h }}{% endcall %}',
    "forms.filters": '{% call forms.filters("/x") %}{{ h }}{% endcall %}',
    "forms.button": '{{ forms.button(h) }}{{ forms.button(h, "quiet", href="/x?" ~ h, name=h) }}',
    "forms.act": '{{ forms.act(h, "/x", fields={"why": h}) }}',
    "forms.confirm": '{{ forms.confirm(h, "/x/sure", "/x", h, h) }}',
    "forms.field": '{{ forms.field("f" ~ h, h, value=h, hint=h, error=h, attrs={"placeholder": h}) }}',
    "forms.textarea": '{{ forms.textarea("t" ~ h, h, value=h, hint=h, error=h) }}',
    "forms.select": '{{ forms.select("s" ~ h, h, [(h, h), ("b", "B")], value=h, hint=h, error=h, autosubmit=true) }}',
    "forms.choices": '{{ forms.choices("c" ~ h, h, [(h, h, h), ("b", h)], value=[h], many=true, hint=h, error=h) }}',
    "forms.tick": '{{ forms.tick("k" ~ h, h, checked=true, hint=h, error=h) }}',
    "forms.rating": '{{ forms.rating("r" ~ h, h, h, h, value=4, hint=h, error=h) }}',
    "forms.error_summary": '{{ forms.error_summary({"f" ~ h: h}) }}',
    "forms.steps": '{{ forms.steps(h, back="/x") }}',
    "show.flash": "{{ show.flash(h) }}",
    "show.note": '{% call show.note("wait", h) %}{{ h }}{% endcall %}',
    "show.back": '{{ show.back("/x", h) }}',
    "show.link": '{{ show.link("/x", h) }}{{ show.link("javascript:alert(1)", h) }}',
    "show.outside": '{{ show.outside("https://social.example/" ~ h) }}{{ show.outside("javascript:alert(1)", h) }}',
    "show.card": '{% call show.card(h, href="/x") %}{{ h }}{% endcall %}',
    "show.tag": "{{ show.tag(h) }}",
    "show.pill": '{{ show.pill("review", "verified") }}{{ h }}',
    "show.campaign_state": '{{ show.campaign_state("live", true, true) }}{{ h }}',
    "show.table": '{% set s = [h, [h, "num"]] %}{% call show.table(h, s) %}{{ show.row(s, [h, 1]) }}{% endcall %}',
    "show.row": '<table>{{ show.row([h], [h]) }}</table>',
    "show.bar": "{{ show.bar(0.4) }}{{ show.bar(0) }}{{ h }}",
    "show.progress": "{{ show.progress(3, 7, 2) }}{{ h }}",
    "show.figures": "{{ show.figures([(h, h, h), (h, number(none))]) }}",
    "show.facts": "{{ show.facts([(h, h)]) }}",
    "show.shares": "{{ show.shares([(h, 40), (h, 0)], 120, h) }}",
    "show.funnel": "{{ show.funnel([(h, 120), (h, 40), (h, none)], h) }}",
    "show.contributions": "{{ show.contributions([(h, 12.3), (h, -4.0)]) }}",
    "show.timeline": "{{ show.timeline([(h, h), (h,), (h, h)], 1) }}",
    "show.empty": '{{ show.empty(h, h, h, "/x") }}',
    "show.pager": '{{ show.pager(older="?a=" ~ h, newer="?b=" ~ h) }}',
    "show.copy": "{{ show.copy(h, h) }}",
    "shell.mark": "{{ shell.mark() }}{{ h }}",
    "shell.links": '{{ shell.links("ops", "/ops/parcels") }}{{ h }}',
    "shell.language_switch": '{{ shell.language_switch("/x?q=" ~ h) }}',
    "shell.who": "{{ shell.who(h) }}",
    "shell.header": '{{ shell.header("consumer", "/me", h) }}',
    "shell.footer": '{{ shell.footer("brand") }}{{ h }}',
}


@dataclass(frozen=True)
class Home:
    question_count: int
    minutes: int


class Shape(HTMLParser):
    """Reads HTML strictly: what is opened is closed in order, ids are unique and what points to an id finds it."""

    VOID = {"meta", "link", "input", "br", "hr", "img"}

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: Counter[str] = Counter()
        self.pointed: set[str] = set()
        self.tags: Counter[str] = Counter()
        self.hrefs: list[str] = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        if tag not in self.VOID:
            self.open.append(tag)
        self._note(dict(attrs))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._note(dict(attrs))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def _note(self, attrs: dict[str, str | None]) -> None:
        assert not [name for name in attrs if name == "style" or name.startswith("on")]
        if attrs.get("id"):
            self.ids[str(attrs["id"])] += 1
        for name in ("for", "aria-describedby", "aria-labelledby"):
            self.pointed.update((attrs.get(name) or "").split())
        if "href" in attrs:
            self.hrefs.append(str(attrs["href"]))


def write(source: str, language: Language = "en", **facts: object) -> str:
    """A piece of template rendered as pages render it, with all the parts at hand."""
    parts = "".join(f'{{% import "parts/{part}.html" as {part} %}}' for part in ("forms", "show", "shell"))
    return pages.environment(language).from_string(parts + source).render(**facts)


def a_page(template: str, page: object, language: Language = "en", kind: str = "anonymous", path: str = "/") -> str:
    who = None if kind == "anonymous" else "Mina"
    return pages.render(
        template, page, language=language, viewer_kind=kind, path=path, flash=None, signed_in_as=who)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", MACROS)
def test_every_part_speaks_both_languages_and_escapes_hostile_words(name: str, language: Language) -> None:
    html = write(MACROS[name], language, h=HOSTILE)
    shape = Shape(html)
    assert "<script" not in html
    assert "&lt;script" in html or "%3Cscript" in html
    assert not [href for href in shape.hrefs if href.startswith("javascript")]


def test_no_part_is_left_out_of_the_test_above() -> None:
    written = {
        f"{file.stem}.{name}" for file in (pages.TEMPLATES / "parts").glob("[!_]*.html")
        for name in re.findall(r"{% macro ([a-z]\w*)", file.read_text())
    }
    assert written == set(MACROS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_parts_on_one_page_have_unique_ids_and_point_only_to_what_is_there(language: Language) -> None:
    shape = Shape(write("".join(MACROS.values()), language, h="It's 50 % & more"))
    assert [name for name, times in shape.ids.items() if times > 1] == []
    assert shape.pointed <= set(shape.ids)


def test_a_field_keeps_what_was_typed_and_names_its_error() -> None:
    html = write('{{ forms.field("phone", "Your phone", "12", hint="For the courier.", error="Eleven digits.") }}')
    assert 'value="12"' in html
    assert 'aria-describedby="f-phone-hint f-phone-error"' in html
    assert 'aria-invalid="true"' in html
    assert '<p class="error" id="f-phone-error">Eleven digits.</p>' in html


def test_choices_and_ratings_keep_what_was_chosen_whatever_its_type() -> None:
    chosen = re.compile(r'value="(\w)" (?:checked|selected)')
    assert chosen.findall(write('{{ forms.choices("n", "N", [(1, "one"), (2, "two")], "2") }}')) == ["2"]
    assert chosen.findall(write('{{ forms.choices("n", "N", [(1, "A"), (2, "B")], [2, 1], many=true) }}')) == ["1", "2"]
    assert chosen.findall(write('{{ forms.rating("r", "R", "a", "b", value=3) }}')) == ["3"]
    assert chosen.findall(write('{{ forms.select("s", "S", [("a", "A"), ("b", "B")], "b") }}')) == ["b"]
    assert "checked" not in write('{{ forms.choices("n", "N", [("None", "nothing")], value=none) }}')


def test_the_error_summary_links_to_the_field_itself() -> None:
    html = write('{{ forms.error_summary({n: "Answer."}) }}{{ forms.rating(n, "Q", "a", "b") }}', n="Parents' advice")
    linked = re.search(r'href="#([^"]+)"', html)
    assert linked is not None
    assert f'id="{linked[1]}"' in html
    assert write("{{ forms.error_summary({}) }}").strip() == ""


@given(st.tuples(st.text(max_size=6), st.integers(0, 12)), st.tuples(st.text(max_size=6), st.integers(0, 12)))
def test_two_fields_never_share_an_id(one: tuple[str, int], other: tuple[str, int]) -> None:
    assert (pages.field_id(*one) == pages.field_id(*other)) == (one == other)
    assert re.fullmatch(r"[A-Za-z0-9_-]+", pages.field_id(*one))


def test_faults_are_told_at_their_fields_the_first_of_each() -> None:
    refusal = Invalid((
        Fault(("variants", 0, "name"), "missing", text("Name it.", "请填写名称。")),
        Fault(("variants", 0, "name"), "short", text("Longer.", "太短。")),
    ))
    assert pages.by_field(refusal.faults, "zh-cn") == {"variants.0.name": "请填写名称。"}


@pytest.mark.parametrize("href", ["/me", "?cursor=a", "#how", "https://a.example/p/1", "http://127.0.0.1:8000/"])
def test_an_honest_address_may_be_followed(href: str) -> None:
    assert pages.is_address(href)


@pytest.mark.parametrize("href", [
    "javascript:alert(1)", "data:text/html,x", "//evil.example", "/\\evil.example", "/\t/evil.example", "https://",
    "me", "", "http://[x",
])
def test_a_false_address_is_no_link(href: str) -> None:
    assert not pages.is_address(href)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_front_door_opens_in_both_languages(language: Language) -> None:
    html = a_page("site/home.html", Home(13, 4), language)
    shape = Shape(html)
    assert shape.tags["h1"] == 1
    assert f'<html lang="{"zh-CN" if language == "zh-cn" else "en"}">' in html
    assert ("13 个问题，大约 4 分钟" if language == "zh-cn" else "13 questions, about 4 minutes") in html
    assert 'href="/sign-up"' in html


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 413, 422, 429, 500, 503])
def test_every_refusal_has_a_page_in_style(status: int, language: Language) -> None:
    refused = pages.ErrorPage(status, HOSTILE, (HOSTILE,), 7 if status == 503 else None, "/me")
    html = a_page("error.html", refused, language, "consumer")
    assert Shape(html).tags["h1"] == 1
    assert "<script>" not in html
    assert ("7 seconds" in html or "7 秒" in html) == (status == 503)
    assert bool(re.search("[一-鿿]", re.sub(r'lang="zh-CN">中文', "", html))) == (language == "zh-cn")


def test_a_field_that_the_page_lacks_is_an_error_and_never_an_empty_place() -> None:
    with pytest.raises(UndefinedError, match="question_count"):
        a_page("site/home.html", object())
    with pytest.raises(UndefinedError):
        a_page("error.html", Home(1, 1))


@pytest.mark.parametrize(("kind", "path", "current"), [
    ("consumer", "/me", "/me"), ("consumer", "/me/reviews/rev_1?x=1", "/me/reviews"),
    ("brand", "/brand/products", "/brand/products"), ("ops", "/ops", "/ops"),
    ("ops", "/ops/casesome", None), ("anonymous", "/sign-in", "/sign-in"),
])
def test_navigation_says_where_one_is(kind: str, path: str, current: str | None) -> None:
    html = write("{{ shell.links(kind, path) }}", kind=kind, path=path)
    assert re.findall(r'href="([^"]+)" aria-current="page"', html) == ([current] if current else [])


def test_only_who_is_signed_in_can_sign_out_and_by_a_form() -> None:
    signed_in = a_page("error.html", pages.ErrorPage(404, "No such page."), kind="ops", path="/ops")
    assert 'action="/sign-out"' in signed_in
    assert 'method="post" action="/sign-out"' in signed_in
    assert "sign-out" not in a_page("error.html", pages.ErrorPage(404, "No such page."))


def test_switching_the_language_keeps_the_rest_of_the_address() -> None:
    html = write("{{ shell.language_switch(path) }}", path="/ops/reviews?state=checking&lang=en&q=a%20b")
    assert 'action="/ops/reviews"' in html
    assert re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', html) == [("state", "checking"), ("q", "a b")]
    assert 'name="lang" value="zh-cn"' in html


def test_unknown_is_said_in_words_and_is_never_zero() -> None:
    shares = ("percent(none, 4)", "percent(3, 0)", "percent(3, none)")
    for source in (*shares, "number(none)", 'money(none, "CNY")', "moment(none)", "day(none)"):
        assert '<span class="aside">unknown</span>' in write("{{ " + source + " }}")
        assert "未知" in write("{{ " + source + " }}", "zh-cn")


def test_numbers_shares_and_money_are_said_as_people_say_them() -> None:
    assert write("{{ number(1234567) }} {{ number(0) }}") == "1,234,567 0"
    assert write("{{ percent(43, 97) }} {{ percent(0, 9) }}") == "44.3% 0%"
    assert write("{{ points(12.34) }} {{ points(-3.4) }} {{ points(0.01) }}") == "+12.3 −3.4 0"
    assert write('{{ money(12900, "CNY") }}', "zh-cn") == "¥129.00"
    assert write('{{ plural(1, "{n} sample", "{n} samples", "{n} 份样品") }}') == "1 sample"
    assert write('{{ plural(1200, "{n} sample", "{n} samples", "{n} 份样品") }}', "zh-cn") == "1,200 份样品"


def test_a_moment_names_its_zone_and_carries_iso() -> None:
    at = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
    english, chinese = (write('{{ moment(at, "Asia/Shanghai") }}', language, at=at) for language in LANGUAGES)
    assert english.startswith('<time datetime="2026-11-24T18:00+08:00">Tuesday 24 Nov, 18:00 ')
    assert english.endswith('<span class="zone">Beijing time</span></time>')
    assert "11月24日星期二 18:00" in chinese
    assert "北京时间" in chinese
    assert "New York time" in write('{{ moment(at, "America/New_York") }}', at=at)
    assert write("{{ day(on) }}", on=date(2026, 11, 24)) == '<time datetime="2026-11-24">Tuesday 24 Nov 2026</time>'


def test_words_in_another_language_are_marked_with_it() -> None:
    both, english = text("Keep <cold>.", "请冷藏。"), text("Keep <cold>.")
    assert write("{{ text(t) }}", "zh-cn", t=both) == "请冷藏。"
    assert write("{{ text(t) }}", "zh-cn", t=english) == '<span lang="en">Keep &lt;cold&gt;.</span>'
    assert write("{{ text(t) }}", "en", t=english) == "Keep &lt;cold&gt;."


def test_facts_in_a_sentence_are_escaped_and_marked_up_ones_kept() -> None:
    html = write('{{ say("{who} until {day}", "{who}，{day}前", who=h, day=day(on)) }}', h="<b>", on=date(2026, 1, 2))
    assert html == '&lt;b&gt; until <time datetime="2026-01-02">Friday 2 Jan 2026</time>'


def test_every_state_has_its_words_in_both_languages_and_a_tone_with_a_style() -> None:
    css = (pages.STATIC / "daren.css").read_text()
    assert {noun: len(states) for noun, states in pages.STATE_WORDS.items()} == {
        "campaign": 8, "match": 7, "seat": 10, "review": 12, "parcel": 7, "trouble": 4, "message": 4,
        "case": 3, "consumer": 4, "account": 3}
    for states in pages.STATE_WORDS.values():
        for words in states.values():
            assert re.search("[A-Za-z]", words.en)
            assert re.search("[一-鿿]", words.zh)
            assert words.tone == "quiet" or f".pill.{words.tone} " in css
    with pytest.raises(KeyError):
        write('{{ show.pill("review", "lost") }}')


def test_the_stylesheet_may_be_cached_for_ever_because_its_address_follows_its_content() -> None:
    digest = hashlib.sha256((pages.STATIC / "daren.css").read_bytes()).hexdigest()
    assert pages.static("daren.css") == f"/static/daren.css?v={digest[:12]}"
    with pytest.raises(FileNotFoundError):
        pages.static("nothing.css")


def themes() -> dict[str, dict[str, str]]:
    """The colour tokens of the light and the dark theme."""
    light, dark = (pages.STATIC / "daren.css").read_text().split("prefers-color-scheme: dark")[:2]
    written = re.compile(r"--([a-z-]+): (#[0-9A-F]{6});")
    return {"light": dict(written.findall(light.split("}")[0])), "dark": dict(written.findall(dark.split("}")[0]))}


def contrast(one: str, other: str) -> float:
    """WCAG 2.2 contrast ratio of two colours written #RRGGBB."""
    def luminance(colour: str) -> float:
        parts = (int(colour[place:place + 2], 16) / 255 for place in (1, 3, 5))
        red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_colour_can_be_read_on_every_ground(theme: str) -> None:
    tokens = themes()[theme]
    grounds = ("paper", "sheet", "sunk")
    words = ("ink", "soft", "accent", "accent-deep", "done", "wait", "harm")
    pairs = [(word, ground) for word in words for ground in grounds]
    pairs += [(tone, f"{tone}-wash") for tone in ("accent", "done", "wait", "harm")]
    pairs += [("ink", f"{tone}-wash") for tone in ("accent", "done", "wait", "harm")]
    pairs += [("soft", f"{tone}-wash") for tone in ("accent", "done", "wait")]
    pairs += [("on-accent", "accent"), ("on-accent", "accent-deep")]
    assert [(a, b) for a, b in pairs if contrast(tokens[a], tokens[b]) < 4.5] == []
    assert [ground for ground in grounds if contrast(tokens["edge"], tokens[ground]) < 3] == []


def test_contrast_is_measured_as_wcag_does_and_both_themes_name_the_same_colours() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.005)
    assert set(themes()["dark"]) == set(themes()["light"])


def relative(file: Path) -> str:
    return file.relative_to(pages.TEMPLATES).as_posix()


@pytest.mark.parametrize("file", TEMPLATES, ids=relative)
def test_every_template_stands_on_the_base_and_trusts_nothing(file: Path) -> None:
    source = file.read_text()
    is_part = file.parent.name == "parts" or file.name.startswith("_") or file.name == "base.html"
    assert is_part or source.startswith('{% extends "base.html" %}')
    assert not re.search(r"\|\s*safe\b|autoescape|\sstyle=|\son[a-z]+=|<style|https?://", source)


def test_every_token_that_is_used_is_defined_and_no_colour_is_written_twice() -> None:
    css = (pages.STATIC / "daren.css").read_text()
    assert set(re.findall(r"var\(--([a-z0-9-]+)", css)) <= set(re.findall(r"--([a-z0-9-]+):", css))
    body = css.split("/* The page */")[1].split("@media print")[0]
    assert re.findall(r"#[0-9A-Fa-f]{3,6}\b", body) == []
    assert "http" not in css
