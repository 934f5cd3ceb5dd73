"""Conditions such as `{drinks} contains 'tea' and not {age} < 18`: read by our own grammar, never run as code."""

import re
from dataclasses import dataclass
from typing import Any, Literal

from app.core.errors import Refusal
from app.core.i18n import Language, Text, text
from app.questionnaires.terms import AnyOf, Compare, Condition, Contains, Empty, Joined, Literally, Not

DEEPEST = 30
LONGEST = 4000


@dataclass(eq=False)
class BrokenCondition(Refusal):
    """A condition does not follow the grammar; the column counts characters from 1."""

    message = "column {column}: {what}"
    zh = "第 {column} 列：{what}"
    column: int
    what: Text

    def facts(self) -> dict[str, Any]:
        """What is wrong, told in the default language."""
        return {"column": self.column, "what": self.what.default}

    def sentence(self, language: Language = "en") -> str:
        """The refusal in words."""
        pattern = self.zh if language == "zh-cn" else self.message
        return pattern.format(column=self.column, what=self.what.pick(language))


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    value: Literally
    column: int

    @property
    def said(self) -> str:
        return str(self.value) if self.kind == "end" else repr(self.value)


_TOKEN = re.compile(
    r"""\s*(?:
        \{(?P<name>[^{}]+)\}
      | '(?P<single>(?:[^'\\]|\\.)*)' | "(?P<double>(?:[^"\\]|\\.)*)"
      | (?P<number>[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.])
      | (?P<sign><=|>=|!=|[=<>()\[\],])
      | (?P<word>[A-Za-z]+)
    )""",
    re.VERBOSE | re.DOTALL | re.ASCII,
)
_WORDS = frozenset({"and", "or", "not", "contains", "anyof", "empty", "notempty", "true", "false"})


def _token(match: re.Match[str]) -> _Token:
    kind = match.lastgroup or ""
    value, column = match[kind], match.start(kind) + 1
    if kind in ("single", "double"):
        return _Token("literal", re.sub(r"\\(.)", r"\1", value, flags=re.DOTALL), column - 1)
    if kind == "number":
        return _Token("literal", int(value) if value.lstrip("+-").isdigit() else float(value), column)
    if kind == "name":
        return _Token("name", value, column - 1)
    word = value.lower()
    if kind == "word" and word not in _WORDS:
        raise BrokenCondition(column, text(f"'{value}' is no word of a condition", f"条件里不能使用“{value}”"))
    return _Token("literal", word == "true", column) if word in ("true", "false") else _Token(word, word, column)


def _tokens(source: str) -> list[_Token]:
    found, at, end = [], 0, len(source.rstrip())
    while at < end:
        match = _TOKEN.match(source, at, end)
        if not match:
            column = at + len(source[at:]) - len(source[at:].lstrip()) + 1
            raise BrokenCondition(column, text(f"cannot read '{source[column - 1:column + 19]}'",
                                               f"无法识别“{source[column - 1:column + 19]}”"))
        found.append(_token(match))
        at = match.end()
    return [*found, _Token("end", "the end", end + 1)]


class _Parser:
    """Recursive descent over the tokens: or, and, not, parentheses, comparison."""

    def __init__(self, source: str) -> None:
        self._tokens, self._at, self._depth = _tokens(source), 0, 0

    def whole(self) -> Condition:
        condition = self._joined("or")
        self._take("end", "'and', 'or' or the end", "“and”、“or”或结尾")
        return condition

    def _next_is(self, *kinds: str) -> bool:
        return self._tokens[self._at].kind in kinds

    def _any(self) -> _Token:
        token = self._tokens[self._at]
        self._at += token.kind != "end"
        return token

    def _take(self, kind: str, wanted: str, wanted_zh: str) -> _Token:
        token = self._any()
        if token.kind != kind:
            raise BrokenCondition(token.column, text(
                f"expected {wanted}, found {token.said}", f"此处应为{wanted_zh}，而不是“{token.value}”"))
        return token

    def _joined(self, word: Literal["and", "or"]) -> Condition:
        parts = [self._part(word)]
        while self._next_is(word):
            self._any()
            parts.append(self._part(word))
        return parts[0] if len(parts) == 1 else Joined(word, tuple(parts))

    def _part(self, word: Literal["and", "or"]) -> Condition:
        return self._joined("and") if word == "or" else self._negated()

    def _negated(self) -> Condition:
        self._depth += 1
        if self._depth > DEEPEST:
            raise BrokenCondition(self._tokens[self._at].column, text("too many levels", "嵌套层数过多"))
        condition = self._unit()
        self._depth -= 1
        return condition

    def _unit(self) -> Condition:
        if self._next_is("not"):
            self._any()
            return Not(self._negated())
        if self._next_is("("):
            self._any()
            condition = self._joined("or")
            self._take(")", "')'", "“)”")
            return condition
        return self._comparison()

    def _comparison(self) -> Condition:
        name = str(self._take("name", "a question in braces", "花括号中的题目名").value)
        token = self._any()
        match token.kind:
            case "=" | "!=" | "<" | ">" | "<=" | ">=" as order:
                return Compare(name, order, self._literal())
            case "contains":
                return Contains(name, self._literal())
            case "anyof":
                return AnyOf(name, self._list())
            case "empty" | "notempty":
                return Empty(name, token.kind == "empty")
        raise BrokenCondition(token.column, text(
            "expected =, !=, <, >, <=, >=, contains, anyof, empty or notempty",
            "此处应为 =、!=、<、>、<=、>=、contains、anyof、empty 或 notempty"))

    def _literal(self) -> Literally:
        return self._take("literal", "a quoted text, a number, true or false",
                          "带引号的文字、数字、true 或 false").value

    def _list(self) -> tuple[Literally, ...]:
        self._take("[", "'['", "“[”")
        literals = [self._literal()]
        while self._next_is(","):
            self._any()
            literals.append(self._literal())
        self._take("]", "',' or ']'", "“,”或“]”")
        return tuple(literals)


def parse(source: str) -> Condition:
    """The condition that a text means; raises BrokenCondition with the column of the first mistake."""
    if len(source) > LONGEST:
        raise BrokenCondition(LONGEST, text("the condition is too long", "条件太长"))
    return _Parser(source).whole()
