"""Where samples go: an address, sealed field by field, with the indexes by which gifts per home are counted."""

from collections.abc import Mapping

from pydantic import ValidationError
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from app.consumers import queries
from app.consumers.models import Address, Consumer
from app.consumers.queries.answers import find_address
from app.consumers.rules import CHANGE_OWN
from app.consumers.rules.places import looks_shared, plain_address, plain_phone, split_extension
from app.consumers.rules.refusals import AddressKept
from app.consumers.schemas import AddressIn
from app.core import crypto
from app.core.errors import Fault, Invalid
from app.core.i18n import text
from app.core.viewer import Viewer
from app.core.work import new_id, now
from app.journal import service as journal
from app.questionnaires.stores import ADDRESS_PARTS

WHOLE = text("An address is only of use when it is whole; please fill this in too.",
             "地址填写完整才能寄送，请补上这一项。")
NOT_AN_ADDRESS = text("A courier could not use this; please look again.", "快递可能无法识别这一项，请检查。")


async def set_address(session: AsyncSession, viewer: Viewer, consumer_id: str, address: AddressIn) -> Address:
    """Keep where samples go; the old address is gone. Caps that hang on it are decided by who holds the seats."""
    viewer.require(CHANGE_OWN)
    consumer = await queries.get_locked(session, viewer, consumer_id)
    return await keep_address(session, viewer, consumer.id, address)


async def keep_address(session: AsyncSession, viewer: Viewer, consumer_id: str, given: AddressIn) -> Address:
    """Write the address down; its person is known to the caller."""
    address = await find_address(session, consumer_id)
    if address is None:
        address = Address(id=new_id(session, "adr"), consumer_id=consumer_id)
        session.add(address)
    fill(address, given)
    address.changed_at = now(session)
    await session.flush()
    await session.execute(update(Consumer).where(Consumer.id == consumer_id).values(
        **indexes(given), version=Consumer.version + 1))
    await journal.record(session, viewer, "address.changed", address, consumer_id=consumer_id,
                         region_code=address.region_code, is_shared=address.is_shared)
    return address


async def first_address(session: AsyncSession, viewer: Viewer, consumer_id: str, given: AddressIn) -> None:
    """Keep an address that came with answers, where there is none yet; raises AddressKept where it would change one,
    which is for who decides the caps that hang on it."""
    address = await find_address(session, consumer_id)
    if address is None:
        await keep_address(session, viewer, consumer_id, given)
    elif not _same(address, given):
        raise AddressKept


def _same(address: Address, given: AddressIn) -> bool:
    mobile, extension = split_extension(given.mobile)
    return (address.recipient, address.mobile, address.extension, address.province, address.city, address.district,
            address.detail) == (given.recipient, mobile, given.extension or extension, given.province, given.city,
                                given.district, given.detail)


def fill(address: Address, given: AddressIn) -> None:
    """Seal the fields into the row, whose id is known."""
    mobile, extension = split_extension(given.mobile)
    address.recipient, address.detail = given.recipient, given.detail
    address.mobile, address.extension = mobile, given.extension or extension
    address.province, address.city, address.district = given.province, given.city, given.district
    address.region_code = given.region_code
    address.is_shared = given.is_shared or looks_shared(given.detail)


def indexes(given: AddressIn) -> dict[str, object]:
    """The consumer's columns by which gifts per phone and per home are counted."""
    keyring = crypto.keyring()
    mobile, extension = split_extension(given.mobile)
    plain = plain_phone(mobile) + (f"-{given.extension or extension}" if given.extension or extension else "")
    return {
        "phone_index": keyring.blind_index("phone", plain),
        "address_index": keyring.blind_index(
            "address", plain_address(given.province, given.city, given.district, given.detail)),
        "is_address_shared": given.is_shared or looks_shared(given.detail),
    }


def whole(parts: Mapping[str, str], region_code: str | None = None) -> AddressIn:
    """The address in answers; raises Invalid at the parts that are missing where only some are given."""
    missing = [part for part in ADDRESS_PARTS if not parts.get(part)]
    if missing:
        raise Invalid(tuple(Fault((f"address:{part}",), "required", WHOLE) for part in missing))
    mainland = region_code if region_code and region_code != "000000" else None
    try:
        return AddressIn.model_validate({part: parts[part] for part in ADDRESS_PARTS} | {"region_code": mainland})
    except ValidationError as error:
        raise Invalid(tuple(Fault((f"address:{one['loc'][0]}",), "invalid", NOT_AN_ADDRESS)
                            for one in error.errors())) from None
