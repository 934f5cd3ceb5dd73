"""Signing up from a program."""

from fastapi import APIRouter, Request

from app.accounts.rules.contacts import contact_of
from app.consumers import service as consumers
from app.consumers.rules import SIGN_UP
from app.consumers.schemas import SignUpIn, SignUpOut
from app.core.errors import Fault, Invalid
from app.web.doors import Limiting, OnlyOnce, Who, Working, needs

router = APIRouter(prefix="/api/v1/consumers", tags=["consumers"])
OWN_FIELDS = frozenset({"contact"})


def in_answers(refusal: Invalid) -> Invalid:
    """The same refusal with its places inside the body, where answers lie under "answers"."""
    return Invalid(tuple(
        fault if fault.where and fault.where[0] in OWN_FIELDS
        else Fault(("answers", *fault.where), fault.code, fault.message) for fault in refusal.faults))


@router.post("", status_code=202, **needs(SIGN_UP))
async def sign_up(body: SignUpIn, request: Request, work: Working, viewer: Who, limits: Limiting,
                  once: OnlyOnce) -> SignUpOut:
    """Sign up with the answers to a questionnaire; a link goes to the contact, and the answer is the same for all."""
    contact_of(body.contact)
    await limits.hit("sign_up", request.client.host if request.client else "")
    try:
        return await work.do(consumers.ask_to_join, viewer, body, once=once, shape=lambda _: SignUpOut())
    except Invalid as refusal:
        raise in_answers(refusal) from refusal
