"""Delivery troubles over REST: what is wrong, and how ops end it."""

from typing import Annotated

from fastapi import APIRouter, Path, Response

from app.samples import queries
from app.samples import service as samples
from app.samples.rules import COMPLAIN, MEND, READ
from app.samples.schemas import Shown, TroubleOut, TroubleState, parcel_for
from app.web.api.listing import Asked, Id, List, Of, listed
from app.web.doors import Made, OnlyOnce, Who, Working, needs
from app.web.pictures import picture
from app.web.uploads import Filing

router = APIRouter(prefix="/api/v1/troubles", tags=["troubles"])


@router.get("", **needs(COMPLAIN, READ))
async def index(work: Working, viewer: Who, ask: Asked,
                campaign: Of = None,
                state: TroubleState | None = None) -> List[TroubleOut]:
    """Troubles in the order in which they were told."""
    return await work.read(queries.troubles, viewer, ask, campaign_id=campaign, state=state,
                           shape=listed(TroubleOut.of))


@router.get("/{trouble_id}", **needs(COMPLAIN, READ))
async def one(trouble_id: Id, work: Working, viewer: Who) -> TroubleOut:
    """One trouble."""
    return await work.read(queries.trouble, viewer, trouble_id, shape=TroubleOut.of)


@router.get("/{trouble_id}/photos/{place}", response_class=Response, **needs(COMPLAIN, READ))
async def photo(trouble_id: Id, place: Annotated[int, Path(ge=0, le=9)], work: Working, viewer: Who,
                files: Filing) -> Response:
    """One of the photos, counted from 0."""
    return await picture(files, await work.read(queries.photo, viewer, trouble_id, place))


@router.post("/{trouble_id}/resend", status_code=201, **needs(MEND, makes="/api/v1/parcels/{id}"))
async def resend(trouble_id: Id, work: Working, viewer: Who, once: OnlyOnce, made: Made) -> Shown:
    """Make a new parcel with a unit of the reserve."""
    return made.at(await work.do(samples.resend, viewer, trouble_id, shape=parcel_for(viewer), once=once))


@router.post("/{trouble_id}/resolve", **needs(MEND))
async def resolve(trouble_id: Id, work: Working, viewer: Who, once: OnlyOnce) -> TroubleOut:
    """It has cleared up; the clock runs again."""
    return await work.do(samples.resolve, viewer, trouble_id, shape=TroubleOut.of, once=once)


@router.post("/{trouble_id}/give-up", **needs(MEND))
async def give_up(trouble_id: Id, work: Working, viewer: Who, once: OnlyOnce) -> TroubleOut:
    """It will not arrive: the person is excused without penalty."""
    return await work.do(samples.give_up, viewer, trouble_id, shape=TroubleOut.of, once=once)
