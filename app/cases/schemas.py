"""What is asked and answered about cases and tasks."""

from datetime import datetime
from typing import Literal

from app.cases.models import Case, CaseMessage, Task
from app.core.shapes import In, Out, Words

Kind = Literal["question", "parcel", "product", "reaction", "review", "data", "other"]
SubjectType = Literal["seats", "parcels", "reviews", "campaigns"]


class CaseIn(In):
    """A new question."""

    kind: Kind = "question"
    words: Words
    subject_type: SubjectType | None = None
    subject_id: str | None = None


class WordsIn(In):
    """One more message."""

    words: Words


class MessageOut(Out):
    """A message of a case."""

    author_kind: str
    words: str
    at: datetime

    @classmethod
    def of(cls, message: CaseMessage) -> "MessageOut":
        """From its row."""
        return cls(author_kind=message.author_kind, words=message.words or "", at=message.at)


class CaseOut(Out):
    """A case, as its consumer and ops see it."""

    id: str
    object: Literal["case"] = "case"
    state: str
    kind: str
    subject_type: str | None
    subject_id: str | None
    consumer_id: str
    opened_at: datetime
    changed_at: datetime
    messages: list[MessageOut]

    @classmethod
    def of(cls, case: Case) -> "CaseOut":
        """From its row with its messages loaded."""
        return cls(
            id=case.id, state=case.state, kind=case.kind, subject_type=case.subject_type, subject_id=case.subject_id,
            consumer_id=case.consumer_id, opened_at=case.opened_at, changed_at=case.changed_at,
            messages=[MessageOut.of(message) for message in case.messages])


class TaskOut(Out):
    """Something that waits for ops."""

    id: str
    object: Literal["task"] = "task"
    kind: str
    subject_id: str
    campaign_id: str | None
    opened_at: datetime
    due_at: datetime | None
    done_at: datetime | None

    @classmethod
    def of(cls, task: Task) -> "TaskOut":
        """From its row."""
        return cls.model_validate(task)
