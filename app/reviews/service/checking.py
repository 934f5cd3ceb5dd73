"""Recording what the first look at a post found, and what follows: verified, to be mended, or for ops' eyes."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncSession

from app.consumers import service as consumers
from app.core import crypto
from app.core.viewer import Viewer
from app.core.work import new_id, now, resource
from app.platforms.found import Post
from app.platforms.known import Networks
from app.platforms.policies import policy
from app.reviews import queries
from app.reviews.models import Review, ReviewCheck
from app.reviews.rules import CHECK, CHECKING
from app.reviews.rules.checks import COUNTED, Fix, Verdict, check_found, decide, fixes_of, nothing_there
from app.reviews.rules.checks.claims import after
from app.reviews.rules.following import text_origin
from app.reviews.rules.looks import Look
from app.reviews.rules.refusals import PostAlreadyCounted
from app.reviews.service import claims, deciding, evidence, measuring
from app.reviews.service.entries import note
from app.reviews.service.submitting import place
from app.reviews.service.thumbnails import plan_thumbnail


async def check(session: AsyncSession, viewer: Viewer, review_id: str, attempt: int, look: Look) -> Review:
    """Record the checks of one look; nothing where the post was taken back or decided meanwhile."""
    viewer.require(CHECK)
    review = await queries.take(session, viewer, review_id)
    if review.state != CHECKING or review.attempt != attempt or any(c.attempt == attempt for c in review.checks):
        return review
    if review.post_id is None and look.link.post_id:
        try:
            await place(session, viewer, review, look.link, resource(session, Networks))
        except PostAlreadyCounted:
            return await deciding.ask_fix(session, viewer, review.id, [Fix("network", COUNTED)])
    await _judge(session, viewer, review, look)
    return review


async def _judge(session: AsyncSession, viewer: Viewer, review: Review, look: Look) -> None:
    found, platform = look.found, look.link.platform
    if found is None:
        return
    if isinstance(found, Post):
        keep(review, found, look)
        review.author_index = author_index(found)
        await plan_thumbnail(session, review, found)
    asked = replace(await queries.asked_of(session, review, platform),
                    others=await queries.texts_beside(session, review))
    verdicts = check_found(found, platform, asked, policy(platform))
    post = found if isinstance(found, Post) else None
    nowhere = nothing_there(found, look.leads_nowhere, look.link.kind == "short", policy(platform))
    standing = "held" if nowhere else await claims.settle(session, viewer, review, post, asked)
    verdicts = after(standing, verdicts, asked)
    write_down(session, review, verdicts)
    if post is not None:
        await _learn(session, viewer, review, post, verdicts)
    if nowhere:
        await deciding.ask_fix(session, viewer, review.id, [Fix("network", nowhere)])
    elif standing == "counted":
        await deciding.ask_fix(session, viewer, review.id, [Fix("network", COUNTED)])
    elif standing != "lost":
        await _decide(session, viewer, review, look, verdicts, is_contested=standing == "contested")


async def _decide(session: AsyncSession, viewer: Viewer, review: Review, look: Look, verdicts: Sequence[Verdict], *,
                  is_contested: bool) -> None:
    match decide(verdicts):
        case "ask_fix":
            await deciding.ask_fix(session, viewer, review.id, await _to_mend(session, review, look, verdicts))
        case "wait" if not is_contested and await evidence.stand_in(
                session, viewer, review, may_ask=not look.was_hindered, may_verify=not _is_account_open(verdicts)):
            return
        case "wait":
            unknown = [verdict.name for verdict in verdicts if verdict.outcome == "unknown"]
            await note(session, viewer, "review.needs_eyes", review, unknown=unknown)
        case "verify":
            await deciding.verify(session, viewer, review.id)
    if review.verified_at is not None and isinstance(look.found, Post):
        await measuring.append(session, viewer, review, look.found.numbers, look.source)


async def _to_mend(session: AsyncSession, review: Review, look: Look, verdicts: Sequence[Verdict]) -> list[Fix]:
    """Everything at once: what failed, and where no post was seen what its author has to show in its place."""
    is_seen = isinstance(look.found, Post) or look.was_hindered
    return [*fixes_of(verdicts), *(() if is_seen else await evidence.lacking(session, review))]


def _is_account_open(verdicts: Iterable[Verdict]) -> bool:
    return any(verdict.name == "account" and verdict.outcome == "unknown" for verdict in verdicts)


async def _learn(session: AsyncSession, viewer: Viewer, review: Review, post: Post,
                 verdicts: Sequence[Verdict]) -> None:
    """What a post by the declared account shows of it: its own number there, and, by the code, whose it is."""
    passed = {verdict.name: verdict for verdict in verdicts if verdict.outcome == "passed"}
    if "author" in passed:
        await consumers.learn_account(session, viewer, review.consumer_id, post.platform, author_id=post.author_id,
                                      is_proven="account" in passed)


def keep(review: Review, post: Post, look: Look) -> None:
    """Keep what was seen of a post, as evidence and to notice later changes."""
    review.author, review.post_text, review.content_hash = post.author, post.text, post.content_hash
    review.published_at = post.published_at or review.published_at
    review.etag, review.last_modified = (look.etag or "")[:200] or None, (look.modified or "")[:60] or None
    review.text_from, review.has_shop_link = text_origin(post), post.has_shop_link


def author_index(post: Post) -> str | None:
    """The blind index of an account by the network's own name of it; None where that is not known."""
    if post.author_id is None:
        return None
    return crypto.keyring().blind_index("author", f"{post.platform}/{post.author_id.encode().hex()}")


def write_down(session: AsyncSession, review: Review, verdicts: Iterable[Verdict]) -> None:
    """Keep each check's outcome with its sealed evidence and the version of its rule."""
    for verdict in verdicts:
        row = ReviewCheck(
            id=new_id(session, "chk"), review_id=review.id, attempt=review.attempt, name=verdict.name,
            outcome=verdict.outcome, to_add=verdict.to_add.as_json() if verdict.to_add else None,
            to_copy=verdict.to_copy.as_json() if verdict.to_copy else None, rule_version=verdict.rule_version,
            checked_at=now(session))
        row.evidence = verdict.evidence
        session.add(row)
