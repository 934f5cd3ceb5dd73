"""What falls due for seats by itself."""

from datetime import timedelta

from app.jobs.registry import InStore
from app.seats import service

EXPIRE = InStore("seats.expire", service.expire_due, every=timedelta(minutes=1))
ASSUME_RECEIVED = InStore("seats.assume_received", service.assume_received, every=timedelta(minutes=10))
JOBS = (EXPIRE, ASSUME_RECEIVED)
