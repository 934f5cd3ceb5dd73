"""The work for later of reviews: the first check, the looks that follow, closing, windows, planned decisions."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.files import Files
from app.core.outbound import Outbound
from app.core.viewer import Viewer
from app.core.work import now, resource
from app.jobs.registry import InStore, Kind, Outside
from app.platforms.known import Networks
from app.platforms.looking import requests_for
from app.platforms.network import Link
from app.platforms.policies import policy
from app.reviews import queries, service
from app.reviews.jobs.looking import Looking
from app.reviews.jobs.picturing import fetch
from app.reviews.models import Review
from app.reviews.rules import CHECKING
from app.reviews.rules.looks import FOLLOWED, RETRIES, TRIES, Look, Plan
from app.reviews.rules.politeness import KEPT, Told, origin_of
from app.reviews.rules.thumbnails import Thumbnail, ThumbnailPlan
from app.reviews.service import schedule
from app.reviews.service.submitting import check_key


def kinds(outbound: Outbound) -> tuple[Kind, ...]:
    """Every job of reviews, looking through the one guarded door."""
    async def perform(plan: Plan) -> Look:
        return await Looking(outbound, plan).look()

    async def fetch_thumbnail(plan: ThumbnailPlan) -> Thumbnail:
        return await fetch(outbound, plan)

    return (
        Outside("review.check", read_check, perform, record_check, peeks=True),
        Outside("review.follow", read_follow, perform, record_follow, peeks=True),
        Outside("review.fetch_thumbnail", read_thumbnail, fetch_thumbnail, record_thumbnail, peeks=True),
        InStore("review.ask_picture", service.ask_picture),
        InStore("review.miss_picture", service.miss_picture),
        InStore("review.close", service.close),
        InStore("review.decide", service.carry_out),
        InStore("review.close_windows", service.close_windows, every=timedelta(minutes=5)),
    )


async def read_check(session: AsyncSession, viewer: Viewer, review_id: str, attempt: int) -> Plan | None:
    """The first look at what was handed in; None where it was taken back or decided meanwhile."""
    review, tried = await queries.to_look(session, viewer, review_id, check_key(review_id, attempt))
    link = schedule.link_of(review, resource(session, Networks))
    if review.state != CHECKING or review.attempt != attempt or link is None:
        return None
    tries = TRIES if policy(link.platform).anonymous_read or link.kind == "short" else 1
    return replace(await _plan(session, review, attempt, link, tried), tries=tries)


async def read_follow(session: AsyncSession, viewer: Viewer, review_id: str, turn: int) -> Plan | None:
    """One look at a followed post; None where it was made already or the post is followed no more."""
    review, tried = await queries.to_look(session, viewer, review_id, schedule.look_key(review_id, turn))
    link = schedule.link_of(review, resource(session, Networks))
    if review.state not in FOLLOWED or review.looks != turn or link is None:
        return None
    plan = await _plan(session, review, turn, link, tried)
    return replace(plan, etag=review.etag, modified=review.last_modified, pauses=RETRIES)


async def _plan(session: AsyncSession, review: Review, turn: int, link: Link, tried: int) -> Plan:
    networks = resource(session, Networks)
    origins = [origin_of(one.url) for one in requests_for(link, networks) if one.obeys_robots]
    rows = await queries.robots_of(session, origins, now(session) - KEPT)
    return Plan(review.id, turn, link, networks, now(session), tried=tried,
                robots={row.origin: Told(row.origin, row.status, row.text) for row in rows})


async def read_thumbnail(session: AsyncSession, viewer: Viewer, review_id: str, index: str) -> ThumbnailPlan | None:
    """The picture that a post shows; None where it shows another one by now, or was taken away."""
    review, tried = await queries.to_look(session, viewer, review_id, service.thumbnail_key(review_id, index))
    if review.image is None or review.image_index != index:
        return None
    rows = await queries.robots_of(session, [origin_of(review.image)], now(session) - KEPT)
    return ThumbnailPlan(review.id, index, review.image, now(session), resource(session, Files), tried,
                         {row.origin: Told(row.origin, row.status, row.text) for row in rows})


async def record_check(session: AsyncSession, viewer: Viewer, plan: Plan, look: Look) -> None:
    """Record the first look."""
    await service.keep_told(session, viewer, look)
    await service.check(session, viewer, plan.review_id, plan.turn, look)


async def record_follow(session: AsyncSession, viewer: Viewer, plan: Plan, look: Look) -> None:
    """Record a later look."""
    await service.keep_told(session, viewer, look)
    await service.follow(session, viewer, plan.review_id, plan.turn, look)


async def record_thumbnail(session: AsyncSession, viewer: Viewer, plan: ThumbnailPlan, made: Thumbnail) -> None:
    """Record what was fetched."""
    await service.keep_told(session, viewer, made)
    await service.keep_thumbnail(session, viewer, plan, made)
