"""Pages: a template, one frozen object and a language become HTML; no rule and no select lives here."""

import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from zoneinfo import ZoneInfo

from babel.dates import get_timezone_location
from babel.numbers import format_decimal, format_percent
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from app.core.errors import STATES_IN_WORDS, Fault
from app.core.i18n import Language, Text, counting, html_lang, say_date, say_day, say_moment, say_money, text
from app.web.unsent import typed_form

TEMPLATES = Path(__file__).parents[2] / "templates"
STATIC = TEMPLATES / "static"
_LOCALE = {"en": "en_GB", "zh-cn": "zh_CN"}
_ZONE_NAMES = {"UTC": ("UTC", "世界标准时间"), "Asia/Shanghai": ("Beijing time", "北京时间")}


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """What `error.html` shows: the status, the refusal in words, and what may be done about it."""

    status: int
    sentence: str
    faults: tuple[str, ...] = ()
    retry_after: int | None = None
    back: str | None = None


@dataclass(frozen=True, slots=True)
class StateWord:
    """A state in both languages and its tone: quiet, moving, wait (needs somebody), done or harm."""

    en: str
    zh: str
    tone: str


def _states(**table: tuple[str, str, str]) -> dict[str, StateWord]:
    return {state: StateWord(*words) for state, words in table.items()}


STATE_WORDS: dict[str, dict[str, StateWord]] = {
    "campaign": _states(
        draft=("Draft", "草稿", "quiet"), submitted=("Waiting for approval", "待审批", "wait"),
        changes_requested=("Changes asked", "需修改", "wait"), approved=("Approved", "已批准", "moving"),
        live=("Live", "进行中", "moving"), completed=("Completed", "已完成", "done"),
        archived=("Archived", "已归档", "quiet"), cancelled=("Cancelled", "已取消", "harm"),
    ),
    "match": _states(
        proposed=("Proposed", "待确认", "wait"), approved=("Approved", "已批准", "moving"),
        used=("Invited", "已邀请", "done"), rejected=("Rejected", "未通过", "quiet"),
        replaced=("Replaced", "已替换", "quiet"), superseded=("Superseded by a later run", "已被新结果取代", "quiet"),
        lapsed=("Lapsed", "已失效", "quiet"),
    ),
    "seat": _states(
        offered=("Invited", "已邀请", "wait"), accepted=("Accepted", "已接受", "moving"),
        waiting=("On the waiting list", "候补中", "moving"), declined=("Declined", "已婉拒", "quiet"),
        expired=("Not answered in time", "逾期未答", "quiet"), withdrawn=("Withdrawn", "已撤回", "quiet"),
        completed=("Completed", "已完成", "done"), no_show=("No review", "未发布", "harm"),
        released=("Stepped back", "已退出", "quiet"), excused=("Excused", "已免除", "quiet"),
    ),
    "review": _states(
        awaited=("Awaited", "待发布", "quiet"), submitted=("Submitted", "已提交", "moving"),
        checking=("Being checked", "核对中", "moving"), verified=("Verified", "已核实", "done"),
        needs_fix=("Needs a small fix", "需要修改", "wait"), rejected=("Not accepted", "未通过", "harm"),
        missed=("Not published in time", "逾期未发布", "harm"), waived=("No longer needed", "无需发布", "quiet"),
        changed=("Changed since", "内容有改动", "wait"), removed=("No longer online", "已下线", "harm"),
        unreachable=("Cannot be reached", "暂时无法访问", "wait"), closed=("Closed", "已结束", "done"),
    ),
    "parcel": _states(
        pending=("To be packed", "待发货", "wait"), exported=("Being packed", "备货中", "moving"),
        shipped=("Shipped", "已发货", "moving"), in_transit=("On its way", "运输中", "moving"),
        delivered=("Delivered", "已送达", "done"), confirmed=("Received", "已签收", "done"),
        cancelled=("Cancelled", "已取消", "quiet"),
    ),
    "trouble": _states(
        open=("Open", "处理中", "wait"), resent=("Sent again", "已补寄", "moving"),
        resolved=("Resolved", "已解决", "done"), given_up=("Given up", "已放弃", "harm"),
    ),
    "message": _states(
        waiting=("Waiting to be sent", "待发送", "moving"), sent=("Sent", "已发送", "done"),
        failed=("Not delivered", "发送失败", "harm"), skipped=("Not needed any more", "已略过", "quiet"),
    ),
    "consumer": _states(
        active=("Active", "活跃", "done"), away=("Away", "暂停参与", "quiet"), held=("On hold", "已暂停", "wait"),
        erased=("Erased", "已删除", "quiet"),
    ),
    "account": _states(
        active=("Active", "正常", "done"), suspended=("Suspended", "已停用", "harm"),
        erased=("Erased", "已删除", "quiet"),
    ),
    "case": _states(
        open=("Open", "待处理", "wait"),
        answered=("Answered", "已回复", "done"),
        closed=("Closed", "已结束", "quiet"),
    ),
}

