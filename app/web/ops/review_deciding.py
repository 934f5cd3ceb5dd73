"""Deciding reviews one after another: what is pressed is noted, and the next one opens at once."""

from dataclasses import replace

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from app.core.errors import Conflict, Fault, Invalid, NotFound
from app.core.i18n import Text, text
from app.reviews import service
from app.reviews.queries import queue
from app.reviews.rules import READ, VERIFY
from app.reviews.rules.checks import Fix
from app.reviews.rules.refusals import CountsElsewhere, PostNotKnown
from app.reviews.rules.words import DECISION_WORDS
from app.reviews.schemas import AskFixIn, DisplayIn, JudgePictureIn, RejectIn, TakeAwayIn
from app.web import pages, pictures
from app.web.doors import Working, opens
from app.web.ops.review import ReviewId
from app.web.ops.review_choices import WITHHOLD
from app.web.ops.reviews import Place, desk, place_of
from app.web.screen import Form, Showing, validated
from app.web.uploads import Filing

router = APIRouter(prefix="/ops/reviews")
MOST_AT_ONCE = 100
MEANWHILE = text("Somebody has decided about that one meanwhile; here is the next.",
                 "这条评价刚刚已由他人处理，现在显示下一条。")
UNDONE = text("Undone; here it is again.", "已撤销，请重新处理。")
TOO_LATE = text("It was too late to undo this.", "已来不及撤销。")
NOBODY = text("Please tick at least one review.", "请至少勾选一条评价。")
NOTHING = text("Please tick what is to be mended.", "请勾选需要修改的内容。")
WORDED = {"ask_fix": "fixes", "refuse_picture": "lacks"}
"""Decisions that say in words what is asked for, and how the list of it is called."""


@router.post("/{review_id}/decide", response_model=None, **opens(VERIFY))
async def decide(review_id: ReviewId, screen: Showing, work: Working) -> HTMLResponse | RedirectResponse:
    """Note what was pressed and open the next review; who was quicker is told of, and the next opens as well."""
    form = await screen.form()
    here, what = replace(place_of(form.typed()), review=review_id), form.get("what")
    onward = replace(here, review=form.get("next")[:40])
    if what not in DECISION_WORDS:
        raise NotFound("decision")
    try:
        reason, fixes = _meant(form, what)
        if what == WITHHOLD:
            await work.do(service.withhold, screen.viewer, review_id, reason)
            return screen.go(onward.href(withheld=review_id))
        await work.do(service.decide_later, screen.viewer, review_id, what, reason=reason, fixes=fixes)
    except Invalid as refusal:
        return await desk(screen, work, here, typed=form.typed(), ticked=frozenset(form.all("ask")),
                          errors=_by_field(refusal, screen, form))
    except (PostNotKnown, CountsElsewhere) as refusal:
        return screen.go(here.href(), refusal.said)
    except Conflict:
        return screen.go(onward.href(), MEANWHILE)
    return screen.go(onward.href())


def _meant(form: Form, what: str) -> tuple[str | None, list[Fix]]:
    """The reason or the fixes that go with a decision; raises Invalid at the place."""
    if what == "reject":
        return form.meant(validated(RejectIn, {"reason": form.get("reason")})).reason, []
    if what == "take_away":
        return form.meant(validated(TakeAwayIn, {"reason": form.get("reason")})).reason, []
    if what == WITHHOLD:
        return form.meant(validated(DisplayIn, {"withheld": form.get("reason")})).withheld, []
    if what not in WORDED:
        return form.get("reason") or None, []
    ticked = form.all("ask")
    if not ticked:
        raise Invalid.at("ask", NOTHING, "nothing_ticked")
    said = [{name: words for name, words in (("message", form.get(f"message.{check}")),
                                              ("message_zh", form.get(f"message_zh.{check}"))) if words}
             | {"check": check} for check in ticked]
    if what == "ask_fix":
        return None, form.meant(validated(AskFixIn, {"fixes": said})).wanted()
    return None, form.meant(validated(JudgePictureIn, {"is_accepted": False, "lacks": said})).wanted()


def _by_field(refusal: Invalid, screen: Showing, form: Form) -> dict[str, str]:
    """Each fault at its field: a fix's words are typed under the name of its check."""
    ticked = form.all("ask")

    def placed(fault: Fault) -> Fault:
        match fault.where:
            case ("fixes" | "lacks", int(at), str(name)):
                return replace(fault, where=(name, ticked[at]))
            case ("withheld",):
                return replace(fault, where=("reason",))
        return fault
    return pages.by_field([placed(fault) for fault in refusal.faults], screen.language)


@router.post("/verify", **opens(VERIFY))
async def verify_ticked(screen: Showing, work: Working) -> RedirectResponse:
    """Verify several at once; those about which somebody was quicker are counted."""
    form = await screen.form()
    ids = list(dict.fromkeys(form.all("ticked")))[:MOST_AT_ONCE]
    place = Place(place_of(form.typed()).only)
    if not ids:
        return screen.go(place_of(form.typed()).href(), NOBODY)
    done = await work.do(service.decide_all_later, screen.viewer, ids, "verify")
    return screen.go(place.href(), _left(len(ids) - len(done)))


def _left(count: int) -> Text | None:
    if count == 0:
        return None
    return text(f"{count} could not be noted: somebody has decided meanwhile, or the post is not known yet.",
                f"有 {count} 条未能处理：已由他人处理，或尚不清楚是哪一篇内容。")


@router.post("/undo", **opens(VERIFY))
async def undo(screen: Showing, work: Working) -> RedirectResponse:
    """Take a decision about one or several back, and open the first of them again."""
    form = await screen.form()
    ids = list(dict.fromkeys(form.all("review")))[:MOST_AT_ONCE]
    place = replace(place_of(form.typed()), review=ids[0][:40] if ids else "")
    if form.get("what") == WITHHOLD and ids:
        await work.do(service.show, screen.viewer, ids[0])
        return screen.go(place.href(), UNDONE)
    count = await work.do(service.undo_all, screen.viewer, ids)
    return screen.go(place.href(), UNDONE if count else TOO_LATE)


@router.get("/{review_id}/pictures/{picture_id}", **opens(READ))
async def picture(review_id: ReviewId, picture_id: str, screen: Showing, work: Working, files: Filing) -> Response:
    """One of the screenshots that a review was shown by."""
    found, _ = await work.read(queue.pictures_to_see, screen.viewer, review_id)
    shown = next((one for one in found if one.id == picture_id), None)
    if shown is None or shown.picture is None:
        raise NotFound("picture")
    return await pictures.picture(files, shown.picture)
