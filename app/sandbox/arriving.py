"""People sign up over the weeks, declare their account on the simulated network, and come in by a link."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from app.accounts import queries as accounts_of
from app.accounts import service as accounts
from app.consumers import service as consumers
from app.core.errors import Refusal
from app.core.viewer import Viewer
from app.platforms.simulated import SLUG
from app.questionnaires.extract import SocialAccount
from app.sandbox.lives import Life, life
from app.sandbox.proving import plan_proof
from app.sandbox.venues import handle_on
from app.sandbox.world import Person, World
from app.web import roles

QUESTIONNAIRE = "sign-up"
ON_NETWORK, ON_MORE = 0.8, 0.6
MORE_NETWORKS = ("zhihu", "wechat", "blog", "kuaishou", "tiktok", "youtube")
AT_FIRST = 0.7
FIRST_DAYS, ALL_DAYS = 1.4, 20.0


def plan_arrivals(world: World) -> None:
    """Most sign up in the first days, the others over three weeks; two are refused."""
    for number in range(world.wanted):
        chance = world.chance("arrival", number)
        is_early = number < AT_FIRST * world.wanted
        days = chance.uniform(0, FIRST_DAYS) if is_early else chance.uniform(FIRST_DAYS, ALL_DAYS)
        world.later(world.start + timedelta(days=days), _arrival(world, number))
    world.later(world.start + timedelta(days=3), lambda: _refused(world, "too_young"))
    world.later(world.start + timedelta(days=4), lambda: _refused(world, "twin"))


def _arrival(world: World, number: int) -> Any:
    async def arrive() -> None:
        one = life(number, world.seed, world.start.date())
        named = named_beside(world, one)
        consumer_id, account_id = await world.work.do(join, roles.visitor(), one, named)
        person = Person(one, consumer_id, account_id, (*named, *one.answers["networks"]))
        world.people.append(person)
        world.by_consumer[consumer_id] = person
        world.ledger.signed_up += 1
        plan_proof(world, person)
    return arrive


def named_beside(world: World, one: Life) -> tuple[str, ...]:
    """The networks on which a person has an account that the questionnaire did not ask for."""
    own = (SLUG,) if world.chance("network", one.number).random() < ON_NETWORK else ()
    chance = world.chance("networks", one.number)
    return (*own, *(chance.sample(MORE_NETWORKS, 2) if chance.random() < ON_MORE else ()))


async def join(session: Any, viewer: Viewer, one: Life, named: Sequence[str]) -> tuple[str, str]:
    """Sign up, and name the accounts for which no questionnaire asks."""
    consumer = await consumers.sign_up(session, viewer, QUESTIONNAIRE, None, one.answers, contact=one.email,
                                       language=one.language)
    declared = [SocialAccount(platform=slug, handle=handle_on(slug, one.handle), followers="1000_5000")
                for slug in named]
    await consumers.declare(session, viewer, consumer.id, declared, is_first=True)
    return consumer.id, consumer.account_id or ""


async def _refused(world: World, kind: str) -> None:
    """Somebody who is too young, and somebody who is a member already: nothing is stored of them."""
    one = life(world.wanted + 1, world.seed, world.start.date())
    answers, contact = dict(one.answers), one.email
    if kind == "too_young":
        answers["birth"] = f"{world.now.year - 12}-01"
    elif world.people:
        contact = world.people[0].life.email
    try:
        await world.work.do(consumers.sign_up, roles.visitor(), QUESTIONNAIRE, None, answers, contact=contact)
    except Refusal as refusal:
        world.ledger.refused[refusal.code()] += 1
        world.ledger.fault(kind, "refused, nothing stored")


async def come_in(world: World, person: Person) -> None:
    """Sign in by a one-time link, once; it verifies the contact point."""
    if person.has_come_in:
        return
    person.has_come_in = True
    secret = await world.work.do(link_for, world.ops, person.account_id)
    await world.work.do(accounts.use_link, roles.visitor(), secret)
    world.ledger.signed_in += 1


async def link_for(session: Any, viewer: Viewer, account_id: str, door: str = "consumer", path: str | None = None,
                   lives: timedelta = timedelta(minutes=30)) -> str:
    """The secret of a one-time link to an account's first contact point."""
    points: Sequence[Any] = await accounts_of.contact_points(session, viewer, account_id)
    return await accounts.mint_link(session, viewer, account_id, points[0].id, door, path, lives)


def first_day(world: World) -> datetime:
    """When the first campaigns may look for people."""
    return world.start + timedelta(days=FIRST_DAYS)
