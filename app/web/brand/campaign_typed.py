"""The campaign form: what was typed becomes a campaign's plain values, and a campaign becomes what the form shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.campaigns.schemas import CampaignIn
from app.core.errors import Fault
from app.core.i18n import text
from app.questionnaires.traits import TraitKind, TraitSpec
from app.web import typed
from app.web.screen import Form
from app.web.typed import Values

KEY_FIELDS: dict[str, tuple[str, ...]] = {
    "traits": ("trait",), "conditions": ("trait",), "quotas": ("name", "value"), "platforms": ("need",),
    "offers": ("units", "lines"), "deliverables": ("format",)}
ROW_FIELDS = {"traits": "trait", "conditions": "value", "quotas": "value", "platforms": "need",
              "deliverables": "format"}
"""The field beside which a fault of a whole row stands."""
PLAIN = ("objective", "external_ref", "follows_id", "time_zone", "currency", "fulfilment", "answer_days", "trial_days",
         "days_online", "gift_cap_days", "brand_cap_days", "screener")
SHARES = ("waitlist_share", "reserve_share", "newcomer_share", "control_share", "hold_out_share")
TICKS = ("needs_verified_account", "measures_lift")
MOMENTS = ("starts_at", "ends_at", "posts_from")
MONEY = ("freight_cost", "fee")
PRODUCT = text("Please choose a product.", "请选择产品。")
OF_A_SCALE = text("This trait is a scale: choose high, low or a step under “Wanted”, and leave this empty.",
                  "这一项是程度题：请在“希望”中选择高、低或某一级，这里留空。")


@dataclass(frozen=True)
class Typed:
    """A form's rows without the empty ones, and the campaign's values that they mean."""

    shown: dict[str, str]
    values: Values
    conditions: tuple[tuple[str, int], ...] = ()
    """For each row of conditions: which list it went to, and its place there."""
    choices: frozenset[int] = frozenset()
    """The rows of traits whose answers are chosen."""
    faults: tuple[Fault, ...] = ()
    """What was typed where it means nothing."""

    def field_of(self, where: tuple[str | int, ...]) -> str:
        """The form's field for the place of a fault."""
        steps: list[str | int] = list(where)
        if not steps:
            return ""
        if len(steps) > 1 and steps[0] in ("musts", "must_nots"):
            steps[:2] = ["conditions", self.conditions.index((str(steps[0]), int(steps[1])))]
        if len(steps) > 2 and steps[0] == "traits" and steps[2] == "want":
            row = f"traits.{steps[1]}"
            is_answer = steps[1] in self.choices or self.shown.get(f"{row}.answers")
            return f"{row}.answers" if is_answer else f"{row}.want"
        if steps[:2] == ["audience", "ages"]:
            return "audience.age_to" if steps[2:] == [1] else "audience.age_from"
        name = ".".join(map(str, steps[: _depth(steps)]))
        if name.endswith(".lines"):
            return f"{name}.0.variant"
        if len(steps) == 2 and steps[0] in ROW_FIELDS:
            return f"{name}.{ROW_FIELDS[str(steps[0])]}"
        if name.endswith(".of"):
            return name.removesuffix("of") + "value"
        return f"{name}.default" if name in ("name", "brief.about", "brief.ask", "brief.avoid") else name


def _depth(steps: list[Any]) -> int:
    """How many steps of a fault's place a field of the form has; deeper ones belong to the same field."""
    return {"audience": 2, "quotas": 3, "conditions": 3, "platforms": 3, "deliverables": 3,
            "brief": 2, "name": 1}.get(str(steps[0]), len(steps))


