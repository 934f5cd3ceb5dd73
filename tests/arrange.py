"""Rows for tests to start from: people, brands, a live campaign, offered seats; written straight into the store."""

from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from typing import Any

from PIL import Image
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.models import Account, ApiKey, ContactPoint, Session
from app.brands.models import Brand, BrandMember, Product, Variant
from app.campaigns.models import Brief, Campaign, CampaignPlatform, Deliverable, Offer, OfferLine
from app.consumers.models import Address, Consent, Consumer
from app.core import crypto
from app.core.viewer import Viewer
from app.core.work import Work, new_id, now
from app.seats.models import Seat, Stock
from app.web import roles

OPS = roles.ops("acc_ops")


@dataclass(frozen=True)
class Person:
    """A consumer who can sign in."""

    id: str
    account_id: str

    @property
    def viewer(self) -> Viewer:
        return roles.consumer(self.account_id, self.id)


@dataclass(frozen=True)
class House:
    """A brand with one member."""

    id: str
    account_id: str

    @property
    def viewer(self) -> Viewer:
        return roles.brand_member(self.account_id, self.id)


@dataclass(frozen=True)
class Live:
    """A live campaign with one offer of one variant and one deliverable."""

    id: str
    brand: House
    offer_id: str
    variant_id: str
    deliverable_id: str


async def _account(session: AsyncSession, email: str, **more: Any) -> Account:
    account = Account(id=new_id(session, "acc"), created_at=now(session), language="en", **more)
    session.add(account)
    await session.flush()
    point = ContactPoint(id=new_id(session, "cpt"), account_id=account.id, kind="email", created_at=now(session),
                         verified_at=now(session), value_index=crypto.keyring().blind_index("email", email))
    point.value = email
    session.add(point)
    return account


async def person(work: Work, name: str = "lin", *, with_address: bool = True, **more: Any) -> Person:
    """A consumer with an account, an address, and the consents to be matched and to have it passed to couriers."""
    async def make(session: AsyncSession, viewer: Viewer) -> Person:
        account = await _account(session, f"{name}@example.test")
        values = {"birth_month": 1995 * 12, "gender": "female", "region_code": "310000"} | more
        consumer = Consumer(id=new_id(session, "con"), account_id=account.id, created_at=now(session),
                            member_at=now(session), works_for=[], **values)
        session.add(consumer)
        await session.flush()
        session.add_all(Consent(id=new_id(session, "cst"), consumer_id=consumer.id, purpose=purpose, text_version="1",
                                given_at=now(session)) for purpose in ("matching", "courier", "contact"))
        if with_address:
            address = Address(id=new_id(session, "adr"), consumer_id=consumer.id, province="上海市", city="上海市",
                              district="徐汇区", region_code="310104", changed_at=now(session))
            address.recipient, address.mobile, address.detail = f"收件人{name}", "13800000000", f"{name}路1号"
            session.add(address)
            consumer.phone_index = crypto.keyring().blind_index("phone", name)
            consumer.address_index = crypto.keyring().blind_index("address", name)
        return Person(consumer.id, account.id)
    return await work.do(make, OPS)


async def brand(work: Work, name: str = "Bergquell") -> House:
    """A brand with an owner."""
    async def make(session: AsyncSession, viewer: Viewer) -> House:
        account = await _account(session, f"{name.lower()}@example.test")
        row = Brand(id=new_id(session, "brd"), name=name, created_at=now(session))
        session.add(row)
        await session.flush()
        session.add(BrandMember(id=new_id(session, "mem"), brand_id=row.id, account_id=account.id, role="owner",
                                created_at=now(session)))
        return House(row.id, account.id)
    return await work.do(make, OPS)


