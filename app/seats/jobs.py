"""What falls due for seats by itself."""

from datetime import timedelta

from app.jobs.registry import InStore
from app.seats import service

EXPIRE = InStore("seats.expire", service.expire_due, every=timedelta(minutes=1))
JOBS = (EXPIRE,)
