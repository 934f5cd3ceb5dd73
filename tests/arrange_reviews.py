"""Promised reviews to start from, and a small social network on this machine that answers like the simulated one."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import orjson
from sqlalchemy.ext.asyncio import AsyncSession

from app.campaigns.models import Deliverable
from app.consumers.models import SocialAccount
from app.core.outbound import Outbound
from app.core.viewer import Viewer
from app.core.work import Work, new_id, now
from app.jobs.registry import Registry
from app.jobs.worker import Worker
from app.platforms.known import Networks
from app.platforms.registry import networks
from app.privacy import jobs as privacy
from app.reviews import jobs, queries
from app.reviews.models import Review
from tests import arrange
from tests.faults.servers import Names, Server, serving

LABELLED = "Oat milk, third week. Good in coffee. #gifted"


@dataclass
class Social:
    """The posts of the small network, how it fails, and how often it was asked."""

    server: Server
    posts: dict[str, dict[str, Any]] = field(default_factory=dict)
    status: dict[str, int] = field(default_factory=dict)
    etags: dict[str, str] = field(default_factory=dict)
    forwards: dict[str, str] = field(default_factory=dict)
    pictures: dict[str, bytes] = field(default_factory=dict)
    robots: str = ""
    wait: str = ""

    @property
    def origin(self) -> str:
        return f"http://{self.server.origin}"

    def link(self, post_id: str) -> str:
        return f"{self.origin}/posts/{post_id}"

    def publish(self, post_id: str, at: datetime, **more: Any) -> str:
        """Put a post online (author lin.eats, labelled) and return its link."""
        self.posts[post_id] = {"id": post_id, "author": "@lin.eats", "text": LABELLED, "published_at": at.isoformat(),
                               "views": 120, "likes": 8, "shop_link": None} | more
        return self.link(post_id)

    async def answer(self, request: bytes, writer: asyncio.StreamWriter) -> None:
        path = request.split(b" ")[1].decode()
        post_id = path.rsplit("/", 1)[-1]
        is_known = post_id in self.posts or post_id in self.pictures or (post_id == "robots.txt" and self.robots)
        status = self.status.get(post_id) or (200 if is_known else 404)
        if post_id in self.forwards:
            status = 302
        etag = self.etags.get(post_id)
        if etag and f"if-none-match: {etag}".encode() in request.lower():
            status = 304
        said = self.robots.encode() if post_id == "robots.txt" else orjson.dumps(self.posts.get(post_id, {}))
        said = self.pictures.get(post_id, said)
        body = said if status == 200 else b""
        tag = f"etag: {etag}\r\n" if etag else ""
        tag += f"retry-after: {self.wait}\r\n" if self.wait else ""
        tag += f"location: {self.forwards[post_id]}\r\n" if status == 302 else ""
        writer.write(f"HTTP/1.1 {status} Said\r\ncontent-type: application/json\r\n{tag}"
                     f"content-length: {len(body)}\r\n\r\n".encode() + body)
        await writer.drain()


@asynccontextmanager
async def social(work: Work) -> AsyncIterator[Social]:
    """The small network, known to this work as the simulated one."""
    async def answer(request: bytes, writer: asyncio.StreamWriter) -> None:
        await made.answer(request, writer)

    async with serving(answer) as server:
        made = Social(server)
        work.resources[Networks] = Networks(networks(made.origin))
        yield made


def worker(work: Work, made: Social) -> Worker:
    """A worker that knows the jobs of reviews and may reach the small network alone."""
    door = Outbound(allow=[made.server.origin], resolve=Names(["127.0.0.1"]))
    return Worker(work, Registry(*jobs.kinds(door), *privacy.JOBS))


@dataclass(frozen=True)
class Promised:
    """A person with an accepted seat, and the ids of the reviews that are awaited."""

    campaign: arrange.Live
    who: arrange.Person
    seat_id: str
    review_id: str


async def promised(work: Work, campaign: arrange.Live | None = None, who: arrange.Person | None = None, *,
                   platform: str | None = "simulated", handle: str | None = "lin.eats",
                   account_on: str = "simulated", received_days_ago: int = 5, state: str = "awaited",
                   seat: dict[str, Any] | None = None, **more: Any) -> Promised:
    """One awaited review of a sample that arrived some days ago, due in sixteen days."""
    campaign = campaign or await arrange.live_campaign(work, platform=platform)
    who = who or await arrange.person(work)
    at = work.clock()
    values = {"state": "accepted", "accepted_at": at - timedelta(days=12), "deliverable_count": 1,
              "shipped_at": at - timedelta(days=received_days_ago + 3), "received_how": "tap", "offer_id":
              campaign.offer_id, "received_at": at - timedelta(days=received_days_ago), "trial_days": 7,
              "posting_days": 14, "deadline_at": at + timedelta(days=16), "exported_at":
              at - timedelta(days=received_days_ago + 4), **(seat or {})}
    seat_id = await arrange.offered_seat(work, campaign, who, **values)

    async def make(session: AsyncSession, viewer: Viewer) -> str:
        if handle is not None:
            account = SocialAccount(id=new_id(session, "soc"), consumer_id=who.id, platform=account_on,
                                    declared_at=now(session))
            account.handle = handle
            session.add(account)
        found = Review(
            id=new_id(session, "rev"), state=state, seat_id=seat_id, campaign_id=campaign.id,
            brand_id=campaign.brand.id, consumer_id=who.id, deliverable_id=campaign.deliverable_id,
            pseudonym="p-1234", asked_platform=platform, due_at=values["deadline_at"], created_at=now(session),
            updated_at=now(session), **more)
        session.add(found)
        return found.id
    return Promised(campaign, who, seat_id, await work.do(make, arrange.OPS))


async def second(work: Work, first: Promised, **agreed: Any) -> Promised:
    """Another post that the same seat owes, as `agreed`; once both are verified the seat is complete."""
    async def make(session: AsyncSession, viewer: Viewer) -> str:
        deliverable = Deliverable(id=new_id(session, "dlv"), campaign_id=first.campaign.id, position=1, **agreed)
        beside = await queries.take(session, viewer, first.review_id)
        seat, _ = await queries.seat_and_campaign(session, beside)
        seat.deliverable_count = 2
        found = Review(
            id=new_id(session, "rev"), state="awaited", seat_id=seat.id, campaign_id=seat.campaign_id,
            brand_id=seat.brand_id, consumer_id=seat.consumer_id, deliverable_id=deliverable.id, pseudonym="p-1234",
            asked_platform=deliverable.platform, due_at=seat.deadline_at, created_at=now(session),
            updated_at=now(session))
        session.add_all((deliverable, found))
        return found.id
    return replace(first, review_id=await work.do(make, arrange.OPS))


async def review(work: Work, review_id: str) -> Review:
    """A review as it stands."""
    return await work.read(queries.get, arrange.OPS, review_id)
