"""What is asked of brands and their catalogue, and what we answer."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any

from pydantic import AfterValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from app.brands.models import Brand, BrandMember, Product, Variant
from app.brands.rules import MOST_VARIANTS, Category, Role, is_age_gated
from app.core.i18n import Text
from app.core.shapes import Currency, In, Out, Zone, plain

MOST_MONEY = 1_000_000_000


def refusal(code: str, english: str, chinese: str) -> PydanticCustomError:
    """A validator's sentence in both languages; braces would be read as places to fill in."""
    return PydanticCustomError(code, plain(english), {"zh": plain(chinese)})


def named(words: Text) -> Text:
    """A name: something in the default language, and not longer than a line."""
    said = [words.default.strip(), (words.zh_cn or "").strip()]
    if not said[0]:
        raise PydanticCustomError("string_too_short", "a name is needed")
    if max(map(len, said)) > 120:
        raise PydanticCustomError("string_too_long", "too long")
    return Text.model_construct(default=said[0], zh_cn=said[1] or None)


def told(words: Text) -> Text:
    """Some words, of at most four thousand characters in each language."""
    said = [words.default.strip(), (words.zh_cn or "").strip()]
    if max(map(len, said)) > 4000:
        raise PydanticCustomError("string_too_long", "too long")
    return Text.model_construct(default=said[0], zh_cn=said[1] or None)


def _reachable(value: str) -> str:
    """An email, as far as its shape tells."""
    if not re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s.]+", value):
        raise refusal("not_an_email", "Please give an email address.", "请填写邮箱地址。")
    return value


def _each_once(variants: list["VariantIn"]) -> list["VariantIn"]:
    for name, refs in (("id", [v.id for v in variants]), ("external_ref", [v.external_ref for v in variants])):
        given = [ref for ref in refs if ref is not None]
        if len(set(given)) < len(given):
            raise refusal("variant_twice", f"Two variants share their {name}.", f"有两个规格的 {name} 相同。")
    return variants


Name = Annotated[Text, AfterValidator(named)]
Told = Annotated[Text, AfterValidator(told)]
Ref = Annotated[str, StringConstraints(min_length=1, max_length=120)]
Money = Annotated[int, Field(ge=0, le=MOST_MONEY)]
Word = Annotated[str, StringConstraints(min_length=1, max_length=60)]
EMPTY = Text(default="")


class BrandIn(In):
    """A new brand."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=120)]
    about: Told = EMPTY
    time_zone: Zone = "Asia/Shanghai"
    currency: Currency = "CNY"


class MemberIn(In):
    """Somebody who shall act for a brand; the invitation is a sign-in link."""

    email: Annotated[str, StringConstraints(min_length=3, max_length=200), AfterValidator(_reachable)]
    role: Role = "editor"


class VariantIn(In):
    """A shade, size or taste; money in minor units. With an `id` it changes the variant that there is."""

    id: Ref | None = None
    name: Name
    options: Annotated[dict[Word, Word], Field(max_length=10)] = {}
    external_ref: Ref | None = None
    retail_value: Money = 0
    unit_cost: Money = 0
    is_archived: bool = False


class ProductIn(In):
    """A product with its variants; contraindications name questions of the sign-up and the answers that exclude."""

    name: Name
    about: Told = EMPTY
    category: Category
    aliases: Annotated[list[Word], Field(max_length=30)] = []
    contraindications: Annotated[dict[str, Annotated[list[str], Field(max_length=60)]], Field(max_length=20)] = {}
    external_ref: Ref | None = None
    variants: Annotated[list[VariantIn], Field(min_length=1, max_length=MOST_VARIANTS), AfterValidator(_each_once)]

    @classmethod
    def of(cls, row: Product) -> "ProductIn":
        """What would make this product as it is now."""
        return cls.model_validate({
            "name": row.name, "about": row.about or {"default": ""}, "category": row.category, "aliases": row.aliases,
            "contraindications": row.contraindications, "external_ref": row.external_ref,
            "variants": [VariantOut.of(variant).model_dump() for variant in row.variants]})


class BrandOut(Out):
    """A brand."""

    id: str
    name: str
    about: dict[str, Any]
    time_zone: str
    currency: str
    created_at: datetime

    @classmethod
    def of(cls, row: Brand) -> "BrandOut":
        """The brand as answered."""
        return cls.model_validate(row)


class MemberOut(Out):
    """An account that acts for a brand."""

    id: str
    brand_id: str
    account_id: str
    role: str

    @classmethod
    def of(cls, row: BrandMember) -> "MemberOut":
        """The member as answered."""
        return cls.model_validate(row)


class VariantOut(Out):
    """A variant as the brand and ops see it."""

    id: str
    name: dict[str, Any]
    options: dict[str, Any]
    external_ref: str | None
    retail_value: int
    unit_cost: int
    is_archived: bool

    @classmethod
    def of(cls, row: Variant) -> "VariantOut":
        """The variant as answered."""
        return cls.model_validate(row)


class ProductOut(Out):
    """A product as the brand and ops see it; `is_age_gated`: only for people from eighteen."""

    id: str
    brand_id: str
    name: dict[str, Any]
    about: dict[str, Any]
    category: str
    is_age_gated: bool
    aliases: list[str]
    contraindications: dict[str, Any]
    external_ref: str | None
    is_archived: bool
    created_at: datetime
    variants: list[VariantOut]

    @classmethod
    def of(cls, row: Product) -> "ProductOut":
        """The product as answered."""
        plain = {name: getattr(row, name) for name in cls.model_fields if name not in ("variants", "is_age_gated")}
        return cls(**plain, is_age_gated=is_age_gated(row.category), variants=list(map(VariantOut.of, row.variants)))

    @classmethod
    def many(cls, rows: Iterable[Product]) -> "list[ProductOut]":
        """Products as answered."""
        return [cls.of(row) for row in rows]
