"""What is wrong with a campaign, everything at once, each with its place and a sentence in both languages."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from app.campaigns.rules.traits import never_scored
from app.campaigns.schemas.campaign import MOST_HELD_OUT, CampaignIn
from app.campaigns.schemas.parts import ConditionIn
from app.campaigns.schemas.room import room_of, titles_in
from app.campaigns.schemas.world import World
from app.consumers.rules.bands import BANDS
from app.consumers.rules.regions import TIER_NAMES
from app.core.errors import Fault, Invalid
from app.core.i18n import text
from app.matching.engine import conditions, contradictions, quotas, wants
from app.matching.engine.conditions import Condition
from app.matching.engine.emptied import emptied
from app.matching.engine.faults import Where, ages_fall, bands_fall, by_title, nearest, not_a_region
from app.platforms.policies import policy

KNOWN_TIERS = tuple(tier for tier in TIER_NAMES if tier)


def faults_in(body: CampaignIn, world: World) -> list[Fault]:
    """Everything that no draft may hold; what is merely missing is no fault yet."""
    return [fault for check in CHECKS for fault in check(body, world)]


def unknown(where: Where, code: str, name: str, known: Iterable[str], noun: tuple[str, str]) -> Fault:
    """A name that nobody knows, with the nearest that somebody does."""
    near = nearest(name[:80], known)
    english = f"There is no {noun[0]} “{name[:80]}”" + (f"; did you mean “{near}”?" if near else ".")
    chinese = f"没有{noun[1]}“{name[:80]}”" + (f"，是不是想填“{near}”？" if near else "。")
    return Fault(where, code, text(english, chinese))


def _unknown_network(where: Where, slug: str, world: World) -> Fault:
    return unknown(where, "unknown_platform", slug, world.networks, ("network", "平台"))


def _calendar(body: CampaignIn, world: World) -> Iterator[Fault]:
    starts, ends, posts = body.starts_at, body.ends_at, body.posts_from
    if starts and ends and ends <= starts:
        yield Fault(("ends_at",), "dates_in_wrong_order", text(
            "The campaign must end after it starts.", "结束时间应晚于开始时间。"))
    yield from _embargo(posts, ends, ("posts_from",))
    for place, deliverable in enumerate(body.deliverables):
        yield from _embargo(deliverable.posts_from, ends, ("deliverables", place, "posts_from"))


def _embargo(posts: datetime | None, ends: datetime | None, where: Where) -> Iterator[Fault]:
    if posts and ends and posts >= ends:
        yield Fault(where, "dates_in_wrong_order", text(
            "Posts must be allowed before the campaign ends.", "允许发布的时间应早于活动结束。"))


def _known(body: CampaignIn, world: World) -> Iterator[Fault]:
    if body.follows_id is not None and body.follows_id not in world.earlier:
        yield Fault(("follows_id",), "unknown_campaign", text(
            "There is no such campaign of this brand to follow.", "该品牌没有这个活动，无法设为前一期。"))
    if world.is_reference_taken:
        yield Fault(("external_ref",), "taken", text(
            "Another campaign has this reference.", "已有活动使用了这个编号。"))
    if body.screener is not None and body.screener not in world.questionnaires:
        yield unknown(("screener",), "unknown_questionnaire", body.screener, world.questionnaires,
                      ("questionnaire", "问卷"))


def _engine(body: CampaignIn, world: World) -> Iterator[Fault]:
    """What the matching engine finds wrong, in its own words; traits by their titles."""
    titles = titles_in(world)
    for fault in _wished(body, world):
        yield by_title(fault, titles)


def _asked(entries: Sequence[Any]) -> list[dict[str, Any]]:
    return [entry.model_dump(exclude_unset=True) for entry in entries]


def _wished(body: CampaignIn, world: World) -> Iterator[Fault]:
    if body.traits:
        yield from _scored(body)
        yield from _said(wants.parse, _asked(body.traits), world, ("traits",))
    for name in ("musts", "must_nots"):
        yield from _said(conditions.parse, _asked(getattr(body, name)), world, (name,))
    if both := _conditions(body, world):
        yield from contradictions.contradictions(*both, world.traits, room_of(body, world))


def _conditions(body: CampaignIn, world: World) -> tuple[tuple[Condition, ...], tuple[Condition, ...]] | None:
    """The musts and the must-nots; None where something is wrong with one of them."""
    try:
        return conditions.parse(_asked(body.musts), world.traits), conditions.parse(
            _asked(body.must_nots), world.traits)
    except Invalid:
        return None


def _scored(body: CampaignIn) -> Iterator[Fault]:
    """Who somebody is may decide who can be picked, or the mix of people, but adds no points."""
    for place, want in enumerate(body.traits):
        if instead := never_scored(want.trait):
            yield Fault(("traits", place, "trait"), "never_scored", text(
                f"“{want.trait}” tells who somebody is and is never a score; {instead.pick('en')}.",
                f"“{want.trait}”属于个人身份信息，不能用来评分；{instead.pick('zh-cn')}。"))


def _mix(body: CampaignIn, world: World) -> Iterator[Fault]:
    """What is wrong with quotas: each alone, and their minima against the units, each other's maxima, and
    whom the rest of the brief leaves."""
    entries = [quota.model_dump() for quota in body.quotas]
    if found := _said(quotas.parse, entries, world, ("quotas",)):
        yield from found
        return
    units = sum(offer.units for offer in body.offers) if body.offers else None
    parsed = quotas.parse(entries, world.traits)
    told = [*contradictions.beyond(parsed, world.traits, units)]
    if both := _conditions(body, world):
        told += emptied(parsed, *both, world.traits, room_of(body, world), titles_in(world))
    for fault in told:
        yield Fault(("quotas", *fault.where), fault.code, fault.message)


def _shares(body: CampaignIn, world: World) -> Iterator[Fault]:
    """Seats of newcomers and seats drawn by lot are parts of the same units."""
    newcomers, lots = (Decimal(str(100 * share)).quantize(Decimal("0.01")).normalize()
                       for share in (body.newcomer_share, body.control_share))
    if newcomers + lots > 100:
        numbers = {"newcomers": f"{newcomers:f}", "lots": f"{lots:f}", "all": f"{newcomers + lots:f}"}
        yield Fault(("control_share",), "shares_beyond_whole", text(
            "{newcomers}% for newcomers and {lots}% for random control seats make {all}% of the units; together they "
            "may be at most 100%.".format(**numbers),
            "新人占比 {newcomers}% 与随机对照名额 {lots}% 合计 {all}%，两者相加最多 100%。".format(**numbers)))


def _held_out(body: CampaignIn, world: World) -> Iterator[Fault]:
    """A hold-out takes no more people than it leaves to be invited."""
    if body.hold_out_share > MOST_HELD_OUT:
        yield Fault(("hold_out_share",), "hold_out_too_large", text(
            f"At most {MOST_HELD_OUT:.0%} can be held out, so that at least as many people are invited.",
            f"留出对照占比最多 {MOST_HELD_OUT:.0%}，受邀人数不应少于留出人数。"))


def _tiers(body: CampaignIn, world: World) -> Iterator[Fault]:
    """City tiers that there are not."""
    asked: list[tuple[Where, object]] = [
        (("audience", "tiers", place), tier) for place, tier in enumerate(body.audience.tiers)]
    asked += [(("quotas", place, "of"), tier) for place, quota in enumerate(body.quotas)
              if isinstance(quota.of, dict) and isinstance(tiers := quota.of.get("tiers"), list) for tier in tiers]
    for where, tier in asked:
        if isinstance(tier, int) and tier not in KNOWN_TIERS:
            yield Fault(where, "unknown_tier", text(
                f"There is no city tier {tier}; tiers are {KNOWN_TIERS[0]} to {KNOWN_TIERS[-1]}.",
                f"没有 {tier} 级城市；城市级别为 {KNOWN_TIERS[0]} 到 {KNOWN_TIERS[-1]}。"))


def _quotas(body: CampaignIn, world: World) -> Iterator[Fault]:
    for place, quota in enumerate(body.quotas):
        slug = quota.of.get("platform") if isinstance(quota.of, dict) else None
        if isinstance(slug, str) and slug not in world.networks:
            yield _unknown_network(("quotas", place, "of"), slug, world)


def _said(parse: Callable[..., object], entries: Sequence[Mapping[str, Any]], world: World,
          where: Where) -> tuple[Fault, ...]:
    try:
        parse(entries, world.traits, where)
    except Invalid as refusal:
        return refusal.faults
    return ()


def _audience(body: CampaignIn, world: World) -> Iterator[Fault]:
    asked = body.audience
    low, high = asked.ages
    if low is not None and high is not None and low > high:
        yield ages_fall(("audience", "ages"), low, high)
    for place, code in enumerate(asked.regions):
        if not (code.isascii() and code.isdigit()):
            yield not_a_region(("audience", "regions", place))
    chosen = {row.platform for row in body.platforms}
    for slug, (least, most) in asked.followers.items():
        where = ("audience", "followers", slug)
        if slug not in world.networks:
            yield _unknown_network(where, slug, world)
        elif most > len(BANDS) or least > len(BANDS):
            yield Fault(where, "unknown_band", text(
                f"There is no follower band {max(least, most)}; bands are 1 to {len(BANDS)}.",
                f"没有 {max(least, most)} 级粉丝；粉丝级别为 1 到 {len(BANDS)}。"))
        elif least > most:
            yield bands_fall(where, least, most)
        elif slug not in chosen:
            name = world.network_names.get(slug, text(slug))
            yield Fault(where, "platform_not_chosen", text(
                f"{name.pick('en')} is no network of this campaign, so its followers cannot be asked for; add the "
                "network or leave out its bands.",
                f"本活动没有选择{name.pick('zh-cn')}，无法限定该平台的粉丝级别；请添加该平台，或去掉这一项。"))


def _platforms(body: CampaignIn, world: World) -> Iterator[Fault]:
    seen: set[str] = set()
    for place, row in enumerate(body.platforms):
        where = ("platforms", place, "platform")
        if row.platform not in world.networks:
            yield _unknown_network(where, row.platform, world)
        elif row.platform in seen:
            yield Fault(where, "platform_twice", text("This network stands here twice.", "该平台重复了。"))
        elif not policy(row.platform).gifting_allowed:
            yield Fault(where, "gifting_forbidden", text(
                "This network does not allow gifted posts.", "该平台不允许发布赠品内容。"))
        seen.add(row.platform)
    yield from _shop_link(body, world)


def _shop_link(body: CampaignIn, world: World) -> Iterator[Fault]:
    if body.brief is None or body.brief.shop_link is None:
        return
    known = [row.platform for row in body.platforms if row.platform in world.networks]
    if closed := [slug for slug in known if not policy(slug).link_allowed]:
        names = [world.network_names.get(slug, text(slug)) for slug in closed]
        yield Fault(("brief", "shop_link"), "link_forbidden", text(
            f"Posts on {', '.join(name.pick('en') for name in names)} may hold no shop link.",
            f"{'、'.join(name.pick('zh-cn') for name in names)}的内容不能附购买链接。"))


def _deliverables(body: CampaignIn, world: World) -> Iterator[Fault]:
    named = {row.platform for row in body.platforms}
    for place, deliverable in enumerate(body.deliverables):
        slug, where = deliverable.platform, ("deliverables", place, "platform")
        if slug is None or slug in named:
            continue
        if slug not in world.networks:
            yield _unknown_network(where, slug, world)
        else:
            yield Fault(where, "platform_not_chosen", text(
                "A deliverable may only name a network of this campaign.", "交付内容只能选择本活动的平台。"))
    yield from _required(body)


def _required(body: CampaignIn) -> Iterator[Fault]:
    """Each required network needs a deliverable that stands there or may stand anywhere."""
    if not body.deliverables:
        return
    own = {deliverable.platform for deliverable in body.deliverables}
    free = sum(deliverable.platform is None for deliverable in body.deliverables)
    for place, row in enumerate(body.platforms):
        if row.need != "required" or row.platform in own:
            continue
        free -= 1
        if free < 0:
            yield Fault(("platforms", place, "need"), "no_deliverable_for_platform", text(
                "More networks are required than there are posts to publish on them.",
                "要求的平台多于可发布的内容数量。"))


def _offers(body: CampaignIn, world: World) -> Iterator[Fault]:
    fixed = [place for place, offer in enumerate(body.offers) if offer.choice == "fixed"]
    for place in fixed[1:]:
        yield Fault(("offers", place, "choice"), "fixed_twice", text(
            "Only one offer can be the fixed one.", "只能有一个固定的样品方案。"))
    for place, offer in enumerate(body.offers):
        yield from _lines(place, [line.variant for line in offer.lines], world)
        yield from _rule(offer.choice, offer.trait_rule, world, ("offers", place, "trait_rule"))


def _lines(place: int, named: Sequence[str], world: World) -> Iterator[Fault]:
    seen: set[str] = set()
    for at, name in enumerate(named):
        where, variant_id = ("offers", place, "lines", at, "variant"), world.variants.get(name)
        if variant_id is None:
            yield unknown(where, "unknown_variant", name, world.variants, ("variant of this brand", "该品牌的规格"))
        elif variant_id in world.archived:
            yield Fault(where, "variant_archived", text("This variant is archived.", "该规格已归档。"))
        elif variant_id in seen:
            yield Fault(where, "variant_twice", text(
                "This variant stands here twice; give it a quantity instead.", "该规格重复了，请改为填写数量。"))
        seen.add(variant_id or "")


def _rule(choice: str, rule: ConditionIn | None, world: World, where: Where) -> Iterator[Fault]:
    if (choice == "by_trait") != (rule is not None):
        yield Fault(where, "trait_rule", text(
            "An offer given by a trait needs its rule, and no other offer has one.",
            "按特征分配的方案需要填写规则，其他方案不需要。"))
    elif rule is not None:
        for fault in _said(conditions.parse, [rule.model_dump(exclude_unset=True)], world, ()):
            yield Fault((*where, *fault.where[1:]), fault.code, fault.message)


Check = Callable[[CampaignIn, World], Iterator[Fault]]
CHECKS: tuple[Check, ...] = (
    _known, _calendar, _shares, _held_out, _engine, _tiers, _mix, _quotas, _audience, _platforms, _deliverables,
    _offers)
