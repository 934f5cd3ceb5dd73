"""What campaigns do by themselves when its time has come."""

from app.campaigns.service.course import GO_LIVE, go_live_when_due
from app.jobs.registry import InStore, Kind

JOBS: tuple[Kind, ...] = (InStore(GO_LIVE, go_live_when_due),)
