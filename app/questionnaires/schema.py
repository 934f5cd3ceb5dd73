"""A questionnaire file as Pydantic models: a strict subset of SurveyJS and one key of our own, `daren`."""

import re
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StrictInt,
    StringConstraints,
    model_validator,
)
from pydantic.alias_generators import to_camel
from pydantic_core import PydanticCustomError

from app.core.i18n import Text

Kind = Literal["text", "comment", "radiogroup", "checkbox", "dropdown", "rating", "ranking", "boolean"]
InputType = Literal["text", "number", "tel", "email", "month", "date", "url"]
Store = Literal["trait", "social_account", "region", "address", "consent"]
Value = str | int
Answer = str | int | float | bool | list[Value]
"""text, comment: str (number: int or float); radiogroup, dropdown: a choice's value; checkbox, ranking: a list of
them; rating: int; boolean: bool."""

SINGLE_CHOICE: frozenset[Kind] = frozenset({"radiogroup", "dropdown"})
MANY_CHOICES: frozenset[Kind] = frozenset({"checkbox", "ranking"})
CHOICE = SINGLE_CHOICE | MANY_CHOICES
RATHER_NOT_SAY = "rather_not_say"
"""The choice that is kept as an answer and gives no trait."""


def _number(value: Any) -> Any:
    if type(value) not in (int, float):
        raise PydanticCustomError("number", "this must be a number")
    return value


def _choice_value(value: Any) -> Any:
    if type(value) not in (str, int) or value == "":
        raise PydanticCustomError("choice_value", "a choice is a text or a whole number; put 'yes' in quotes")
    return value


def _some(value: Any) -> Any:
    # Said before the items are read: Pydantic's own minimum also counts broken items as missing.
    if value == []:
        raise PydanticCustomError("none", "there must be at least one")
    return value


def _regex(value: str) -> str:
    try:
        re.compile(value)
    except re.error as error:
        raise PydanticCustomError("regex", "not a regular expression: {why}", {"why": str(error)}) from error
    return value


Number = Annotated[int | float, BeforeValidator(_number)]
Count = Annotated[StrictInt, Field(ge=0)]
Word = Annotated[str, StringConstraints(min_length=1, max_length=200)]


class Strict(BaseModel):
    """Keys in SurveyJS's spelling; a key that is not named here is refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", alias_generator=to_camel)


class Choice(Strict):
    """An answer that is offered; a bare value in the file stands for itself."""

    value: Annotated[Value, BeforeValidator(_choice_value)]
    text: Text | None = None

    @model_validator(mode="before")
    @classmethod
    def _from_bare(cls, value: Any) -> Any:
        return value if isinstance(value, dict) else {"value": value}

    @cached_property
    def label(self) -> Text:
        """What people read."""
        return self.text or Text(default=str(self.value))


class NumericRule(Strict):
    """The number lies between two values, both included."""

    type: Literal["numeric"]
    min_value: Number | None = None
    max_value: Number | None = None
    text: Text | None = None


class LengthRule(Strict):
    """The text has so many characters."""

    type: Literal["text"]
    min_length: Count | None = None
    max_length: Count | None = None
    text: Text | None = None


class RegexRule(Strict):
    """The pattern is found in the text."""

    type: Literal["regex"]
    regex: Annotated[str, AfterValidator(_regex)]
    text: Text | None = None


class CountRule(Strict):
    """So many answers are chosen."""

    type: Literal["answercount"]
    min_count: Count | None = None
    max_count: Count | None = None
    text: Text | None = None


class EmailRule(Strict):
    """The text looks like an email address."""

    type: Literal["email"]
    text: Text | None = None


Rule = NumericRule | LengthRule | RegexRule | CountRule | EmailRule


class Daren(Strict):
    """What an answer is used for: the traits it gives, why we ask, where it is kept, and whether it is sensitive."""

    traits: tuple[Word, ...] = ()
    why: Text | None = None
    store: Store | None = None
    sensitive: StrictBool = False


class Question(Strict):
    """One question of a page."""

    type: Kind
    name: Word
    title: Text
    description: Text | None = None
    choices: tuple[Choice, ...] = ()
    is_required: StrictBool = False
    visible_if: Word | None = None
    validators: tuple[Annotated[Rule, Field(discriminator="type")], ...] = ()
    rate_min: StrictInt | None = None
    rate_max: StrictInt | None = None
    min_rate_description: Text | None = None
    max_rate_description: Text | None = None
    max_selected_choices: Annotated[StrictInt, Field(ge=1)] | None = None
    input_type: InputType = "text"
    placeholder: Text | None = None
    daren: Daren = Daren()

    @property
    def low(self) -> int:
        """The lowest step of a rating; SurveyJS's default is 1."""
        return 1 if self.rate_min is None else self.rate_min

    @property
    def high(self) -> int:
        """The highest step of a rating; SurveyJS's default is 5."""
        return 5 if self.rate_max is None else self.rate_max

    @property
    def is_number(self) -> bool:
        """Whether the answer is typed as a number."""
        return self.type == "text" and self.input_type == "number"

    @property
    def store(self) -> Store | None:
        """Where the answer is kept beside the response; a question that names traits gives them."""
        return self.daren.store or ("trait" if self.daren.traits else None)

    @cached_property
    def values(self) -> dict[str, Value]:
        """Each choice's value by its written form."""
        return {str(choice.value): choice.value for choice in self.choices}


class Page(Strict):
    """One screen: questions that belong together."""

    name: Word
    title: Text
    description: Text | None = None
    elements: Annotated[tuple[Question, ...], BeforeValidator(_some)]


class Sheet(Strict):
    """What a questionnaire file holds."""

    title: Text
    description: Text | None = None
    pages: Annotated[tuple[Page, ...], BeforeValidator(_some)]


RULES: tuple[type[Strict], ...] = (NumericRule, LengthRule, RegexRule, CountRule, EmailRule)


def _keys(*models: type[BaseModel]) -> tuple[str, ...]:
    return tuple(field.alias or name for model in models for name, field in model.model_fields.items())


def known_keys(place: tuple[str | int, ...]) -> tuple[str, ...]:
    """The keys that may stand in the mapping at a place of the file."""
    words = [step for step in place if isinstance(step, str)]
    models: dict[str, type[BaseModel]] = {"pages": Page, "elements": Question, "choices": Choice, "daren": Daren}
    if not words:
        return _keys(Sheet)
    if "validators" in words:
        return _keys(*RULES, Text)
    return _keys(models.get(words[-1], Text))
