"""All that a run reads of its campaign, its people and their gifts, in a flat number of statements."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from math import ceil
from zoneinfo import ZoneInfo

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute, selectinload

from app.brands.models import Product, Variant
from app.campaigns.models import Campaign, Offer, OfferLine
from app.campaigns.rules import APPROVED, CHANGES_REQUESTED, DRAFTED, LIVE, SUBMITTED
from app.campaigns.rules.traits import titles, traits_of
from app.consumers.models import Consumer
from app.consumers.queries.audience import Person
from app.consumers.queries.audience import one as one_person
from app.consumers.rules import ERASED
from app.core.errors import Fault, Invalid, NotFound
from app.core.i18n import Text, text
from app.core.viewer import Viewer
from app.core.work import now, resource
from app.matching.engine.columns import Row
from app.matching.engine.learning.cards import Card
from app.matching.models import Match, Run
from app.matching.queries import BY_HAND, by_hand, packed, records
from app.matching.queries.free import free_units_of
from app.matching.queries.rows import row_of
from app.matching.rules import RUN
from app.matching.rules.asked import GENDER, Asked, Brief, brief
from app.matching.rules.computing import Inputs, Known
from app.matching.rules.eligible import standing
from app.matching.rules.people import Gifts, People
from app.matching.rules.refusals import NothingFree, NotOpenToRuns
from app.platforms.known import Networks
from app.questionnaires.loading import Library
from app.questionnaires.traits import TraitSpec
from app.seats import queries as seats
from app.seats.models import Seat
from app.seats.rules import ACCEPTED, COMPLETED, EXCUSED, NO_SHOW, OFFERED, RELEASED, WAITING
from app.seats.rules.products import OPEN, Others

HOLDING = (OFFERED, WAITING, ACCEPTED, COMPLETED, NO_SHOW)
OPEN_TO_RUNS = (APPROVED, LIVE)
BLOCK = 10_000
"""Seqs that are asked for in one statement."""
OPEN_TO_DRY_RUNS = (DRAFTED, SUBMITTED, CHANGES_REQUESTED, *OPEN_TO_RUNS)


def all_traits(session: AsyncSession) -> dict[str, TraitSpec]:
    """Every trait of every questionnaire that this installation knows."""
    return traits_of(resource(session, Library))


async def trait_titles(session: AsyncSession, viewer: Viewer) -> dict[str, Text]:
    """What people call every trait and choice; the same for whoever asks."""
    return titles(all_traits(session))


async def inputs(session: AsyncSession, viewer: Viewer, campaign_id: str, seed: int | None = None,
                 dry: bool = False) -> Inputs:
    """All that a run reads; refused where the campaign is not open to runs or has no free unit. A dry run looks at
    drafts too."""
    viewer.require(RUN)
    campaign = await whole(session, campaign_id)
    if campaign.state not in (OPEN_TO_DRY_RUNS if dry else OPEN_TO_RUNS):
        raise NotOpenToRuns(campaign.state)
    free = (await free_units_of(session, [campaign.id]))[campaign.id]
    if not free and not dry:
        raise NothingFree
    read = await inputs_of(session, viewer, campaign, free, seed, waiting=await by_hand.waiting(session))
    if not read.units and not dry:
        raise NothingFree
    return read


async def inputs_of(session: AsyncSession, viewer: Viewer, campaign: Campaign, units: int, seed: int | None = None,
                    given: Collection[str] | None = None, waiting: Sequence[tuple[int, Match]] = ()) -> Inputs:
    """All that a run of a loaded campaign with so many free units reads; `given` names its variants where it is not
    stored. Whom ops asked by hand or approved (`waiting`, by seq) has a seat that is as good as taken: here, as long as
    he can still be picked, or of another campaign."""
    if unknown := tuple(_unknown_networks(campaign, resource(session, Networks))):
        raise Invalid(unknown)
    traits = all_traits(session)
    wanted = await _asked(session, campaign, given)
    served = await records.model(session, campaign.brand_id, wanted.categories)
    asked = brief(wanted, traits, _learned(served[0]) if served else ())
    after = await latest_number(session, campaign.id)
    everybody = await packed.everybody(session, viewer)
    gifted = await gifts(session, campaign, given=given)
    people = People(everybody, gifted, await _shared(session, Consumer.phone_index),
                    await _shared(session, Consumer.address_index))
    here = {seq: match for seq, match in waiting if match.campaign_id == campaign.id}
    stands = standing([seq for seq, match in here.items() if BY_HAND not in match.facts], people, asked)
    kept = [seq for seq in here if seq not in stands.lost]
    elsewhere = [seq for seq, match in waiting if match.campaign_id != campaign.id] if campaign.gift_cap_days else ()
    people, units = replace(people, gifts=_held(gifted, kept, elsewhere)), max(units - len(kept), 0)
    return Inputs(
        campaign.id, after, after + 1 if seed is None else seed, asked, people, units,
        ceil(campaign.waitlist_share * units), await records.record(session, campaign),
        records.shares(campaign), served[0] if served else None, served[1] if served else None, tuple(kept),
        stands)


def _unknown_networks(campaign: Campaign, known: Networks) -> Iterator[Fault]:
    """The networks of a campaign that this installation does not know: nobody would be found there."""
    for place, one in enumerate(campaign.platforms):
        if one.platform not in known.slugs:
            yield Fault(("platforms", place, "platform"), "unknown_platform", text(
                f"This installation knows no network “{one.platform}”, so nobody would be found there. The simulated "
                "one is known only where DAREN_SIMULATED_PLATFORM is set as it is for the server.",
                f"当前程序没有“{one.platform}”这个平台，因此找不到任何人。模拟平台需要和服务器一样设置 "
                "DAREN_SIMULATED_PLATFORM 才能使用。"))


def _held(found: Mapping[int, Gifts], kept: Collection[int], elsewhere: Collection[int]) -> Mapping[int, Gifts]:
    """Everybody's seats that count for a campaign, with those that are kept for people asked by hand or approved, and
    those that other campaigns keep."""
    asked = {**found} | {seq: replace(found.get(seq, Gifts()), has_offer=True) for seq in elsewhere}
    return asked | {seq: replace(asked.get(seq, Gifts()), has_seat=True, holds_seat=True) for seq in kept}


def _learned(card: Card) -> list[str]:
    """The traits that a model reads."""
    return [] if card.model is None else [name.partition("=")[0] for name in card.model.keys]


async def whole(session: AsyncSession, campaign_id: str) -> Campaign:
    """A campaign with everything that matching reads of it, or NotFound."""
    loads = (selectinload(Campaign.wants), selectinload(Campaign.quotas), selectinload(Campaign.platforms),
             selectinload(Campaign.offers))
    found = await session.scalar(select(Campaign).where(Campaign.id == campaign_id).options(*loads))
    if found is None:
        raise NotFound("campaign")
    return found


async def latest_number(session: AsyncSession, campaign_id: str) -> int:
    """The number of a campaign's latest run; 0 before the first."""
    return await session.scalar(select(func.max(Run.number)).where(Run.campaign_id == campaign_id)) or 0