def read(form: Form, traits: Mapping[str, TraitSpec], zone: str, currency: str) -> Typed:
    """The form as typed; what cannot be read stays as it is, to be refused at its field."""
    nested = typed.nest(form.pairs)
    for place, row in wanted.items() if isinstance(wanted := nested.get("traits"), dict) else ():
        if isinstance(row, dict) and (said_there := form.all(f"traits.{place}.answers")):
            row["answers"] = ", ".join(said_there)
    for offer in offers.values() if isinstance(offers := nested.get("offers"), dict) else ():
        if isinstance(offer, dict):
            offer["lines"] = typed.rows(offer.get("lines"), ("variant",))
    held = {name: typed.rows(nested.get(name), keys, ("name", "lines", "trait_rule") if name == "offers" else ())
            for name, keys in KEY_FIELDS.items()}
    said = typed.words_of(nested)
    zone, currency = said.get("time_zone") or zone, said.get("currency") or currency
    values: Values = {name: said[name] for name in PLAIN if said.get(name)}
    values |= {name: _share(said[name]) for name in SHARES if said.get(name)}
    values |= {name: typed.moment(said[name], zone) for name in MOMENTS if said.get(name)}
    values |= {name: typed.minor(said[name], currency) for name in MONEY if said.get(name)}
    values |= {name: bool(said.get(name)) for name in TICKS}
    conditions, placed = _conditions(held["conditions"], traits)
    values |= conditions | {
        "name": typed.text_of(nested.get("name")) or {"default": ""},
        "audience": _audience(nested.get("audience"), form),
        "traits": [_want(row, traits) for row in held["traits"]],
        "quotas": [_quota(row) for row in held["quotas"]],
        "platforms": [_kept(row, "platform", "need", "filing_number") for row in held["platforms"]],
        "offers": [_offer(row, traits) for row in held["offers"]],
        "deliverables": [_deliverable(row, zone) for row in held["deliverables"]],
        "brief": _brief(nested.get("brief"))}
    shown = typed.flat(nested | held) | {
        f"audience.{name}": ",".join(form.all(f"audience.{name}")) for name in ("genders", "tiers")}
    specs = [traits.get(row["trait"]) for row in held["traits"]]
    chosen = frozenset(place for place, spec in enumerate(specs) if spec and spec.choices)
    return Typed(shown, values, placed, chosen, tuple(
        Fault(("traits", place, "want"), "answer_of_scale", OF_A_SCALE) for place, spec in enumerate(specs)
        if spec and spec.kind == TraitKind.SCALE and held["traits"][place].get("answers")))


def _kept(row: Values, *names: str) -> Values:
    return {name: row[name] for name in names if row.get(name)}


def _share(words: str) -> Any:
    share = typed.number(words)
    return share if isinstance(share, str) else share / 100


def worded(fault: Fault) -> Fault:
    """A fault in the words of this form, where its general ones say too little."""
    last = fault.where[-1] if fault.where else ""
    if last == "lines" and fault.code in ("too_short", "missing"):
        return Fault(fault.where, fault.code, PRODUCT)
    if last in MONEY and fault.code.startswith("int_"):
        return Fault(fault.where, fault.code, typed.AMOUNT)
    return fault


def answers_of(words: object, spec: TraitSpec | None) -> list[str]:
    """Choices as typed, by key or by what people read."""
    known = {} if spec is None else {
        said.casefold(): choice for choice, words_of in zip(spec.choices, spec.choice_texts, strict=True)
        for said in (words_of.zh_cn or choice, words_of.default, choice)}
    return [known.get(word.casefold(), word) for word in typed.listed(words)]


def _want(row: Values, traits: Mapping[str, TraitSpec]) -> Values:
    spec = traits.get(row["trait"])
    wish: Any = row.get("want") or "high"
    if spec is not None and spec.kind == TraitKind.SINGLE:
        wish = {"table": dict.fromkeys(answers_of(row.get("answers"), spec), 1)}
    elif spec is not None and spec.kind == TraitKind.MULTIPLE:
        wish = {"any_of": answers_of(row.get("answers"), spec)}
    elif spec is not None and spec.kind == TraitKind.NUMBER:
        wish = {"trapezoid": [typed.number(one) for one in typed.listed(row.get("answers"))]}
    elif wish not in ("high", "low"):
        wish = typed.number(wish)
    return {"trait": row["trait"], "want": wish, "weight": typed.number(row.get("weight") or "1")}


