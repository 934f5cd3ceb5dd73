"""Every question about consumers. A select made for a person starts from visible_to()."""

from app.consumers.queries.answers import consents_of, standing_purposes
from app.consumers.queries.own import address_of
from app.consumers.queries.people import find_by_account, get, get_locked, page, visible_to

__all__ = [
    "address_of", "consents_of", "find_by_account", "get", "get_locked", "page", "standing_purposes", "visible_to",
]
