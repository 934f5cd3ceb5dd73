"""Every question about brands and their catalogue. A select made for a person starts from visible_to()."""

from collections.abc import Sequence

from sqlalchemy import Select, false, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.models import ContactPoint
from app.brands.models import Brand, BrandMember, Product, Variant
from app.brands.rules import READ
from app.core import paging
from app.core.errors import NotFound
from app.core.paging import Ask, Page
from app.core.viewer import Viewer


def visible_to(viewer: Viewer) -> Select[Brand]:
    """Ops see all, a member the own brand, nobody else any."""
    if READ in viewer.permissions:
        return select(Brand)
    return select(Brand).where(Brand.id == viewer.scope("brand") if viewer.kind == "brand" else false())


def products_visible_to(viewer: Viewer) -> Select[Product]:
    """The products of the brands that the viewer sees, with their variants."""
    rows = select(Product).options(selectinload(Product.variants))
    if READ in viewer.permissions:
        return rows
    return rows.where(Product.brand_id == viewer.scope("brand") if viewer.kind == "brand" else false())


async def get(session: AsyncSession, viewer: Viewer, brand_id: str) -> Brand:
    """One brand, or NotFound."""
    found = await session.scalar(visible_to(viewer).where(Brand.id == brand_id))
    if found is None:
        raise NotFound("brand")
    return found


async def find_by_name(session: AsyncSession, viewer: Viewer, name: str) -> Brand | None:
    """The brand of this name, among those that the viewer sees."""
    found: Brand | None = await session.scalar(visible_to(viewer).where(Brand.name == name))
    return found


async def page(session: AsyncSession, viewer: Viewer, ask: Ask) -> Page[Brand]:
    """Brands in the order in which they were made."""
    return await paging.page(session, visible_to(viewer), Brand.seq, ask)


async def names_of(session: AsyncSession, viewer: Viewer, brand_ids: Sequence[str]) -> dict[str, str]:
    """The names of some brands by their ids."""
    rows = visible_to(viewer).where(Brand.id.in_(set(brand_ids)))
    return {brand.id: brand.name for brand in (await session.scalars(rows)).all()}


async def memberships(session: AsyncSession, viewer: Viewer, account_id: str) -> list[BrandMember]:
    """The brands that an account acts for; asked by the door before there is a viewer."""
    rows = select(BrandMember).where(BrandMember.account_id == account_id).order_by(BrandMember.seq)
    return list((await session.scalars(rows)).all())


async def members_of(session: AsyncSession, viewer: Viewer, brand_id: str) -> list[BrandMember]:
    """Who acts for a brand that the viewer sees."""
    await get(session, viewer, brand_id)
    rows = select(BrandMember).where(BrandMember.brand_id == brand_id).order_by(BrandMember.seq)
    return list((await session.scalars(rows)).all())


async def member_at(session: AsyncSession, brand_id: str, value_index: str) -> tuple[BrandMember, ContactPoint] | None:
    """Who acts for a brand and is reached at this contact, with the point."""
    rows = (select(BrandMember, ContactPoint).join(ContactPoint, ContactPoint.account_id == BrandMember.account_id)
            .where(BrandMember.brand_id == brand_id, ContactPoint.value_index == value_index).limit(1))
    found = (await session.execute(rows)).first()
    return (found[0], found[1]) if found else None


async def product(session: AsyncSession, viewer: Viewer, product_id: str) -> Product:
    """One product with its variants, or NotFound."""
    found = await session.scalar(products_visible_to(viewer).where(Product.id == product_id))
    if found is None:
        raise NotFound("product")
    return found


async def products(session: AsyncSession, viewer: Viewer, ask: Ask, *, brand_id: str | None = None,
                   is_archived: bool | None = False) -> Page[Product]:
    """Products with their variants, newest first; archived ones only where asked (None: both); NotFound where the brand
    that is named is not in sight."""
    every = products_visible_to(viewer)
    if brand_id is not None:
        every = every.where(Product.brand_id == brand_id)
    rows = every if is_archived is None else every.where(Product.is_archived == is_archived)
    found = await paging.page(session, rows, Product.seq, ask, newest_first=True)
    return await paging.page_of(session, viewer, found, every, get, brand_id)


async def variants_of(session: AsyncSession, viewer: Viewer, brand_id: str) -> list[Variant]:
    """Every variant of a brand with its product, archived ones too."""
    rows = (select(Variant).join(Variant.product).where(Product.brand_id == brand_id)
            .options(joinedload(Variant.product)).order_by(Product.seq, Variant.seq))
    await get(session, viewer, brand_id)
    return list((await session.scalars(rows)).all())


async def reference_taken(session: AsyncSession, brand_id: str, reference: str | None, but: str | None) -> bool:
    """Whether another product of the brand carries this reference; none at all is nobody's."""
    if reference is None:
        return False
    rows = select(Product.id).where(Product.brand_id == brand_id, Product.external_ref == reference)
    found = await session.scalar(rows.where(Product.id != but) if but else rows)
    return found is not None
