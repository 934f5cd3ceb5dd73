"""Two original languages: the text type, the choice of a language, and how dates and numbers are said."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from babel.numbers import format_currency, get_currency_precision
from pydantic import BaseModel, ConfigDict, Field, model_validator

Language = Literal["en", "zh-cn"]
LANGUAGES: tuple[Language, ...] = ("en", "zh-cn")
_LOCALE = {"en": "en_GB", "zh-cn": "zh_CN"}


class Text(BaseModel):
    """A text in the default language (English) and, where there is one, in Chinese; a bare string is the default."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    default: str
    zh_cn: str | None = Field(default=None, alias="zh-cn")

    @model_validator(mode="before")
    @classmethod
    def _from_string(cls, value: Any) -> Any:
        return {"default": value} if isinstance(value, str) else value

    def pick(self, language: Language) -> str:
        """The text in the language asked for, else in the default one."""
        return self.zh_cn if language == "zh-cn" and self.zh_cn else self.default

    def spoken(self, language: Language) -> Language:
        """The language that `pick` really answers in, for the page's lang attribute."""
        return "zh-cn" if language == "zh-cn" and self.zh_cn else "en"

    def as_json(self) -> dict[str, str]:
        """The stored form: {default, zh-cn}."""
        return {"default": self.default, **({"zh-cn": self.zh_cn} if self.zh_cn else {})}


def text(default: str, zh: str | None = None) -> Text:
    """A text written in code, in both languages side by side."""
    return Text.model_construct(default=default, zh_cn=zh)


class Count(int):
    """A whole number that knows its noun: `{n:post/posts}` in a sentence is said "1 post" or "1,200 posts"."""

    def __format__(self, said: str) -> str:
        one, is_counted, many = said.partition("/")
        return f"{int(self):,} {one if self == 1 else many}" if is_counted else format(int(self), said)


def counting(facts: Mapping[str, object]) -> dict[str, Any]:
    """The facts of a sentence, its whole numbers ready to be said with a noun."""
    return {name: Count(fact) if type(fact) is int else fact for name, fact in facts.items()}


def negotiate(accept_language: str | None) -> Language:
    """The language of an Accept-Language header: Chinese where it ranks before English."""
    ranked: list[tuple[float, int, str]] = []
    for place, part in enumerate((accept_language or "").split(",")):
        tag, _, quality = part.strip().partition(";q=")
        try:
            weight = float(quality) if quality else 1.0
        except ValueError:
            weight = 0.0
        ranked.append((-weight, place, tag.strip().lower()))
    for _, _, tag in sorted(ranked):
        if tag.startswith("zh"):
            return "zh-cn"
        if tag.startswith("en"):
            return "en"
    return "en"


def as_language(value: str | None) -> Language:
    """A stored or typed language tag as one of ours."""
    return "zh-cn" if (value or "").lower().startswith("zh") else "en"


def html_lang(language: Language) -> str:
    """The tag for lang= attributes."""
    return "zh-CN" if language == "zh-cn" else "en"


def say_moment(at: datetime, language: Language, zone: str = "UTC") -> str:
    """A moment as people say it, in a zone: 'Tuesday 24 Nov, 18:00'."""
    local = at.astimezone(ZoneInfo(zone))
    pattern = "M月d日EEEE HH:mm" if language == "zh-cn" else "EEEE d MMM, HH:mm"
    return format_datetime(local, pattern, locale=_LOCALE[language])


def say_day(on: date, language: Language) -> str:
    """A day as people say it: 'Tuesday 24 Nov 2026'."""
    pattern = "y年M月d日EEEE" if language == "zh-cn" else "EEEE d MMM y"
    return format_date(on, pattern, locale=_LOCALE[language])


def say_date(on: date, language: Language) -> str:
    """A day where little room is, the year left to what stands around it: '24 Nov'."""
    return format_date(on, "M月d日" if language == "zh-cn" else "d MMM", locale=_LOCALE[language])


def say_money(minor: int, currency: str, language: Language) -> str:
    """An amount of minor units with its currency."""
    return format_currency(minor / 10 ** get_currency_precision(currency), currency, locale=_LOCALE[language])
