"""The campaign's machine: every pair of state and move."""

import pytest

from app.campaigns.rules import CAMPAIGN, GRANTS, READ_OPEN
from app.core.errors import Forbidden
from app.core.states import WrongState
from app.core.viewer import Viewer

OPS = Viewer("acc", "ops", GRANTS["ops"])


class Row:
    """A row with a state."""

    def __init__(self, state: str) -> None:
        self.id, self.state = "cmp_1", state


@pytest.mark.parametrize("state", CAMPAIGN.states)
@pytest.mark.parametrize("name", [move.name for move in CAMPAIGN.moves])
def test_a_move_leads_out_of_its_own_states_only(state: str, name: str) -> None:
    row = Row(state)
    if CAMPAIGN.can(state, name):
        assert CAMPAIGN.move(row, name, OPS).state == row.state == CAMPAIGN[name].target
    else:
        with pytest.raises(WrongState):
            CAMPAIGN.move(row, name, OPS)
        assert row.state == state


@pytest.mark.parametrize("name", ["approve", "request_changes", "go_live", "complete", "archive"])
def test_a_brand_decides_nothing_about_itself(name: str) -> None:
    brand = Viewer("acc", "brand", GRANTS["brand"])
    with pytest.raises(Forbidden):
        CAMPAIGN.move(Row(next(iter(CAMPAIGN[name].sources))), name, brand)


def test_a_consumer_only_reads_and_a_visitor_not_even_that() -> None:
    assert GRANTS["consumer"] == {READ_OPEN}
    assert GRANTS["anonymous"] == frozenset()