def _condition(row: Values, traits: Mapping[str, TraitSpec]) -> Values:
    spec, op = traits.get(row["trait"]), row.get("op") or "answered"
    if op == "answered":
        return {"trait": row["trait"], "op": op}
    choices = spec is not None and spec.kind in (TraitKind.SINGLE, TraitKind.MULTIPLE)
    value = answers_of(row.get("value"), spec) if choices else typed.number(row.get("value"))
    return {"trait": row["trait"], "op": op, "value": value[0] if op == "is" and choices and len(value) == 1 else value}


def _conditions(held: list[Values], traits: Mapping[str, TraitSpec]) -> tuple[Values, tuple[tuple[str, int], ...]]:
    found: dict[str, list[Values]] = {"musts": [], "must_nots": []}
    placed = []
    for row in held:
        name = "must_nots" if row.get("kind") == "must_not" else "musts"
        placed.append((name, len(found[name])))
        found[name].append(_condition(row, traits))
    return dict(found), tuple(placed)


def _range(words: str) -> list[Any]:
    low, _, high = words.replace("–", "-").partition("-")
    return [typed.number(low), typed.number(high or low)]


def _quota(row: Values) -> Values:
    limits = {name: row[name] for name in ("minimum", "maximum") if row.get(name)}
    of = _part(row.get("part") or "", row.get("value") or "")
    return {"name": row.get("name") or row.get("value"), "of": of, **limits}


def _part(part: str, said: str) -> Any:
    """A part of the people as typed: '1, 2' of tiers, '18-24' of ages, 'weibo 2-4' of bands, 'key = a, b'."""
    slug, _, bands = said.partition(" ")
    key, _, choices = said.partition("=")
    match part:
        case "tiers":
            return {"tiers": [typed.number(one) for one in typed.listed(said)]}
        case "genders":
            return {"genders": typed.listed(said)}
        case "ages":
            return {"ages": _range(said)}
        case "platform":
            return {"platform": said, "verified": False}
        case "followers":
            low, high = _range(bands)
            return {"platform": slug, "low": low, "high": high}
        case "trait":
            return {"trait": key.strip(), "choices": typed.listed(choices)}
    return said


def _offer(row: Values, traits: Mapping[str, TraitSpec]) -> Values:
    rule = typed.words_of(row.get("trait_rule"))
    offer: Values = _kept(row, "units") | {
        "lines": [_kept(line, "variant", "quantity") for line in row.get("lines", [])],
        "choice": row.get("choice") or "chosen"}
    if name := typed.text_of(row.get("name")):
        offer["name"] = name
    if rule.get("trait"):
        offer["trait_rule"] = _condition(rule, traits)
    return offer


def _deliverable(row: Values, zone: str) -> Values:
    kept = _kept(row, "format", "platform", "posting_days", "least_characters", "least_pictures")
    if row.get("posts_from"):
        kept["posts_from"] = typed.moment(row["posts_from"], zone)
    return kept | {"hashtags": typed.listed(str(row.get("hashtags") or "").replace(" ", ","))}


def _audience(nested: object, form: Form) -> Values:
    row = typed.words_of(nested)
    ages = [typed.number(row[name]) if row.get(name) else None for name in ("age_from", "age_to")]
    followers = {}
    for line in typed.listed(row.get("followers")):
        slug, _, bands = line.partition(" ")
        followers[slug] = _range(bands)
    return {"ages": ages, "regions": typed.listed(row.get("regions")), "followers": followers,
            "tiers": [typed.number(one) for one in form.all("audience.tiers")],
            "genders": form.all("audience.genders")}


