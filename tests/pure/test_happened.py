"""Every event has words for ops: those of seats and reviews in histories, all of them in the journal."""

import pytest

from app.core.i18n import text
from app.web.ops.event_words import said
from app.web.ops.happened import ACTORS, EVENTS
from app.web.ops.review_panel import shows
from tests.docs_of_code import events


@pytest.mark.parametrize(("evidence", "english", "chinese"), [
    ("1", "1 picture", "1 张图片"), ("3", "3 pictures", "3 张图片"), ("video", "A video", "视频")])
def test_ops_read_in_words_what_a_post_is_made_of(evidence: str, english: str, chinese: str) -> None:
    assert shows(evidence) == text(english, chinese)


def test_every_event_of_seats_and_reviews_is_said_in_both_languages() -> None:
    named = {event for event in events() if event.startswith(("seat.", "review."))}
    assert named - set(EVENTS) == set()
    assert all(words.zh_cn for words in (*EVENTS.values(), *ACTORS.values()))


def test_every_event_of_the_journal_is_said_in_both_languages() -> None:
    assert [event for event in events() if said(event).zh_cn is None] == []
    assert said("nothing.known").default == "nothing.known"
