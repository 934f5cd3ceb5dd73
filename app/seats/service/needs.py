"""What must be there before a person can say yes: safety confirmed, an address, leave to pass it on."""

from sqlalchemy.ext.asyncio import AsyncSession

from app.campaigns.models import Campaign
from app.consumers.models import Consumer
from app.core.errors import Fault, Invalid
from app.core.i18n import Text, text
from app.core.viewer import Viewer
from app.core.work import now
from app.seats import queries
from app.seats.models import Seat

_MISSING: dict[str, Text] = {
    "recipient": text("Please tell us who receives the parcel.", "请填写收件人。"),
    "mobile": text("Please give a mobile number for the courier.", "请填写收件手机号。"),
    "province": text("Please name the province.", "请填写省份。"),
    "city": text("Please name the city.", "请填写城市。"),
    "district": text("Please name the district or county.", "请填写区县。"),
    "detail": text("Please give street and house number.", "请填写街道和门牌号。"),
}
_CONFIRM = text("Please read the safety questions and confirm that the product is safe for you.",
                "请阅读安全提示，并确认产品适合你。")
_CONSENT = text("We need your leave to pass your address to the courier.",
                "请您同意我们将地址提供给快递公司，用于寄送包裹。")


async def check_needs(session: AsyncSession, seat: Seat, campaign: Campaign, consumer: Consumer,
                      confirms: bool) -> None:
    """Raise Invalid that names everything missing at once."""
    faults = await _missing(session, seat, campaign, consumer.id, confirms)
    if faults:
        raise Invalid(tuple(faults))


async def still_missing(session: AsyncSession, viewer: Viewer, seat_id: str, confirms: bool,
                        courier_consent: bool) -> tuple[Fault, ...]:
    """What a yes would lack besides what it says, for who must be told everything at once; nothing changes."""
    seat = await queries.get(session, viewer, seat_id)
    campaign = await queries.campaign_of(session, seat)
    found = await _missing(session, seat, campaign, seat.consumer_id, confirms)
    return tuple(fault for fault in found if not (courier_consent and fault.where == ("courier_consent",)))


async def _missing(session: AsyncSession, seat: Seat, campaign: Campaign, consumer_id: str,
                   confirms: bool) -> list[Fault]:
    faults = [Fault(("confirms",), "must_confirm", _CONFIRM)] if seat.must_confirm and not confirms else []
    if campaign.fulfilment == "parcel":
        address = await queries.address_of(session, consumer_id)
        faults += [Fault(("address", name), "missing", words) for name, words in _MISSING.items()
                   if address is None or not getattr(address, name)]
        if not await queries.may_pass_address(session, consumer_id, now(session)):
            faults.append(Fault(("courier_consent",), "consent_needed", _CONSENT))
    return faults
