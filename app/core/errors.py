"""Refusals: classes with facts as fields and a sentence in both languages; none of them knows HTTP."""

import re
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, ClassVar, Self

from app.core.i18n import Language, Text, counting, text

STATES_IN_WORDS: dict[tuple[str, str], Text] = {}
"""Noun and state to the word for it, told by whoever has words for states; a state without one keeps its name."""


class Refusal(Exception):
    """What cannot be done and why. Subclasses are dataclasses(eq=False) whose fields fill the sentence."""

    message: ClassVar[str] = "This cannot be done."
    zh: ClassVar[str] = "无法完成此操作。"

    @classmethod
    def code(cls) -> str:
        """The stable name of the refusal: its class name in snake case."""
        return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", cls.__name__).lower()

    def facts(self) -> dict[str, Any]:
        """The fields that clients may read beside the sentence."""
        return {f.name: getattr(self, f.name) for f in fields(self)} if is_dataclass(self) else {}

    def sentence(self, language: Language = "en") -> str:
        """The refusal in words."""
        words = {k: ", ".join(map(str, v)) if isinstance(v, list | tuple) else v for k, v in self.facts().items()}
        said = counting(words) | self.state_in(language)
        return (self.zh if language == "zh-cn" else self.message).format(**said)

    @property
    def said(self) -> Text:
        """The refusal in words, in both languages."""
        return text(self.sentence("en"), self.sentence("zh-cn"))

    def state_in(self, language: Language) -> dict[str, str]:
        """The state that the refusal names, if it names one, as people say it; `noun` says whose it is."""
        state = self.facts().get("state")
        if state is None:
            return {}
        words = STATES_IN_WORDS.get((getattr(self, "noun", ""), state))
        return {"state": words.pick(language) if words else str(state).replace("_", " ")}

    def __str__(self) -> str:
        return self.sentence()


class Conflict(Refusal):
    """The thing is there, but not in a state that allows this (409)."""


class Unauthenticated(Refusal):
    """Nobody has signed in (401)."""

    message = "Please sign in first."
    zh = "请先登录。"


@dataclass(eq=False)
class NotFound(Refusal):
    """There is no such thing, or it is out of the viewer's sight (404)."""

    message = "There is no such {noun}."
    zh = "找不到该内容。"
    noun: str


@dataclass(eq=False)
class Forbidden(Refusal):
    """The viewer may not do this at all (403)."""

    message = "You may not do this (it needs {permission})."
    zh = "您没有权限执行此操作（需要 {permission}）。"
    permission: str


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with an input: where (keys and indexes from its root), a code, and a sentence."""

    where: tuple[str | int, ...]
    code: str
    message: Text

    @property
    def pointer(self) -> str:
        """The place as an RFC 6901 JSON pointer."""
        return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in self.where)


@dataclass(eq=False)
class Invalid(Refusal):
    """The input has faults, each named with its place (422)."""

    message = "Some of this cannot be accepted; each place is named below."
    zh = "部分内容有误，请查看下方的说明。"
    faults: tuple[Fault, ...] = ()

    def facts(self) -> dict[str, Any]:
        """What the sentence names; faults are shown as a list of their own."""
        return {name: value for name, value in super().facts().items() if name != "faults"}

    def stands_at(self, *where: str | int) -> Self:
        """The same refusal with its own sentence as its one fault, at this place."""
        self.faults = (Fault(where, self.code(), self.said),)
        return self

    @classmethod
    def at(cls, where: str | tuple[str | int, ...], message: Text, code: str = "invalid") -> "Invalid":
        """A refusal of one place."""
        return cls((Fault((where,) if isinstance(where, str) else where, code, message),))

    def __str__(self) -> str:
        return "; ".join(f"{fault.pointer}: {fault.message.default}" for fault in self.faults) or self.sentence()


@dataclass(eq=False)
class TooMany(Refusal):
    """Asked too often (429)."""

    message = "Too many tries. Please wait {retry_after:second/seconds}."
    zh = "操作过于频繁，请 {retry_after} 秒后再试。"
    retry_after: int


@dataclass(eq=False)
class Unavailable(Refusal):
    """A part that is needed is not answering (503)."""

    message = "We cannot answer just now; nothing was saved. Please try again in {retry_after:second/seconds}."
    zh = "服务暂时不可用，您的内容没有保存，请 {retry_after} 秒后再试。"
    retry_after: int = 5


@dataclass(eq=False)
class UnsafeSetting(Refusal):
    """A setting would be unsafe to run with; the start is refused."""

    message = "{setting}: {why}"
    zh = "{setting}：{why}"
    setting: str
    why: str
