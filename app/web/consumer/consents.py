"""What a member agreed to, and taking it back as easily."""

from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from app.consumers import queries, service
from app.consumers.models import Consent, Consumer
from app.consumers.queries.own import consents_of_own
from app.consumers.rules import CHANGE_OWN, PURPOSES, READ_OWN
from app.consumers.schemas import ConsentIn, ConsentOut, MeIn, MeOut
from app.core.i18n import Text, text
from app.questionnaires.loading import Library
from app.web.doors import Working, opens
from app.web.screen import Showing, validated

router = APIRouter(prefix="/me/consents")
SLUG = "sign-up"
OTHER_WORDS = {"reuse": text("A brand may show my review in its own channels", "品牌可以在自己的渠道展示我的评价")}


@dataclass(frozen=True, slots=True)
class Agreement:
    """One purpose in the words of the questionnaire, and since when it stands; None: it does not."""

    purpose: str
    words: Text
    more: Text | None
    given_at: datetime | None
    withdrawn_at: datetime | None


@dataclass(frozen=True, slots=True)
class ConsentsPage:
    """Every purpose, and whether decisions by a formula alone are refused."""

    agreements: tuple[Agreement, ...]
    refuses_automatic: bool
    zone: str


def _agreement(library: Library, purpose: str, consents: list[ConsentOut]) -> Agreement | None:
    question = library.latest(SLUG).questions.get(f"consent:{purpose}")
    words = question.title if question is not None else OTHER_WORDS.get(purpose)
    mine = [one for one in consents if one.purpose == purpose]
    if words is None or (question is None and not mine):
        return None
    standing = next((one for one in mine if one.withdrawn_at is None), None)
    return Agreement(purpose, words, question.description if question is not None else None,
                     standing.given_at if standing else None, mine[0].withdrawn_at if mine and not standing else None)


def _shape(consents: list[Consent]) -> list[ConsentOut]:
    return ConsentOut.all_of(consents)


def _me(consumer: Consumer) -> MeOut:
    return MeOut.of(consumer)


@router.get("", **opens(READ_OWN))
async def index(request: Request, screen: Showing, work: Working) -> HTMLResponse:
    """Everything one may agree to."""
    library: Library = request.app.state.house.questionnaires
    consents = await work.read(consents_of_own, screen.viewer, shape=_shape)
    me = await work.read(queries.get, screen.viewer, screen.viewer.scope("consumer"), shape=_me)
    found = (_agreement(library, purpose, consents) for purpose in PURPOSES)
    zone = screen.visitor.account.time_zone if screen.visitor and screen.visitor.account else "UTC"
    return screen.show("consumer/consents.html", ConsentsPage(
        tuple(one for one in found if one is not None), me.refuses_automatic, zone))


@router.post("/agree", **opens(CHANGE_OWN))
async def agree(screen: Showing, work: Working) -> RedirectResponse:
    """Agree."""
    asked = (await screen.form()).get("purpose")
    wanted = validated(ConsentIn, {"purpose": asked})
    await work.do(service.give_consent, screen.viewer, screen.viewer.scope("consumer"), wanted.purpose)
    return screen.go("/me/consents", text("Noted: you agree.", "已记录：您同意。"))


@router.post("/withdraw", **opens(CHANGE_OWN))
async def withdraw(screen: Showing, work: Working) -> RedirectResponse:
    """Withdraw."""
    asked = (await screen.form()).get("purpose")
    wanted = validated(ConsentIn, {"purpose": asked})
    await work.do(service.withdraw_consent, screen.viewer, screen.viewer.scope("consumer"), wanted.purpose)
    return screen.go("/me/consents", text("Noted: you no longer agree.", "已撤回同意。"))


@router.post("/automatic", **opens(CHANGE_OWN))
async def automatic(screen: Showing, work: Working) -> RedirectResponse:
    """Refuse decisions that a formula makes alone, or allow them."""
    refuses = (await screen.form()).get("refuses") == "yes"
    await work.do(service.change, screen.viewer, screen.viewer.scope("consumer"), MeIn(refuses_automatic=refuses))
    return screen.go("/me/consents", text("Noted.", "已记录。"))
