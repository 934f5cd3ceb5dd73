"""Two at once: one link, one phone, one message; exactly one wins and the other is told why."""

import asyncio
from collections import Counter
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts import service
from app.accounts.models import ContactPoint, Session
from app.accounts.rules.refusals import ContactTaken, LinkUsed
from app.core.viewer import Viewer
from app.main import House
from app.web import roles
from tests.arrange import OPS

VISITOR = roles.visitor()


def outcomes(results: list[Any]) -> Counter[str]:
    """How often what came out."""
    return Counter(type(result).__name__ for result in results)


async def count(house: House, column: Any) -> int:
    """How many rows have a value in a column."""
    async def read(session: AsyncSession, viewer: Viewer) -> int:
        return await session.scalar(select(func.count()).where(column.is_not(None))) or 0
    return await house.work.read(read, OPS)


async def test_a_link_pressed_by_eight_at_once_lets_one_in(own_house: House) -> None:
    work = own_house.work
    account = await work.do(service.make_account, OPS)
    secret = await work.do(service.mint_link, OPS, account.id)
    results = await asyncio.gather(*(work.do(service.use_link, VISITOR, secret) for _ in range(8)),
                                   return_exceptions=True)
    assert outcomes(results) == {"SignedIn": 1, LinkUsed.__name__: 7}
    assert await count(own_house, Session.id) == 1


async def test_a_phone_proven_for_four_accounts_at_once_belongs_to_one(own_house: House) -> None:
    work = own_house.work
    links = []
    for _ in range(4):
        account = await work.do(service.make_account, OPS)
        point = await work.do(service.add_contact, OPS, account.id, None, "13800138000")
        links.append(await work.do(service.mint_link, OPS, account.id, point.id))
    results = await asyncio.gather(*(work.do(service.use_link, VISITOR, link) for link in links),
                                   return_exceptions=True)
    assert outcomes(results) == {"SignedIn": 1, ContactTaken.__name__: 3}
    assert (await count(own_house, ContactPoint.verified_at), await count(own_house, Session.id)) == (1, 1)
