"""Numbers that look bought: weighed after every look, held for ops with the evidence, judged by ops, never by us.

Held numbers stand in no sum; the review itself stays verified and counted, and nothing happens to the person.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from app.core.errors import Invalid
from app.core.i18n import text
from app.core.states import WrongState
from app.core.viewer import Viewer
from app.core.work import now
from app.reviews import queries
from app.reviews.models import Review
from app.reviews.rules import REVIEW, VERIFY
from app.reviews.rules.inflation import Account, Comments, Flag, Measured, Series, count_alike, find, thinned, weigh
from app.reviews.rules.inflation.judging import GROUNDS, IN_ORDER
from app.reviews.service.entries import note


async def weigh_numbers(session: AsyncSession, viewer: Viewer, review: Review, *newest: Measured) -> None:
    """Look for signals in a review's numbers as they are stored and the newest beside them; new signals are noted for
    ops, and three hold the numbers.

    What ops have judged stands until a signal appears that they have not seen.
    """
    series = await _series(session, review, newest)
    found = find(series)
    before, judged = {flag["name"] for flag in review.flags}, set(review.judgement.get("names", ()))
    review.flags = [_kept(flag) for flag in found]
    names, step = {flag.name for flag in found}, weigh(series, found)
    if step == "none" or names <= judged or (review.judgement.get("verdict") not in (None, IN_ORDER)):
        return
    if step == "hold" and review.numbers_held_at is None:
        review.numbers_held_at = now(session)
        await note(session, viewer, "review.numbers_held", review, names=sorted(names))
    elif not names <= before:
        await note(session, viewer, "review.numbers_doubted", review, names=sorted(names))


def _kept(flag: Flag) -> dict[str, Any]:
    return {"name": flag.name, "evidence": flag.evidence.as_json(), "facts": dict(flag.facts)}


async def _series(session: AsyncSession, review: Review, newest: Sequence[Measured]) -> Series:
    looks, linked = await queries.looks_of(session, review)
    known = review.account_facts
    comments = Comments(known["comments_read"], known["comments_alike"]) if known.get("comments_read") else None
    account = Account(known.get("followers"), known.get("following"), comments, linked)
    return thinned(Series(review.platform or "", review.published_at or review.submitted_at or review.created_at,
                          (*looks, *newest), account))


async def tell_account(session: AsyncSession, viewer: Viewer, review_id: str, *, followers: int | None = None,
                       following: int | None = None, comments: Sequence[str] = ()) -> Review:
    """Note what ops see of the account, and of the comments how many repeat another; their words are not kept."""
    viewer.require(VERIFY)
    review = await queries.take(session, viewer, review_id)
    if review.verified_at is None or review.erased_at is not None:
        raise WrongState(REVIEW.noun, review.state, "tell_account")
    told = {"followers": followers, "following": following}
    if comments:
        counted = count_alike(comments)
        told |= {"comments_read": counted.read, "comments_alike": counted.alike}
    review.account_facts = review.account_facts | {name: value for name, value in told.items() if value is not None}
    await note(session, viewer, "review.account_told", review, told=sorted(review.account_facts))
    await weigh_numbers(session, viewer, review)
    return review


async def judge_numbers(session: AsyncSession, viewer: Viewer, review_id: str, verdict: str, grounds: str) -> Review:
    """Find flagged numbers in order, or leave them out of the sums, on grounds of the closed list; may be judged anew.
    """
    viewer.require(VERIFY)
    if grounds not in GROUNDS.get(verdict, {}):
        raise Invalid.at("grounds", text("Please choose one of the grounds.", "请选择一项依据。"), "no_such_grounds")
    review = await queries.take(session, viewer, review_id)
    if not review.flags and review.numbers_held_at is None:
        raise WrongState(REVIEW.noun, review.state, "judge_numbers")
    review.judgement = {"verdict": verdict, "grounds": grounds, "names": [flag["name"] for flag in review.flags],
                        "at": now(session).isoformat()}
    review.numbers_held_at = None if verdict == IN_ORDER else review.numbers_held_at or now(session)
    event = "review.numbers_released" if verdict == IN_ORDER else "review.numbers_left_out"
    await note(session, viewer, event, review, grounds=grounds, names=list(review.judgement["names"]))
    return review
