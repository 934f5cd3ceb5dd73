"""Everything that can be done with a review, in the words of those who do it."""

from app.reviews.service.checking import check
from app.reviews.service.deciding import (
    acknowledge,
    ask_fix,
    close,
    display,
    recheck,
    reject,
    show,
    verify,
    withhold,
)
from app.reviews.service.evidence import ask_picture, judge_picture, miss_picture, show_picture
from app.reviews.service.flagging import judge_numbers, tell_account
from app.reviews.service.following import follow
from app.reviews.service.forgetting import export, forget
from app.reviews.service.looking import look
from app.reviews.service.measuring import measure
from app.reviews.service.planned import carry_out, decide_all_later, decide_later, decision_of, undo, undo_all
from app.reviews.service.politeness import keep_told
from app.reviews.service.promising import await_deliverables, move_due, waive, waive_person
from app.reviews.service.submitting import begin_check, is_tried_again, look_again, submit, take_back
from app.reviews.service.taking_away import take_away
from app.reviews.service.thumbnails import keep_thumbnail, thumbnail_key
from app.reviews.service.windows import close_windows, miss

__all__ = [
    "acknowledge", "ask_fix", "ask_picture", "await_deliverables", "begin_check", "carry_out", "check", "close",
    "close_windows", "decide_all_later", "decide_later", "decision_of", "display", "export", "follow", "forget",
    "is_tried_again", "judge_numbers", "judge_picture", "keep_thumbnail", "keep_told", "look", "look_again", "measure",
    "miss", "miss_picture", "move_due", "recheck", "reject", "show", "show_picture", "submit", "take_away", "take_back",
    "tell_account", "thumbnail_key", "undo", "undo_all", "verify", "waive", "waive_person", "withhold",
]