STATES_IN_WORDS.update({(noun, state): text(words.en, words.zh) for noun, found in STATE_WORDS.items()
                        for state, words in found.items()})
STATES_IN_WORDS["campaign", "paused"] = text("Paused", "已暂停")

_LABEL = re.compile(r'data-names="([^"]*)"[^>]*>(.*?)(?= <span class="soft optional"|</label>|</legend>)', re.DOTALL)
LONGEST_NAME = 60


def field_id(name: str, place: int = 0) -> str:
    """The id of a field's element for any name ("Parents' advice"), and of its later choices by their place."""
    plain = re.sub(r"[^A-Za-z0-9]", lambda m: f"_{ord(m[0]):x}_", name)
    return f"f-{plain}" if place == 0 else f"f-{plain}-{place}"


def by_field(faults: Iterable[Fault], language: Language) -> dict[str, str]:
    """The first sentence for each field, keyed as forms name them: the steps of the place joined by dots."""
    found: dict[str, str] = {}
    for fault in faults:
        found.setdefault(".".join(map(str, fault.where)), fault.message.pick(language))
    return found


def static(path: str) -> str:
    """The address of a file under templates/static, with a hash of its content so that it may be cached for ever."""
    file = STATIC / path
    return f"/static/{path}?v={_hash(file, file.stat().st_mtime_ns)}"


@cache
def _hash(file: Path, changed_ns: int) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()[:12]


def is_address(href: str) -> bool:
    """Whether a link may be followed: a path of ours, or http(s) with a host; never javascript: or data:."""
    if re.search(r"[\x00-\x1f\x7f\\]", href):
        return False
    if href.startswith(("/", "?", "#")):
        return not href.startswith("//")
    try:
        parts = urlsplit(href)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def kept_query(path: str) -> list[tuple[str, str]]:
    """The query of the present address without its language, kept when the language is switched."""
    return [(key, value) for key, value in parse_qsl(urlsplit(path).query) if key != "lang"]


def whereabouts(path: str) -> str:
    """The present address without its query."""
    return urlsplit(path).path


