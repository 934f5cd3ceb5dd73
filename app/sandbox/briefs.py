"""The campaigns of the demo world, as their brands write them down."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import floor, sqrt
from typing import Any

DAYS = 56
"""How long the play is: the first posts are followed for six weeks."""
PEOPLE = 2000
"""People of the world of a plain `daren demo`, for whose size the units of the plans are."""
ROOM = 8
"""Seats that chance decides about, at least, where what befalls the others is told twice."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A campaign to be: whose, about which product, on which day of the play it starts, and how large it is."""

    key: str
    firm: str
    product: str
    starts_on: float
    units: tuple[int, ...]
    body: dict[str, Any]
    needs_change: bool = False
    pauses: bool = False
    over_invites: int = 0
    fates: tuple[str, ...] = ()
    """What befalls the first who accept, in order; chance decides about the others. `yours`: the post is left to
    whoever tries the world; `borrowed`: shown by a screenshot that was shown before."""
    second_fates: tuple[str, ...] = ()
    """What befalls their second posts, in order."""
    ends_after: float = 60.0
    compares: bool = False
    is_wanted: bool = False
    """Whether people show interest before anybody is looked for."""
    loved_by: str = ""
    """A taste of which the brief knows nothing, and which says more than the brief of who really likes the product."""
    is_owned: bool = False
    """Whether those whom the brief suits best have such a thing already: the better the fit, the likelier a no."""


def _said(english: str, chinese: str) -> dict[str, str]:
    return {"default": english, "zh-cn": chinese}


def _wants(**weights: int) -> list[dict[str, Any]]:
    """interest__skincare=9 is 'interest:skincare', wanted high with weight 9; a negative weight wants it low."""
    return [{"trait": key.replace("__", ":"), "want": "high" if weight > 0 else "low", "weight": abs(weight)}
            for key, weight in weights.items()]


_HONEST = _said(
    "Try it for a week, then say in your own words what you noticed, good and bad. Add the label #gifted.",
    "先用一周，再用自己的话说说感受，好的坏的都可以写。请加上 #赠品体验。")
_AVOID = _said("Please make no medical claims.", "请不要写医疗功效。")
SIMULATED = {"platform": "simulated", "need": "accepted"}
POST = {"platform": None, "posting_days": 12, "least_characters": 20}
LAMP_POST = POST | {"platform": "simulated"}
OPEN = [SIMULATED, *({"platform": slug, "need": "accepted"} for slug in (
    "bilibili", "zhihu", "wechat", "blog", "kuaishou", "tiktok", "youtube", "douyin"))]
"""Networks on which most campaigns take posts."""

