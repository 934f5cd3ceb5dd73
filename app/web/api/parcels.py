"""Parcels over REST: looking, confirming, telling what is wrong."""


from fastapi import APIRouter

from app.samples import queries
from app.samples import service as samples
from app.samples.rules import COMPLAIN, CONFIRM, READ, READ_OWN
from app.samples.schemas import Shown, State, TroubleIn, TroubleOut, parcel_for
from app.web.api.listing import Asked, Id, List, Of, listed
from app.web.complaints import complain as tell
from app.web.doors import Limiting, Made, OnlyOnce, Who, Working, needs
from app.web.uploads import Filing

router = APIRouter(prefix="/api/v1/parcels", tags=["parcels"])


@router.get("", **needs(READ_OWN, READ))
async def index(work: Working, viewer: Who, ask: Asked, campaign: Of = None,
                state: State | None = None) -> List[Shown]:
    """Parcels, newest first: the own ones for a consumer, all for ops."""
    return await work.read(queries.page, viewer, ask, campaign_id=campaign, state=state,
                           shape=listed(parcel_for(viewer)))


@router.get("/{parcel_id}", **needs(READ_OWN, READ))
async def one(parcel_id: Id, work: Working, viewer: Who) -> Shown:
    """One parcel with its contents and troubles."""
    return await work.read(queries.get, viewer, parcel_id, shape=parcel_for(viewer))


@router.post("/{parcel_id}/confirm", **needs(CONFIRM))
async def confirm(parcel_id: Id, work: Working, viewer: Who, once: OnlyOnce) -> Shown:
    """Say that the parcel has come; the time to try it begins."""
    return await work.do(samples.confirm, viewer, parcel_id, shape=parcel_for(viewer), once=once)


@router.post("/{parcel_id}/troubles", status_code=201, **needs(COMPLAIN, makes="/api/v1/troubles/{id}"))
async def complain(parcel_id: Id, body: TroubleIn, work: Working, viewer: Who, files: Filing, limits: Limiting,
                   once: OnlyOnce, made: Made) -> TroubleOut:
    """Say what is wrong with a parcel; the clock stands still until it is mended."""
    return made.at(await tell(work, viewer, files, limits, parcel_id, body.kind, body.note, body.photos, once))
