"""What ops can decide about a review at hand: a key, a word, and, where there is a closed list, its reasons."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.core.i18n import Text
from app.reviews.models import Review
from app.reviews.rules import CHECKING, REJECTIONS, REMOVED, REVIEW, TAKINGS, WITHHOLDINGS
from app.reviews.rules.asking import to_ask
from app.reviews.rules.checks import Fix
from app.reviews.rules.evidence import to_show
from app.reviews.rules.inflation.judging import GROUNDS, IN_ORDER, LEFT_OUT
from app.reviews.rules.risk import OF_NUMBERS
from app.reviews.rules.words import DECISION_WORDS, REJECTION_WORDS, TAKING_WORDS, WITHHOLDING_WORDS

Reasons = tuple[tuple[str, Text], ...]
WITHHOLD = "withhold"


@dataclass(frozen=True, slots=True)
class Choice:
    """One decision: the key that makes it, what it is called, the reasons or the fixes that go with it."""

    key: str
    what: str
    kind: str = "quiet"
    reasons: Reasons = ()
    fixes: tuple[Fix, ...] = ()

    @property
    def words(self) -> Text:
        """What it is called."""
        return DECISION_WORDS[self.what]


def choices_of(review: Review, risk: str, has_picture: bool) -> tuple[Choice, ...]:
    """What can be decided about a review that stands in the queue for this risk."""
    found = _about_numbers() if risk in OF_NUMBERS else _about_post(review, has_picture)
    withhold = Choice("w", WITHHOLD, reasons=tuple((name, WITHHOLDING_WORDS[name]) for name in WITHHOLDINGS))
    away = Choice("t", "take_away", "danger", tuple((name, TAKING_WORDS[name]) for name in TAKINGS))
    return (*found, *((away,) if REVIEW.can(review.state, "take_away") else ()),
            *(() if review.withheld_at else (withhold,)))


def _about_numbers() -> Iterator[Choice]:
    yield Choice("v", "numbers_in_order", "primary", tuple(GROUNDS[IN_ORDER].items()))
    yield Choice("r", "numbers_left_out", "danger", tuple(GROUNDS[LEFT_OUT].items()))


def _about_post(review: Review, has_picture: bool) -> Iterator[Choice]:
    if has_picture:
        yield Choice("v", "accept_picture", "primary")
        yield Choice("f", "refuse_picture", fixes=to_show())
    elif REVIEW.can(review.state, "recheck"):
        is_up_to_author = review.state == REMOVED or bool(review.fixes)
        yield Choice("v", "recheck", "quiet" if is_up_to_author else "primary")
        yield Choice("a", "acknowledge", "primary" if is_up_to_author else "quiet")
    elif review.state == CHECKING:
        latest = [check for check in review.checks if check.attempt == review.attempt]
        yield Choice("v", "verify", "primary")
        yield Choice("f", "ask_fix", fixes=to_ask(latest))
    if review.state == CHECKING:
        yield Choice("r", "reject", "danger", tuple((name, REJECTION_WORDS[name]) for name in REJECTIONS))