def _brief(nested: object) -> Values | None:
    row = nested if isinstance(nested, dict) else {}
    texts = {name: told for name in ("about", "ask", "avoid") if (told := typed.text_of(row.get(name)))}
    if not texts and not row.get("shop_link"):
        return None
    return {"about": {"default": ""}} | texts | _kept(typed.words_of(row), "shop_link") | {
        "product_words": typed.listed(typed.words_of(row).get("product_words"))}


def shown(body: CampaignIn, zone: str, currency: str) -> dict[str, str]:
    """A campaign as the form shows it."""
    zone, currency = body.time_zone or zone, body.currency or currency
    plain: Values = {name: getattr(body, name) for name in PLAIN}
    plain |= {name: f"{getattr(body, name) * 100:g}" for name in SHARES}
    plain |= {name: typed.local(getattr(body, name), zone) for name in MOMENTS}
    plain |= {name: typed.major(getattr(body, name), currency) for name in MONEY}
    plain |= {name: "yes" for name in TICKS if getattr(body, name)}
    asked = body.audience
    plain |= {"name": body.name.as_json(), "time_zone": zone, "currency": currency, "audience": {
        "age_from": asked.ages[0], "age_to": asked.ages[1], "regions": ", ".join(asked.regions),
        "genders": ",".join(asked.genders), "tiers": ",".join(map(str, asked.tiers)),
        "followers": "\n".join(f"{slug} {low}-{high}" for slug, (low, high) in asked.followers.items())}}
    plain |= {"traits": [_shown_want(want.trait, want.want, want.weight) for want in body.traits],
              "conditions": [_shown_condition(name, one.model_dump()) for name in ("musts", "must_nots")
                             for one in getattr(body, name)],
              "quotas": [_shown_quota(quota.model_dump()) for quota in body.quotas],
              "platforms": [platform.model_dump() for platform in body.platforms],
              "offers": [_shown_offer(offer.model_dump(by_alias=True)) for offer in body.offers],
              "deliverables": [one.model_dump() | {"hashtags": " ".join(one.hashtags),
                               "posts_from": typed.local(one.posts_from, zone)} for one in body.deliverables]}
    if body.brief is not None:
        texts = {name: getattr(body.brief, name).as_json() for name in ("about", "ask", "avoid")}
        plain["brief"] = texts | {"shop_link": body.brief.shop_link, "product_words": ", ".join(
            body.brief.product_words)}
    return typed.flat(plain)


def _shown_want(trait: str, wish: Any, weight: Any) -> Values:
    inner = next(iter(wish.values())) if isinstance(wish, dict) and wish else None
    answers = ", ".join(map(str, inner)) if isinstance(inner, dict | list) else ""
    return {"trait": trait, "want": inner if isinstance(inner, int) else "" if answers else wish,
            "answers": answers, "weight": weight}


def _shown_condition(name: str, row: Values) -> Values:
    value = row["value"]
    said = ", ".join(map(str, value)) if isinstance(value, list | tuple) else value
    return {"kind": "must_not" if name == "must_nots" else "must", "trait": row["trait"], "op": row["op"],
            "value": said}


def _shown_quota(row: Values) -> Values:
    match row["of"]:
        case {"tiers": [*tiers]}:
            part, value = "tiers", ", ".join(map(str, tiers))
        case {"genders": [*genders]}:
            part, value = "genders", ", ".join(genders)
        case {"ages": [low, high]}:
            part, value = "ages", f"{low}-{high}"
        case {"platform": slug, "low": low, "high": high}:
            part, value = "followers", f"{slug} {low}-{high}"
        case {"platform": slug}:
            part, value = "platform", slug
        case {"trait": key, "choices": [*choices]}:
            part, value = "trait", f"{key} = {', '.join(choices)}"
        case other:
            part, value = "", str(other)
    return {"name": row["name"], "part": part, "value": value, "minimum": row["minimum"], "maximum": row["maximum"]}


def _shown_offer(row: Values) -> Values:
    rule = row["trait_rule"]
    return row | {"trait_rule": _shown_condition("musts", rule) if rule else None}
