"""What is done to campaigns, in the words of those who do it."""

from app.campaigns.service.course import (
    approve,
    archive,
    cancel,
    complete,
    go_live,
    pause,
    reopen,
    request_changes,
    resume,
    submit,
)
from app.campaigns.service.holidays import add_holiday, add_known_holidays, remove_holiday
from app.campaigns.service.writing import change_brief, draft, edit, judge

__all__ = [
    "add_holiday", "add_known_holidays", "approve", "archive", "cancel", "change_brief", "complete",
    "draft", "edit", "go_live", "judge", "pause", "remove_holiday", "reopen", "request_changes", "resume", "submit",
]
