"""Who is asked by a campaign is not picked by another one whose caps would let him take only one of the two."""

from typing import Any

import pytest

from app.core.errors import Refusal
from app.core.work import Work
from app.matching import queries, service
from app.matching.engine.columns import build
from app.matching.engine.eligibility import Code, failing
from app.matching.queries.inputs import own
from app.matching.rules.packing import code_in
from tests import arrange
from tests.arrange import OPS, Live, Person
from tests.arrange_matching import crowd, wants

BEST = Person("con_00001", "acc_1")


async def campaigns(work: Work, *, state: str = "live", same_brand: bool = False,
                    **caps: int) -> tuple[Live, Live]:
    """A campaign in a state, and a live one with these caps; a crowd of two, whose first fits both better."""
    await crowd(work, [{"traits": {"interest:cooking": 5 - n}} for n in range(2)])
    one = await arrange.live_campaign(work, units=1, state=state)
    owner = one.brand if same_brand else await arrange.brand(work, "other")
    other = await arrange.live_campaign(work, owner, units=1, **caps)
    for campaign in (one, other):
        await wants(work, campaign.id, cooking=3)
    return one, other


async def why(work: Work, campaign: Live) -> int | None:
    """What a run says of the best fitting; None: picked."""
    run = await work.do(service.run, OPS, campaign.id)
    return code_in(run.left_out, 1)


async def by_own_row(work: Work, campaign: Live) -> bool:
    """Whether the rule holds by the slow way, from his row alone."""
    told = await work.read(own, OPS, campaign.id, BEST.id)
    return Code.INVITED in failing(build([told.row], told.brief.kinds), told.brief.criteria, 0)


@pytest.mark.parametrize(("state", "same_brand", "caps", "is_out"), [
    ("offered", False, {}, True), ("waiting", False, {}, True), ("declined", False, {}, False),
    ("expired", False, {}, False), ("released", False, {}, False),
    ("offered", False, {"gift_cap_days": 0}, False), ("offered", True, {"gift_cap_days": 0}, True),
    ("offered", True, {"gift_cap_days": 0, "brand_cap_days": 0}, False)])
async def test_who_has_an_open_offer_elsewhere_waits_where_the_caps_allow_one_of_them(
    work: Work, state: str, same_brand: bool, caps: dict[str, Any], is_out: bool,
) -> None:
    one, other = await campaigns(work, same_brand=same_brand, **caps)
    await arrange.offered_seat(work, one, BEST, state=state)
    assert await why(work, other) == (Code.INVITED if is_out else None)
    assert await by_own_row(work, other) is is_out


async def test_who_was_approved_elsewhere_and_waits_for_his_offer_is_not_picked_again(work: Work) -> None:
    one, other = await campaigns(work, state="approved")
    first = await work.do(service.run, OPS, one.id)
    [match, *_] = await work.read(queries.of_run, OPS, first.id)
    await work.do(service.approve, OPS, [match.id])
    assert match.consumer_id == BEST.id
    assert await why(work, other) == Code.INVITED


async def test_ops_cannot_pick_by_hand_who_has_an_invitation_to_answer(work: Work) -> None:
    one, other = await campaigns(work)
    await arrange.offered_seat(work, one, BEST)
    run = await work.do(service.run, OPS, other.id)
    with pytest.raises(Refusal, match="open invitation of another campaign"):
        await work.do(service.pick_by_hand, OPS, run.id, BEST.id, "asked_us")
