"""Brands are made, write their campaigns and hand them in; ops send one back, approve, run and decide on matches."""

from collections.abc import Sequence
from datetime import timedelta
from random import Random
from typing import Any

from app.accounts import service as accounts
from app.brands import service as brands
from app.brands.schemas import ProductIn
from app.campaigns import queries as campaigns_of
from app.campaigns import service as campaigns
from app.campaigns.schemas.campaign import CampaignChange, CampaignIn
from app.core.errors import Invalid
from app.core.i18n import Text
from app.core.viewer import Viewer
from app.matching import jobs
from app.matching import queries as matches_of
from app.matching import service as matching
from app.sandbox.briefs import (
    BETTER_ABOUT,
    CHANGE_NOTE,
    FORBIDDEN_ASK,
    LAST,
    PLANS,
    Plan,
    body_of,
    fates_of,
    scale_of,
)
from app.sandbox.comparing import is_compared, plan_comparison
from app.sandbox.contest import note_contest
from app.sandbox.firms import FIRMS, Firm
from app.sandbox.wanting import show_interest
from app.sandbox.world import Stand, World
from app.seats import queries as seats_of
from app.web import roles

REJECTIONS = ("known_conflict", "doubtful_answers", "household_already_served")
MOST_RUNS = 4
WRITTEN, DECIDED, MATCHED = timedelta(hours=30), timedelta(hours=18), timedelta(hours=8)
"""How long before its start a campaign is written, decided on, and matched."""


async def open_firms(world: World) -> None:
    """Make every brand with its owner, its catalogue and a read-only key for its program."""
    for firm in FIRMS:
        brand_id, account_id, products = await world.work.do(_open, world.ops, firm)
        world.brands[firm.name] = roles.brand_member(account_id, brand_id)
        for (reference, product_id), made in zip(products, firm.products, strict=True):
            variants = [variant["external_ref"] for variant in made["variants"]]
            world.products[reference] = (product_id, made["name"], variants)
        _, secret = await world.work.do(
            accounts.make_key, world.brands[firm.name], kind="brand", scope_id=brand_id, name="dashboard",
            is_read_only=True)
        world.keys[firm.name] = secret


async def _open(session: Any, viewer: Viewer, firm: Firm) -> tuple[str, str, list[tuple[str, str]]]:
    about = Text.model_validate(firm.about)
    brand = await brands.make_brand(session, viewer, firm.name, about=about)
    account = await accounts.make_account(session, viewer, language="en", name=firm.name)
    await accounts.add_contact(session, viewer, account.id, "email", firm.email, verified=True)
    await brands.add_member(session, viewer, brand.id, account.id, "owner")
    made = [await brands.make_product(session, viewer, brand.id, ProductIn.model_validate(one))
            for one in firm.products]
    return brand.id, account.id, [(one.external_ref or "", one.id) for one in made]


def plan_campaigns(world: World) -> None:
    """Each campaign is written, decided on, matched and opened in its time."""
    for place, plan in enumerate(PLANS):
        begins = world.start + timedelta(days=plan.starts_on)
        world.later(begins - WRITTEN, _writing(world, plan, tries_praise=place == 0))


def _writing(world: World, plan: Plan, *, tries_praise: bool) -> Any:
    async def write() -> None:
        stand, body = await _draft(world, plan)
        plan_comparison(world, stand)
        if tries_praise:
            await _ask_for_praise(world, stand, body)
        await world.work.do(campaigns.submit, stand.brand, stand.campaign_id)
        world.later(stand.begins_at - DECIDED, lambda: _decide(world, stand))
    return write


async def _draft(world: World, plan: Plan) -> tuple[Stand, dict[str, Any]]:
    """The campaign as its brand writes it down."""
    brand, (_, name, variants) = world.brands[plan.firm], world.products[plan.product]
    body = body_of(plan, variants, world.start, scale_of(world.wanted))
    body["measures_lift"] = is_compared(world, plan)
    begins = world.start + timedelta(days=plan.starts_on)
    made = await world.work.do(campaigns.draft, brand, brand.scope("brand"), CampaignIn.model_validate(body))
    units = sum(offer["units"] for offer in body["offers"])
    stand = Stand(plan, made.id, brand, begins, name, fates=fates_of(plan.fates, units),
                  second_fates=fates_of(plan.second_fates, units), units=units)
    world.stands.append(stand)
    return stand, body


async def open_last(world: World) -> None:
    """As the play ends one more campaign is approved, and people who want its product say so."""
    stand, _ = await _draft(world, LAST)
    await world.work.do(campaigns.submit, stand.brand, stand.campaign_id)
    await world.work.do(campaigns.approve, world.ops, stand.campaign_id)
    await show_interest(world, stand)


