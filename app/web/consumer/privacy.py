"""The consumer's own data: everything in one file, and being erased."""

from dataclasses import dataclass

import orjson
from fastapi import APIRouter, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from app.core.i18n import text
from app.privacy import queries, service
from app.privacy.rules import ERASE_OWN, EXPORT_OWN
from app.web.doors import SESSION_COOKIE, Working, opens
from app.web.screen import Showing

router = APIRouter(prefix="/me/privacy")


@dataclass(frozen=True, slots=True)
class PrivacyPage:
    """Whether the box that confirms was left empty."""

    error: str | None


@router.get("", **opens(EXPORT_OWN))
async def index(screen: Showing) -> HTMLResponse:
    """What may be done with one's own data."""
    return screen.show("consumer/privacy.html", PrivacyPage(None))


@router.get("/data.json", **opens(EXPORT_OWN))
async def export(screen: Showing, work: Working) -> Response:
    """Everything we hold about the visitor."""
    found = await work.read(queries.export_person, screen.viewer, screen.viewer.scope("consumer"))
    body = orjson.dumps(found, option=orjson.OPT_INDENT_2 | orjson.OPT_NON_STR_KEYS, default=str)
    return Response(body, 200, {"Content-Disposition": 'attachment; filename="my-data.json"'}, "application/json")


@router.post("/erase", response_model=None, **opens(ERASE_OWN))
async def erase(screen: Showing, work: Working) -> HTMLResponse | RedirectResponse:
    """Erase the visitor, once the box is ticked."""
    form = await screen.form()
    if form.get("sure") != "yes":
        words = text("Please tick the box first, so that nothing is erased by accident.", "请先勾选确认，以免误删。")
        return screen.show("consumer/privacy.html", PrivacyPage(words.pick(screen.language)), 422)
    await work.do(service.erase, screen.viewer, screen.viewer.scope("consumer"))
    answer = screen.go("/", text("You are erased. Thank you for having been here.", "您的资料已删除，感谢曾经的参与。"))
    answer.delete_cookie(SESSION_COOKIE)
    return answer
