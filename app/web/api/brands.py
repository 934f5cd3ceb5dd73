"""Brands over REST: ops make them and see all, a member sees the own."""


from fastapi import APIRouter

from app.brands import queries, service
from app.brands.rules import CHANGE_OWN, MAKE, READ, READ_OWN
from app.brands.schemas import BrandIn, BrandOut, MemberIn, MemberOut
from app.web.api.listing import Asked, Id, List, listed
from app.web.doors import Made, OnlyOnce, Who, Working, needs

router = APIRouter(prefix="/api/v1/brands", tags=["brands"])


@router.get("", **needs(READ, READ_OWN))
async def page(work: Working, viewer: Who, ask: Asked) -> List[BrandOut]:
    """Brands in the order in which they were made; a member finds only the own."""
    return await work.read(queries.page, viewer, ask, shape=listed(BrandOut.of))


@router.post("", status_code=201, **needs(MAKE, makes="/api/v1/brands/{id}"))
async def make(body: BrandIn, work: Working, viewer: Who, once: OnlyOnce, made: Made) -> BrandOut:
    """Make a brand."""
    return made.at(await work.do(service.make_brand, viewer, body.name, about=body.about, time_zone=body.time_zone,
                                 currency=body.currency, shape=BrandOut.of, once=once))


@router.get("/{brand_id}", **needs(READ, READ_OWN))
async def one(brand_id: Id, work: Working, viewer: Who) -> BrandOut:
    """One brand."""
    return await work.read(queries.get, viewer, brand_id, shape=BrandOut.of)


@router.get("/{brand_id}/members", **needs(READ, READ_OWN))
async def members(brand_id: Id, work: Working, viewer: Who) -> list[MemberOut]:
    """Who acts for a brand."""
    return await work.read(queries.members_of, viewer, brand_id,
                           shape=lambda rows: [MemberOut.of(row) for row in rows])


@router.post("/{brand_id}/members", status_code=201, **needs(CHANGE_OWN))
async def invite(brand_id: Id, body: MemberIn, work: Working, viewer: Who, once: OnlyOnce) -> MemberOut:
    """Let the person behind an email act for a brand; a sign-in link is sent there."""
    return await work.do(service.invite, viewer, brand_id, body, shape=MemberOut.of, once=once)
