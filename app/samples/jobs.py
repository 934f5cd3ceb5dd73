"""The due rows of parcels."""

from app.jobs.registry import InStore
from app.samples import service
from app.samples.service.parcels import ASSUME

JOBS = (InStore(ASSUME, service.assume_received),)
