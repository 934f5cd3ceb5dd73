"""The due rows of parcels."""

from app.jobs.registry import InStore
from app.samples import service
from app.samples.service.parcels import ASSUME
from app.samples.service.troubles import DELETE_PHOTO

JOBS = (InStore(ASSUME, service.assume_received), InStore(DELETE_PHOTO, service.delete_photo))
