"""The closed lists that come in and go out with reviews."""

from typing import Annotated, Literal

from pydantic import Field

from app.core.shapes import Whole
from app.platforms.numbers import MOST

State = Literal["awaited", "submitted", "checking", "verified", "needs_fix", "rejected", "missed", "waived", "changed",
                "removed", "unreachable", "closed"]
Rejection = Literal["not_this_product", "not_your_account", "posted_before_sample", "copied_text", "not_public",
                    "illegal_content", "third_party_data"]
Taking = Literal["not_this_account", "proven_by_another"]
Withholding = Literal["illegal", "third_party_data", "safety_claim", "author_wish"]
Check = Literal["network", "account", "author", "date", "label", "product", "hashtags", "length", "pictures", "format",
                "own_words"]
Moment = Literal["submission", "day_7", "day_30"]
Lack = Literal["picture_label", "picture_author", "picture_date", "picture_text", "picture_numbers", "picture_post",
               "picture_other"]
Verdict = Literal["passed", "apart", "failed", "unknown"]
Count = Annotated[Whole, Field(ge=0, le=MOST)]