async def _ask_for_praise(world: World, stand: Stand, body: dict[str, Any]) -> None:
    """The brand asks for five stars; the linter says where and why not, and the brand asks honestly."""
    wrong = CampaignChange.model_validate({"brief": body["brief"] | {"ask": FORBIDDEN_ASK}})
    await world.work.do(campaigns.edit, stand.brand, stand.campaign_id, wrong)
    try:
        await world.work.do(campaigns.submit, stand.brand, stand.campaign_id)
    except Invalid as refusal:
        for fault in refusal.faults:
            world.ledger.refused[f"brief:{fault.code}"] += 1
        world.ledger.fault("praise", "refused by the brief linter, written anew")
    right = CampaignChange.model_validate({"brief": body["brief"]})
    await world.work.do(campaigns.edit, stand.brand, stand.campaign_id, right)


async def _decide(world: World, stand: Stand) -> None:
    if stand.plan.needs_change:
        await world.work.do(campaigns.request_changes, world.ops, stand.campaign_id, CHANGE_NOTE)
        await world.work.do(campaigns.reopen, stand.brand, stand.campaign_id)
        brief = stand.plan.body["brief"] | {"about": BETTER_ABOUT}
        better = CampaignChange.model_validate({"brief": brief})
        await world.work.do(campaigns.edit, stand.brand, stand.campaign_id, better)
        await world.work.do(campaigns.submit, stand.brand, stand.campaign_id)
        world.ledger.fault("sent_back", "changes asked for, mended, approved")
    approved = await world.work.do(campaigns.approve, world.ops, stand.campaign_id)
    stand.offers = tuple(offer.id for offer in approved.offers)
    if stand.plan.is_wanted:
        await show_interest(world, stand)
    world.later(stand.begins_at - MATCHED, lambda: _find_first(world, stand))
    if stand.plan.pauses:
        world.later(stand.begins_at + timedelta(days=6), lambda: _pause(world, stand))


async def _find_first(world: World, stand: Stand) -> None:
    """Campaigns that are to be matched at the same time are matched in one round, by whoever comes first."""
    if not stand.runs:
        await find_people(world, [one for one in world.stands
                                  if not one.runs and one.offers and one.begins_at - MATCHED <= world.now])


async def find_people(world: World, stands: Sequence[Stand]) -> None:
    """Match these campaigns together with all others that have free units, turn a few down, approve the others."""
    for stand in stands:
        stand.runs += 1
    await note_contest(world, await jobs.round_now(world.work, world.ops, seed=world.seed, shape=lambda made: made))
    for one in world.stands:
        rejects = 3 if one in stands and one.runs == 1 else 0
        picked, reasons = await world.work.do(
            _approve, world.ops, one.campaign_id, rejects, world.chance("decide", one.plan.key, stands[0].runs))
        world.ledger.count(one.plan.key, "picked", picked)
        for reason in reasons:
            world.ledger.reject(one.plan.key, reason)


async def _approve(session: Any, viewer: Viewer, campaign_id: str, rejects: int,
                   chance: Random) -> tuple[int, list[str]]:
    proposed = [one for one in await matches_of.open_matches(session, viewer, campaign_id) if one.state == "proposed"]
    reasons = []
    for one in chance.sample(proposed, min(rejects, len(proposed) // 4)):
        reasons.append(chance.choice(REJECTIONS))
        await matching.reject(session, viewer, one.id, reasons[-1])
    return len(await matching.approve_top(session, viewer, campaign_id)), reasons


async def _pause(world: World, stand: Stand) -> None:
    await world.work.do(campaigns.pause, stand.brand, stand.campaign_id)
    stand.is_paused = True

    async def resume() -> None:
        await world.work.do(campaigns.resume, world.ops, stand.campaign_id)
        stand.is_paused = False
        world.ledger.fault("paused", "every clock stood still for two days, then resumed by ops")
    world.after(48, resume)


async def look_at_campaigns(world: World) -> None:
    """Notice which campaigns have gone live, and find more people where nobody approved is left."""
    for stand in world.stands:
        if not stand.is_live:
            row = await world.work.read(campaigns_of.get, world.ops, stand.campaign_id)
            stand.is_live = row.state == "live"
        elif not stand.is_paused and 0 < stand.runs < MOST_RUNS and await world.work.read(
                _lacks_people, world.ops, stand.campaign_id):
            await find_people(world, [stand])


async def _lacks_people(session: Any, viewer: Viewer, campaign_id: str) -> bool:
    """Whether units are free and ops were told that nobody approved is left to whom they could be offered."""
    run = await matches_of.latest_run(session, viewer, campaign_id)
    return run is not None and await seats_of.free_units(session, campaign_id) > 0 and await matches_of.was_told_empty(
        session, run)
