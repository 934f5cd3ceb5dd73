"""A screenshot of one's own post, where nobody can look without signing in: shown in one go, numbers if one likes."""

from dataclasses import dataclass, field
from datetime import datetime

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, RedirectResponse

from app.core.errors import Fault, Invalid
from app.core.files import PictureRefused
from app.core.i18n import Text, text
from app.core.states import WrongState
from app.platforms.known import Networks
from app.platforms.numbers import Numbers, read_count
from app.reviews import queries
from app.reviews.queries import Sheet, pictures
from app.reviews.rules import READ_OWN, SUBMIT
from app.reviews.rules.evidence import LACKS
from app.reviews.rules.looks import COUNTS
from app.web import pages, screenshots
from app.web.api.listing import Id
from app.web.doors import Limiting, Working, opens
from app.web.screen import Form, Screen, Showing
from app.web.uploads import NO_FILE, Filing, photos_of

router = APIRouter(prefix="/me/reviews")
NO_COUNT = text("Please give the number as the app shows it, such as 356, 1.2k or 1.2万.",
                "请按应用里显示的样子填写，例如 356、1.2万。")


@dataclass(frozen=True, slots=True)
class PicturePage:
    """For which moment a picture is wanted (None: for none at present), of which post, and what was typed."""

    id: str
    campaign: Text
    network: Text | None
    moment: str | None
    lacks: tuple[Text, ...]
    """What the last picture lacked, as it was asked for."""
    until: datetime | None
    zone: str
    typed: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)


async def _show(screen: Screen, work: Working, review_id: str, typed: dict[str, str] | None = None,
                errors: dict[str, str] | None = None) -> HTMLResponse:
    networks: Networks = screen.request.app.state.house.networks
    sheet: Sheet = await work.read(queries.sheet, screen.viewer, review_id)
    wanted = await work.read(pictures.wanted, screen.viewer, review_id)
    slug, fixes = sheet.review.platform, sheet.review.fixes
    lacks = tuple(Text.model_validate(fix["message"]) for fix in fixes if fix["check"] in LACKS)
    page = PicturePage(review_id, Text.model_validate(sheet.campaign.name),
                       networks.get(slug).name if slug in networks.slugs else None, wanted.moment if wanted else None,
                       lacks, wanted.until if wanted else None, sheet.campaign.time_zone,
                       typed or {}, errors or {})
    return screen.show("consumer/review_picture.html", page, 422 if errors else 200)


def numbers_of(form: Form) -> Numbers:
    """The numbers as typed, in any spelling that apps use; empty ones stay unknown. Raises Invalid at each field."""
    typed = {name: form.get(name) for name in COUNTS}
    read = {name: read_count(said) for name, said in typed.items() if said}
    wrong = tuple(Fault((name,), "no_count", NO_COUNT) for name, count in read.items() if count is None)
    if wrong:
        raise Invalid(wrong)
    return Numbers(**read)


@router.get("/{review_id}/picture", **opens(READ_OWN))
async def show(review_id: Id, screen: Showing, work: Working) -> HTMLResponse:
    """What the picture should show, and where to choose it."""
    return await _show(screen, work, review_id)


@router.post("/{review_id}/picture", response_model=None, **opens(SUBMIT))
async def send(review_id: Id, screen: Showing, work: Working, files: Filing,
               limits: Limiting) -> HTMLResponse | RedirectResponse:
    """Show the picture; numbers read off it are kept as told by the screenshot."""
    form = await screen.form()
    try:
        photos = await photos_of(form)
        if form.unsent:
            raise Invalid
        numbers = numbers_of(form)
        if not photos:
            raise Invalid.at("photo", NO_FILE, "missing")
        await screenshots.show(work, screen.viewer, files, limits, review_id, photos[0], numbers)
    except PictureRefused as refusal:
        return await _show(screen, work, review_id, form.typed(), {"photo": refusal.sentence(screen.language)})
    except Invalid as refusal:
        return await _show(screen, work, review_id, form.typed(), pages.by_field(refusal.faults, screen.language))
    except WrongState:
        return screen.go(f"/me/reviews/{review_id}", text("No picture is needed at present. Thank you all the same.",
                                                          "目前不需要截图，谢谢你。"))
    return screen.go(f"/me/reviews/{review_id}", text("Thank you for the picture.", "谢谢你的截图。"))
