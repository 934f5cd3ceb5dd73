"""A message as ops see it, the letter that a sender gets, and what became of it."""

from dataclasses import dataclass
from datetime import datetime

from app.core.shapes import Out
from app.notifications.models import Message


@dataclass(frozen=True, slots=True)
class Letter:
    """A rendered message on its way to one contact point; `attempt` counts from 1."""

    message_id: str
    template: str
    kind: str
    to: str
    language: str
    headline: str
    words: str
    made_at: datetime
    attempt: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a sender says: sent, or why not and whether trying again is of any use."""

    error: str | None = None
    is_final: bool = False

    @property
    def is_sent(self) -> bool:
        """Whether the next server has taken it over."""
        return self.error is None


class MessageOut(Out):
    """A message as ops see it in a list: no words, no contact."""

    id: str
    state: str
    purpose: str
    template: str
    language: str
    account_id: str | None
    subject_id: str | None
    error: str | None
    made_at: datetime
    sent_at: datetime | None

    @classmethod
    def of(cls, message: Message) -> "MessageOut":
        """The shape of a row."""
        return cls.model_validate(message)
