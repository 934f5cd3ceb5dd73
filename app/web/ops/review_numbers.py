"""What ops do about numbers that look odd: note what they see of the account, find them in order or leave them out."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse

from app.core.errors import Invalid
from app.core.i18n import text
from app.reviews import service
from app.reviews.rules import VERIFY
from app.reviews.rules.inflation.judging import IN_ORDER
from app.reviews.schemas import AccountFactsIn, NumbersJudgementIn
from app.web import pages
from app.web.doors import Working, opens
from app.web.ops.review import ReviewId, show_review
from app.web.screen import Showing, validated

router = APIRouter(prefix="/ops/reviews")


@router.post("/{review_id}/account-facts", response_model=None, **opens(VERIFY))
async def tell_account(review_id: ReviewId, screen: Showing, work: Working) -> HTMLResponse | RedirectResponse:
    """Note followers, following and how many comments repeat one another; a comment a line, none is kept."""
    form = await screen.form()
    typed = form.typed()
    told = {name: value for name, value in typed.items() if name in ("followers", "following") and value.strip()}
    lines = [line for line in typed.get("lines", "").splitlines() if line.strip()]
    try:
        body = form.meant(validated(AccountFactsIn, told | {"comments": lines}))
    except Invalid as refusal:
        return await show_review(screen, work, review_id, typed, pages.by_field(refusal.faults, screen.language))
    await work.do(service.tell_account, screen.viewer, review_id, followers=body.followers, following=body.following,
                  comments=body.comments)
    return screen.go(f"/ops/reviews/{review_id}#numbers", text("Noted.", "已记录。"))


@router.post("/{review_id}/numbers-judgement", response_model=None, **opens(VERIFY))
async def judge_numbers(review_id: ReviewId, screen: Showing, work: Working) -> HTMLResponse | RedirectResponse:
    """Decide about the numbers; the review and its author stay as they are."""
    form = await screen.form()
    try:
        body = form.into(NumbersJudgementIn)
        await work.do(service.judge_numbers, screen.viewer, review_id, body.verdict, body.grounds)
    except Invalid as refusal:
        return await show_review(screen, work, review_id, form.typed(), pages.by_field(refusal.faults, screen.language))
    return screen.go(f"/ops/reviews/{review_id}#numbers", text("The numbers count.", "数据计入合计。")
                     if body.verdict == IN_ORDER else text("The numbers are left out.", "数据不计入合计。"))
