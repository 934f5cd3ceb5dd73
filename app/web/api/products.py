"""The catalogue over REST: products with their variants."""


from fastapi import APIRouter

from app.brands import queries, service
from app.brands.rules import CATALOGUE
from app.brands.schemas import ProductIn, ProductOut
from app.web.api.listing import Asked, Id, List, Whose, listed
from app.web.doors import Made, OnlyOnce, Who, Working, needs, whose

router = APIRouter(prefix="/api/v1/products", tags=["products"])


@router.get("", **needs(CATALOGUE))
async def page(work: Working, viewer: Who, ask: Asked, brand: Whose = None,
               archived: bool = False) -> List[ProductOut]:
    """Products, newest first; the archived ones where asked."""
    return await work.read(queries.products, viewer, ask, brand_id=brand, is_archived=archived,
                           shape=listed(ProductOut.of))


@router.post("", status_code=201, **needs(CATALOGUE, makes="/api/v1/products/{id}"))
async def make(body: ProductIn, work: Working, viewer: Who, once: OnlyOnce, made: Made,
               brand: Whose = None) -> ProductOut:
    """Add a product with its variants."""
    return made.at(await work.do(service.make_product, viewer, whose(viewer, brand), body, shape=ProductOut.of,
                                 once=once))


@router.get("/{product_id}", **needs(CATALOGUE))
async def one(product_id: Id, work: Working, viewer: Who) -> ProductOut:
    """One product with its variants, archived ones too."""
    return await work.read(queries.product, viewer, product_id, shape=ProductOut.of)


@router.put("/{product_id}", **needs(CATALOGUE))
async def change(product_id: Id, body: ProductIn, work: Working, viewer: Who) -> ProductOut:
    """Write a product anew; a variant that is left out is archived."""
    return await work.do(service.change_product, viewer, product_id, body, shape=ProductOut.of)


@router.post("/{product_id}/archive", **needs(CATALOGUE))
async def archive(product_id: Id, work: Working, viewer: Who, once: OnlyOnce) -> ProductOut:
    """Take a product out of the catalogue."""
    return await work.do(service.archive_product, viewer, product_id, shape=ProductOut.of, once=once)


@router.post("/{product_id}/restore", **needs(CATALOGUE))
async def restore(product_id: Id, work: Working, viewer: Who, once: OnlyOnce) -> ProductOut:
    """Put an archived product back."""
    return await work.do(service.restore_product, viewer, product_id, shape=ProductOut.of, once=once)
