"""Shapes of consumers: what comes in and what goes out."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, StringConstraints, WithJsonSchema
from pydantic_core import PydanticCustomError

from app.consumers.models import Address, Consent, Consumer, Response, SocialAccount
from app.consumers.rules.proof import OUTCOME_WORDS, Outcome, code_of, reads_profile
from app.core.i18n import Language, Text
from app.core.shapes import In, Line, Out, YesNo
from app.questionnaires.questionnaire import Questionnaire

Purpose = Literal["matching", "sensitive", "contact", "courier", "reuse"]
RegionCode = Annotated[str, StringConstraints(pattern=r"^[0-9]{6}$")]
MOBILE = r"^[+＋]?[0-9０-９][0-9０-９ ()（）\-转]*$"


def _mobile(said: str) -> str:
    if len(said) < 6 or re.search(MOBILE, said) is None:
        raise PydanticCustomError("not_a_mobile", "Please give 11 digits, or + and the country code.", {
            "zh": "请填写 11 位手机号；境外号码请以 + 和国家代码开头。"})
    return said


Mobile = Annotated[str, StringConstraints(max_length=25), AfterValidator(_mobile), WithJsonSchema(
    {"type": "string", "minLength": 6, "maxLength": 25, "pattern": MOBILE})]
Answers = Annotated[dict[str, Any], Field(max_length=2000)]


class AddressIn(In):
    """Where samples should go."""

    recipient: Annotated[str, StringConstraints(min_length=1, max_length=60)]
    mobile: Mobile
    extension: Annotated[str, StringConstraints(pattern=r"^[0-9]{1,6}$")] | None = None
    province: Annotated[str, StringConstraints(min_length=2, max_length=40)]
    city: Annotated[str, StringConstraints(min_length=2, max_length=40)]
    district: Annotated[str, StringConstraints(min_length=2, max_length=40)]
    detail: Annotated[str, StringConstraints(min_length=2, max_length=200)]
    region_code: RegionCode | None = None
    is_shared: bool = False


class AddressOut(Out):
    """One's own address; no one but its owner and who packs the parcel is shown it."""

    recipient: str | None
    mobile: str | None
    extension: str | None
    province: str
    city: str
    district: str
    detail: str | None
    region_code: str | None
    is_shared: bool
    changed_at: datetime

    @classmethod
    def of(cls, address: Address) -> "AddressOut":
        """The shape of an address."""
        return cls.model_validate(address)


class SignUpIn(In):
    """Signing up in one go: the answers to a questionnaire and a way to be reached."""

    questionnaire: Line = "sign-up"
    version: int | None = Field(default=None, ge=1)
    answers: Answers
    contact: Annotated[str, StringConstraints(min_length=3, max_length=200)]
    language: Language = "en"


class SignUpOut(Out):
    """What is said of every sign-up alike, so that nobody learns who is a member already."""

    status: Literal["link_sent"] = "link_sent"


class MeIn(In):
    """What a member may change about being one."""

    refuses_automatic: YesNo | None = None
    state: Literal["active", "away"] | None = None


class MeOut(Out):
    """A member, as he sees himself."""

    id: str
    state: str
    region_code: str | None
    works_for: list[str]
    refuses_automatic: bool
    hold_reason: str | None
    created_at: datetime
    member_at: datetime | None

    @classmethod
    def of(cls, consumer: Consumer) -> "MeOut":
        """The shape of a member."""
        return cls.model_validate(consumer)


class AnswersIn(In):
    """Answers to a questionnaire by the names of its questions; null takes an answer away."""

    answers: Answers


class ResponseOut(Out):
    """A receipt: what was stored, and when."""

    id: str
    slug: str
    version: int
    submitted_at: datetime

    @classmethod
    def of(cls, response: Response) -> "ResponseOut":
        """The receipt of a response."""
        return cls.model_construct(id=response.id, slug=response.slug, version=response.questionnaire_version,
                                   submitted_at=response.submitted_at)


class AnswersOut(Out):
    """A member's present answers; handles and the address are shown to their owner."""

    slug: str
    version: int
    answers: dict[str, Any]


class ConsentIn(In):
    """Agreeing to a purpose."""

    purpose: Purpose


class ConsentOut(Out):
    """A consent: what for, in which words, when, and whether it still stands."""

    id: str
    purpose: str
    recipient: str | None
    text_version: str
    given_at: datetime
    until: datetime | None
    withdrawn_at: datetime | None

    @classmethod
    def of(cls, consent: Consent) -> "ConsentOut":
        """The shape of a consent."""
        return cls.model_validate(consent)

    @classmethod
    def all_of(cls, consents: list[Consent]) -> "list[ConsentOut]":
        """The shapes of several."""
        return [cls.of(consent) for consent in consents]


class QuestionnaireOut(Out):
    """A questionnaire as its file holds it, each text in both languages."""

    slug: str
    version: int
    sha256: str
    title: dict[str, str]
    description: dict[str, str] | None
    pages: list[dict[str, Any]]

    @classmethod
    def of(cls, questionnaire: Questionnaire) -> "QuestionnaireOut":
        """The shape of a questionnaire: SurveyJS's keys, what is not set left out."""
        sheet = questionnaire.sheet.model_dump(mode="json", by_alias=True, exclude_unset=True, exclude_none=True)
        return cls(slug=questionnaire.slug, version=questionnaire.version, sha256=questionnaire.sha256,
                   title=sheet["title"], description=sheet.get("description"), pages=sheet["pages"])


class AccountOut(Out):
    """An account of one's own on a network: the code that shows whose it is, and what came of the last look for it.

    `reads_profile`: we can look into the profile ourselves; else a screenshot is looked at by a person.
    """

    platform: str
    handle: str | None
    code: str
    reads_profile: bool
    verified_at: datetime | None
    proof_asked_at: datetime | None
    proof_outcome: Outcome | None
    outcome_words: Text | None

    @property
    def is_looked_at(self) -> bool:
        """Whether the proof was asked for and nobody has said yet what came of it."""
        return self.verified_at is None and self.proof_asked_at is not None and self.proof_outcome is None

    @classmethod
    def of(cls, account: SocialAccount) -> "AccountOut":
        """The shape of an account for its owner."""
        plain = {name: getattr(account, name) for name in (
            "platform", "handle", "verified_at", "proof_asked_at", "proof_outcome")}
        return cls.model_validate(plain | {
            "code": code_of(account.consumer_id, account.platform), "reads_profile": reads_profile(account.platform),
            "outcome_words": OUTCOME_WORDS.get(account.proof_outcome or "")})

    @classmethod
    def all_of(cls, accounts: Iterable[SocialAccount]) -> "list[AccountOut]":
        """The shapes of several."""
        return [cls.of(account) for account in accounts]