PLANS: tuple[Plan, ...] = (
    Plan("barrier", "Lumina Skin", "LS-BARRIER", 2.0, (22, 20), {
        "name": _said("Barrier cream for dry days", "干燥日子的屏障面霜"), "objective": "advocacy",
        "trial_days": 5, "gift_cap_days": 14, "days_online": 45, "waitlist_share": 0.6, "freight_cost": 800,
        "fee": 120000, "audience": {"ages": [18, 50]},
        "traits": _wants(interest__skincare=9, habit__reads_ingredients=6, habit__photographs=3, interest__wellness=4),
        "must_nots": [{"trait": "body:skin", "op": "is", "value": "oily"}],
        "quotas": [{"name": "New to the brand", "of": {"trait": "bought:brands", "choices": ["none"]}, "minimum": 6},
                   {"name": "First-tier cities", "of": {"tiers": [1]}, "minimum": 8, "maximum": 24}],
        "platforms": [*OPEN, {"platform": "weibo", "need": "preferred"}], "deliverables": [POST],
        "brief": {"about": _said("A cream for skin that feels tight in heated rooms.", "给在暖气房里觉得紧绷的皮肤。"),
                  "ask": _HONEST, "avoid": _AVOID, "product_words": ["barrier cream", "屏障霜", "面霜", "cream"]}},
        fates=("bought", "missing_label", "lost", "no_show", "damaged", "deleted", "asks", "author_changed"),
        ends_after=36.0, compares=True, is_owned=True),
    Plan("soy", "Tofu & Tea", "TT-SOY", 4.0, (13, 12, 10), {
        "name": _said("Roasted soy milk tea", "烤豆乳茶尝鲜"), "objective": "amplify", "trial_days": 4,
        "gift_cap_days": 14, "days_online": 35, "freight_cost": 1200,
        "traits": _wants(interest__food=8, habit__tries_new=6, interest__cooking=3),
        "musts": [{"trait": "interest:food", "op": "at_least", "value": 3}], "platforms": [],
        "deliverables": [{"platform": None, "posting_days": 10}, {"platform": None, "posting_days": 14,
                                                                   "format": "photo"}],
        "brief": {"about": _said("Six cartons for breakfasts and late afternoons.", "六盒，早餐和下午都能喝。"),
                  "ask": _HONEST, "avoid": _AVOID, "product_words": ["soy milk", "豆乳茶", "豆乳"]}},
        fates=("wrong_author", "reaction", "too_early", "edited", "gone_page", "address", "hidden", "forgets",
               "asks_time", "expired"),
        second_fates=("falling", "misspelt", "hang", "drip", "wait", "endless", "more_likes"),
        loved_by="style"),
    Plan("lamp", "Mutou Home", "MH-LAMP", 4.0, (10,), {
        "name": _said("A lamp for the bedside", "一盏床头灯"), "objective": "advocacy", "trial_days": 7,
        "gift_cap_days": 14, "waitlist_share": 1.5, "reserve_share": 0.2, "freight_cost": 1500,
        "traits": _wants(interest__home=8, interest__cooking=5, habit__photographs=3, habit__price_first=-2),
        "platforms": [{"platform": "simulated", "need": "required"}], "deliverables": [LAMP_POST],
        "brief": {"about": _said("Ten lamps from our first batch.", "第一批，只有十盏。"), "ask": _HONEST,
                  "avoid": _AVOID, "product_words": ["lamp", "床头灯", "灯"]}},
        over_invites=3, fates=("steps_back", "private", "slow")),
    Plan("tray", "Mutou Home", "MH-TRAY", 4.0, (10, 8), {
        "name": _said("Drip tray for small kitchens", "小厨房的沥水盘"), "objective": "sales", "trial_days": 4,
        "gift_cap_days": 14, "brand_cap_days": 30, "freight_cost": 900, "fee": 60000,
        "audience": {"tiers": [1, 2]},
        "traits": _wants(interest__food=8, interest__cooking=6, habit__tries_new=6, interest__home=3),
        "must_nots": [{"trait": "about:home", "op": "is", "value": "dormitory"}],
        "platforms": OPEN, "deliverables": [POST],
        "brief": {"about": _said("Dries what a dishwasher is too large for.", "洗碗机太大时，它刚刚好。"),
                  "ask": _HONEST, "avoid": _AVOID, "product_words": ["drip tray", "沥水盘"]}},
        needs_change=True, pauses=True, fates=("busy", "given_up", "unseen", "inward", "bomb"), is_wanted=True),
    Plan("cold", "Tofu & Tea", "TT-COLD", DAYS - 18.0, (20,), {
        "name": _said("Cold brew at the desk", "工位上的冷泡茶"), "objective": "advocacy", "trial_days": 5,
        "gift_cap_days": 14, "brand_cap_days": 14, "answer_days": 12, "freight_cost": 800,
        "traits": _wants(habit__tries_new=6, interest__wellness=6, interest__food=4, habit__impulse=-2),
        "platforms": OPEN, "deliverables": [POST],
        "brief": {"about": _said("Ten minutes in cold water, no kettle needed.", "冷水十分钟，不用烧水壶。"),
                  "ask": _HONEST, "avoid": _AVOID, "product_words": ["cold brew", "冷泡茶"]}},
        fates=("borrowed", "yours"), loved_by="style"),
)
LAST = Plan("sun", "Lumina Skin", "LS-SUN", DAYS - 1 / 1440, (30,), {
    "name": _said("Sun milk for the way to work", "通勤路上的防晒乳"), "objective": "advocacy", "trial_days": 7,
    "gift_cap_days": 14, "freight_cost": 800, "screener": "sun-days",
    "traits": _wants(interest__skincare=8, interest__outdoors=6, habit__reads_reviews=3), "platforms": OPEN,
    "deliverables": [POST],
    "brief": {"about": _said("A light milk for every morning of the summer.", "质地轻薄，整个夏天每天早上都能用。"),
              "ask": _HONEST, "avoid": _AVOID, "product_words": ["sun milk", "防晒乳"]}})
"""What opens as the play ends: people say that they want it, and nobody has been picked yet."""
FORBIDDEN_ASK = _said("Please leave a five-star review and say only good things.", "请给五星好评，只说优点。")
"""What one brand tries to ask first; the linter refuses it with the place and the reason."""
CHANGE_NOTE = "Please say in the brief how large the two trays are; people choose between them."
BETTER_ABOUT = _said(
    "Dries what a dishwasher is too large for. Small: 20 x 30 cm; large: 30 x 40 cm.",
    "洗碗机太大时，它刚刚好。小号 20×30 厘米，大号 30×40 厘米。")


def scale_of(people: int) -> float:
    """How many units a world has beside the one of a plain `daren demo`: a small one more for each of its people."""
    part = people / PEOPLE
    return sqrt(part) if part < 1 else part


def fates_of(fates: tuple[str, ...], seats: int) -> list[str]:
    """What befalls the first who accept: twice where there is room, so that no fault hangs on what one person does."""
    return list(fates) * (2 if seats >= 2 * len(fates) + ROOM else 1)


def body_of(plan: Plan, references: list[str], start: datetime, scale: float) -> dict[str, Any]:
    """CampaignIn's fields for a plan whose play begins at `start`, with its units scaled (at least 4 of each)."""
    units = [max(4, round(count * scale)) for count in plan.units]
    begins = start + timedelta(days=plan.starts_on)
    part = sum(units) / sum(plan.units)
    quotas = [quota | {name: floor(quota[name] * part) for name in ("minimum", "maximum") if name in quota}
              for quota in plan.body.get("quotas", ())]
    return plan.body | {
        "quotas": quotas,
        "external_ref": f"demo-{plan.key}", "starts_at": begins, "ends_at": begins + timedelta(days=plan.ends_after),
        "offers": [{"lines": [{"variant": ref, "quantity": 1}], "units": count}
                   for ref, count in zip(references, units, strict=True)]}
