"""Following a verified post: numbers appended, changes, absence and return noted, until its promised days are over."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.viewer import Viewer
from app.core.work import now
from app.platforms.found import Gone, Post, Private
from app.platforms.policies import policy
from app.reviews import queries
from app.reviews.models import Review
from app.reviews.rules import CHANGED, REMOVED, REVIEW, TRACK, UNREACHABLE, VERIFIED
from app.reviews.rules.checks import Fix, Verdict, check_found, fixes_of
from app.reviews.rules.checks.who import OTHER_AUTHOR, plain_handle
from app.reviews.rules.following import AUTHOR, Change, changes_of, lost, text_origin, words_changed
from app.reviews.rules.looks import FOLLOWED, MISSES_UNTIL_LOST, Look, is_last
from app.reviews.service import deciding, measuring
from app.reviews.service.checking import author_index, keep, write_down
from app.reviews.service.entries import note, step
from app.reviews.service.schedule import plan_look
from app.reviews.service.thumbnails import plan_thumbnail


async def follow(session: AsyncSession, viewer: Viewer, review_id: str, turn: int, look: Look) -> Review:
    """Record one look at a followed post; a look that was recorded before changes nothing."""
    viewer.require(TRACK)
    review = await queries.take_alone(session, viewer, review_id)
    if review.state not in FOLLOWED or review.looks != turn or review.erased_at is not None:
        return review
    review.looks += 1
    if look.found is None or isinstance(look.found, Post):
        await _seen(session, viewer, review, look)
    elif isinstance(look.found, Gone):
        await _gone(session, viewer, review)
    elif isinstance(look.found, Private):
        await _hidden(session, viewer, review)
    else:
        await _missed(session, viewer, review)
    if is_last(review.online_until, now(session), review.misses_in_a_row):
        await deciding.end(session, viewer, review, was_seen=look.found is None or isinstance(look.found, Post))
    else:
        await plan_look(session, review, opened=look.link)
    return review


async def _gone(session: AsyncSession, viewer: Viewer, review: Review) -> None:
    review.misses_in_a_row = 0
    if REVIEW.can(review.state, "lose"):
        await step(session, viewer, "lose", review)
        review.removed_at = now(session)


async def _hidden(session: AsyncSession, viewer: Viewer, review: Review) -> None:
    """The network itself says that the post is there, but not for everybody."""
    review.misses_in_a_row = 0
    if REVIEW.can(review.state, "lose_sight"):
        await step(session, viewer, "lose_sight", review, why="private")
        await note(session, viewer, "review.hidden", review)


async def _missed(session: AsyncSession, viewer: Viewer, review: Review) -> None:
    review.misses_in_a_row += 1
    if review.misses_in_a_row >= MISSES_UNTIL_LOST and REVIEW.can(review.state, "lose_sight"):
        await step(session, viewer, "lose_sight", review, misses=review.misses_in_a_row)


async def _seen(session: AsyncSession, viewer: Viewer, review: Review, look: Look) -> None:
    review.misses_in_a_row = 0
    post = look.found if isinstance(look.found, Post) else None
    found = await _compared(session, review, post) if post is not None else None
    if review.state == REMOVED or (review.state == UNREACHABLE and not (found and found.what)):
        await deciding.find_again(session, viewer, review)
    if post is not None:
        before = review.post_text
        keep(review, post, look)
        await plan_thumbnail(session, review, post)
        review.author_index = review.author_index or author_index(post)
        if found is not None:
            await _changed(session, viewer, review, found, before)
    numbers = post.numbers if post else measuring.numbers_now(review)
    await measuring.append(session, viewer, review, numbers, look.source, post.sources if post else None)


@dataclass(frozen=True, slots=True)
class _Compared:
    """What has changed since the last look, which checks fail now, and which of those to be mended pass."""

    what: list[Change]
    lost: list[Verdict]
    mended: list[Verdict]
    fixes: list[dict[str, Any]]
    """What is to be mended now."""
    was_mended: bool
    """Whether something was to be mended, and all of it has been."""


async def _compared(session: AsyncSession, review: Review, post: Post) -> _Compared | None:
    """A post beside what was seen of it before, checked again where it has changed or something was to be mended."""
    theirs = author_index(post)
    is_other = theirs is not None and review.author_index not in (None, theirs)
    wanted = {fix["check"] for fix in review.fixes} if review.state == CHANGED else set()
    is_comparable = review.text_from in (None, text_origin(post))
    has_shop = bool(post.has_shop_link) and review.has_shop_link is False
    words = words_changed(review.post_text, post.text) if is_comparable and review.content_hash else None
    has_gone_over = is_other and AUTHOR not in wanted
    is_renamed = plain_handle(post.author or "") != plain_handle(review.author or post.author or "")
    if not (words or has_gone_over or is_renamed or has_shop or wanted):
        return None
    asked = await queries.asked_of(session, review, post.platform)
    verdicts = check_found(post, post.platform, asked, policy(post.platform))
    gone, well = lost(verdicts), [one for one in verdicts if one.outcome == "passed" and one.name in wanted]
    news = changes_of(words, [one for one in gone if one.name not in wanted], has_shop, has_gone_over)
    settled = {one.name for one in well} | ({AUTHOR} if theirs and theirs == review.author_index else set())
    fixes = _to_mend(review.fixes if wanted else [], gone, settled, is_other=is_other)
    return _Compared(news, gone, well, fixes, bool(wanted) and not fixes)


def _to_mend(before: list[dict[str, Any]], gone: list[Verdict], settled: set[str], *,
             is_other: bool) -> list[dict[str, Any]]:
    """What fails now, and what was asked for and cannot be seen to be mended."""
    failing = fixes_of(gone)
    if is_other and not any(fix.check == AUTHOR for fix in failing):
        failing = (Fix(AUTHOR, OTHER_AUTHOR), *failing)
    told = settled | {fix.check for fix in failing}
    return [*(fix.as_json() for fix in failing), *(one for one in before if one["check"] not in told)]


async def _changed(session: AsyncSession, viewer: Viewer, review: Review, found: _Compared, before: str | None) -> None:
    """Note what has changed, keep the words that were there, and say what is to be mended; the state follows."""
    write_down(session, review, [*(found.lost if found.what else ()), *found.mended])
    review.fixes = found.fixes
    if found.what:
        review.edited_at, review.earlier_text = now(session), before
        review.changes = [change.as_json() for change in found.what]
    facts = {"what": [change.what for change in found.what],
             "added": sum(change.added for change in found.what), "taken": sum(change.taken for change in found.what)}
    if found.was_mended:
        await deciding.find_again(session, viewer, review, **facts)
    elif found.what and review.state in (VERIFIED, UNREACHABLE):
        await step(session, viewer, "note_change", review, **facts)
    elif found.what and review.state == CHANGED:
        await note(session, viewer, "review.edited", review, **facts)
