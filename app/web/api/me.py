"""A member's own things: who he is to us, his answers, his address, what he agreed to."""

from fastapi import APIRouter

from app.consumers import queries, service
from app.consumers.queries import accounts
from app.consumers.queries.own import address_of_own, answers_of_own, consents_of_own
from app.consumers.rules import ANSWER, CHANGE_OWN, READ_OWN
from app.consumers.schemas import (
    AccountOut,
    AddressIn,
    AddressOut,
    AnswersIn,
    AnswersOut,
    ConsentIn,
    ConsentOut,
    MeIn,
    MeOut,
    Purpose,
    ResponseOut,
)
from app.core.errors import Invalid
from app.seats import service as seats
from app.web.api.consumers import in_answers
from app.web.api.listing import Id
from app.web.doors import OnlyOnce, Who, Working, needs

router = APIRouter(prefix="/api/v1/me", tags=["me"])


@router.get("", **needs(READ_OWN))
async def me(work: Working, viewer: Who) -> MeOut:
    """Oneself."""
    return await work.read(queries.get, viewer, viewer.scope("consumer"), shape=MeOut.of)


@router.patch("", **needs(CHANGE_OWN))
async def change(body: MeIn, work: Working, viewer: Who) -> MeOut:
    """Take a break, come back, refuse automatic decisions or allow them."""
    return await work.do(service.change, viewer, viewer.scope("consumer"), body, shape=MeOut.of)


@router.get("/answers/{slug}", **needs(READ_OWN))
async def answers(slug: Id, work: Working, viewer: Who) -> AnswersOut:
    """One's present answers to a questionnaire."""
    return await work.read(answers_of_own, viewer, slug)


@router.put("/answers/{slug}", **needs(ANSWER))
async def answer(slug: Id, body: AnswersIn, work: Working, viewer: Who) -> ResponseOut:
    """Answer a questionnaire whole; the former answers are kept beside."""
    try:
        return await work.do(service.submit, viewer, slug, body.answers, "api", shape=ResponseOut.of)
    except Invalid as refusal:
        raise in_answers(refusal) from refusal


@router.get("/address", **needs(READ_OWN))
async def address(work: Working, viewer: Who) -> AddressOut:
    """Where one's samples go."""
    return await work.read(address_of_own, viewer, shape=AddressOut.of)


@router.put("/address", **needs(CHANGE_OWN))
async def change_address(body: AddressIn, work: Working, viewer: Who) -> AddressOut:
    """Say where samples should go."""
    return await work.do(seats.change_address, viewer, viewer.scope("consumer"), body, shape=AddressOut.of)


@router.get("/accounts", **needs(READ_OWN))
async def social_accounts(work: Working, viewer: Who) -> list[AccountOut]:
    """One's own accounts on networks, each with the code that shows whose it is."""
    return await work.read(accounts.own, viewer, shape=AccountOut.all_of)


@router.post("/accounts/{platform}/look", status_code=202, **needs(CHANGE_OWN))
async def look_for_code(platform: Id, work: Working, viewer: Who, once: OnlyOnce) -> AccountOut:
    """The code stands in the profile now: have it looked for."""
    return await work.do(service.prove_account, viewer, platform, once=once, shape=AccountOut.of)


@router.get("/consents", **needs(READ_OWN))
async def consents(work: Working, viewer: Who) -> list[ConsentOut]:
    """Everything one ever agreed to, newest first."""
    return await work.read(consents_of_own, viewer, shape=ConsentOut.all_of)


@router.post("/consents", status_code=201, **needs(CHANGE_OWN))
async def agree(body: ConsentIn, work: Working, viewer: Who, once: OnlyOnce) -> ConsentOut:
    """Agree to a purpose."""
    return await work.do(service.give_consent, viewer, viewer.scope("consumer"), body.purpose, once=once,
                         shape=ConsentOut.of)


@router.delete("/consents/{purpose}", **needs(CHANGE_OWN))
async def withdraw(purpose: Purpose, work: Working, viewer: Who) -> ConsentOut:
    """Withdraw, as easily as one agreed."""
    return await work.do(service.withdraw_consent, viewer, viewer.scope("consumer"), purpose, shape=ConsentOut.of)
