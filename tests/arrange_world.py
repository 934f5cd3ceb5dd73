"""One small world for tests of the whole API: every caller with a key, and a row of everything in the right state."""

import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
from pydantic import SecretStr
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from app.accounts import service as accounts
from app.brands import service as brands
from app.campaigns import service as campaigns
from app.consumers.models import Traits
from app.consumers.service import declare
from app.core.clock import SetClock
from app.core.settings import Settings
from app.core.viewer import Viewer
from app.core.work import Work, new_id, now
from app.main import build, create_app
from app.matching.models import HoldOut
from app.reviews.models import Review
from app.samples import service as samples
from app.seats import service as seats
from app.web import roles
from tests import arrange
from tests.arrange import House, Live, Person
from tests.arrange_campaigns import OAT_MILK, product, spring
from tests.arrange_matching import wants
from tests.conftest import NoLimit
from tests.stores import Stores

START = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
CALLERS = ("anonymous", "other_person", "owner", "other_brand", "brand", "ops")


@dataclass
class World:
    """The keys of all callers, the ids of all rows by a name that says their state, and a client."""

    work: Work
    client: httpx.AsyncClient
    connection: AsyncConnection
    keys: dict[str, dict[str, str]] = field(default_factory=lambda: {"anonymous": {}})
    ids: dict[str, str] = field(default_factory=dict)

    async def ask(self, caller: str, method: str, path: str, **sent: Any) -> httpx.Response:
        """What this caller is answered; nothing of it stays."""
        headers = sent.pop("headers", {}) | self.keys[caller]
        async with self.connection.begin_nested() as savepoint:
            answer = await self.client.request(method, f"/api/v1{path}", headers=headers, **sent)
            await savepoint.rollback()
        return answer

    async def tell(self, caller: str, path: str, **body: Any) -> dict[str, Any]:
        """Have something made that stays."""
        answer = await self.client.post(f"/api/v1{path}", headers=self.keys[caller], json=body)
        assert answer.is_success, answer.text
        made: dict[str, Any] = answer.json()
        return made