async def live_campaign(work: Work, owner: House | None = None, *, units: int = 2, reserve: int = 1,
                        platform: str | None = None, **more: Any) -> Live:
    """A live campaign of `units` units with a stock row, one deliverable (on `platform`, or any) and a brief."""
    owner = owner or await brand(work)

    async def make(session: AsyncSession, viewer: Viewer) -> Live:
        product = Product(id=new_id(session, "prd"), brand_id=owner.id, name={"default": "Oat milk", "zh-cn": "燕麦奶"},
                          category="drink", created_at=now(session))
        campaign = Campaign(id=new_id(session, "cmp"), brand_id=owner.id, created_at=now(session),
                            changed_at=now(session), **({"state": "live", "name": {"default": "Oat milk spring"},
                                                         "starts_at": now(session)} | more))
        session.add_all((product, campaign))
        await session.flush()
        variant = Variant(id=new_id(session, "var"), product_id=product.id, name={"default": "1 litre"},
                          retail_value=1990, unit_cost=700)
        offer = Offer(id=new_id(session, "off"), campaign_id=campaign.id, position=0, name={"default": "1 litre"},
                      units=units)
        deliverable = Deliverable(id=new_id(session, "dlv"), campaign_id=campaign.id, position=0, platform=platform)
        brief = Brief(id=new_id(session, "brf"), campaign_id=campaign.id, number=1, created_at=now(session),
                      about={"default": "Say what you honestly think of it."}, product_words=["oat milk", "燕麦奶"])
        session.add_all((variant, offer, deliverable, brief))
        if platform:
            session.add(CampaignPlatform(campaign_id=campaign.id, platform=platform, need="accepted"))
        await session.flush()
        session.add_all((OfferLine(offer_id=offer.id, variant_id=variant.id, quantity=1),
                         Stock(campaign_id=campaign.id, variant_id=variant.id, units=units, reserve=reserve)))
        return Live(campaign.id, owner, offer.id, variant.id, deliverable.id)
    return await work.do(make, OPS)


async def offered_seat(work: Work, campaign: Live, who: Person, **more: Any) -> str:
    """A seat that was offered and told just now, with three days to answer; its id."""
    async def make(session: AsyncSession, viewer: Viewer) -> str:
        values = {"state": "offered", "offered_at": now(session), "sent_at": now(session),
                  "answer_by": now(session) + timedelta(days=3)} | more
        seat = Seat(id=new_id(session, "seat"), campaign_id=campaign.id, consumer_id=who.id,
                    brand_id=campaign.brand.id, pseudonym=new_id(session, "p")[-8:], changed_at=now(session), **values)
        session.add(seat)
        await session.flush()
        return seat.id
    return await work.do(make, OPS)


async def key_of(work: Work, viewer: Viewer) -> dict[str, str]:
    """The headers of an API key that opens this viewer's door."""
    secret = crypto.token()

    async def make(session: AsyncSession, _: Viewer) -> None:
        session.add(ApiKey(id=new_id(session, "key"), kind=viewer.kind, name="test", prefix=secret[:8],
                           scope_id=viewer.scope(viewer.kind) or None, key_hash=crypto.token_hash(secret),
                           created_at=now(session), last_used_at=now(session)))
    await work.do(make, OPS)
    return {"authorization": f"Bearer {secret}"}


async def cookie_of(work: Work, account_id: str) -> dict[str, str]:
    """The cookie of a signed-in browser."""
    token = crypto.token()

    async def make(session: AsyncSession, _: Viewer) -> None:
        session.add(Session(id=new_id(session, "ses"), account_id=account_id, token_hash=crypto.token_hash(token),
                            created_at=now(session), expires_at=now(session) + timedelta(days=1)))
    await work.do(make, OPS)
    return {"cookie": f"daren_session={token}"}


async def ops_account(work: Work) -> str:
    """An account of ops; its id."""
    async def make(session: AsyncSession, _: Viewer) -> str:
        return (await _account(session, "ops@example.test", is_ops=True)).id
    return await work.do(make, OPS)


def photo(colour: str = "red", *, speck: bool = True) -> bytes:
    """A small picture, as somebody sends it; another colour is another picture."""
    out = BytesIO()
    image = Image.new("RGB", (8, 8), colour)
    if speck:
        image.paste("white", (2, 2, 5, 5))
    image.save(out, "PNG")
    return out.getvalue()
