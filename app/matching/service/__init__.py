"""What ops do with matches: run, approve, reject, replace, offer; and what follows by itself."""

from app.matching.service.bodies import MORE, MORE_TO_SETTLE, make_good, pack, settle
from app.matching.service.by_hand import invite, pick_by_hand
from app.matching.service.decisions import (
    approve,
    approve_of_run,
    approve_top,
    decide_due,
    plan_decision,
    reject,
    undo,
)
from app.matching.service.interest import show_interest, withdraw_interest
from app.matching.service.learning import keep_cards
from app.matching.service.leaving import export, forget, tidy
from app.matching.service.offering import (
    lapse,
    lapse_after,
    offer_after,
    offer_next,
    offer_on_live,
)
from app.matching.service.rounds import store_round
from app.matching.service.runs import run, store, tell_not_matched
from app.matching.service.swapping import plan_swap, swap

__all__ = [
    "MORE", "MORE_TO_SETTLE", "approve", "approve_of_run", "approve_top", "decide_due", "export", "forget", "invite",
    "keep_cards", "lapse", "lapse_after", "make_good", "offer_after", "offer_next", "offer_on_live", "pack",
    "pick_by_hand", "plan_decision", "plan_swap", "reject", "run", "settle", "show_interest", "store", "store_round",
    "swap", "tell_not_matched", "tidy", "undo", "withdraw_interest",
]
