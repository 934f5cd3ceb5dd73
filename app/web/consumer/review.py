"""One promised post: how to share it, where to paste its link, and what the checks have found."""


from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse

from app.consumers.queries import accounts
from app.consumers.schemas import AccountOut
from app.core.errors import Conflict, Invalid
from app.core.i18n import text
from app.reviews import queries, service
from app.reviews.queries import pictures
from app.reviews.rules import READ_OWN, SUBMIT
from app.reviews.schemas import SubmissionIn
from app.web import pages
from app.web.api.listing import Id
from app.web.consumer.review_told import Known, page_of
from app.web.doors import Working, opens
from app.web.screen import Showing, validated

router = APIRouter(prefix="/me/reviews")


async def _show(screen: Showing, work: Working, review_id: str, typed: str = "",
                errors: dict[str, str] | None = None) -> HTMLResponse:
    viewer = screen.viewer
    known = Known(
        await work.read(queries.sheet, viewer, review_id),
        await work.read(accounts.own, viewer, shape=AccountOut.all_of),
        await work.read(pictures.wanted, viewer, review_id), screen.request.app.state.house.networks, work.clock(),
        await work.read(service.is_tried_again, viewer, review_id))
    return screen.show("consumer/review.html", page_of(known, screen.language, typed, errors or {}),
                       422 if errors else 200)


@router.get("/{review_id}", **opens(READ_OWN))
async def show(review_id: Id, screen: Showing, work: Working) -> HTMLResponse:
    """How it stands, and what may be done now."""
    return await _show(screen, work, review_id)


@router.post("/{review_id}", response_model=None, **opens(SUBMIT))
async def submit(review_id: Id, screen: Showing, work: Working) -> HTMLResponse | RedirectResponse:
    """Hand in the pasted link, or the kept one again; what was typed is kept where it cannot be taken."""
    form = await screen.form()
    typed = form.typed().get("link", "").strip()
    try:
        body = form.meant(validated(SubmissionIn, {"link": typed}))
        await work.do(service.submit, screen.viewer, review_id, body.link)
    except Invalid as refusal:
        return await _show(screen, work, review_id, typed, pages.by_field(refusal.faults, screen.language))
    except Conflict as refusal:
        return await _show(screen, work, review_id, typed, {"link": refusal.sentence(screen.language)})
    return screen.go(f"/me/reviews/{review_id}", text(
        "Thank you. We are looking at your post now.", "谢谢，我们正在查看你发布的内容。"))


@router.post("/{review_id}/take-back", **opens(SUBMIT))
async def take_back(review_id: Id, screen: Showing, work: Working) -> RedirectResponse:
    """Take the post back and paste another one."""
    await work.do(service.take_back, screen.viewer, review_id)
    return screen.go(f"/me/reviews/{review_id}", text("Taken back. You can paste another link.",
                                                      "已撤回，你可以粘贴另一个链接。"))