async def _asked(session: AsyncSession, campaign: Campaign, variants: Collection[str] | None = None) -> Asked:
    given = select(Variant.product_id).join(OfferLine, OfferLine.variant_id == Variant.id).join(
        Offer, Offer.id == OfferLine.offer_id).where(Offer.campaign_id == campaign.id)
    if variants is not None:
        given = select(Variant.product_id).where(Variant.id.in_(variants))
    rows = (await session.execute(
        select(Product.category, Product.contraindications).where(Product.id.in_(given)))).all()
    return Asked(
        today=now(session).astimezone(ZoneInfo(campaign.time_zone)).date(),
        traits=[{"trait": want.key, "weight": want.weight, "want": want.want} for want in campaign.wants],
        musts=campaign.musts, must_nots=campaign.must_nots,
        quotas=[{"name": q.name, "of": q.of, "minimum": q.minimum, "maximum": q.maximum} for q in campaign.quotas],
        audience=campaign.audience, platforms=[(one.platform, one.need) for one in campaign.platforms],
        needs_verified_account=campaign.needs_verified_account, categories=frozenset(row[0] for row in rows),
        contraindications=[row[1] for row in rows], gift_days=campaign.gift_cap_days,
        brand_days=campaign.brand_cap_days, rival_days=campaign.rival_cap_days)


@dataclass(frozen=True, slots=True)
class Own:
    """One person as a run of a campaign would read him now, and what it would ask of him."""

    person: Person
    row: Row
    brief: Brief


