"""Screenshots of posts over REST: shown by their authors where nobody else can look, seen and judged by ops."""

from fastapi import APIRouter, Response

from app.reviews import service
from app.reviews.queries import pictures
from app.reviews.rules import READ_PICTURES, SUBMIT, VERIFY
from app.reviews.schemas import JudgePictureIn, NumbersIn, ScreenshotShaper, Shaper, Shown, ShownScreenshot
from app.web import screenshots
from app.web.api.listing import Asked, Id, List, listed
from app.web.doors import Limiting, Made, OnlyOnce, Who, Working, needs
from app.web.pictures import picture
from app.web.screen import validated
from app.web.uploads import SHOT_BODY, Filing, Shots

router = APIRouter(prefix="/api/v1", tags=["screenshots"])
showing = needs(SUBMIT, makes="/api/v1/screenshots/{id}")
showing["openapi_extra"] |= SHOT_BODY


@router.get("/reviews/{review_id}/screenshots", **needs(READ_PICTURES))
async def index(review_id: Id, work: Working, viewer: Who, ask: Asked) -> List[ShownScreenshot]:
    """The screenshots that were asked for or shown of one post; brands see none."""
    shape = listed(ScreenshotShaper(viewer).one)
    return await work.read(pictures.screenshots, viewer, review_id, ask, shape=shape)


@router.post("/reviews/{review_id}/screenshots", status_code=201, **showing)
async def show(review_id: Id, shot: Shots, work: Working, viewer: Who, files: Filing, limits: Limiting,
               once: OnlyOnce, made: Made) -> ShownScreenshot:
    """Show a screenshot of the own post with the numbers read off it: at hand-in, or when a later one is due."""
    numbers = validated(NumbersIn, dict(shot.said)).numbers()
    return made.at(await screenshots.show(work, viewer, files, limits, review_id, shot.photo, numbers, once))


@router.get("/screenshots/{screenshot_id}", **needs(READ_PICTURES))
async def one(screenshot_id: Id, work: Working, viewer: Who) -> ShownScreenshot:
    """One screenshot."""
    return await work.read(pictures.screenshot, viewer, screenshot_id, shape=ScreenshotShaper(viewer).one)


@router.get("/screenshots/{screenshot_id}/file", response_class=Response, **needs(READ_PICTURES))
async def file(screenshot_id: Id, work: Working, viewer: Who, files: Filing) -> Response:
    """The picture itself."""
    return await picture(files, await work.read(pictures.screenshot_file, viewer, screenshot_id))


@router.post("/screenshots/{screenshot_id}/judgement", **needs(VERIFY))
async def judge(screenshot_id: Id, body: JudgePictureIn, work: Working, viewer: Who, once: OnlyOnce) -> Shown:
    """Accept a screenshot, or say what it lacks: its author is asked for exactly that."""
    return await work.do(service.judge_picture, viewer, screenshot_id, body.is_accepted, body.wanted(),
                         shape=Shaper(viewer).one, once=once)