@asynccontextmanager
async def opened(stores: Stores, folder: Path, dialect: str = "sqlite") -> AsyncIterator[World]:
    """The world in a store that forgets it at the end."""
    settings = Settings(
        database_url=f"sqlite+aiosqlite:///{folder / 'unused.db'}", files_dir=folder / "files",
        mail_dir=folder / "mail", simulated_platform="http://127.0.0.1:8137", outbound_allow="127.0.0.1:8137",
        password_cost="light", data_key=SecretStr(base64.b64encode(b"d" * 32).decode()),
        index_key=SecretStr(base64.b64encode(b"i" * 32).decode()))
    clock = SetClock(START)
    async with stores.borrowed(dialect) as database:
        house = build(settings, database=database, clock=clock, seed=1, limits=NoLimit())
        transport = httpx.ASGITransport(create_app(house), raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://daren.test") as client:
            world = World(house.work, client, database.connection)
            await _fill(world, clock)
            yield world


async def _fill(world: World, clock: SetClock) -> None:
    work = world.work
    owner, other, cook, last = [await arrange.person(work, name) for name in ("lin", "wei", "yu", "an")]
    await _likes_cooking(work, cook)
    brand, other_brand = await arrange.brand(work), await arrange.brand(work, "Lakeside")
    ops = roles.ops(await arrange.ops_account(work))
    for name, viewer in (("owner", owner.viewer), ("other_person", other.viewer), ("brand", brand.viewer),
                         ("other_brand", other_brand.viewer), ("ops", ops)):
        world.keys[name] = await _key(work, viewer)
    world.ids |= {"consumer": owner.id, "other_consumer": other.id, "brand": brand.id}
    await _parcels(world, brand, owner, ops, clock)
    await _campaigns(world, brand, ops)
    await _reviews(world, brand, owner)
    await _matches(world, brand, (other.id, cook.id, last.id))
    await _interest(world)
    await _drawn(world, brand, owner)
    await _small_things(world, owner)


async def _drawn(world: World, brand: House, owner: Person) -> None:
    """Somebody drawn for a campaign's comparison."""
    campaign = await arrange.live_campaign(world.work, brand, measures_lift=True)
    world.ids["drawn_campaign"] = campaign.id

    async def make(session: AsyncSession, viewer: Viewer) -> None:
        session.add(HoldOut(id=new_id(session, "hold"), campaign_id=campaign.id, consumer_id=owner.id, run_id="run",
                            is_held_out=False, propensity=0.1, drawn_at=now(session)))
    await world.work.do(make, arrange.OPS)


async def _likes_cooking(work: Work, who: Person) -> None:
    async def make(session: AsyncSession, viewer: Viewer) -> None:
        session.add(Traits(consumer_id=who.id, slug="lifestyle", response_id="rsp", source="import",
                           answered_at=now(session), values={"interest:cooking": 5, "habit:tries_new": 4},
                           earlier={}))
    await work.do(make, arrange.OPS)


async def _key(work: Work, viewer: Viewer) -> dict[str, str]:
    scope = viewer.scope(viewer.kind) or None
    _, secret = await work.do(accounts.make_key, viewer, kind=viewer.kind, scope_id=scope, name="first")
    return {"authorization": f"Bearer {secret}"}


async def _campaigns(world: World, brand: House, ops: Viewer) -> None:
    """A campaign in each state that a move of the machine begins in."""
    work, ids = world.work, world.ids
    days = {"starts_at": work.clock() + timedelta(days=8), "ends_at": work.clock() + timedelta(days=90)}
    ids["product"] = (await work.do(brands.make_product, brand.viewer, brand.id, product())).id
    away = await work.do(brands.make_product, brand.viewer, brand.id, product(
        name="Old milk", external_ref="old", variants=[{"name": "1 litre", "retail_value": 1000}]))
    ids["archived_product"] = (await work.do(brands.archive_product, brand.viewer, away.id)).id
    steps: tuple[tuple[str, Any, Viewer, tuple[Any, ...]], ...] = (
        ("submitted", campaigns.submit, brand.viewer, ()), ("approved", campaigns.approve, ops, ()),
        ("live", campaigns.go_live, ops, ()), ("completed", campaigns.complete, ops, ()))
    for place, state in enumerate(("draft", "submitted", "approved", "live", "completed")):
        made = await work.do(campaigns.draft, brand.viewer, brand.id, spring(**days))
        for _, verb, viewer, more in steps[:place]:
            await work.do(verb, viewer, made.id, *more)
        ids[state] = made.id
    sent_back = await work.do(campaigns.draft, brand.viewer, brand.id, spring(**days))
    await work.do(campaigns.submit, brand.viewer, sent_back.id)
    ids["sent_back"] = (await work.do(campaigns.request_changes, ops, sent_back.id, "Fewer words.")).id
    ids["paused"] = (await arrange.live_campaign(work, brand)).id
    await work.do(campaigns.pause, ops, ids["paused"])


async def _parcels(world: World, brand: House, owner: Person, ops: Viewer, clock: SetClock) -> None:
    """Four gifts in a year: its parcel pending, on its way, in trouble; and an invitation at the end."""
    work, ids = world.work, world.ids
    for state in ("pending", "shipped", "troubled"):
        campaign = await arrange.live_campaign(work, brand)
        seat_id = ids[f"{state}_seat"] = await arrange.offered_seat(work, campaign, owner)
        await work.do(seats.accept, owner.viewer, seat_id)
        ids[f"{state}_campaign"], ids[f"{state}_variant"] = campaign.id, campaign.variant_id
        parcels = await world.client.get("/api/v1/parcels", headers=world.keys["owner"])
        ids[f"{state}_parcel"] = parcels.json()["data"][0]["id"]
        if state != "pending":
            exported = await work.do(samples.export_parcels, ops, campaign.id)
            ids["export"] = exported.export.id
            await work.do(samples.ship, ops, ids[f"{state}_parcel"], "SF", f"SF123456789012{len(state)}")
        clock.forward(days=100)
    photo = base64.b64encode(arrange.photo()).decode()
    trouble = await world.tell("owner", f"/parcels/{ids['troubled_parcel']}/troubles", kind="damaged", photos=[photo])
    lot = await world.tell("ops", f"/campaigns/{ids['pending_campaign']}/lots", batch="A1", units=3,
                           variant_id=ids["pending_variant"])
    ids |= {"trouble": trouble["id"], "lot": lot["id"]}
    offered = await arrange.live_campaign(work, brand)
    ids["offered_campaign"] = offered.id
    ids["offered_seat"] = await arrange.offered_seat(work, offered, owner)
    untold = await arrange.live_campaign(work, brand)
    ids["untold_seat"] = await arrange.offered_seat(work, untold, owner, sent_at=None, answer_by=None)


def shot() -> dict[str, tuple[str, bytes, str]]:
    """A picture as a form sends it."""
    return {"picture": ("shot.png", arrange.photo(), "image/png")}


async def _reviews(world: World, brand: House, owner: Person) -> None:
    """A review in each state that somebody's decision begins in."""
    work, at = world.work, world.work.clock()
    for place, name in enumerate(("awaited", "checking", "changed", "verified", "doubted")):
        state = "verified" if name == "doubted" else name
        campaign = await arrange.live_campaign(work, brand, platform="simulated")
        seat_id = await arrange.offered_seat(
            work, campaign, owner, state="accepted", accepted_at=at - timedelta(days=200), deliverable_count=1,
            received_at=at - timedelta(days=5), deadline_at=at + timedelta(days=16), trial_days=7, posting_days=14)
        done = {} if state == "awaited" else {
            "platform": "simulated", "post_id": str(place), "post_index": str(place), "submitted_at": at,
            "url": f"http://127.0.0.1:8137/posts/{place}", "verified_at": None if state == "checking" else at}

        done |= {"flags": [{"name": "linked", "evidence": {"default": "Three others."}, "facts": {"others": 3}}]} if (
            name == "doubted") else {}

        async def make(session: AsyncSession, viewer: Viewer, live: Live = campaign, seat: str = seat_id,
                       state: str = state, done: dict[str, Any] = done) -> str:
            found = Review(
                id=new_id(session, "rev"), state=state, seat_id=seat, campaign_id=live.id, brand_id=brand.id,
                consumer_id=owner.id, deliverable_id=live.deliverable_id, pseudonym="p-1234", due_at=at,
                asked_platform="simulated", created_at=at, updated_at=at, **done)
            session.add(found)
            return found.id
        world.ids[f"{name}_review"] = await work.do(make, arrange.OPS)
    await _screenshot(world)


async def _screenshot(world: World) -> None:
    """A screenshot of a post that is being checked."""
    answer = await world.client.post(f"/api/v1/reviews/{world.ids['checking_review']}/screenshots",
                                     headers=world.keys["owner"], files=shot())
    assert answer.is_success, answer.text
    world.ids["screenshot"] = answer.json()["id"]


async def _matches(world: World, brand: House, people: tuple[str, ...]) -> None:
    """A run with a match that was approved, one that was not, and somebody whom it did not pick."""
    campaign = await arrange.live_campaign(world.work, brand, state="approved", units=1)
    await wants(world.work, campaign.id, cooking=3)
    run = await world.tell("ops", f"/campaigns/{campaign.id}/runs")
    found = await world.client.get(f"/api/v1/runs/{run['id']}/matches", headers=world.keys["ops"])
    first, second = (match["id"] for match in found.json()["data"])
    picked = {match["consumer_id"] for match in found.json()["data"]}
    world.ids["unpicked"] = next(one for one in people if one not in picked)
    await world.tell("ops", f"/runs/{run['id']}/approve", matches=[first])
    other = await arrange.live_campaign(world.work, brand, state="approved")
    await wants(world.work, other.id, cooking=3)
    joint = await world.tell("ops", "/rounds", campaigns=[other.id])
    world.ids |= {"together": other.id, "round": joint["id"], "matched": campaign.id, "run": run["id"],
                  "approved_match": first, "proposed_match": second}


async def _interest(world: World) -> None:
    """The owner wants the product of the campaign that was matched."""
    path = f"/api/v1/open-campaigns/{world.ids['matched']}/interest"
    assert (await world.client.put(path, headers=world.keys["owner"])).is_success


async def _small_things(world: World, owner: Person) -> None:
    """A question, a key, a contact point, a message."""
    await world.work.do(declare, owner.viewer, owner.id, [
        {"platform": "weibo", "handle": "lin.eats", "followers": None}])
    case = await world.tell("owner", "/cases", words="Where is it?", subject_type="parcels",
                            subject_id=world.ids["shipped_parcel"])
    key = await world.tell("owner", "/keys", name="second")
    point = await world.tell("owner", "/account/contact-points", contact="13800138000")
    told = await world.client.get("/api/v1/messages", headers=world.keys["ops"], params={"limit": 200})
    message = next(one for one in told.json()["data"] if one["purpose"] != "sign_in")
    world.ids |= {"case": case["id"], "key": key["id"], "point": point["id"], "message": message["id"]}


NEW_PRODUCT = OAT_MILK | {"external_ref": "new", "variants": [{"name": "2 litres", "retail_value": 1990}]}
