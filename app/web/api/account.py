"""The own account: language and zone, contact points, password."""

from fastapi import APIRouter, Request

from app.accounts import queries, service
from app.accounts.rules import CHANGE_OWN, READ_OWN
from app.accounts.schemas import AccountOut, ContactIn, ContactPointOut, OptOutsIn, PasswordIn, SettingsIn
from app.core.settings import Settings
from app.notifications import service as notifications
from app.web import entrances
from app.web.api.listing import Id
from app.web.doors import Limiting, OnlyOnce, Who, Working, needs

router = APIRouter(prefix="/api/v1/account", tags=["account"])


@router.get("", **needs(READ_OWN))
async def get(work: Working, viewer: Who) -> AccountOut:
    """One's account with its contact points."""
    return await work.read(queries.own, viewer, shape=AccountOut.of)


@router.patch("", **needs(CHANGE_OWN))
async def change(body: SettingsIn, work: Working, viewer: Who) -> AccountOut:
    """Change name, language or time zone."""
    return await work.do(service.change, viewer, body, shape=AccountOut.of)


@router.put("/password", **needs(CHANGE_OWN))
async def password(body: PasswordIn, request: Request, work: Working, limits: Limiting, viewer: Who) -> AccountOut:
    """Choose a password; every browser is signed out."""
    settings: Settings = request.app.state.house.settings
    present = body.present.get_secret_value() if body.present else None
    await entrances.set_password(work, limits, viewer, body.password.get_secret_value(), present,
                                 settings.password_cost)
    return await work.read(queries.own, viewer, shape=AccountOut.of)


@router.post("/contact-points", status_code=201, **needs(CHANGE_OWN))
async def add(body: ContactIn, work: Working, viewer: Who, once: OnlyOnce) -> ContactPointOut:
    """Add a phone or an email; it counts once the link that is sent there was used."""
    return await work.do(service.add_own_contact, viewer, body.contact, shape=ContactPointOut.of, once=once)


@router.post("/contact-points/{point_id}/link", status_code=202, **needs(CHANGE_OWN, once=False))
async def send_link(point_id: Id, work: Working, limits: Limiting, viewer: Who) -> ContactPointOut:
    """Send the link that verifies a contact point.

    An Idempotency-Key is refused here: each ask sends a fresh link, and only so many an hour.
    """
    return await entrances.ask_own_link(work, limits, viewer, point_id)


@router.put("/contact-points/{point_id}/opt-outs", **needs(CHANGE_OWN))
async def opt_out(point_id: Id, body: OptOutsIn, work: Working, viewer: Who) -> ContactPointOut:
    """Say for which purposes a contact point is not to be used."""
    return await work.do(notifications.opt_out, viewer, point_id, body.purposes, shape=ContactPointOut.of)


@router.delete("/contact-points/{point_id}", **needs(CHANGE_OWN))
async def remove(point_id: Id, work: Working, viewer: Who) -> AccountOut:
    """Take a contact point away."""
    await work.do(service.remove_contact, viewer, point_id)
    return await work.read(queries.own, viewer, shape=AccountOut.of)
