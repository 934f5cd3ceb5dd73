"""What is done to brands and their catalogue."""

from collections.abc import Iterator

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts import queries as accounts_queries
from app.accounts import service as accounts
from app.accounts.queries import index_of
from app.accounts.rules.contacts import contact_of
from app.accounts.service import LinkAsk
from app.brands import queries
from app.brands.models import Brand, BrandMember, Product, Variant
from app.brands.rules import (
    CATALOGUE,
    CHANGE_OWN,
    MAKE,
    AlreadyMember,
    BrandNameTaken,
    LastOwner,
    contraindication_faults,
)
from app.brands.schemas import MemberIn, ProductIn, VariantIn
from app.core.errors import Fault, Invalid
from app.core.i18n import Text, text
from app.core.viewer import Viewer
from app.core.work import new_id, now, resource
from app.journal import service as journal
from app.questionnaires.loading import Library
from app.questionnaires.traits import catalogue

SIGN_UP = "sign-up"


async def make_brand(session: AsyncSession, viewer: Viewer, name: str, *, about: Text | None = None,
                     time_zone: str = "Asia/Shanghai", currency: str = "CNY") -> Brand:
    """Make a brand of a name that no other has."""
    viewer.require(MAKE)
    row = Brand(id=new_id(session, "brd"), name=name, about=(about or text("")).as_json(), time_zone=time_zone,
                currency=currency, created_at=now(session))
    try:
        async with session.begin_nested():
            session.add(row)
    except IntegrityError as error:
        raise BrandNameTaken(name) from error
    await journal.record(session, viewer, "brand.made", row)
    return row


async def find_or_make(session: AsyncSession, viewer: Viewer, name: str) -> Brand:
    """The brand of this name, made where missing."""
    return await queries.find_by_name(session, viewer, name) or await make_brand(session, viewer, name)


async def add_member(session: AsyncSession, viewer: Viewer, brand_id: str, account_id: str,
                     role: str = "editor") -> BrandMember:
    """Let an account act for a brand."""
    viewer.require(CHANGE_OWN)
    brand = await queries.get(session, viewer, brand_id)
    if any(m.brand_id == brand.id for m in await queries.memberships(session, viewer, account_id)):
        raise AlreadyMember
    row = BrandMember(id=new_id(session, "mem"), brand_id=brand.id, account_id=account_id, role=role,
                      created_at=now(session))
    session.add(row)
    await session.flush()
    await journal.record(session, viewer, "brand.member_added", brand, account_id=account_id, role=role)
    return row


async def invite(session: AsyncSession, viewer: Viewer, brand_id: str, body: MemberIn) -> BrandMember:
    """Let the person behind an email act for a brand, and send a sign-in link there; asked again, the link anew.

    An account that merely claims the email is no one's proof, so only a verified one is taken.
    """
    viewer.require(CHANGE_OWN)
    brand = await queries.get(session, viewer, brand_id)
    contact = contact_of(body.email, "email", "email")
    found = await queries.member_at(session, brand.id, index_of(contact))
    if found is None:
        point = await accounts_queries.find_by_contact(session, viewer, contact)
        if point is None or point.verified_at is None:
            account = await accounts.make_account(session, viewer, time_zone=brand.time_zone)
            point = await accounts.add_contact(session, viewer, account.id, "email", contact.value)
        found = await add_member(session, viewer, brand.id, point.account_id, body.role), point
    member, point = found
    link = LinkAsk(member.account_id, point.id, "brand", "/brand/campaigns")
    await journal.record(session, viewer, "account.link_asked", link, contact_point_id=point.id, door="brand")
    return member


async def remove_member(session: AsyncSession, viewer: Viewer, brand_id: str, member_id: str) -> None:
    """End somebody's acting for a brand; the last owner stays."""
    viewer.require(CHANGE_OWN)
    brand = await queries.get(session, viewer, brand_id)
    members = await queries.members_of(session, viewer, brand.id)
    for member in members:
        if member.id == member_id:
            if member.role == "owner" and sum(m.role == "owner" for m in members) == 1:
                raise LastOwner
            await session.delete(member)
            await journal.record(session, viewer, "brand.member_removed", brand, account_id=member.account_id)


