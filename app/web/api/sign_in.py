"""Asking for a one-time link."""

from fastapi import APIRouter, Request

from app.accounts.rules import SIGN_IN
from app.accounts.schemas import LinkAskedOut, LinkAskIn
from app.web import entrances
from app.web.doors import Limiting, Who, Working, needs

router = APIRouter(prefix="/api/v1/sign-in-links", tags=["account"])


@router.post("", status_code=202, **needs(SIGN_IN, once=False))
async def ask(body: LinkAskIn, request: Request, work: Working, limits: Limiting, viewer: Who) -> LinkAskedOut:
    """Ask for a link that signs in once; the answer is the same whether or not we know the contact.

    An Idempotency-Key is refused here: whoever asks is not known yet.
    """
    await entrances.ask_link(work, limits, viewer, body.contact, body.next, entrances.address_of(request))
    return LinkAskedOut()
