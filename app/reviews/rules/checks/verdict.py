"""What one post is checked against, and what came of each check; none of them knows kind words from unkind ones."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from app.core.i18n import Text

Outcome = Literal["passed", "apart", "failed", "unknown"]
Decision = Literal["verify", "ask_fix", "wait"]
VERSION = "2026-2"
MOST_EVIDENCE = 160


@dataclass(frozen=True, slots=True)
class Other:
    """A text that this one must not repeat: whose it is decides what is said, and when it came which was first."""

    words: str
    whose: Literal["brief", "own", "another"]
    published_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """What one person owes with one post; `handle` is the account as declared, None where none was.

    `author_id` is the network's own name of that account, known from its first proof. The sample left at `sent_at` and
    may have been in the person's hands from `arrived_at` on. What a brief does not ask is None or empty.
    """

    platform: str | None
    handle: str | None
    now: datetime
    sent_at: datetime | None = None
    arrived_at: datetime | None = None
    posts_from: datetime | None = None
    time_zone: str = "UTC"
    has_shop_link: bool = False
    author_id: str | None = None
    is_account_proven: bool = False
    needs_proof: bool = False
    is_proof_waiting: bool = False
    """A picture of the account with its code waits for ops' eyes."""
    code: str | None = None
    product_words: tuple[str, ...] = ()
    hashtags: tuple[str, ...] = ()
    least_characters: int | None = None
    least_pictures: int | None = None
    format: str = "post"
    others: tuple[Other, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """One check: what came of it, what it rests on, and, where it failed, what exactly to add, change or copy.

    `apart`: in order, on another network than was asked for; `to_add` then says what becomes of it.
    """

    name: str
    outcome: Outcome
    evidence: str | None = None
    to_add: Text | None = None
    rule_version: str = VERSION
    to_copy: Text | None = None


@dataclass(frozen=True, slots=True)
class Fix:
    """One thing to mend: which check it belongs to, and what to do in both languages."""

    check: str
    message: Text

    def as_json(self) -> dict[str, object]:
        """The stored form."""
        return {"check": self.check, "message": self.message.as_json()}


def fixes_of(verdicts: Iterable[Verdict]) -> tuple[Fix, ...]:
    """What the person is asked to mend."""
    return tuple(Fix(v.name, v.to_add) for v in verdicts if v.outcome == "failed" and v.to_add is not None)


def decide(verdicts: Iterable[Verdict]) -> Decision:
    """Ask for a fix where something failed, wait for ops' eyes where something is unknown, else verify."""
    outcomes = {v.outcome for v in verdicts}
    return "ask_fix" if "failed" in outcomes else "wait" if "unknown" in outcomes else "verify"
