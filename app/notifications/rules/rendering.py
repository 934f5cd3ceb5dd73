"""Messages in words: a plain text template, both languages side by side, becomes a headline and a body."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from app.core.i18n import Language, Text, counting, say_moment
from app.core.settings import ROOT

FOLDER: Path = ROOT / "templates" / "messages"
_ZONES = {"UTC": ("UTC", "世界标准时间"), "Asia/Shanghai": ("Beijing time", "北京时间")}


@dataclass(frozen=True, slots=True)
class Rendered:
    """The first line of a message, and the rest."""

    headline: str
    words: str


def render(template: str, language: Language, facts: dict[str, Any]) -> Rendered:
    """A message in one language; a fact that is not there raises, nothing inserted breaks a line."""
    whole = _environment(language).get_template(f"{template}.txt").render(facts)
    headline, _, words = whole.strip().partition("\n")
    return Rendered(headline.strip(), words.strip() + "\n")


@cache
def _environment(language: Language) -> Environment:
    made = Environment(
        loader=FileSystemLoader(FOLDER), autoescape=select_autoescape(), undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True, finalize=lambda value: _one_line(value, language))

    def say(en: str, zh: str, **facts: object) -> str:
        spoken = {name: value if type(value) is int else _one_line(value, language) for name, value in facts.items()}
        return (zh if language == "zh-cn" else en).format(**counting(spoken))

    def moment(at: datetime, zone: str) -> str:
        (en, zh), told = _ZONES.get(zone, (zone, zone)), say_moment(at, language, zone)
        return f"{told} ({en})" if language == "en" else f"{zh} {told}"

    made.globals.update(say=say, moment=moment)
    return made


def _one_line(value: object, language: Language) -> object:
    """What is inserted, in the message's language and without line breaks."""
    if isinstance(value, Text):
        value = value.pick(language)
    return " ".join(value.split()) if isinstance(value, str) else value
