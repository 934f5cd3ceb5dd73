"""Campaigns: permissions, the machine, closed lists and refusals."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Literal, get_args

from app.core.errors import Conflict
from app.core.states import Machine, Move
from app.core.viewer import Kind

DRAFT = "campaign:draft"
READ_OWN = "campaign:read_own"
READ_OPEN = "campaign:read_open"
READ = "campaign:read"
SUBMIT = "campaign:submit"
APPROVE = "campaign:approve"
RUN = "campaign:run"
PAUSE = "campaign:pause"
RESUME = "campaign:resume"
CANCEL = "campaign:cancel"
HOLIDAYS = "holiday:change"

GRANTS: dict[Kind, frozenset[str]] = {
    "anonymous": frozenset(),
    "consumer": frozenset({READ_OPEN}),
    "brand": frozenset({DRAFT, READ_OWN, SUBMIT, PAUSE, CANCEL}),
    "ops": frozenset({DRAFT, READ, SUBMIT, APPROVE, RUN, PAUSE, RESUME, CANCEL, HOLIDAYS}),
}

DRAFTED, SUBMITTED, CHANGES_REQUESTED, APPROVED, LIVE, COMPLETED, ARCHIVED, CANCELLED = (
    "draft", "submitted", "changes_requested", "approved", "live", "completed", "archived", "cancelled")
CAMPAIGN = Machine("campaign", DRAFTED, (
    Move("submit", {DRAFTED}, SUBMITTED, SUBMIT, "campaign.submitted"),
    Move("request_changes", {SUBMITTED}, CHANGES_REQUESTED, APPROVE, "campaign.changes_requested"),
    Move("reopen", {CHANGES_REQUESTED}, DRAFTED, DRAFT, "campaign.reopened"),
    Move("approve", {SUBMITTED}, APPROVED, APPROVE, "campaign.approved"),
    Move("go_live", {APPROVED}, LIVE, RUN, "campaign.went_live"),
    Move("complete", {LIVE}, COMPLETED, RUN, "campaign.completed"),
    Move("archive", {COMPLETED}, ARCHIVED, RUN, "campaign.archived"),
    Move("cancel", {SUBMITTED, CHANGES_REQUESTED, APPROVED, LIVE}, CANCELLED, CANCEL, "campaign.cancelled"),
))

Objective = Literal["advocacy", "amplify", "sales"]
Need = Literal["required", "preferred", "accepted"]
Fulfilment = Literal["parcel", "code", "visit"]
Choice = Literal["chosen", "by_trait", "fixed"]
Format = Literal["post", "photo", "video", "article", "story"]
OBJECTIVES: tuple[str, ...] = get_args(Objective)
NEEDS: tuple[str, ...] = get_args(Need)
FULFILMENTS: tuple[str, ...] = get_args(Fulfilment)
CHOICES: tuple[str, ...] = get_args(Choice)
FORMATS: tuple[str, ...] = get_args(Format)
RUNNING = frozenset({APPROVED, LIVE})


def has_ended(state: str, ends_at: datetime | None, at: datetime) -> bool:
    """Whether a campaign that nobody has completed yet is past its end; its last posts may still come in."""
    return state == LIVE and ends_at is not None and ends_at <= at


@dataclass(eq=False)
class AlreadyPaused(Conflict):
    """The campaign stands still already."""

    message = "This campaign is already paused."
    zh = "该活动已暂停。"


@dataclass(eq=False)
class NotPaused(Conflict):
    """The campaign does not stand still."""

    message = "This campaign is not paused."
    zh = "该活动没有暂停。"


@dataclass(eq=False)
class OnlyDraftsChange(Conflict):
    """What was handed in is not written anew."""

    noun: ClassVar[str] = "campaign"
    message = "This campaign is marked “{state}”; only a draft can be changed."
    zh = "当前状态为“{state}”，不能修改，只有草稿可以修改。"
    state: str


@dataclass(eq=False)
class OnlyRunningPause(Conflict):
    """There is nothing to pause or to change the brief of."""

    noun: ClassVar[str] = "campaign"
    message = "This campaign is marked “{state}”; this is done to approved and live ones only."
    zh = "当前状态为“{state}”，不支持此操作，仅限已批准或进行中的活动。"
    state: str