async def make_product(session: AsyncSession, viewer: Viewer, brand_id: str, body: ProductIn) -> Product:
    """Add a product with its variants to a brand's catalogue."""
    viewer.require(CATALOGUE)
    brand = await queries.get(session, viewer, brand_id)
    await _judge(session, brand.id, body, None)
    row = Product(id=new_id(session, "prd"), brand_id=brand.id, created_at=now(session))
    _write(row, body)
    row.variants = [_variant(Variant(id=new_id(session, "var")), wanted) for wanted in body.variants]
    session.add(row)
    await session.flush()
    await journal.record(session, viewer, "product.made", row, variants=[v.id for v in row.variants])
    return row


async def change_product(session: AsyncSession, viewer: Viewer, product_id: str, body: ProductIn) -> Product:
    """Write a product anew; a variant that is left out is archived, never deleted, for samples of it may be about."""
    viewer.require(CATALOGUE)
    row = await queries.product(session, viewer, product_id)
    await _judge(session, row.brand_id, body, row)
    _write(row, body)
    known = {variant.id: variant for variant in row.variants}
    await _free_references(session, known, body)
    for wanted in body.variants:
        if wanted.id is None:
            row.variants.append(_variant(Variant(id=new_id(session, "var")), wanted))
        else:
            _variant(known.pop(wanted.id), wanted)
    for left_out in known.values():
        left_out.is_archived = True
    await session.flush()
    await journal.record(session, viewer, "product.changed", row)
    return row


async def _free_references(session: AsyncSession, known: dict[str, Variant], body: ProductIn) -> None:
    """Let go of references that change hands, so that two variants may exchange theirs."""
    for wanted in body.variants:
        if wanted.id is not None and known[wanted.id].external_ref != wanted.external_ref:
            known[wanted.id].external_ref = None
    await session.flush()


async def archive_product(session: AsyncSession, viewer: Viewer, product_id: str) -> Product:
    """Take a product out of the catalogue; campaigns that give it go on."""
    return await _set_archived(session, viewer, product_id, True, "product.archived")


async def restore_product(session: AsyncSession, viewer: Viewer, product_id: str) -> Product:
    """Put an archived product back into the catalogue."""
    return await _set_archived(session, viewer, product_id, False, "product.restored")


async def _set_archived(session: AsyncSession, viewer: Viewer, product_id: str, archived: bool,
                        event: str) -> Product:
    viewer.require(CATALOGUE)
    row = await queries.product(session, viewer, product_id)
    if row.is_archived != archived:
        row.is_archived = archived
        await session.flush()
        await journal.record(session, viewer, event, row)
    return row


async def _judge(session: AsyncSession, brand_id: str, body: ProductIn, row: Product | None) -> None:
    """Refuse what the catalogue cannot hold, everything at once."""
    asked = catalogue(resource(session, Library).latest(SIGN_UP))
    found = list(contraindication_faults(body.contraindications, asked, ("contraindications",)))
    known = {variant.id: variant.external_ref for variant in row.variants} if row else {}
    found += _variant_faults(body, known)
    if await queries.reference_taken(session, brand_id, body.external_ref, row.id if row else None):
        words = text("Another product has this reference.", "已有产品使用了这个编号。")
        found.append(Fault(("external_ref",), "taken", words))
    if found:
        raise Invalid(tuple(found))


def _variant_faults(body: ProductIn, known: dict[str, str | None]) -> Iterator[Fault]:
    kept = {variant.id for variant in body.variants}
    left = {ref for variant_id, ref in known.items() if variant_id not in kept and ref is not None}
    for place, variant in enumerate(body.variants):
        if variant.id is not None and variant.id not in known:
            yield Fault(("variants", place, "id"), "unknown_variant", text(
                "This product has no such variant.", "该产品没有这个规格。"))
        if variant.external_ref in left:
            yield Fault(("variants", place, "external_ref"), "taken", text(
                "An archived variant has this reference.", "已归档的规格使用了这个编号。"))


def _write(row: Product, body: ProductIn) -> None:
    row.name, row.about, row.category = body.name.as_json(), body.about.as_json(), body.category
    row.aliases, row.external_ref = body.aliases, body.external_ref
    row.contraindications = {key: list(choices) for key, choices in body.contraindications.items()}


def _variant(row: Variant, body: VariantIn) -> Variant:
    row.name, row.options, row.external_ref = body.name.as_json(), dict(body.options), body.external_ref
    row.retail_value, row.unit_cost, row.is_archived = body.retail_value, body.unit_cost, body.is_archived
    return row
