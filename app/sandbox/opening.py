"""Opening the doors of a played world: one sign-in link for each kind of user, each where there is something to do."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from app.core.i18n import Language
from app.core.paging import MOST, Ask
from app.core.viewer import Viewer
from app.reviews import queries as reviews_of
from app.reviews.models import Review
from app.reviews.queries import Filters
from app.reviews.rules import AWAITED
from app.sandbox.answering import all_seats
from app.sandbox.arriving import link_for
from app.sandbox.wanting import left_out
from app.sandbox.world import World
from app.seats.rules import ACCEPTED, OFFERED

LIVES = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Door:
    """Who may come in by which link."""

    who: str
    link: str


async def open_doors(world: World) -> list[Door]:
    """A consumer of each language who is invited, one with a post to hand in, a brand, ops, and where posts are
    written; nobody invited: no link."""
    waiting, promised = await _wants_and_waits(world), await _promised(world)
    wanted = [
        ("a consumer with an open invitation, who reads English", "consumer", *await _invited(world, "en")),
        ("a consumer with an open invitation, who reads Chinese", "consumer", *await _invited(world, "zh-cn")),
        ("a consumer with a review to hand in", "consumer", *promised),
        ("a consumer who wants a product and was not picked", "consumer", *waiting),
        ("a brand", "brand", next(iter(world.brands.values())).actor_id, "/brand/campaigns"),
        ("ops", "ops", world.ops.actor_id, "/ops"),
    ]
    base = world.house.settings.base_url
    return [*[Door(who, f"{base}/sign-in/{await world.work.do(link_for, world.ops, account_id, door, path, LIVES)}")
              for who, door, account_id, path in wanted if account_id], _writing(world, promised[0])]


def _writing(world: World, account_id: str) -> Door:
    """The page on which a post is written by hand, for the consumer who has one to hand in."""
    author = next((person.life.handle for person in world.people if person.account_id == account_id), "")
    return Door("the simulated network, where you write that consumer's post, edit and delete it",
                f"{world.network.origin}/write?platform=simulated&author={author}")


async def _invited(world: World, language: Language) -> tuple[str, str]:
    for stand in reversed(world.stands):
        for seat in await world.work.read(all_seats, world.ops, stand.campaign_id, OFFERED):
            person = world.by_consumer[seat.consumer_id]
            if person.life.language == language and seat.answer_by and seat.answer_by > world.end + timedelta(hours=12):
                return person.account_id, f"/me/invitations/{seat.id}"
    return "", ""


async def _wants_and_waits(world: World) -> tuple[str, str]:
    """Somebody who has shown interest and whom the run left out: the page says why, and what would change it."""
    for stand in world.stands:
        for consumer_id in await world.work.read(left_out, world.ops, stand.campaign_id):
            if consumer_id in world.by_consumer:
                return world.by_consumer[consumer_id].account_id, f"/me/campaigns/{stand.campaign_id}"
    return "", ""


async def _promised(world: World) -> tuple[str, str]:
    for stand in reversed(world.stands):
        received = {seat.id for seat in await world.work.read(all_seats, world.ops, stand.campaign_id, ACCEPTED)
                    if seat.received_at is not None}
        for review in await world.work.read(_awaited, world.ops, stand.campaign_id):
            if review.seat_id in received and world.by_consumer[review.consumer_id].is_on_network:
                return world.by_consumer[review.consumer_id].account_id, f"/me/reviews/{review.id}"
    return "", ""


async def _awaited(session: Any, viewer: Viewer, campaign_id: str) -> list[Review]:
    filters = Filters(campaign_id, (AWAITED,))
    return (await reviews_of.listed(session, viewer, filters, Ask(limit=MOST))).items
