"""Export tells everything held about a person; erasing leaves states, dates and numbers only."""

import httpx
import orjson
import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts import service as accounts
from app.core.errors import Forbidden, NotFound
from app.core.viewer import Viewer
from app.core.work import Work
from app.journal import queries as journal
from app.journal import service as sealer
from app.privacy import queries, service
from app.reviews.models import Review
from app.samples.models import Parcel
from app.seats import service as seats
from app.seats.models import Seat
from tests import arrange
from tests.arrange import OPS


async def test_the_export_holds_the_address_the_seat_and_the_account(work: Work) -> None:
    lin, campaign = await arrange.person(work), await arrange.live_campaign(work)
    await work.do(seats.accept, lin.viewer, await arrange.offered_seat(work, campaign, lin))
    found = orjson.dumps(await work.read(queries.export_person, lin.viewer, lin.id), default=str).decode()
    assert all(part in found for part in ("lin@example.test", "lin路1号", campaign.id, "matching"))


async def test_nobody_exports_somebody_else(work: Work) -> None:
    lin, stranger, owner = await arrange.person(work), await arrange.person(work, "bo"), await arrange.brand(work)
    with pytest.raises(NotFound):
        await work.read(queries.export_person, stranger.viewer, lin.id)
    with pytest.raises(Forbidden):
        await work.read(queries.export_person, owner.viewer, lin.id)
    with pytest.raises(NotFound):
        await work.do(service.erase, stranger.viewer, lin.id)


async def test_erasing_ends_seats_parcels_and_reviews_and_breaks_no_chain(work: Work) -> None:
    lin, campaign = await arrange.person(work), await arrange.live_campaign(work)
    seat_id = await arrange.offered_seat(work, campaign, lin)
    await work.do(seats.accept, lin.viewer, seat_id)
    await work.do(sealer.seal, OPS)
    await work.do(service.erase, lin.viewer, lin.id)
    await work.do(sealer.seal, OPS)

    async def states(session: AsyncSession, viewer: Viewer) -> tuple[str, ...]:
        return tuple([(await session.scalars(select(noun.state))).one() for noun in (Seat, Parcel, Review)])
    assert await work.read(states, OPS) == ("excused", "cancelled", "waived")
    left = orjson.dumps(await work.read(queries.export_person, OPS, lin.id), default=str).decode()
    assert not any(part in left for part in ("lin@example.test", "lin路1号", "收件人lin", "13800000000"))
    assert (await work.read(journal.audit, OPS)).broken_at is None


async def test_no_key_outlives_the_person_it_belonged_to(client: httpx.AsyncClient, work: Work) -> None:
    lin = await arrange.person(work)
    headers = []
    for account_id in (None, lin.account_id):
        _, secret = await work.do(accounts.make_key, OPS, kind="consumer", scope_id=lin.id, name="e",
                                  account_id=account_id)
        headers.append({"authorization": f"Bearer {secret}"})
    assert (await client.get("/api/v1/me/data", headers=headers[1])).status_code == 200
    assert (await client.delete("/api/v1/me", headers=headers[0])).status_code == 204
    for one in headers:
        assert (await client.get("/api/v1/me", headers=one)).status_code == 401
        assert (await client.post("/api/v1/cases", headers=one, json={"words": "Hello?"})).status_code == 401
