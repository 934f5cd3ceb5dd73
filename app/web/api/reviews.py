"""Reviews over REST: polling them, handing in a post, and what ops decide."""

from typing import Annotated

from fastapi import APIRouter, Query

from app.core.shapes import When
from app.reviews import queries, service
from app.reviews.queries import Filters
from app.reviews.rules import READ, READ_OWN, SUBMIT, TRACK, VERIFY, WITHHOLD
from app.reviews.schemas import (
    AccountFactsIn,
    AskFixIn,
    DisplayIn,
    NumbersIn,
    NumbersJudgementIn,
    RejectIn,
    Shaper,
    Shown,
    SnapshotOut,
    State,
    SubmissionIn,
    TakeAwayIn,
)
from app.web.api.listing import Asked, Id, List, Of, listed
from app.web.doors import OnlyOnce, Who, Working, needs

router = APIRouter(prefix="/api/v1/reviews", tags=["reviews"])


@router.get("", **needs(READ_OWN, READ))
async def index(
    work: Working, viewer: Who, ask: Asked,
    campaign: Of = None,
    state: Annotated[list[State] | None, Query(max_length=12, description="Only these states; may repeat.")] = None,
    updated_since: Annotated[When | None, Query(
        description="Only those that changed since then, such as 2026-03-01T01:00:00Z; some may come twice, none is "
                    "left out.")] = None,
) -> List[Shown]:
    """Promised posts in the order of their promise: awaited ones included, erased ones as tombstones."""
    filters = Filters(campaign, tuple(state or ()), updated_since)
    return await work.read(queries.listed, viewer, filters, ask, shape=listed(Shaper(viewer).one))


@router.get("/{review_id}", **needs(READ_OWN, READ))
async def one(review_id: Id, work: Working, viewer: Who) -> Shown:
    """One review as it stands now."""
    return await work.read(queries.get, viewer, review_id, shape=Shaper(viewer).one)


@router.get("/{review_id}/snapshots", **needs(READ_OWN, READ))
async def snapshots(review_id: Id, work: Working, viewer: Who, ask: Asked) -> List[SnapshotOut]:
    """The numbers as they were measured, oldest first."""
    return await work.read(queries.snapshots, viewer, review_id, ask, shape=listed(SnapshotOut.model_validate))


@router.post("/{review_id}/submission", **needs(SUBMIT))
async def submit(review_id: Id, body: SubmissionIn, work: Working, viewer: Who, once: OnlyOnce) -> Shown:
    """Hand in the link of the post; it is checked at once."""
    return await work.do(service.submit, viewer, review_id, body.link, shape=Shaper(viewer).one, once=once)


@router.post("/{review_id}/take-back", **needs(SUBMIT))
async def take_back(review_id: Id, work: Working, viewer: Who, once: OnlyOnce) -> Shown:
    """Take the post back while it is being checked."""
    return await work.do(service.take_back, viewer, review_id, shape=Shaper(viewer).one, once=once)


@router.post("/{review_id}/verify", **needs(VERIFY))
async def verify(review_id: Id, work: Working, viewer: Who, once: OnlyOnce) -> Shown:
    """Confirm that the post keeps what was promised."""
    return await work.do(service.verify, viewer, review_id, shape=Shaper(viewer).one, once=once)


@router.post("/{review_id}/ask-fix", **needs(VERIFY))
async def ask_fix(review_id: Id, body: AskFixIn, work: Working, viewer: Who, once: OnlyOnce) -> Shown:
    """Ask for something to be mended, in words."""
    fixes = [one.fix() for one in body.fixes]
    return await work.do(service.ask_fix, viewer, review_id, fixes, shape=Shaper(viewer).one, once=once)


@router.post("/{review_id}/reject", **needs(VERIFY))
async def reject(review_id: Id, body: RejectIn, work: Working, viewer: Who, once: OnlyOnce) -> Shown:
    """Turn the post down for a reason of the closed list."""
    return await work.do(service.reject, viewer, review_id, body.reason, shape=Shaper(viewer).one, once=once)


@router.post("/{review_id}/recheck", **needs(VERIFY))
async def recheck(review_id: Id, work: Working, viewer: Who, once: OnlyOnce) -> Shown:
    """Find a changed, removed or unreachable post in order again."""
    return await work.do(service.recheck, viewer, review_id, shape=Shaper(viewer).one, once=once)


@router.post("/{review_id}/take-away", **needs(VERIFY))
async def take_away(review_id: Id, body: TakeAwayIn, work: Working, viewer: Who, once: OnlyOnce) -> Shown:
    """Take a verified post that is somebody else's away; the person is asked for the own one."""
    return await work.do(service.take_away, viewer, review_id, body.reason, shape=Shaper(viewer).one, once=once)


@router.post("/{review_id}/look", **needs(TRACK))
async def look(review_id: Id, work: Working, viewer: Who, once: OnlyOnce) -> Shown:
    """Have a followed post looked at now rather than at its next moment; what is found follows in seconds."""
    return await work.do(service.look, viewer, review_id, shape=Shaper(viewer).one, once=once)


@router.post("/{review_id}/acknowledge", **needs(VERIFY))
async def acknowledge(review_id: Id, work: Working, viewer: Who, once: OnlyOnce) -> Shown:
    """Leave a changed, removed or unreachable post as it is; ops are asked again once more becomes of it."""
    return await work.do(service.acknowledge, viewer, review_id, shape=Shaper(viewer).one, once=once)


@router.post("/{review_id}/display", **needs(WITHHOLD))
async def display(review_id: Id, body: DisplayIn, work: Working, viewer: Who, once: OnlyOnce) -> Shown:
    """Withhold a review from display, or show it again; every count keeps it."""
    return await work.do(service.display, viewer, review_id, body.withheld, shape=Shaper(viewer).one, once=once)


@router.post("/{review_id}/numbers", **needs(TRACK))
async def measure(review_id: Id, body: NumbersIn, work: Working, viewer: Who, once: OnlyOnce) -> Shown:
    """Enter numbers by hand."""
    return await work.do(service.measure, viewer, review_id, body.numbers(), shape=Shaper(viewer).one, once=once)


@router.post("/{review_id}/account-facts", **needs(VERIFY))
async def tell_account(review_id: Id, body: AccountFactsIn, work: Working, viewer: Who, once: OnlyOnce) -> Shown:
    """Note what is seen of the account; of the comments only counts are kept."""
    return await work.do(service.tell_account, viewer, review_id, followers=body.followers, following=body.following,
                         comments=body.comments, shape=Shaper(viewer).one, once=once)


@router.post("/{review_id}/numbers-judgement", **needs(VERIFY))
async def judge_numbers(review_id: Id, body: NumbersJudgementIn, work: Working, viewer: Who,
                        once: OnlyOnce) -> Shown:
    """Find flagged numbers in order, or leave them out of the sums; nothing follows for the person."""
    return await work.do(service.judge_numbers, viewer, review_id, body.verdict, body.grounds,
                         shape=Shaper(viewer).one, once=once)
