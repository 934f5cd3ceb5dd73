"""Fetching the picture that a post shows, through the guarded door and as politely as a page, to keep it small."""

import asyncio
from datetime import timedelta

from app.core.files import NotAnImage, PictureRefused
from app.core.outbound import Answer, NotOpened, NotReachable, Outbound, TooLarge, TooSlow
from app.jobs.rules import NotNow
from app.reviews.jobs.looking import told_by_host
from app.reviews.rules.politeness import Told, lane_of, origin_of, told_to_wait
from app.reviews.rules.thumbnails import MOST_BYTES, PASSING, SECONDS, Thumbnail, ThumbnailPlan, why_of


async def fetch(outbound: Outbound, plan: ThumbnailPlan) -> Thumbnail:
    """Fetch a picture and keep it small; raises NotNow where a passing failure may mend itself."""
    told, rests = list[Told](), list[timedelta]()
    why: str | None = "refused"
    body = b""
    try:
        origin = origin_of(plan.address)
        if origin not in plan.robots:
            told.append(await told_by_host(outbound, origin))
        if (told[0] if told else plan.robots[origin]).allows(plan.address):
            answer = await outbound.get(plan.address, max_bytes=MOST_BYTES, total_seconds=SECONDS)
            rests += _asked_to_rest(answer, plan)
            why, body = why_of(answer.status), answer.body
    except NotOpened as refusal:
        why = _why(refusal)
    if why is not None and plan.may_try_again(why):
        raise NotNow(why, rests=rests[0] if rests else None)
    kept, why = (None, why) if why is not None else await _kept(plan, body)
    return Thumbnail(kept, why, tuple(told), (lane_of(plan.address), rests[0]) if rests else None)


def _asked_to_rest(answer: Answer, plan: ThumbnailPlan) -> list[timedelta]:
    return [told_to_wait(answer.headers, plan.at)] if answer.status in (429, 503) else []


async def _kept(plan: ThumbnailPlan, body: bytes) -> tuple[str | None, str | None]:
    try:
        return (await asyncio.to_thread(plan.files.save_thumbnail, body)).sha256, None
    except NotAnImage:
        return None, "not_a_picture"
    except PictureRefused:
        return None, "too_large"


def _why(refusal: NotOpened) -> str:
    if isinstance(refusal, TooSlow | NotReachable):
        return PASSING
    return "too_large" if isinstance(refusal, TooLarge) else "refused"
