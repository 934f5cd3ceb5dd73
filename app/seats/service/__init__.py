"""What can be done with seats: stock, offers, answers, the waiting line, the clock, the outcome."""

from app.seats.service.addresses import accept_with, change_address
from app.seats.service.answers import accept, decline, react, step_back
from app.seats.service.caps import hold_for_product
from app.seats.service.clock import (
    allow_for_brief,
    extend,
    mark_delivered,
    mark_exported,
    mark_received,
    mark_shipped,
    reset_all_deadlines,
    reset_deadlines,
    restart_clock,
    set_deadline,
    stop_clock,
)
from app.seats.service.needs import still_missing
from app.seats.service.offers import expire_due, mark_told, offer, withdraw
from app.seats.service.outcome import (
    close_with_campaign,
    count_verified,
    end_with_campaign,
    excuse,
    settle,
    uncount_verified,
)
from app.seats.service.privacy import export, forget
from app.seats.service.stock import open_after_approval, open_stock, spoil, take_reserve
from app.seats.service.waiting import move_reserve, promote_after_return, promote_next

__all__ = [
    "accept", "accept_with", "allow_for_brief", "change_address", "close_with_campaign", "count_verified", "decline",
    "end_with_campaign", "excuse", "expire_due", "export", "extend", "forget", "hold_for_product", "mark_delivered",
    "mark_exported", "mark_received", "mark_shipped", "mark_told", "move_reserve", "offer",
    "open_after_approval", "open_stock", "promote_after_return", "promote_next", "react", "reset_all_deadlines",
    "reset_deadlines", "restart_clock", "set_deadline", "settle", "spoil", "step_back", "still_missing",
    "stop_clock", "take_reserve", "uncount_verified", "withdraw",
]
