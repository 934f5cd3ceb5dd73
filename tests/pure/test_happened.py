"""Every event has words for ops: those of seats and reviews in histories, all of them in the journal."""

from app.web.ops.event_words import said
from app.web.ops.happened import ACTORS, EVENTS
from tests.docs_of_code import events


def test_every_event_of_seats_and_reviews_is_said_in_both_languages() -> None:
    named = {event for event in events() if event.startswith(("seat.", "review."))}
    assert named - set(EVENTS) == set()
    assert all(words.zh_cn for words in (*EVENTS.values(), *ACTORS.values()))


def test_every_event_of_the_journal_is_said_in_both_languages() -> None:
    assert [event for event in events() if said(event).zh_cn is None] == []
    assert said("nothing.known").default == "nothing.known"
