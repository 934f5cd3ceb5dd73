"""Every question about reviews. A select made for a person starts from visible_to()."""

from app.reviews.queries.agreed import (
    Sheet,
    asked_of,
    brief_of,
    deliverables_of,
    platforms_of,
    seat_and_campaign,
    sheet,
    texts_beside,
    waiting_for_proof,
)
from app.reviews.queries.following import looks_of, over_windows, robots_of, to_look
from app.reviews.queries.pictures import (
    is_picture_shown_elsewhere,
    is_picture_used,
    picture_asked,
    picture_of_submission,
    pictures_of,
    replaces_doubted,
    take_picture,
)
from app.reviews.queries.reviews import (
    OPEN,
    Filters,
    Row,
    all_of,
    claimants,
    get,
    holder_of,
    listed,
    numbers_of,
    of_consumer,
    of_seat,
    recent,
    sharing,
    snapshots,
    standing,
    take,
    take_alone,
    visible_to,
)
from app.reviews.queries.wall import Choice, Wall, campaign_of, stayed, wall

__all__ = [
    "OPEN", "Choice", "Filters", "Row", "Sheet", "Wall", "all_of", "asked_of", "brief_of", "campaign_of", "claimants",
    "deliverables_of", "get", "holder_of", "is_picture_shown_elsewhere", "is_picture_used", "listed", "looks_of",
    "numbers_of", "of_consumer", "of_seat", "over_windows", "picture_asked", "picture_of_submission", "pictures_of",
    "platforms_of", "recent", "replaces_doubted", "robots_of", "seat_and_campaign", "sharing", "sheet", "snapshots",
    "standing", "stayed", "take", "take_alone", "take_picture", "texts_beside", "to_look", "visible_to",
    "waiting_for_proof", "wall",
]
