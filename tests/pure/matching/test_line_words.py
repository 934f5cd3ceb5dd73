"""A line of a brief is told with the names that people know, never with those by which it is kept."""

from datetime import date

from app.core.i18n import text
from app.matching.engine.criteria import Criteria
from app.matching.rules.line_words import line_words


def test_a_network_is_told_by_its_name_and_an_unknown_one_as_it_was_written() -> None:
    names, asked = {"simulated": text("Simulated network", "模拟平台")}, Criteria(date(2026, 1, 1))
    told = line_words(("platforms", "simulated"), asked, {}, names)
    assert told is not None
    assert (told.pick("en"), told.pick("zh-cn")) == ("an account on Simulated network", "模拟平台账号")
    assert line_words(("platforms", "gone"), asked, {}, names) == text("an account on gone", "gone账号")
