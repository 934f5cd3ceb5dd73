"""The parts that a campaign is made of, as they come in."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    AliasChoices,
    AwareDatetime,
    BeforeValidator,
    Field,
    StringConstraints,
    WithJsonSchema,
)

from app.brands.schemas import EMPTY, Name, Ref, Told, refusal
from app.campaigns.rules import Choice, Format, Need
from app.core.shapes import In, Whole

MOST_UNITS = 1_000_000
MOST_OFFERS, MOST_DELIVERABLES, MOST_LINES = 50, 20, 20
FARTHEST = 1e9


def bounded(value: Any, depth: int = 4) -> Any:
    """Plain values of a brief: shallow, short lists, numbers that a column can hold."""
    if isinstance(value, dict | list) and (depth == 0 or len(value) > 300):
        raise refusal("too_large", "This is too large.", "内容过多。")
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        bounded(inner, depth - 1)
    if isinstance(value, int | float) and not -FARTHEST < value < FARTHEST:
        raise refusal("number_too_large", "This number is out of reach.", "数字超出范围。")
    if isinstance(value, str) and len(value) > 200:
        raise refusal("string_too_long", "This is too long.", "内容过长。")
    return value


def _hashtag(word: str) -> str:
    plain = word.lstrip("#＃").strip()
    if not plain or any(letter.isspace() or letter in "#＃" for letter in plain):
        raise refusal("not_a_hashtag", "A hashtag is one word, such as #oatmilk.", "话题应为一个词，例如 #燕麦奶。")
    return f"#{plain}"


def _address(link: str) -> str:
    host = link.partition("://")[2].partition("/")[0]
    if not link.lower().startswith(("http://", "https://")) or "." not in host or any(c.isspace() for c in link):
        raise refusal("not_a_link", "Please give a link that begins with https://.", "请填写以 https:// 开头的链接。")
    return link


def _near_our_time(at: datetime) -> datetime:
    if not 2000 <= at.year < 2200:
        raise refusal("date_out_of_reach", "Please give a day between 2000 and 2199.",
                      "请填写 2000 年到 2199 年之间的日期。")
    return at


def plain(schema: dict[str, Any]) -> Any:
    """How the matching engine's own terms are described to readers of the API; the engine itself judges them."""
    return WithJsonSchema(schema)


When = Annotated[AwareDatetime, AfterValidator(_near_our_time)]
Key = Annotated[str, StringConstraints(min_length=1, max_length=160)]
WISH = {"description": "high | low | a step of the scale | {near | table | any_of | trapezoid: …}", "anyOf": [
    {"type": "string", "enum": ["high", "low"]}, {"type": "integer"}, {"type": "object"}]}
Wish = Annotated[Any, BeforeValidator(bounded), plain(WISH)]
Weight = Annotated[Any, BeforeValidator(bounded), plain({"type": "integer", "minimum": 1, "maximum": 10})]
VALUE = {"description": "A number, a choice or a list of choices", "anyOf": [
    {"type": "number"}, {"type": "string"}, {"type": "array", "items": {"type": "string"}}, {"type": "null"}]}
Value = Annotated[Any, BeforeValidator(bounded), plain(VALUE)]
OF = {"type": "object", "description": (
    "One of {tiers: [1]}, {platform, verified}, {platform, low, high} (follower bands), {genders: []}, "
    "{ages: [18, 24]}, {trait, choices: []}")}
Of = Annotated[Any, BeforeValidator(bounded), plain(OF)]


class WantIn(In):
    """A trait that the ideal person has."""

    trait: Key
    want: Wish
    weight: Weight = 1


class ConditionIn(In):
    """A must or a must-not: one trait's answer is at_least | at_most | is | any_of | none_of a value, or answered."""

    trait: Key
    op: Annotated[Any, BeforeValidator(bounded), plain({
        "type": "string", "enum": ["at_least", "at_most", "is", "any_of", "none_of", "answered"]})]
    value: Value = None


class QuotaIn(In):
    """At least (soft) and at most (hard) so many of the picked come from a part of the people."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    of: Of
    minimum: Annotated[Whole, Field(ge=0, le=MOST_UNITS)] = 0
    maximum: Annotated[Whole, Field(ge=0, le=MOST_UNITS)] | None = None


class AudienceIn(In):
    """Who may be picked at all: inclusive ages, region codes, city tiers, genders, follower bands by network."""

    ages: Annotated[list[Annotated[Whole, Field(ge=0, le=120)] | None], Field(
        min_length=2, max_length=2)] = [None, None]
    regions: Annotated[list[Annotated[str, StringConstraints(min_length=2, max_length=6)]], Field(max_length=500)] = []
    tiers: Annotated[list[Annotated[Whole, Field(ge=1, le=9)]], Field(max_length=9)] = []
    genders: Annotated[list[Literal["female", "male", "other"]], Field(max_length=3)] = []
    followers: Annotated[dict[str, Annotated[list[Annotated[Whole, Field(ge=1, le=9)]], Field(
        min_length=2, max_length=2)]], Field(max_length=20)] = {}


class PlatformIn(In):
    """A network on which reviews may stand."""

    platform: Annotated[str, StringConstraints(min_length=1, max_length=30)]
    need: Need = "accepted"
    filing_number: Annotated[str, StringConstraints(min_length=1, max_length=60)] | None = None


class LineIn(In):
    """A variant (its id or the brand's own reference) and how many of it; `variant_id`, as it is answered, is taken
    too."""

    variant: Annotated[Ref, Field(validation_alias=AliasChoices("variant", "variant_id"))]
    quantity: Annotated[Whole, Field(ge=1, le=100)] = 1


class OfferIn(In):
    """What one person receives; `units` such gifts are planned."""

    name: Name | None = None
    lines: Annotated[list[LineIn], Field(min_length=1, max_length=MOST_LINES)]
    units: Annotated[Whole, Field(ge=1, le=MOST_UNITS)]
    choice: Choice = "chosen"
    trait_rule: ConditionIn | None = None


class DeliverableIn(In):
    """A post that is asked for; without a platform, on any supported network."""

    platform: Annotated[str, StringConstraints(min_length=1, max_length=30)] | None = None
    format: Format = "post"
    posts_from: When | None = None
    posting_days: Annotated[Whole, Field(ge=1, le=180)] = 14
    least_characters: Annotated[Whole, Field(ge=1, le=5000)] | None = None
    least_pictures: Annotated[Whole, Field(ge=1, le=30)] | None = None
    hashtags: Annotated[list[Annotated[str, StringConstraints(min_length=1, max_length=60), AfterValidator(_hashtag)]],
                        Field(max_length=10)] = []


class BriefIn(In):
    """What is asked of the consumer, in words; checked for what no brief may ask."""

    about: Told
    ask: Told = EMPTY
    avoid: Told = EMPTY
    product_words: Annotated[list[Annotated[str, StringConstraints(min_length=1, max_length=60)]],
                             Field(max_length=30)] = []
    shop_link: Annotated[str, StringConstraints(min_length=8, max_length=500), AfterValidator(_address)] | None = None
    terms_version: Annotated[str, StringConstraints(min_length=1, max_length=20)] = "1"
