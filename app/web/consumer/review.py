"""One promised post: how to share it, where to paste its link, and what the checks have found."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path
from fastapi.responses import HTMLResponse, RedirectResponse

from app.core.errors import Conflict, Invalid
from app.core.i18n import Language, Text, text
from app.platforms.known import Networks
from app.platforms.policies import policy
from app.reviews import queries, service
from app.reviews.models import Review
from app.reviews.queries import Sheet
from app.reviews.rules import NEEDS_FIX, READ_OWN, REVIEW, SUBMIT
from app.reviews.rules.words import CHECK_WORDS, OUTCOME_WORDS, REJECTION_WORDS
from app.reviews.schemas import SubmissionIn
from app.web import pages
from app.web.doors import Working, opens
from app.web.screen import Showing

router = APIRouter(prefix="/me/reviews")
ReviewId = Annotated[str, Path(max_length=40, pattern=r"^[!-~]+$")]


@dataclass(frozen=True, slots=True)
class Way:
    """One network: its name, the label to put into the post, and how to copy the post's link."""

    network: Text
    label: str
    how_to_copy: Text


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One check as the person reads it."""

    name: Text
    outcome: str
    words: Text
    to_add: Text | None


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """Everything about one promised post."""

    id: str
    invitation: str
    campaign: Text
    networks: tuple[Text, ...]
    state: str
    due_at: datetime | None
    zone: str
    posts_from: datetime | None
    ways: tuple[Way, ...]
    label: str | None
    hashtags: tuple[str, ...]
    can_submit: bool
    can_take_back: bool
    checks: tuple[CheckLine, ...]
    fixes: tuple[Text, ...]
    rejection: Text | None
    link: str | None
    url: str | None
    is_late: bool
    typed: str
    errors: dict[str, str]


def page_of(sheet: Sheet, networks: Networks, language: Language, typed: str = "",
            errors: dict[str, str] | None = None) -> ReviewPage:
    """The page of one review, in the language in which its labels are to be copied."""
    review, ways = sheet.review, ways_of(sheet, networks, language)
    labels = {way.label for way in ways}
    kept = (review.link or "") if review.state == NEEDS_FIX and not errors else ""
    return ReviewPage(
        id=review.id, invitation=f"/me/invitations/{review.seat_id}", networks=_agreed(sheet, networks),
        campaign=Text.model_validate(sheet.campaign.name), state=review.state, due_at=review.due_at,
        zone=sheet.campaign.time_zone, posts_from=sheet.deliverable.posts_from or sheet.campaign.posts_from, ways=ways,
        label=labels.pop() if len(labels) == 1 else None, hashtags=tuple(sheet.deliverable.hashtags),
        can_submit=REVIEW.can(review.state, "submit"), can_take_back=REVIEW.can(review.state, "take_back"),
        checks=checks_of(review), fixes=tuple(Text.model_validate(fix["message"]) for fix in review.fixes),
        rejection=REJECTION_WORDS.get(review.rejection or ""), link=review.link, url=review.url,
        is_late=review.is_late, typed=typed or kept, errors=errors or {})


def _agreed(sheet: Sheet, networks: Networks) -> tuple[Text, ...]:
    """The networks on which the post belongs; none where any will do."""
    slugs = (sheet.deliverable.platform,) if sheet.deliverable.platform else sheet.platforms
    return tuple(networks.get(slug).name for slug in slugs if slug in networks.slugs)


def ways_of(sheet: Sheet, networks: Networks, language: Language) -> tuple[Way, ...]:
    """The networks on which the post may stand: the one asked for, else the campaign's, else all we know."""
    asked = sheet.deliverable.platform
    slugs = (asked,) if asked else sheet.platforms or networks.slugs
    has_shop_link = bool(sheet.brief and sheet.brief.shop_link)
    known = [(networks.get(slug), policy(slug)) for slug in slugs if slug in networks.slugs]
    return tuple(Way(
        network.name, (rule.shop_label_to_copy if has_shop_link else rule.label_to_copy).pick(language),
        network.how_to_copy) for network, rule in known)


def checks_of(review: Review) -> tuple[CheckLine, ...]:
    """The checks of the latest attempt, the newest of each kind."""
    latest = {check.name: check for check in review.checks if check.attempt == review.attempt}
    return tuple(CheckLine(
        CHECK_WORDS[name], check.outcome, OUTCOME_WORDS[check.outcome],
        Text.model_validate(check.to_add) if check.to_add else None) for name, check in latest.items())


async def _show(screen: Showing, work: Working, review_id: str, typed: str = "",
                errors: dict[str, str] | None = None) -> HTMLResponse:
    networks: Networks = screen.request.app.state.house.networks

    def shape(sheet: Sheet) -> ReviewPage:
        return page_of(sheet, networks, screen.language, typed, errors)
    page = await work.read(queries.sheet, screen.viewer, review_id, shape=shape)
    return screen.show("consumer/review.html", page, 422 if errors else 200)


@router.get("/{review_id}", **opens(READ_OWN))
async def show(review_id: ReviewId, screen: Showing, work: Working) -> HTMLResponse:
    """How it stands, and what may be done now."""
    return await _show(screen, work, review_id)


@router.post("/{review_id}", response_model=None, **opens(SUBMIT))
async def submit(review_id: ReviewId, screen: Showing, work: Working) -> HTMLResponse | RedirectResponse:
    """Hand in the pasted link; what was typed is kept where it cannot be taken."""
    form = await screen.form()
    try:
        body = form.into(SubmissionIn)
        await work.do(service.submit, screen.viewer, review_id, body.link)
    except Invalid as refusal:
        return await _show(screen, work, review_id, form.get("link"), pages.by_field(refusal.faults, screen.language))
    except Conflict as refusal:
        return await _show(screen, work, review_id, form.get("link"), {"link": refusal.sentence(screen.language)})
    return screen.go(f"/me/reviews/{review_id}", text(
        "Thank you. We are looking at your post now.", "谢谢，我们正在查看你发布的内容。"))


@router.post("/{review_id}/take-back", **opens(SUBMIT))
async def take_back(review_id: ReviewId, screen: Showing, work: Working) -> RedirectResponse:
    """Take the post back and paste another one."""
    await work.do(service.take_back, screen.viewer, review_id)
    return screen.go(f"/me/reviews/{review_id}", text("Taken back. You can paste another link.",
                                                      "已撤回，你可以粘贴另一个链接。"))
