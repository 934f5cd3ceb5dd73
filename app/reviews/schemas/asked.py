"""What comes in about reviews: from the person concerned, and from ops."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from app.core.i18n import Text
from app.core.shapes import In, Words
from app.platforms.numbers import Numbers
from app.reviews.rules.checks import Fix
from app.reviews.schemas.closed import Check, Count, Rejection, Withholding


class SubmissionIn(In):
    """The link of a post, with whatever words the app copied around it."""

    link: Annotated[str, StringConstraints(min_length=1, max_length=4000)]


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


class RejectIn(In):
    """One reason of the closed list; none is about tone."""

    reason: Rejection


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
