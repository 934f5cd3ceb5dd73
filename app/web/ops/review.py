"""One review for ops: the post, each check with its evidence, its numbers, its history, and what can be decided."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.core.errors import Invalid, NotFound
from app.core.i18n import Text, text
from app.core.paging import Ask
from app.journal import queries as journal
from app.platforms.policies import policy
from app.reviews import queries, service
from app.reviews.models import Review
from app.reviews.queries import Sheet
from app.reviews.rules import READ, REJECTIONS, REVIEW, TAKINGS, TRACK, VERIFY, WITHHOLD, WITHHOLDINGS
from app.reviews.rules.checks import Fix
from app.reviews.rules.inflation.judging import GROUNDS, VERDICT_WORDS
from app.reviews.rules.looks import FOLLOWED
from app.reviews.rules.words import (
    CHECK_WORDS_OF_OPS,
    DECISION_WORDS,
    OUTCOME_WORDS_OF_OPS,
    REJECTION_WORDS,
    SOURCE_WORDS,
    TAKING_WORDS,
    WITHHOLDING_WORDS,
)
from app.reviews.schemas import DisplayIn, FixIn, NumbersIn, OpsReviewOut, RejectIn, Shaper, SnapshotOut, TakeAwayIn
from app.web import pages, pictures
from app.web.api.listing import listed
from app.web.doors import Working, opens
from app.web.ops import happened
from app.web.ops.happened import History
from app.web.ops.review_thumbnail import Thumbnail, thumbnail_of
from app.web.ops.review_which import network_of, which
from app.web.screen import Showing
from app.web.uploads import Filing, photos_of

router = APIRouter(prefix="/ops/reviews")
ReviewId = Annotated[str, Path(max_length=40, pattern=r"^[!-~]+$")]
SOON = text("It will be done in 10 seconds; you can undo it until then.", "将在 10 秒后执行，在此之前可以撤销。")


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """Everything that ops decide on."""

    review: OpsReviewOut
    which: Text
    is_erased: bool
    campaign: Text
    campaign_id: str
    zone: str
    product_words: tuple[str, ...]
    snapshots: tuple[SnapshotOut, ...]
    history: History
    network: Text | None
    asked_network: Text | None
    moments: dict[str, datetime]
    """What a check saw, where it is a moment."""
    waiting: Text | None
    moves: frozenset[str]
    can_look: bool
    can_measure: bool
    has_picture: bool
    thumbnail: Thumbnail
    check_words: dict[str, Text]
    outcome_words: dict[str, Text]
    source_words: dict[str, Text]
    rejections: tuple[tuple[str, Text], ...]
    takings: tuple[tuple[str, Text], ...]
    withholdings: tuple[tuple[str, Text], ...]
    grounds: tuple[tuple[str, Text, tuple[tuple[str, Text], ...]], ...]
    """What ops may find of flagged numbers, and on what grounds."""
    typed: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


async def show_review(screen: Showing, work: Working, review_id: str, typed: dict[str, str] | None = None,
                      errors: dict[str, str] | None = None) -> HTMLResponse:
    """The page as it stands, or with what was typed and what is wrong with it."""
    viewer = screen.viewer
    sheet: Sheet = await work.read(queries.sheet, viewer, review_id)
    measured = await work.read(queries.snapshots, viewer, review_id, Ask(None, 200),
                               shape=listed(SnapshotOut.model_validate))
    entries = await work.read(journal.history, viewer, review_id)
    waiting = await work.read(service.decision_of, viewer, review_id)
    review = sheet.review
    moves = frozenset(move.name for move in REVIEW.open_to(review.state, viewer))
    page = ReviewPage(
        review=Shaper(viewer).for_ops(review), which=which(screen, review, sheet.deliverable.position + 1, sheet.posts),
        is_erased=review.erased_at is not None,
        campaign=Text.model_validate(sheet.campaign.name), campaign_id=sheet.campaign.id,
        zone=sheet.campaign.time_zone, product_words=tuple(sheet.brief.product_words if sheet.brief else ()),
        snapshots=tuple(measured.data), history=happened.told(entries),
        network=network_of(screen, review.platform), asked_network=network_of(screen, review.asked_platform),
        moments=dict(_moments(review)),
        waiting=DECISION_WORDS[waiting] if waiting else None, moves=moves,
        can_look=_can_look(review), can_measure=review.state in FOLLOWED,
        has_picture=review.picture is not None, thumbnail=thumbnail_of(review), check_words=CHECK_WORDS_OF_OPS,
        outcome_words=OUTCOME_WORDS_OF_OPS,
        source_words=SOURCE_WORDS, rejections=tuple((r, REJECTION_WORDS[r]) for r in REJECTIONS),
        takings=tuple((one, TAKING_WORDS[one]) for one in TAKINGS),
        withholdings=tuple((w, WITHHOLDING_WORDS[w]) for w in WITHHOLDINGS),
        grounds=tuple((verdict, VERDICT_WORDS[verdict], tuple(found.items())) for verdict, found in GROUNDS.items()),
        typed=typed or {}, errors=errors or {})
    return screen.show("ops/review.html", page, 422 if errors else 200)


def _can_look(review: Review) -> bool:
    return review.state in FOLLOWED and review.platform is not None and policy(review.platform).anonymous_read


def _moments(review: Review) -> Iterator[tuple[str, datetime]]:
    for check in review.checks:
        if check.name == "date" and check.evidence:
            with suppress(ValueError):
                yield check.evidence, datetime.fromisoformat(check.evidence)


@router.get("/{review_id}", **opens(READ))
async def show(review_id: ReviewId, screen: Showing, work: Working) -> HTMLResponse:
    """The review as it stands."""
    return await show_review(screen, work, review_id)


async def _later(screen: Showing, work: Working, review_id: str, decision: str, *, reason: str | None = None,
                 fixes: Sequence[Fix] = ()) -> RedirectResponse:
    await work.do(service.decide_later, screen.viewer, review_id, decision, reason=reason, fixes=fixes)
    return screen.go(f"/ops/reviews/{review_id}", SOON)


@router.post("/{review_id}/verify", **opens(VERIFY))
async def verify(review_id: ReviewId, screen: Showing, work: Working) -> RedirectResponse:
    """Verify, in ten seconds."""
    return await _later(screen, work, review_id, "verify")


@router.post("/{review_id}/recheck", **opens(VERIFY))
async def recheck(review_id: ReviewId, screen: Showing, work: Working) -> RedirectResponse:
    """Find it in order again, in ten seconds."""
    return await _later(screen, work, review_id, "recheck")


@router.post("/{review_id}/look", **opens(TRACK))
async def look(review_id: ReviewId, screen: Showing, work: Working) -> RedirectResponse:
    """Have the post looked at now."""
    await work.do(service.look, screen.viewer, review_id)
    return screen.go(f"/ops/reviews/{review_id}", text(
        "We look now. Reload in a few seconds to see what was found.", "正在查看，几秒后刷新页面可见结果。"))


@router.post("/{review_id}/ask-fix", response_model=None, **opens(VERIFY))
async def ask_fix(review_id: ReviewId, screen: Showing, work: Working) -> HTMLResponse | RedirectResponse:
    """Ask for a fix in words, in ten seconds."""
    form = await screen.form()
    try:
        fix = form.into(FixIn).fix()
    except Invalid as refusal:
        return await show_review(screen, work, review_id, form.typed(), pages.by_field(refusal.faults, screen.language))
    return await _later(screen, work, review_id, "ask_fix", fixes=[fix])


@router.post("/{review_id}/reject", response_model=None, **opens(VERIFY))
async def reject(review_id: ReviewId, screen: Showing, work: Working) -> HTMLResponse | RedirectResponse:
    """Reject for a reason of the closed list, in ten seconds."""
    return await _for_a_reason(screen, work, review_id, "reject", RejectIn)


@router.post("/{review_id}/take-away", response_model=None, **opens(VERIFY))
async def take_away(review_id: ReviewId, screen: Showing, work: Working) -> HTMLResponse | RedirectResponse:
    """Take the post away for a reason of the closed list, in ten seconds."""
    return await _for_a_reason(screen, work, review_id, "take_away", TakeAwayIn)


async def _for_a_reason(screen: Showing, work: Working, review_id: str, what: str,
                        shape: type[RejectIn] | type[TakeAwayIn]) -> HTMLResponse | RedirectResponse:
    form = await screen.form()
    try:
        body = form.into(shape)
    except Invalid as refusal:
        return await show_review(screen, work, review_id, form.typed(), pages.by_field(refusal.faults, screen.language))
    return await _later(screen, work, review_id, what, reason=body.reason)


@router.post("/{review_id}/undo", **opens(VERIFY))
async def undo(review_id: ReviewId, screen: Showing, work: Working) -> RedirectResponse:
    """Take the planned decision back."""
    was_there = await work.do(service.undo, screen.viewer, review_id)
    return screen.go(f"/ops/reviews/{review_id}", text("Undone.", "已撤销。") if was_there else text(
        "It was too late to undo this.", "已来不及撤销。"))


@router.post("/{review_id}/display", response_model=None, **opens(WITHHOLD))
async def display(review_id: ReviewId, screen: Showing, work: Working) -> HTMLResponse | RedirectResponse:
    """Withhold from display, or show again."""
    form = await screen.form()
    try:
        body = form.into(DisplayIn)
    except Invalid as refusal:
        return await show_review(screen, work, review_id, form.typed(), pages.by_field(refusal.faults, screen.language))
    await work.do(service.display, screen.viewer, review_id, body.withheld)
    return screen.go(f"/ops/reviews/{review_id}", text("Withheld.", "已停止展示。") if body.withheld else text(
        "Shown again.", "已恢复展示。"))


@router.post("/{review_id}/numbers", response_model=None, **opens(TRACK))
async def measure(review_id: ReviewId, screen: Showing, work: Working,
                  files: Filing) -> HTMLResponse | RedirectResponse:
    """Enter numbers, with the screenshot that they were read from where there is one."""
    form = await screen.form()
    try:
        photos = await photos_of(form)
        body = form.into(NumbersIn)
        kept = [(await asyncio.to_thread(files.save_image, photo)).sha256 for photo in photos[:1]]
        await work.do(service.measure, screen.viewer, review_id, body.numbers(), picture=next(iter(kept), None))
    except Invalid as refusal:
        return await show_review(screen, work, review_id, form.typed(), pages.by_field(refusal.faults, screen.language))
    return screen.go(f"/ops/reviews/{review_id}", text("Entered.", "已录入。"))


@router.get("/{review_id}/picture", **opens(READ))
async def picture(review_id: ReviewId, screen: Showing, work: Working, files: Filing) -> Response:
    """The screenshot that numbers were read from."""
    review: Review = await work.read(queries.get, screen.viewer, review_id)
    if review.picture is None:
        raise NotFound("picture")
    return await pictures.picture(files, review.picture)


@router.get("/{review_id}/thumbnail", **opens(READ))
async def thumbnail(review_id: ReviewId, screen: Showing, work: Working, files: Filing) -> Response:
    """The small copy of the picture that the post shows."""
    review: Review = await work.read(queries.get, screen.viewer, review_id)
    if review.thumbnail is None:
        raise NotFound("picture")
    return await pictures.picture(files, review.thumbnail)