class Voice:
    """What templates say things with, in one language."""

    def __init__(self, language: Language) -> None:
        self.language: Language = language
        self.locale = _LOCALE[language]

    def say(self, en: str, zh: str, **facts: object) -> str:
        """The sentence in the page's language; {facts} are filled in and escaped."""
        sentence = zh if self.language == "zh-cn" else en
        return escape(sentence).format(**counting(facts)) if facts else sentence

    def plural(self, n: int, one: str, many: str, zh: str) -> str:
        """A counted thing: plural(3, '{n} sample', '{n} samples', '{n} 份样品')."""
        return self.say(one if n == 1 else many, zh, n=self.number(n))

    def unknown(self) -> Markup:
        """What stands where a number is not known; never a zero."""
        word = self.say("unknown", "未知")
        return Markup(
            '<span class="unknown" title="{0}"><span aria-hidden="true">—</span><span class="aside">{0}</span></span>'
        ).format(word)

    def text(self, words: Text) -> Markup:
        """A brand's text, marked with its own language where there is none in the page's."""
        spoken = words.spoken(self.language)
        if spoken == self.language:
            return escape(words.pick(self.language))
        return Markup('<span lang="{}">{}</span>').format(html_lang(spoken), words.pick(self.language))

    def naming(self, content: Markup) -> Markup:
        """A page's content in whose summary of errors each sentence begins with the label of its field."""
        named = content
        for label in _LABEL.finditer(content):
            place, name = content[label.start(1):label.end(1)], content[label.start(2):label.end(2)].striptags()
            shown = name if len(name) <= LONGEST_NAME else name[:LONGEST_NAME].rstrip() + "…"
            pause = " " if shown.endswith(("?", "？", "…")) else self.say(": ", "：")
            told = Markup('<li><a href="#{}">').format(place)
            named = named.replace(told, told + shown + pause, 1)
        return named

    def zone_name(self, zone: str) -> str:
        """A time zone as people call it: 'Beijing time', 'London time'."""
        if zone in _ZONE_NAMES:
            return self.say(*_ZONE_NAMES[zone])
        city = get_timezone_location(ZoneInfo(zone), locale=self.locale, return_city=True).split("/")[-1]
        return self.say("{city} time", "{city}时间", city=city)

    def moment(self, at: datetime | None, zone: str = "UTC") -> Markup:
        """A moment in words with its zone; ISO in datetime=."""
        if at is None:
            return self.unknown()
        iso = at.astimezone(ZoneInfo(zone)).isoformat(timespec="minutes")
        return Markup('<time datetime="{}">{} <span class="zone">{}</span></time>').format(
            iso, say_moment(at, self.language, zone), self.zone_name(zone))

    def day(self, on: date | None) -> Markup:
        """A day in words; ISO in datetime=."""
        if on is None:
            return self.unknown()
        return Markup('<time datetime="{}">{}</time>').format(on.isoformat()[:10], say_day(on, self.language))

    def short_day(self, on: date) -> Markup:
        """A day where little room is: '24 Nov'; ISO in datetime=."""
        return Markup('<time datetime="{}">{}</time>').format(on.isoformat(), say_date(on, self.language))

    def money(self, minor: int | None, currency: str) -> str:
        """An amount of minor units with its currency."""
        return self.unknown() if minor is None else say_money(minor, currency, self.language)

    def number(self, n: float | None) -> str:
        """A grouped number with at most one decimal."""
        return self.unknown() if n is None else str(format_decimal(n, "#,##0.#", locale=self.locale))

    def points(self, n: float) -> str:
        """Points of 100 with their sign, one decimal: '+12.3'; nothing is plain zero."""
        return str(format_decimal(n, "+0.0;−0.0", locale=self.locale)) if round(n, 1) else "0"

    def percent(self, numerator: float | None, denominator: float | None) -> str:
        """A share in per cent; unknown where a part is unknown or there is nothing to share."""
        if numerator is None or not denominator:
            return self.unknown()
        return str(format_percent(numerator / denominator, "#,##0.#%", locale=self.locale))

    def state_word(self, noun: str, state: str) -> str:
        """A state as people call it; a KeyError where the machine is not in the table."""
        words = STATE_WORDS[noun][state]
        return self.say(words.en, words.zh)


def state_tone(noun: str, state: str) -> str:
    """The tone of a state's pill."""
    return STATE_WORDS[noun][state].tone


@cache
def environment(language: Language) -> Environment:
    """The template engine of one language; what is not there raises, what is shown is escaped."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True)
    voice = Voice(language)
    spoken: tuple[Callable[..., Any], ...] = (
        voice.say, voice.plural, voice.unknown, voice.text, voice.moment, voice.day, voice.short_day, voice.money,
        voice.number, voice.points, voice.percent, voice.state_word, voice.naming, state_tone, static, field_id,
        kept_query, whereabouts, typed_form)
    made.globals.update({function.__name__: function for function in spoken})
    made.globals.update(lang=language, html_lang=html_lang(language), html_lang_of=html_lang)
    made.tests["address"] = is_address
    return made


def render(
    template: str, page: object, *, language: Language, viewer_kind: str, path: str,
    flash: str | None, signed_in_as: str | None,
) -> str:
    """The page as HTML; a field that the page object lacks is an error, never an empty place."""
    return environment(language).get_template(template).render(
        page=page, viewer_kind=viewer_kind, path=path, flash=flash, signed_in_as=signed_in_as)
