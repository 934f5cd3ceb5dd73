"""Work for later about consumers."""

from datetime import timedelta

from app.consumers import service
from app.jobs.registry import InStore

JOBS = (InStore("draft.forget", service.forget_expired, every=timedelta(days=1)),)
"""Answers on their way that nobody came back for are thrown away."""
