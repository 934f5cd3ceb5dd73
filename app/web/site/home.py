"""The front door."""

from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from app.questionnaires.loading import Library
from app.questionnaires.screens import first_pages
from app.web.doors import opens
from app.web.screen import Showing

router = APIRouter()
SECONDS_A_QUESTION = 8


@dataclass(frozen=True, slots=True)
class Home:
    """What the front door tells about signing up."""

    question_count: int
    minutes: int


@router.get("/", **opens())
async def home(request: Request, screen: Showing) -> HTMLResponse:
    """What this is, for whom, and how it goes."""
    library: Library = request.app.state.house.questionnaires
    count = sum(len(page.elements) for page in first_pages(library.latest("sign-up")))
    return screen.show("site/home.html", Home(count, max(1, round(count * SECONDS_A_QUESTION / 60))))
