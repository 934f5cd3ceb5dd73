"""Every event of seats and reviews has words for ops' histories."""

from app.web.ops.happened import ACTORS, EVENTS
from tests.docs_of_code import events


def test_every_event_of_seats_and_reviews_is_said_in_both_languages() -> None:
    named = {event for event in events() if event.startswith(("seat.", "review."))}
    assert named - set(EVENTS) == set()
    assert all(words.zh_cn for words in (*EVENTS.values(), *ACTORS.values()))
