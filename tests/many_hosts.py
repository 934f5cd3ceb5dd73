"""Followed reviews whose posts lie on many hosts of this machine, and a clock that runs faster than ours."""

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession

from app.consumers.models import Consumer
from app.core import crypto
from app.core.outbound import Outbound
from app.core.viewer import Viewer
from app.core.work import new_id
from app.jobs.models import Job, Lane
from app.platforms import simulated
from app.platforms.known import Networks
from app.platforms.network import Address
from app.reviews.models import Review
from app.reviews.rules.politeness import lane_of
from app.reviews.service.schedule import look_key
from app.seats.models import Seat
from tests import arrange

ONLINE = timedelta(days=30)


def fast_clock(start: datetime, epoch: float, speed: float) -> Callable[[], datetime]:
    """A clock that stood at `start` at a moment of ours and runs so many times faster; the same in all processes."""
    return lambda: start + timedelta(seconds=(time.time() - epoch) * speed)


def origin(host: int, port: int) -> str:
    """Where one of the hosts answers."""
    return f"http://h{host}.test:{port}"


def post_name(number: int, hosts: int) -> str:
    """The id of a post, which names its host."""
    return f"h{number % hosts}-{number}"


def networks(port: int, hosts: int) -> Networks:
    """One network whose posts lie on so many hosts."""
    def answers_at(post_id: str) -> str:
        return f"{origin(int(post_id.split('-')[0][1:]), port)}/api/posts/{post_id}"
    places = [Address.parse(origin(host, port)) for host in range(hosts)]
    origins = frozenset(place.origin for place in places if place)
    one = simulated.at(origin(0, port))
    return Networks((replace(one, origins=origins, answers_at=answers_at, canonical=answers_at),))


async def here(host: str, port: int) -> list[str]:
    """Every name leads to this machine."""
    return ["127.0.0.1"]


def allowed(port: int, hosts: int) -> list[str]:
    """The origins that the door must admit."""
    return [origin(host, port).removeprefix("http://") for host in range(hosts)]


class HastyDoor(Outbound):
    """The door with less patience, so that a host that hangs costs a test no ten seconds."""

    seconds = 0.25

    async def get(self, url: str, **more: Any) -> Any:
        """As the door, but quickly done with."""
        return await super().get(url, total_seconds=self.seconds, **more)


async def insert_followed(session: AsyncSession, viewer: Viewer, campaign: arrange.Live, count: int, hosts: int,
                          port: int, at: datetime, due: timedelta, first: int = 0) -> None:
    """Verified reviews, each with its first look planned: what submitting and checking leave behind, in bulk."""
    rows: dict[type, list[dict[str, Any]]] = {Consumer: [], Seat: [], Review: [], Job: []}
    for number in range(first, first + count):
        who, seat, review, post = (new_id(session, "con"), new_id(session, "seat"), new_id(session, "rev"),
                                   post_name(number, hosts))
        link = f"{origin(number % hosts, port)}/posts/{post}"
        rows[Consumer].append({"id": who, "created_at": at, "works_for": []})
        rows[Seat].append({"id": seat, "campaign_id": campaign.id, "consumer_id": who, "brand_id": campaign.brand.id,
                           "pseudonym": f"P{number}", "offered_at": at, "changed_at": at, "version": 1})
        rows[Review].append({
            "id": review, "state": "verified", "seat_id": seat, "campaign_id": campaign.id, "version": 1,
            "brand_id": campaign.brand.id, "consumer_id": who, "deliverable_id": campaign.deliverable_id,
            "pseudonym": f"P{number}", "platform": "simulated", "post_id": post, "post_index": post, "fixes": [],
            "link_sealed": crypto.keyring().seal(link, review, "link"), "url": link, "verified_at": at, "changes": [],
            "online_until": at + ONLINE, "created_at": at, "updated_at": at, "next_look_at": at + due})
        rows[Job].append({"id": new_id(session, "job"), "name": "review.follow", "key": look_key(review, 0),
                          "args": {"review_id": review, "turn": 0}, "due_at": at + due, "state": "due",
                          "lane": lane_of(link)})
    if not first:
        lanes = [{"name": lane_of(origin(host, port)), "most": 2, "gap": 0.0, "strikes": 0} for host in range(hosts)]
        await session.execute(insert(Lane), lanes)
    for table, values in rows.items():
        await session.execute(insert(table), values)