async def own(session: AsyncSession, viewer: Viewer, campaign_id: str, consumer_id: str) -> Own:
    """One person and one campaign as a run would read them now: for ops of anybody, for a consumer of himself."""
    campaign, traits = await whole(session, campaign_id), all_traits(session)
    asked = brief(await _asked(session, campaign), traits)
    person = await one_person(
        session, viewer, consumer_id, asked.kinds, [key for key, spec in traits.items() if spec.sensitive])
    found = await gifts(session, campaign, consumer_id)
    return Own(person, row_of(person, found.get(person.seq), needs_gender=GENDER in asked.kinds), asked)


async def gifts(session: AsyncSession, campaign: Campaign, only: str | None = None,
                given: Collection[str] | None = None) -> Mapping[int, Gifts]:
    """By seq everybody's seats that count for a campaign, or one person's: its own, of others the open ones and gifts
    in its windows, and those of the same product. `given` names its variants where it is not stored."""
    others = await seats.others_of(session, campaign, given)
    rivals = await seats.rivals_of(session, campaign, given) if campaign.rival_cap_days else Others({})
    longest = max(campaign.gift_cap_days, campaign.brand_cap_days, campaign.rival_cap_days)
    since = now(session) - timedelta(days=longest + 1)
    rows = select(Consumer.seq, Seat.campaign_id, Seat.brand_id, Seat.state, Seat.accepted_at, Seat.exported_at,
                  Seat.lines).join(
        Consumer, Consumer.id == Seat.consumer_id)
    rows = rows.where(or_(Seat.campaign_id == campaign.id, Seat.state.in_((ACCEPTED, *OPEN)), Seat.accepted_at > since,
                          seats.may_have(others)))
    rows = rows if only is None else rows.where(Seat.consumer_id == only)
    found: defaultdict[int, Gifts] = defaultdict(Gifts)
    zone = ZoneInfo(campaign.time_zone)
    for seq, campaign_id, brand_id, state, accepted_at, exported_at, lines in (await session.execute(rows)).all():
        one = found[seq]
        if campaign_id == campaign.id:
            one.has_seat = True
            one.holds_seat = state in HOLDING or (state == EXCUSED and exported_at is not None)
            continue
        one.is_open |= state == ACCEPTED
        one.has_offer |= state in OPEN and _excludes(campaign, brand_id)
        one.has_product |= others.had(campaign_id, state, lines, exported_at) is not None
        if accepted_at is not None and state not in (RELEASED, EXCUSED):
            day = accepted_at.astimezone(zone).date()
            one.last_on = max(one.last_on or day, day)
            if brand_id == campaign.brand_id:
                one.last_of_brand_on = max(one.last_of_brand_on or day, day)
            elif rivals.had(campaign_id, state, lines, exported_at) is not None:
                one.last_of_rival_on = max(one.last_of_rival_on or day, day)
    return found


def _excludes(campaign: Campaign, brand_id: str) -> bool:
    """Whether nobody may have a gift of a campaign and one of another campaign of some brand at once."""
    return campaign.gift_cap_days > 0 or (campaign.brand_cap_days > 0 and brand_id == campaign.brand_id)


async def _shared(session: AsyncSession, column: InstrumentedAttribute[str | None]) -> dict[int, int]:
    """Of those who share a phone or an address the lowest seq that has the same; a shared building is no household."""
    twice = select(column).where(column.is_not(None)).group_by(column).having(func.count() > 1)
    rows = select(Consumer.seq, column).where(column.in_(twice), Consumer.state != ERASED).order_by(Consumer.seq)
    if column is Consumer.address_index:
        rows = rows.where(Consumer.is_address_shared.is_(False))
    first: dict[str, int] = {}
    return {seq: first.setdefault(str(key), seq) for seq, key in (await session.execute(rows)).all()}


async def known(session: AsyncSession, viewer: Viewer, seqs: Sequence[int]) -> dict[int, Known]:
    """Who some seqs are."""
    viewer.require(RUN)
    columns = select(Consumer.seq, Consumer.id, Consumer.external_id)
    found: dict[int, Known] = {}
    for at in range(0, len(seqs), BLOCK):
        rows = await session.execute(columns.where(Consumer.seq.in_(seqs[at:at + BLOCK])))
        found |= {seq: Known(consumer_id, external_id) for seq, consumer_id, external_id in rows.all()}
    return found
