"""What comes in about reviews: from the person concerned, and from ops."""

from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from app.core.i18n import Text, text
from app.core.shapes import In, Words, refused
from app.platforms.numbers import Numbers
from app.reviews.rules.checks import Fix
from app.reviews.rules.evidence import LACKS, OWN_WORDS
from app.reviews.schemas.closed import Check, Count, Lack, Rejection, Taking, Withholding

SAY_WHAT = text("Please say what is missing.", "请说明缺少什么。")
NO_LACKS = text("A screenshot that is accepted lacks nothing.", "已认可的截图不需要填写缺少的内容。")


class SubmissionIn(In):
    """The link of a post, with whatever words the app copied around it; what holds none is refused by whoever knows
    which one is wanted."""

    link: str


class FixIn(In):
    """One thing to mend, in words; Chinese where there are any."""

    check: Check
    message: Words
    message_zh: Words | None = None

    def fix(self) -> Fix:
        """The fix as verbs take it."""
        return Fix(self.check, Text.model_validate({"default": self.message, "zh-cn": self.message_zh}))


class AskFixIn(In):
    """What exactly is to be mended."""

    fixes: Annotated[list[FixIn], Field(min_length=1, max_length=10)]

    def wanted(self) -> list[Fix]:
        """The fixes as verbs take them."""
        return [one.fix() for one in self.fixes]


class LackIn(In):
    """One thing that a screenshot lacks; in own words where there are any, which for `picture_other` there must be."""

    check: Lack
    message: Words | None = None
    message_zh: Words | None = None

    @model_validator(mode="after")
    def _is_said(self) -> Self:
        if self.check == OWN_WORDS and not self.message:
            raise refused("missing", SAY_WHAT, where=("message",))
        return self

    def fix(self) -> Fix:
        """What its author is asked for."""
        said = {"default": self.message, "zh-cn": self.message_zh}
        return Fix(self.check, Text.model_validate(said) if self.message else LACKS[self.check][1])


class JudgePictureIn(In):
    """Whether a screenshot shows the post as promised, and, where it does not, what it lacks."""

    is_accepted: bool
    lacks: Annotated[list[LackIn], Field(max_length=7)] = []

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if self.is_accepted == bool(self.lacks):
            raise refused("lacks", NO_LACKS if self.is_accepted else SAY_WHAT, where=("lacks",))
        return self

    def wanted(self) -> list[Fix]:
        """What its author is asked for."""
        return [one.fix() for one in self.lacks]


class RejectIn(In):
    """One reason of the closed list; none is about tone."""

    reason: Rejection


class TakeAwayIn(In):
    """Why a verified post does not count for this person after all."""

    reason: Taking


class DisplayIn(In):
    """Withheld for one reason of the closed list, or (none given) shown again."""

    withheld: Withholding | None = None


class NumbersIn(In):
    """Numbers read by a person; what is not known is left out."""

    views: Count | None = None
    likes: Count | None = None
    comments: Count | None = None
    saves: Count | None = None
    shares: Count | None = None

    def numbers(self) -> Numbers:
        """The numbers as verbs take them."""
        return Numbers(self.views, self.likes, self.comments, self.saves, self.shares)


class AccountFactsIn(In):
    """What is seen of the account on its page, and comments beneath the post, of which only counts are kept."""

    followers: Count | None = None
    following: Count | None = None
    comments: Annotated[list[Annotated[str, StringConstraints(max_length=2000)]], Field(max_length=200)] = []


class NumbersJudgementIn(In):
    """Flagged numbers are in order, or left out of the sums, on grounds of the closed list."""

    verdict: Literal["in_order", "left_out"]
    grounds: Literal["went_round", "misread", "real_people", "bought", "exchanged", "withdrawn"]
