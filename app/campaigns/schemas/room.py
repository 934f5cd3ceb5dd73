"""Whom the audience of a brief lets in, as the matching engine holds it against musts and quotas."""

from app.campaigns.schemas.campaign import CampaignIn
from app.campaigns.schemas.world import World
from app.consumers.rules.person import BIRTH, GENDER
from app.consumers.rules.regions import TIER_NAMES, tiers_in
from app.core.i18n import Text
from app.matching.engine.audience_lines import TIERS, Room
from app.matching.engine.eligibility import YOUNGEST, YOUNGEST_FOR_GATED


def room_of(body: CampaignIn, world: World) -> Room:
    """The audience of a brief; a range that falls is told elsewhere and lets everybody in."""
    asked, required = body.audience, {row.platform for row in body.platforms if row.need == "required"}
    low, high = asked.ages
    is_falling = low is not None and high is not None and low > high
    last = max(world.now, body.ends_at or world.now)
    return Room(
        GENDER, BIRTH, (world.now.date(), last.date()), (None, None) if is_falling else (low, high),
        YOUNGEST_FOR_GATED if _is_gated(body, world) else YOUNGEST, tuple(asked.genders), tuple(asked.tiers),
        tuple(sorted({tier for code in asked.regions for tier in tiers_in(code)})),
        {slug: (least, most) for slug, (least, most) in asked.followers.items() if slug in required and least <= most})


def titles_in(world: World) -> dict[str, Text]:
    """What people call everything that a sentence about a brief may name: traits, choices, networks, city tiers."""
    tiers = {f"{TIERS}={tier}": name for tier, name in TIER_NAMES.items()}
    return {**world.titles, **world.network_names, **tiers}


def _is_gated(body: CampaignIn, world: World) -> bool:
    return any(world.variants.get(line.variant) in world.gated for offer in body.offers for line in offer.lines)
