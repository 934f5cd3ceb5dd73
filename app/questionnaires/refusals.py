"""What is said when a questionnaire is broken or unknown, with the nearest right name."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

from app.core.errors import NotFound, Refusal
from app.core.i18n import Language, Text, text

LONGEST_QUOTE = 60
"""Characters of a wrong value that a sentence repeats; longer ones would make comparing slow and reading hard."""


@dataclass(eq=False)
class BrokenQuestionnaire(Refusal):
    """A questionnaire file breaks a rule of its format: the file's name, the line from 1, and what is wrong."""

    message = "{file} line {line}: {what}"
    zh = "{file} 第 {line} 行：{what}"
    file: str
    line: int
    what: Text

    def facts(self) -> dict[str, Any]:
        """What is wrong, told in the default language."""
        return {"file": self.file, "line": self.line, "what": self.what.default}

    def sentence(self, language: Language = "en") -> str:
        """The refusal in words."""
        pattern = self.zh if language == "zh-cn" else self.message
        return pattern.format(file=self.file, line=self.line, what=self.what.pick(language))


@dataclass(eq=False)
class NoSuchQuestionnaire(NotFound):
    """No file carries this name; the nearest name that one does carry is told, or "" where there is none at all."""

    message = "There is no questionnaire '{name}'; did you mean '{nearest}'?"
    zh = "找不到问卷“{name}”，你是不是要找“{nearest}”？"
    noun: str = field(default="questionnaire", init=False)
    name: str = ""
    nearest: str = ""

    def sentence(self, language: Language = "en") -> str:
        """The refusal in words; without the guess where there is none."""
        if self.nearest:
            return super().sentence(language)
        return f"找不到问卷“{self.name}”。" if language == "zh-cn" else f"There is no questionnaire '{self.name}'."


@dataclass(eq=False)
class NoSuchPage(NotFound):
    """The questionnaire has no page of this name; the nearest one is told."""

    message = "There is no page '{name}'; did you mean '{nearest}'?"
    zh = "找不到页面“{name}”，你是不是要找“{nearest}”？"
    noun: str = field(default="page", init=False)
    name: str = ""
    nearest: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """One broken rule: the place in the file as keys and indexes, and what is wrong."""

    place: tuple[str | int, ...]
    what: Text


def quote(value: object) -> str:
    """A wrong value, short enough for a sentence."""
    said = str(value)
    return said if len(said) <= LONGEST_QUOTE else said[:LONGEST_QUOTE] + "…"


def nearest(name: str, names: Iterable[str], cutoff: float = 0.6) -> str | None:
    """The known name that looks most like this one, capitals aside; None where none comes near."""
    known = {other.casefold(): other for other in names}
    found = get_close_matches(name[:LONGEST_QUOTE].casefold(), known, 1, cutoff)
    return known[found[0]] if found else None


def no_such(name: object, names: Iterable[str]) -> Text:
    """'There is no x; did you mean y?' in both languages."""
    said, near = quote(name), nearest(str(name), names)
    if near is None:
        return text(f"there is no '{said}'", f"没有“{said}”")
    return text(f"there is no '{said}'; did you mean '{near}'?", f"没有“{said}”，是不是想写“{near}”？")
