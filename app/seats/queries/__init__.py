"""Every question about seats. A select made for a person starts from visible_to()."""

from app.seats.queries.due import (
    is_in_trouble,
    open_stop,
    overdue_offers,
    running,
    stretches,
    waiting,
)
from app.seats.queries.gifts import (
    Taken,
    Terms,
    address_of,
    choices,
    free_units,
    gifts_taken,
    gifts_under,
    keys_of,
    limits_of,
    may_pass_address,
    open_to,
    planned_units,
    stock_for_ops,
    stock_of,
    terms_of,
    traits_of,
    units_left,
)
from app.seats.queries.invitations import Card, cards, invitation
from app.seats.queries.products import may_have, others_of, rivals_of, who_has
from app.seats.queries.rates import standing, standings
from app.seats.queries.seats import (
    campaign,
    campaign_of,
    counts_by_state,
    find_in,
    get,
    invitations,
    locked,
    of_campaign,
    of_consumer,
    of_person,
    one_by_one,
    page,
    visible_to,
)

__all__ = [
    "Card", "Taken", "Terms", "address_of", "campaign", "campaign_of", "cards", "choices", "counts_by_state",
    "find_in", "free_units", "get", "gifts_taken", "gifts_under", "invitation", "invitations",
    "is_in_trouble", "keys_of", "limits_of", "locked", "may_have", "may_pass_address", "of_campaign", "of_consumer",
    "of_person", "one_by_one", "open_stop", "open_to", "others_of", "overdue_offers", "page", "planned_units",
    "rivals_of", "running", "standing", "standings", "stock_for_ops", "stock_of", "stretches", "terms_of",
    "traits_of", "units_left", "visible_to", "waiting", "who_has",
]
