"""Claims on a post: it counts once, for its author; a claim that was shown less well gives way, and ops decide ties."""

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.exc import StaleDataError

from app.consumers.queries import accounts
from app.core.viewer import Viewer
from app.platforms.found import Post
from app.platforms.network import Link
from app.reviews import queries
from app.reviews.models import Review
from app.reviews.rules import MISSED, REJECTED, REVIEW, WAIVED
from app.reviews.rules.checks import Asked, Fix
from app.reviews.rules.checks.claims import GAVE_WAY, Standing, claim_on, index_of, weigh
from app.reviews.rules.refusals import CountsElsewhere, PostAlreadyCounted, PostNotKnown
from app.reviews.service.entries import note, step

ENDED = (MISSED, REJECTED, WAIVED)
"""Where a review that was never verified claims nothing any more."""


async def claim(session: AsyncSession, viewer: Viewer, review: Review, link: Link) -> None:
    """Take a post that nobody holds; beside a holder who has not shown that it is his own, only claim it.

    Raises PostAlreadyCounted where the post counts, or nothing can speak for the newcomer. Also in a race.
    """
    index = index_of(link.platform, link.post_id)
    holder = await _holder(session, viewer, review, index)
    if holder is not None and not await _may_claim(session, review, holder, link.platform):
        raise PostAlreadyCounted(link.platform)


async def _holder(session: AsyncSession, viewer: Viewer, review: Review, index: str) -> Review | None:
    """Who else holds the post; None where nobody did, and this review holds it now."""
    holder = await queries.holder_of(session, index)
    if holder is not None and holder.id != review.id:
        if holder.verified_at is not None or holder.state not in ENDED:
            return holder
        await _let_go(session, viewer, holder, review)
    await _take(session, review, index)
    return None


async def _take(session: AsyncSession, review: Review, index: str) -> None:
    """Hold a post; whoever was slower at the same instant does all once more, and then sees the other one."""
    review.post_index = index
    try:
        await session.flush()
    except IntegrityError as error:
        if "post_index" in str(error.orig):
            raise StaleDataError("somebody else took the post at this instant") from error
        raise


async def _let_go(session: AsyncSession, viewer: Viewer, holder: Review, review: Review) -> None:
    """Take a post from the review that held it; one that is open is asked for another post."""
    holder.post_index = None
    if REVIEW.can(holder.state, "give_way"):
        await step(session, viewer, "give_way", holder, to=review.id)
        holder.fixes = [Fix("network", GAVE_WAY).as_json()]
    else:
        await note(session, viewer, "review.post_freed", holder, to=review.id)
    await session.flush()


async def _may_claim(session: AsyncSession, review: Review, holder: Review, platform: str) -> bool:
    """Whether anything can speak for a newcomer: an account declared there; where the post counts, a proven one."""
    if holder.consumer_id == review.consumer_id:
        return False
    mine = await accounts.find(session, review.consumer_id, platform)
    if holder.verified_at is None:
        return mine is not None and mine.handle is not None
    theirs = await accounts.find(session, holder.consumer_id, platform)
    is_proven = theirs is not None and theirs.verified_at is not None
    return mine is not None and mine.verified_at is not None and holder.erased_at is None and not is_proven


async def settle(session: AsyncSession, viewer: Viewer, review: Review, post: Post | None, asked: Asked) -> Standing:
    """Weigh who says that the post is theirs by what one look saw, and give it to whoever showed it best."""
    if review.platform is None or review.post_id is None:
        return "held"
    if review.post_index is not None:
        return await _defend(session, viewer, review, review.platform, post, asked)
    holder = await _holder(session, viewer, review, index_of(review.platform, review.post_id))
    if holder is None:
        return "held"
    theirs = claim_on(post, await queries.asked_of(session, holder, review.platform))
    weighed = weigh(claim_on(post, asked), theirs, holder.verified_at is not None)
    if weighed != "takes":
        return weighed
    await _hand_over(session, viewer, holder, review)
    return "held"


async def _defend(session: AsyncSession, viewer: Viewer, review: Review, platform: str, post: Post | None,
                  asked: Asked) -> Standing:
    """What is left of a held post once all who claim it were weighed."""
    standing: Standing = "held"
    for rival in await queries.claimants(session, review):
        theirs = claim_on(post, await queries.asked_of(session, rival, platform))
        weighed = weigh(theirs, claim_on(post, asked), is_counted=False)
        if weighed == "takes":
            await _hand_over(session, viewer, review, rival)
            return "lost"
        if weighed == "contested":
            standing = "contested"
    return standing


async def _hand_over(session: AsyncSession, viewer: Viewer, holder: Review, review: Review) -> None:
    index = holder.post_index
    await _let_go(session, viewer, holder, review)
    if index is not None:
        await _take(session, review, index)


async def award(session: AsyncSession, viewer: Viewer, review: Review) -> None:
    """Give a claimed post to the review that ops verify; a holder without verification gives way.

    Raises PostNotKnown where no post is known, CountsElsewhere where it counts for another review.
    """
    if review.platform is None or review.post_id is None:
        raise PostNotKnown
    holder = await _holder(session, viewer, review, index_of(review.platform, review.post_id))
    if holder is not None and holder.verified_at is not None:
        raise CountsElsewhere(holder.id)
    if holder is not None:
        await _hand_over(session, viewer, holder, review)


async def counts_elsewhere(session: AsyncSession, review: Review) -> str | None:
    """The id of the verified review for which a claimed post counts already."""
    if review.post_index is not None or review.platform is None or review.post_id is None:
        return None
    holder = await queries.holder_of(session, index_of(review.platform, review.post_id))
    return holder.id if holder is not None and holder.verified_at is not None else None
