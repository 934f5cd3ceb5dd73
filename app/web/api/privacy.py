"""Export and erase, for consumers themselves and for ops."""

from typing import Any

from fastapi import APIRouter, Response

from app.privacy import queries, service
from app.privacy.rules import ERASE, ERASE_OWN, EXPORT, EXPORT_OWN
from app.web.api.listing import Id
from app.web.doors import Who, Working, needs

router = APIRouter(prefix="/api/v1", tags=["privacy"])


@router.get("/me/data", **needs(EXPORT_OWN))
async def export_own(work: Working, viewer: Who) -> dict[str, Any]:
    """Everything we hold about the consumer whose key this is."""
    return await work.read(queries.export_person, viewer, viewer.scope("consumer"))


@router.delete("/me", status_code=204, **needs(ERASE_OWN))
async def erase_own(work: Working, viewer: Who) -> Response:
    """Erase the consumer whose key this is."""
    await work.do(service.erase, viewer, viewer.scope("consumer"))
    return Response(status_code=204)


@router.get("/consumers/{consumer_id}/data", **needs(EXPORT))
async def export(consumer_id: Id, work: Working, viewer: Who) -> dict[str, Any]:
    """Everything we hold about a consumer."""
    return await work.read(queries.export_person, viewer, consumer_id)


@router.delete("/consumers/{consumer_id}", status_code=204, **needs(ERASE))
async def erase(consumer_id: Id, work: Working, viewer: Who) -> Response:
    """Erase a consumer."""
    await work.do(service.erase, viewer, consumer_id)
    return Response(status_code=204)
