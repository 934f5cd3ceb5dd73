"""Work for later, in the words of those who plan it and of the worker who does it."""

from app.jobs.service.claiming import Claim, claim
from app.jobs.service.doing import do_in_store, fail, record_outcome
from app.jobs.service.files import let_go
from app.jobs.service.lanes import open_lane, rest, space
from app.jobs.service.planning import cancel, finish, plan, plan_returning, tidy

__all__ = ["Claim", "cancel", "claim", "do_in_store", "fail", "finish", "let_go", "open_lane", "plan",
           "plan_returning", "record_outcome", "rest", "space", "tidy"]
