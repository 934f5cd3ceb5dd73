"""The due rows of forgetting: files that nothing names any more."""

from app.jobs.registry import InStore
from app.jobs.service.files import DROP_FILE
from app.privacy import service

JOBS = (InStore(DROP_FILE, service.drop_file),)
