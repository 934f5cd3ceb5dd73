"""People with random lives, and everything that may change in one of them."""

from collections.abc import Awaitable, Callable
from random import Random
from typing import Any

from sqlalchemy import delete, update

from app.consumers import service as consumers
from app.consumers.models import Consumer, SocialAccount, Traits
from app.core.work import Work
from app.privacy import service as privacy
from app.web import roles
from tests.arrange import OPS


def somebody(chance: Random) -> dict[str, Any]:
    """A person with a random life."""
    traits = {"interest:cooking": chance.randint(1, 5), "interest:travel": chance.randint(1, 5),
              "habit:impulse": chance.randint(1, 5), "wish:never": chance.sample(["alcohol", "skincare"], 1),
              "body:allergies": chance.sample(["nuts", "milk"], chance.randint(0, 2))}
    return {
        "traits": {key: answer for key, answer in traits.items() if chance.random() < 0.8},
        "consents": chance.choice((("matching",), ("matching", "sensitive"), ("matching", "sensitive"), ())),
        "accounts": {name: chance.choice(("300_1000", "1000_5000", None)) for name in ("weibo", "douyin")
                     if chance.random() < 0.7},
        "birth_month": chance.choice((None, 1990 * 12, 2000 * 12 + 5, 2014 * 12)),
        "gender": chance.choice((None, "female", "male", "unsaid")),
        "region_code": chance.choice((None, "310104", "320500")), "works_for": chance.choice(([], ["none"], ["brand"])),
        "refuses_automatic": chance.random() < 0.05, "state": chance.choice(("active",) * 8 + ("away", "held")),
        "phone_index": chance.choice((None, None, "p1", "p2", "p3")),
        "address_index": chance.choice((None, None, "a1", "a2", "a3")), "is_address_shared": chance.random() < 0.2,
    }


Change = Callable[[Work, str], Awaitable[object]]


def written(make: Callable[[str], Any]) -> Change:
    """A change by one statement, as nothing but the store sees it."""
    async def change(work: Work, who: str) -> None:
        async def write(session: Any, viewer: Any) -> None:
            await session.execute(make(who))
        await work.do(write, OPS)
    return change


def done(verb: Any, *args: Any, by: Any = None) -> Change:
    """A change by a verb."""
    async def change(work: Work, who: str) -> None:
        await work.do(verb, by or roles.consumer("acc_1", who), who, *args)
    return change


CHANGES: dict[str, Change] = {
    "answers": written(lambda who: update(Traits).where(Traits.consumer_id == who).values(
        values={"interest:cooking": 5, "interest:travel": 5})),
    "no answers": written(lambda who: delete(Traits).where(Traits.consumer_id == who)),
    "an unknown answer": written(lambda who: update(Traits).where(Traits.consumer_id == who).values(
        values={"interest:travel": 4, "interest:home": 77})),
    "consent": done(consumers.withdraw_consent, "matching"), "sensitive": done(consumers.withdraw_consent, "sensitive"),
    "agreed": done(consumers.give_consent, "matching"), "refuses": done(consumers.refuse_automatic, True),
    "left": done(consumers.leave), "held": done(consumers.hold, "duplicate", by=OPS),
    "shares": written(lambda who: update(Consumer).where(Consumer.id == who).values(
        address_index="a1", phone_index="p1", is_address_shared=False)),
    "no household": written(lambda who: update(Consumer).where(Consumer.id == who).values(is_address_shared=True)),
    "moved": written(lambda who: update(Consumer).where(Consumer.id == who).values(region_code="310104")),
    "older": written(lambda who: update(Consumer).where(Consumer.id == who).values(birth_month=1980 * 12)),
    "account": written(lambda who: delete(SocialAccount).where(SocialAccount.consumer_id == who)),
    "verified": written(lambda who: update(SocialAccount).where(SocialAccount.consumer_id == who).values(
        follower_band="1000_5000")),
    "erased": done(privacy.erase, by=OPS),
}
