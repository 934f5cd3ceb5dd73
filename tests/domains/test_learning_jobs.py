"""Learning on both databases: a brand's outcomes become a card; it serves where it beat the brief, and nowhere else."""

from datetime import timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import select

from app.core.clock import SetClock
from app.core.errors import Forbidden
from app.core.i18n import text
from app.core.paging import Ask
from app.core.work import Work
from app.matching import jobs, queries, service
from app.matching.engine.learning.choice import RULE
from app.matching.models import ModelCard, Run
from app.matching.queries import learning
from app.matching.schemas import ModelCardOut
from app.seats.models import Seat
from tests import arrange
from tests.arrange import OPS, Live
from tests.arrange_matching import crowd, wants
from tests.people import all_of

PEOPLE = 240


def somebody(chance: Random) -> dict[str, Any]:
    return {"traits": {f"interest:{key}": chance.randint(1, 5) for key in ("cooking", "home", "games")}}


async def offered(work: Work, seed: int = 3) -> tuple[Live, list[dict[str, Any]]]:
    """A live campaign for cooks that has offered a seat to most of a crowd."""
    people = [somebody(Random(seed * 1000 + n)) for n in range(PEOPLE)]
    await crowd(work, people)
    campaign = await arrange.live_campaign(work, units=200)
    await wants(work, campaign.id, cooking=3)
    run = await work.do(service.run, OPS, campaign.id)
    await work.do(service.approve_of_run, OPS, run.id)
    return campaign, people


async def answer(work: Work, people: list[dict[str, Any]], trait: str | None) -> None:
    """Everybody answers: yes by one trait mostly, or by chance."""
    async def verb(session: Any, viewer: Any) -> None:
        for place, seat in enumerate((await session.scalars(select(Seat).order_by(Seat.seq))).all()):
            chance = Random(place)
            level = 3 if trait is None else people[int(seat.consumer_id[4:]) - 1]["traits"][trait]
            says_yes = chance.random() < (0.5 if trait is None else 0.05 + 0.225 * (level - 1))
            seat.state = "accepted" if says_yes else "declined"
            seat.answered_at = seat.offered_at + timedelta(hours=place)
    await work.do(verb, OPS)


async def test_a_brand_whose_people_say_yes_for_another_reason_gets_a_model_that_serves(work: Work) -> None:
    campaign, people = await offered(work)
    await answer(work, people, "interest:home")
    assert await jobs.learn_now(work, OPS) == 2
    cards = {card.scope: card for card in await all_of(work, ModelCard)}
    card = cards[f"brand:{campaign.brand.id}"]
    assert (card.kind, card.is_used, card.outcomes) == ("anchored", True, 200)
    assert card.card["tested"]["anchored_auc"] > card.card["tested"]["cold_auc"] + 0.1
    told = ModelCardOut.of(card, {"interest:home": text("Home", "居家")})
    assert told.learned[0].default.startswith("Who answers “Home” higher suits better")
    assert told.calibration_error is not None
    assert 0 <= told.calibration_error < 0.5

    following = await arrange.live_campaign(work, campaign.brand, units=20)
    await wants(work, following.id, cooking=3)
    await crowd(work, [somebody(Random(77_000 + n)) for n in range(120)], first=PEOPLE + 1)
    run = await work.do(service.run, OPS, following.id)
    assert run.facts["model_id"] == card.id
    chosen = [m.consumer_id for m in await work.read(queries.of_run, OPS, run.id) if not m.is_on_waitlist]
    homes = [somebody(Random(77_000 + int(one[4:]) - PEOPLE - 1))["traits"]["interest:home"]
             for one in chosen if int(one[4:]) > PEOPLE]
    assert sum(homes) / len(homes) > 4
    assert (await jobs.replay(work, OPS, run.id)).is_equal


async def grow_old(work: Work, scope: str) -> None:
    """The card of a scope becomes one of an older rule, which did not say so."""
    async def verb(session: Any, viewer: Any) -> None:
        row = (await session.scalars(select(ModelCard).where(ModelCard.scope == scope))).one()
        row.card = {name: value for name, value in row.card.items() if name != "rule"} | {"inputs_hash": "older"}
    await work.do(verb, OPS)


async def test_where_answers_teach_nothing_the_brief_goes_on_to_serve_and_a_newer_rule_looks_again(work: Work) -> None:
    campaign, people = await offered(work, seed=5)
    await answer(work, people, None)
    await jobs.learn_now(work, OPS)
    [card, *_] = await all_of(work, ModelCard, ModelCard.scope == f"brand:{campaign.brand.id}")
    assert (card.kind, card.is_used, card.card["reason"] in ("no_better", "within_noise")) == ("cold", False, True)
    assert await jobs.learn_now(work, OPS) == 0

    await grow_old(work, card.scope)
    [older] = await all_of(work, ModelCard, ModelCard.scope == card.scope)
    assert ModelCardOut.of(older, {}).why == ModelCardOut.of(card, {}).why
    assert await jobs.learn_now(work, OPS) == 1
    cards = await all_of(work, ModelCard, ModelCard.scope == card.scope)
    assert {one.number: one.card.get("rule") for one in cards} == {1: None, 2: RULE}
    assert await jobs.learn_now(work, OPS) == 0


async def test_too_few_outcomes_make_no_card(work: Work) -> None:
    await crowd(work, [somebody(Random(n)) for n in range(12)])
    campaign = await arrange.live_campaign(work, units=6)
    await wants(work, campaign.id, cooking=3)
    run = await work.do(service.run, OPS, campaign.id)
    await work.do(service.approve_of_run, OPS, run.id)
    await answer(work, [somebody(Random(n)) for n in range(12)], None)
    assert await jobs.learn_now(work, OPS) == 0


async def test_learning_comes_back_every_night(work: Work, clock: SetClock) -> None:
    [nightly] = [kind for kind in jobs.kinds() if kind.name == "model.learn"]
    assert nightly.every == timedelta(days=1)


async def test_only_ops_read_cards(work: Work) -> None:
    page = await work.read(learning.list_page, OPS, Ask(None, 10))
    assert page.items == []
    with pytest.raises(Forbidden):
        await work.read(learning.list_page, (await arrange.brand(work)).viewer, Ask(None, 10))
    assert await all_of(work, Run) == []
