"""Writing a campaign down: drafts, their changes, and new versions of a brief."""

from sqlalchemy.ext.asyncio import AsyncSession

from app.brands import queries as brands
from app.brands.models import Brand
from app.campaigns import queries
from app.campaigns.models import Brief, Campaign, CampaignPlatform, Deliverable, Offer, OfferLine, Quota, Want
from app.campaigns.rules import APPROVE, DRAFT, DRAFTED, RUNNING, OnlyDraftsChange, OnlyRunningPause
from app.campaigns.schemas.campaign import PARTS, CampaignChange, CampaignIn
from app.campaigns.schemas.checks import faults_in
from app.campaigns.schemas.completeness import lint_brief
from app.campaigns.schemas.parts import BriefIn, OfferIn
from app.campaigns.schemas.world import World
from app.core.errors import Fault, Invalid
from app.core.i18n import text
from app.core.viewer import Viewer
from app.core.work import new_id, now
from app.journal import service as journal
from app.matching.engine import wants


async def draft(session: AsyncSession, viewer: Viewer, brand_id: str, body: CampaignIn) -> Campaign:
    """Begin a campaign of a brand; it may lack much, but what is there must be right."""
    viewer.require(DRAFT)
    brand = await brands.get(session, viewer, brand_id)
    world = await judge(session, viewer, brand.id, body)
    row = Campaign(id=new_id(session, "cmp"), brand_id=brand.id, created_at=now(session), changed_at=now(session),
                   wants=[], quotas=[], platforms=[], offers=[], deliverables=[], briefs=[])
    _write_fields(row, body, brand)
    session.add(row)
    await session.flush()
    _write_parts(session, row, body, world)
    await session.flush()
    await journal.record(session, viewer, "campaign.drafted", row)
    return row


async def edit(session: AsyncSession, viewer: Viewer, campaign_id: str, body: CampaignIn | CampaignChange) -> Campaign:
    """Write a draft anew, as a whole or in some fields."""
    viewer.require(DRAFT)
    row = await queries.get_to_change(session, viewer, campaign_id)
    if row.state != DRAFTED:
        raise OnlyDraftsChange(row.state)
    whole = body.onto(row) if isinstance(body, CampaignChange) else body
    world = await judge(session, viewer, row.brand_id, whole, row.id)
    _write_fields(row, whole, await brands.get(session, viewer, row.brand_id))
    for part in (row.wants, row.quotas, row.platforms, row.offers, row.deliverables, row.briefs):
        part.clear()
    row.changed_at = now(session)
    await session.flush()
    _write_parts(session, row, whole, world)
    await session.flush()
    await journal.record(session, viewer, "campaign.edited", row)
    return row


async def change_brief(session: AsyncSession, viewer: Viewer, campaign_id: str, body: BriefIn) -> Campaign:
    """Give an approved or live campaign a new version of its brief; those who hold a seat are told."""
    viewer.require(APPROVE)
    row = await queries.get_to_change(session, viewer, campaign_id)
    if row.state not in RUNNING:
        raise OnlyRunningPause(row.state)
    found = lint_brief(body, ())
    if not body.about.default:
        found.append(Fault(("about",), "brief_missing", text(
            "Please tell people what the product is and what is asked.", "请介绍产品，并说明需要做什么。")))
    if found:
        raise Invalid(tuple(found))
    row.briefs.append(_brief(session, row.id, body, 1 + max((brief.number for brief in row.briefs), default=0)))
    row.changed_at = now(session)
    await session.flush()
    await journal.record(session, viewer, "campaign.brief_changed", row, number=row.briefs[-1].number)
    return row


async def judge(session: AsyncSession, viewer: Viewer, brand_id: str, body: CampaignIn,
                campaign_id: str | None = None) -> World:
    """Refuse what no draft may hold, everything at once; returns what the campaign was judged against."""
    world = await queries.world_of(session, viewer, brand_id, reference=body.external_ref, follows=body.follows_id,
                                   but=campaign_id)
    if found := faults_in(body, world):
        raise Invalid(tuple(found))
    return world


def _write_fields(row: Campaign, body: CampaignIn, brand: Brand) -> None:
    for name in CampaignIn.model_fields:
        if name not in (*PARTS, "name", "time_zone", "currency", "musts", "must_nots"):
            setattr(row, name, getattr(body, name))
    row.name, row.audience = body.name.as_json(), body.audience.model_dump()
    row.time_zone, row.currency = body.time_zone or brand.time_zone, body.currency or brand.currency
    row.musts = [condition.model_dump(exclude_none=True) for condition in body.musts]
    row.must_nots = [condition.model_dump(exclude_none=True) for condition in body.must_nots]


def _write_parts(session: AsyncSession, row: Campaign, body: CampaignIn, world: World) -> None:
    # In the engine's own spelling: SQLite would read a bare number in a JSON column as a number, not as JSON.
    wanted = wants.parse([want.model_dump() for want in body.traits], world.traits) if body.traits else ()
    row.wants.extend(Want(position=place, key=want.key, want=wants.as_json(want)["want"], weight=want.weight)
                     for place, want in enumerate(wanted))
    row.quotas.extend(Quota(position=place, **quota.model_dump()) for place, quota in enumerate(body.quotas))
    row.platforms.extend(CampaignPlatform(**platform.model_dump()) for platform in body.platforms)
    row.offers.extend(_offer(session, place, offer, world) for place, offer in enumerate(body.offers))
    row.deliverables.extend(
        Deliverable(id=new_id(session, "dlv"), position=place, **deliverable.model_dump())
        for place, deliverable in enumerate(body.deliverables))
    if body.brief is not None:
        row.briefs.append(_brief(session, row.id, body.brief, 1))


def _offer(session: AsyncSession, place: int, body: OfferIn, world: World) -> Offer:
    lines = [OfferLine(variant_id=world.variants[line.variant], quantity=line.quantity) for line in body.lines]
    name = body.name.as_json() if body.name else _named_by(world, lines)
    rule = body.trait_rule.model_dump(exclude_none=True) if body.trait_rule else None
    return Offer(id=new_id(session, "off"), position=place, name=name, choice=body.choice, trait_rule=rule,
                 units=body.units, lines=lines)


def _named_by(world: World, lines: list[OfferLine]) -> dict[str, str]:
    """An offer without a name is called after what is in it."""
    names = [world.names[line.variant_id] for line in lines]
    chinese = [name.get("zh-cn") or name["default"] for name in names]
    told = {"zh-cn": " + ".join(chinese)} if any("zh-cn" in name for name in names) else {}
    return {"default": " + ".join(name["default"] for name in names), **told}


def _brief(session: AsyncSession, campaign_id: str, body: BriefIn, number: int) -> Brief:
    texts = {name: getattr(body, name).as_json() for name in ("about", "ask", "avoid")}
    plain = body.model_dump(exclude=set(texts))
    return Brief(id=new_id(session, "brf"), campaign_id=campaign_id, number=number, created_at=now(session),
                 **texts, **plain)
