"""The work for later of reviews: the first check, the looks that follow, closing, windows, planned decisions."""

from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.outbound import Answer, NotOpened, NotReachable, Outbound, TooLarge, TooSlow
from app.core.viewer import Viewer
from app.core.work import resource
from app.jobs import queries as planned
from app.jobs.registry import InStore, Kind, Outside
from app.platforms import posts
from app.platforms.known import Networks
from app.platforms.network import Address, Link
from app.platforms.policies import policy
from app.platforms.posts import Unreachable
from app.platforms.refusals import LinkRefused
from app.reviews import queries, service
from app.reviews.models import Review
from app.reviews.rules import CHECKING
from app.reviews.rules.looks import FOLLOWED, PASSING, TRIES, Look, Plan


class NotSeenYet(Exception):
    """The network did not answer properly this time; the job is tried again after a pause."""


def kinds(outbound: Outbound) -> tuple[Kind, ...]:
    """Every job of reviews, looking through the one guarded door."""
    async def perform(plan: Plan) -> Look:
        return await look_at(outbound, plan)

    return (
        Outside("review.check", read_check, perform, record_check),
        Outside("review.follow", read_follow, perform, record_follow),
        InStore("review.close", service.close),
        InStore("review.decide", service.carry_out),
        InStore("review.drop_picture", service.drop_picture),
        InStore("review.close_windows", service.close_windows, every=timedelta(minutes=5)),
    )


async def read_check(session: AsyncSession, viewer: Viewer, review_id: str, attempt: int) -> Plan | None:
    """The first look at what was handed in; None where it was taken back or decided meanwhile."""
    review = await queries.get(session, viewer, review_id)
    if review.state != CHECKING or review.attempt != attempt:
        return None
    networks = resource(session, Networks)
    link = link_of(review, networks)
    if link is None:
        return None
    job = await planned.find(session, service.submitting.check_key(review_id, attempt))
    tried = job.attempts if job else 0
    tries_left = TRIES - 1 - tried if policy(link.platform).anonymous_read else 0
    return Plan(review_id, attempt, link, networks, tries_left=max(0, tries_left))


async def read_follow(session: AsyncSession, viewer: Viewer, review_id: str, turn: int) -> Plan | None:
    """One look at a followed post; None where it was made already or the post is followed no more."""
    review = await queries.get(session, viewer, review_id)
    networks = resource(session, Networks)
    link = link_of(review, networks)
    if review.state not in FOLLOWED or review.looks != turn or link is None:
        return None
    return Plan(review_id, turn, link, networks, review.etag, review.last_modified)


def link_of(review: Review, networks: Networks) -> Link | None:
    """The link to open: as it was pasted, or the post's own address where a short link has been followed."""
    if review.link is None or review.platform not in networks.slugs:
        return None
    try:
        pasted = networks.recognise(review.link)
    except LinkRefused:
        return None
    if review.post_id and (pasted.platform, pasted.post_id) != (review.platform, review.post_id):
        return Link(review.platform, review.post_id, networks.get(review.platform).canonical(review.post_id), "post")
    return pasted


async def look_at(outbound: Outbound, plan: Plan) -> Look:
    """Open a post and read what is there; raises NotSeenYet where a passing failure may mend itself."""
    look = await _look(outbound, plan)
    if plan.tries_left and isinstance(look.found, Unreachable) and look.found.why in PASSING:
        raise NotSeenYet(look.found.why)
    return look


async def _look(outbound: Outbound, plan: Plan) -> Look:
    link, network = plan.link, plan.networks.get(plan.link.platform)
    try:
        answer = await outbound.get(network.fetch_url(link), etag=plan.etag, modified=plan.modified)
        if link.kind == "short":
            followed = _followed(answer, plan.networks)
            if followed is None:
                return _astray(answer, link)
            link, network = followed, plan.networks.get(followed.platform)
            if network.answers_at is not None:
                answer = await outbound.get(network.fetch_url(link))
    except NotOpened as refusal:
        return Look(link, Unreachable(_why(refusal)))
    found = None if answer.status == 304 else posts.read(
        link.platform, answer.status, answer.headers, answer.body, link.post_id)
    return Look(link, found, "api" if network.answers_at else "page", answer.headers.get("etag", plan.etag),
                answer.headers.get("last-modified", plan.modified))


def _followed(answer: Answer, networks: Networks) -> Link | None:
    """The post at which a short link has ended; None where it ended at no post of a known network."""
    address = Address.parse(answer.url)
    for network in networks.all:
        if address is not None and network.owns(address):
            link = network.link(address)
            return link if link and link.kind == "post" else None
    return None


def _astray(answer: Answer, link: Link) -> Look:
    """A short link that ended at no post: its fault where the network is readable, else nothing is proved."""
    found = posts.read(link.platform, answer.status, answer.headers, b"", "")
    is_its_fault = (answer.status < 400 or answer.status in (404, 410)) and policy(link.platform).anonymous_read
    return Look(link, found, leads_nowhere=is_its_fault)


def _why(refusal: NotOpened) -> str:
    if isinstance(refusal, TooSlow | NotReachable):
        return "server_error"
    return "too_large" if isinstance(refusal, TooLarge) else "refused"


async def record_check(session: AsyncSession, viewer: Viewer, plan: Plan, look: Look) -> None:
    """Record the first look."""
    await service.check(session, viewer, plan.review_id, plan.turn, look)


async def record_follow(session: AsyncSession, viewer: Viewer, plan: Plan, look: Look) -> None:
    """Record a later look."""
    await service.follow(session, viewer, plan.review_id, plan.turn, look)
