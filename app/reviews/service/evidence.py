"""Evidence by pictures: shown by a post's author, drawn by lot for ops' eyes, judged, asked for again and missed."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.settings import Settings
from app.core.states import WrongState
from app.core.viewer import Viewer
from app.core.work import new_id, now, resource, unit
from app.jobs import service as jobs
from app.platforms.numbers import Numbers
from app.platforms.policies import policy
from app.reviews import queries
from app.reviews.models import Review, ReviewPicture
from app.reviews.rules import (
    CHECKING,
    CLOSED,
    NEEDS_FIX,
    REMOVED,
    REVIEW,
    SUBMIT,
    SUBMITTED,
    TRACK,
    UNREACHABLE,
    VERIFY,
)
from app.reviews.rules.checks import NOT_FOLLOWED, Fix
from app.reviews.rules.evidence import (
    SCREENSHOT,
    SHOW_PICTURE,
    SUBMISSION,
    asks_for_picture,
    is_drawn,
    odd,
    shown_until,
)
from app.reviews.rules.looks import FOLLOWED
from app.reviews.service import deciding, measuring
from app.reviews.service.entries import note, step
from app.reviews.service.submitting import submit

AT_HAND_IN = (SUBMITTED, CHECKING, NEEDS_FIX)


async def show_picture(session: AsyncSession, viewer: Viewer, review_id: str, picture: str,
                       numbers: Numbers | None = None) -> ReviewPicture:
    """Show a stored picture of the own post, named by its hash, with the numbers read off it.

    Raises Invalid at numbers that cannot be, or WrongState where no picture is asked for.
    """
    viewer.require(SUBMIT)
    review, read = await queries.take(session, viewer, review_id), numbers or Numbers()
    measuring.refuse_impossible(read)
    shown = await _asked(session, review)
    await _keep(session, review, shown, picture, read)
    await note(session, viewer, "review.picture_shown", review, moment=shown.moment, is_drawn=shown.is_drawn,
               flags=list(shown.flags))
    if read != Numbers():
        await measuring.append(session, viewer, review, read, "screenshot")
    if shown.moment != SUBMISSION:
        await _seen_later(session, viewer, review, shown)
    elif review.state == NEEDS_FIX and review.link and _asks_for_pictures_alone(review):
        await submit(session, viewer, review.id, review.link)
    else:
        review.fixes = [fix for fix in review.fixes if not asks_for_picture(fix["check"])]
    return shown


def _asks_for_pictures_alone(review: Review) -> bool:
    return bool(review.fixes) and all(asks_for_picture(fix["check"]) for fix in review.fixes)


async def _asked(session: AsyncSession, review: Review) -> ReviewPicture:
    """What a picture is shown for at this moment: the hand-in, or the oldest later moment that has come."""
    if review.state in AT_HAND_IN:
        made = ReviewPicture(id=new_id(session, "pic"), review_id=review.id, moment=SUBMISSION, due_at=now(session),
                             post_index=review.post_index)
        session.add(made)
        return made
    waiting = await queries.picture_asked(session, review.id) if review.state in (*FOLLOWED, CLOSED) else None
    if waiting is None:
        raise WrongState(REVIEW.noun, review.state, "show_picture")
    return waiting


async def _keep(session: AsyncSession, review: Review, shown: ReviewPicture, picture: str, read: Numbers) -> None:
    shown.picture, shown.shown_at = picture, now(session)
    shown.seed, shown.share = unit(session).chance.getrandbits(48), resource(session, Settings).picture_share
    shown.is_drawn = is_drawn(shown.seed, shown.share)
    shown.flags = odd(
        measuring.numbers_now(review), read, was_lost=review.state in (REMOVED, UNREACHABLE),
        replaces_doubted=await queries.replaces_doubted(session, shown),
        was_shown_elsewhere=await queries.is_picture_shown_elsewhere(session, picture, review.id))
    review.picture = picture
    await session.flush()


async def _seen_later(session: AsyncSession, viewer: Viewer, review: Review, shown: ReviewPicture) -> None:
    review.looks, review.misses_in_a_row = review.looks + 1, 0
    if _asks_for_pictures_alone(review):
        review.fixes = []
    if shown.is_drawn or shown.flags:
        await note(session, viewer, "review.picture_drawn", review, moment=shown.moment)


async def lacking(session: AsyncSession, review: Review) -> tuple[Fix, ...]:
    """What the author of a post that nobody may read has yet to show: the long link, or a picture of the post."""
    if review.platform is None or policy(review.platform).anonymous_read:
        return ()
    if review.post_index is None:
        return (Fix("network", NOT_FOLLOWED),)
    shown = await queries.picture_of_submission(session, review)
    return () if shown is not None and shown.is_accepted is not False else (Fix(SCREENSHOT, SHOW_PICTURE),)


async def stand_in(session: AsyncSession, viewer: Viewer, review: Review, *, may_ask: bool = True,
                   may_verify: bool = True) -> bool:
    """Let the author's picture stand in for a post that nobody could read; tells whether there is anything it decides.

    Verified by the picture, or asked for one (or for the long link) where the author may be asked; ops look only where
    it was drawn, is odd or replaces one that they doubted, where the failure was nobody's, or where a picture cannot
    say what is open (`may_verify`): whose account it is.
    """
    if review.platform is None or policy(review.platform).anonymous_read:
        return False
    if wanted := await lacking(session, review):
        if may_ask:
            await deciding.ask_fix(session, viewer, review.id, wanted)
        return may_ask
    shown = await queries.picture_of_submission(session, review)
    if shown is None or not may_verify or (not shown.is_accepted and await _is_doubted(session, shown)):
        return False
    await deciding.verify(session, viewer, review.id, how="screenshot")
    return True


async def _is_doubted(session: AsyncSession, shown: ReviewPicture) -> bool:
    return shown.is_drawn or bool(shown.flags) or await queries.replaces_doubted(session, shown)


async def judge_picture(session: AsyncSession, viewer: Viewer, picture_id: str, is_accepted: bool,
                        lacks: Sequence[Fix] = ()) -> Review:
    """Say as ops whether a picture shows the post as promised; for one that does not, what it lacks is asked for.

    Raises NotFound, or WrongState where the picture waits for nobody's judgement.
    """
    viewer.require(VERIFY)
    shown = await queries.take_picture(session, picture_id)
    review = await queries.take(session, viewer, shown.review_id)
    if shown.shown_at is None or shown.judged_at is not None:
        raise WrongState(REVIEW.noun, review.state, "judge_picture")
    wanted = [] if is_accepted else [*lacks] or [Fix(SCREENSHOT, SHOW_PICTURE)]
    shown.is_accepted, shown.judged_at, shown.judged_by = is_accepted, now(session), viewer.actor_id
    await note(session, viewer, "review.picture_judged", review, moment=shown.moment, is_accepted=is_accepted,
               lacks=[fix.check for fix in wanted])
    if shown.moment != SUBMISSION:
        await _judged_later(session, viewer, review, shown, wanted)
    elif review.state == CHECKING:
        await (deciding.verify(session, viewer, review.id) if is_accepted
               else deciding.ask_fix(session, viewer, review.id, wanted))
    return review


async def _judged_later(session: AsyncSession, viewer: Viewer, review: Review, shown: ReviewPicture,
                        wanted: Sequence[Fix]) -> None:
    """An accepted picture brings a lost post back into sight; another one is asked for at once in a refused one's
    place."""
    if not wanted:
        if review.state in (REMOVED, UNREACHABLE):
            await deciding.find_again(session, viewer, review)
        return
    review.misses_in_a_row = max(1, review.misses_in_a_row)
    review.fixes = [fix.as_json() for fix in wanted]
    if REVIEW.can(review.state, "lose_sight"):
        await step(session, viewer, "lose_sight", review, why="picture")
    anew = ReviewPicture(id=new_id(session, "pic"), review_id=review.id, moment=shown.moment, due_at=now(session),
                         post_index=review.post_index)
    session.add(anew)
    await _ask(session, viewer, review, anew)


async def ask_picture(session: AsyncSession, viewer: Viewer, picture_id: str) -> None:
    """Ask for a picture whose moment has come; whoever writes letters hears of it."""
    viewer.require(TRACK)
    asked = await queries.take_picture(session, picture_id)
    review = await queries.take(session, viewer, asked.review_id)
    if asked.shown_at is None and review.state in (*FOLLOWED, CLOSED) and review.erased_at is None:
        await _ask(session, viewer, review, asked)


async def _ask(session: AsyncSession, viewer: Viewer, review: Review, asked: ReviewPicture) -> None:
    asked.asked_at = now(session)
    await note(session, viewer, "review.picture_asked", review, moment=asked.moment)
    await jobs.plan(session, "review.miss_picture", shown_until(asked.due_at), key=f"review.miss_picture/{asked.id}",
                    picture_id=asked.id)


async def miss_picture(session: AsyncSession, viewer: Viewer, picture_id: str) -> None:
    """Note that a picture was not shown in time: the post may be there, but nobody has seen it."""
    viewer.require(TRACK)
    asked = await queries.take_picture(session, picture_id)
    review = await queries.take(session, viewer, asked.review_id)
    if asked.shown_at is None and asked.missed_at is None and review.erased_at is None:
        asked.missed_at = now(session)
        review.misses_in_a_row += 1
        await note(session, viewer, "review.picture_missed", review, moment=asked.moment)
