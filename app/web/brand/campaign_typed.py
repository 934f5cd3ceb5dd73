"""The campaign form: what was typed becomes a campaign's plain values, and a campaign becomes what the form shows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.campaigns.schemas import CampaignIn
from app.campaigns.schemas.parts import AudienceIn
from app.core.errors import Fault
from app.questionnaires.traits import TraitKind, TraitSpec
from app.web import typed
from app.web.brand.campaign_words import (
    CHOICES,
    Words,
    answers_of,
    bands_of,
    called,
    part_of,
    region_of,
    shown_part,
)
from app.web.screen import Form
from app.web.typed import Values

KEY_FIELDS: dict[str, tuple[str, ...]] = {
    "traits": ("trait", "answers"), "conditions": ("trait", "value"),
    "quotas": ("name", "part", "value", "minimum", "maximum"), "platforms": ("need", "filing_number"),
    "offers": ("units", "lines", "begun"),
    "deliverables": ("format", "hashtags", "least_characters", "least_pictures", "posts_from", "platform")}
"""The fields of which one at least is filled in where a row was meant."""
ROW_FIELDS = {"traits": "trait", "conditions": "value", "quotas": "value", "platforms": "need",
              "deliverables": "format"}
"""The field beside which a fault of a whole row stands."""
CHOSEN = {"traits": "answers", "conditions": "value", "quotas": "value"}
"""The field of a row in which several answers may be ticked."""
PLAIN = ("objective", "external_ref", "follows_id", "time_zone", "currency", "fulfilment", "answer_days", "trial_days",
         "days_online", "gift_cap_days", "brand_cap_days", "rival_cap_days", "screener")
SHARES = ("waitlist_share", "reserve_share", "newcomer_share", "control_share", "hold_out_share")
TICKS = ("needs_verified_account", "measures_lift")
MOMENTS = ("starts_at", "ends_at", "posts_from")
MONEY = ("freight_cost", "fee")


@dataclass(frozen=True)
class Typed:
    """A form's rows without the empty ones, and the campaign's values that they mean."""

    shown: dict[str, str]
    values: Values
    conditions: tuple[tuple[str, int], ...] = ()
    """For each row of conditions: which list it went to, and its place there."""
    choices: frozenset[int] = frozenset()
    """The rows of traits whose answers are chosen."""

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


def read(form: Form, words: Words, zone: str, currency: str) -> Typed:
    """The form as typed; what cannot be read stays as it is, to be refused at its field."""
    nested = typed.nest(form.pairs)
    for name, field in CHOSEN.items():
        for place, row in listed.items() if isinstance(listed := nested.get(name), dict) else ():
            if isinstance(row, dict) and (said_there := form.all(f"{name}.{place}.{field}")):
                # Boxes that stay ticked under a trait that was taken away go with it.
                is_gone = bool(row.get("was")) and not (row.get("trait") or row.get("part"))
                row[field] = "" if is_gone else ", ".join(one.strip() for one in said_there if one.strip())
    for offer in offers.values() if isinstance(offers := nested.get("offers"), dict) else ():
        if isinstance(offer, dict):
            offer["lines"] = typed.rows(offer.get("lines"), ("variant", "quantity"))
            offer["begun"] = _begun(offer)
    held = {name: typed.rows(nested.get(name), keys, ("name", "lines", "trait_rule") if name == "offers" else ())
            for name, keys in KEY_FIELDS.items()}
    said = typed.words_of(nested)
    zone, currency = typed.zone_of(said.get("time_zone"), zone), said.get("currency") or currency
    conditions, placed = _conditions(held["conditions"], words.traits)
    values = _plain(said, zone, currency) | conditions | {
        "name": typed.text_of(nested.get("name")) or {"default": ""},
        "audience": _audience(nested.get("audience"), form, words),
        "traits": [_want(row, words.traits) for row in held["traits"]],
        "quotas": [_quota(row, words) for row in held["quotas"]],
        "platforms": [_kept(row, "platform", "need", "filing_number") for row in held["platforms"]],
        "offers": [_offer(row, words.traits) for row in held["offers"]],
        "deliverables": [_deliverable(row, zone) for row in held["deliverables"]],
        "brief": _brief(nested.get("brief"))}
    shown = typed.flat(nested | held) | {
        f"audience.{name}": ",".join(form.all(f"audience.{name}")) for name in ("genders", "tiers")}
    specs = [words.traits.get(row.get("trait", "")) for row in held["traits"]]
    return Typed(shown, values, placed, frozenset(place for place, spec in enumerate(specs) if spec and spec.choices))


def without(values: Values, faults: Iterable[Fault]) -> Values:
    """The values without the parts in which faults lie; of the audience, whose fields stand alone, those fields."""
    left = dict(values)
    for part, *deeper in (fault.where for fault in faults if fault.where):
        if part == "audience" and deeper:
            left[part] = {name: value for name, value in left[part].items() if name != deeper[0]}
        else:
            left.pop(str(part), None)
    return left


def _begun(offer: Values) -> str:
    """Whether an offer was given a name or a rule, so that it is not taken for an empty one."""
    rule = typed.words_of(offer.get("trait_rule"))
    is_begun = typed.text_of(offer.get("name")) or rule.get("trait") or rule.get("value")
    return "yes" if is_begun else ""


def _plain(said: Mapping[str, str], zone: str, currency: str) -> Values:
    """The fields that stand by themselves."""
    values: Values = {name: said[name] for name in PLAIN if said.get(name)}
    values |= {name: _share(said[name]) for name in SHARES if said.get(name)}
    values |= {name: typed.moment(said[name], zone) for name in MOMENTS if said.get(name)}
    values |= {name: typed.minor(said[name], currency) for name in MONEY if said.get(name)}
    return values | {name: bool(said.get(name)) for name in TICKS}


def _kept(row: Values, *names: str) -> Values:
    return {name: row[name] for name in names if row.get(name)}


def _share(words: str) -> Any:
    share = typed.number(words)
    return share if isinstance(share, str) else share / 100


def _want(row: Values, traits: Mapping[str, TraitSpec]) -> Values:
    spec = traits.get(row.get("trait", ""))
    wish: Any = row.get("want") or "high"
    if spec is not None and spec.kind == TraitKind.SINGLE:
        wish = {"table": dict.fromkeys(answers_of(row.get("answers"), spec), 1)}
    elif spec is not None and spec.kind == TraitKind.MULTIPLE:
        wish = {"any_of": answers_of(row.get("answers"), spec)}
    elif spec is not None and spec.kind == TraitKind.NUMBER:
        wish = {"trapezoid": [typed.number(one) for one in typed.listed(row.get("answers"))]}
    elif wish not in ("high", "low"):
        wish = typed.number(wish)
    return {"trait": row.get("trait"), "want": wish, "weight": typed.number(row.get("weight") or "1")}


def _condition(row: Values, traits: Mapping[str, TraitSpec]) -> Values:
    spec, op = traits.get(row.get("trait", "")), row.get("op") or "answered"
    if op == "answered" and not row.get("value"):
        return {"trait": row.get("trait"), "op": op}
    choices = spec is not None and spec.kind in CHOICES
    value = answers_of(row.get("value"), spec) if choices else typed.number(row.get("value"))
    return {"trait": row.get("trait"), "op": op,
            "value": value[0] if op == "is" and choices and len(value) == 1 else value}


def _conditions(held: list[Values], traits: Mapping[str, TraitSpec]) -> tuple[Values, tuple[tuple[str, int], ...]]:
    found: dict[str, list[Values]] = {"musts": [], "must_nots": []}
    placed = []
    for row in held:
        name = "must_nots" if row.get("kind") == "must_not" else "musts"
        placed.append((name, len(found[name])))
        found[name].append(_condition(row, traits))
    return dict(found), tuple(placed)


def _quota(row: Values, words: Words) -> Values:
    limits = {name: row[name] for name in ("minimum", "maximum") if row.get(name)}
    part, said = row.get("part") or "", row.get("value") or ""
    of = part_of(part, said, words)
    return {"name": row.get("name") or called(of, words) or said or part, "of": of, **limits}


def _offer(row: Values, traits: Mapping[str, TraitSpec]) -> Values:
    rule = typed.words_of(row.get("trait_rule"))
    offer: Values = _kept(row, "units") | {
        "lines": [_kept(line, "variant", "quantity") for line in row.get("lines", [])],
        "choice": row.get("choice") or "chosen"}
    if name := typed.text_of(row.get("name")):
        offer["name"] = name
    if rule.get("trait") or rule.get("value"):
        offer["trait_rule"] = _condition(rule, traits)
    return offer


def _deliverable(row: Values, zone: str) -> Values:
    kept = _kept(row, "format", "platform", "posting_days", "least_characters", "least_pictures")
    if row.get("posts_from"):
        kept["posts_from"] = typed.moment(row["posts_from"], zone)
    return kept | {"hashtags": typed.listed(str(row.get("hashtags") or "").replace(" ", ","))}


def _audience(nested: object, form: Form, words: Words) -> Values:
    row = typed.words_of(nested)
    ages = [typed.number(row[name]) if row.get(name) else None for name in ("age_from", "age_to")]
    followers = {words.network(slug): bands for slug, bands in map(bands_of, typed.listed(row.get("followers")))}
    return {"ages": ages, "regions": [region_of(one) for one in typed.listed(row.get("regions"))],
            "followers": followers,
            "tiers": [typed.number(one) for one in form.all("audience.tiers")],
            "genders": form.all("audience.genders")}


def _brief(nested: object) -> Values | None:
    row = nested if isinstance(nested, dict) else {}
    texts = {name: told for name in ("about", "ask", "avoid") if (told := typed.text_of(row.get(name)))}
    if not texts and not row.get("shop_link"):
        return None
    return {"about": {"default": ""}} | texts | _kept(typed.words_of(row), "shop_link") | {
        "product_words": typed.listed(typed.words_of(row).get("product_words"))}


def shown(body: CampaignIn, zone: str, currency: str, words: Words) -> dict[str, str]:
    """A campaign as the form shows it."""
    zone, currency = body.time_zone or zone, body.currency or currency
    plain: Values = {name: getattr(body, name) for name in PLAIN}
    plain |= {name: f"{getattr(body, name) * 100:g}" for name in SHARES}
    plain |= {name: typed.local(getattr(body, name), zone) for name in MOMENTS}
    plain |= {name: typed.major(getattr(body, name), currency) for name in MONEY}
    plain |= {name: "yes" for name in TICKS if getattr(body, name)}
    plain |= {"name": body.name.as_json(), "time_zone": zone, "currency": currency,
              "audience": _shown_audience(body.audience, words),
              "traits": [_shown_want(want.trait, want.want, want.weight, words) for want in body.traits],
              "conditions": [_shown_condition(name, one.model_dump(), words) for name in ("musts", "must_nots")
                             for one in getattr(body, name)],
              "quotas": [_shown_quota(quota.model_dump(), words) for quota in body.quotas],
              "platforms": [platform.model_dump() for platform in body.platforms],
              "offers": [_shown_offer(offer.model_dump(by_alias=True), words) for offer in body.offers],
              "deliverables": [one.model_dump() | {"hashtags": " ".join(one.hashtags),
                               "posts_from": typed.local(one.posts_from, zone)} for one in body.deliverables]}
    if body.brief is not None:
        texts = {name: getattr(body.brief, name).as_json() for name in ("about", "ask", "avoid")}
        plain["brief"] = texts | {"shop_link": body.brief.shop_link, "product_words": ", ".join(
            body.brief.product_words)}
    return typed.flat(plain)


def _shown_audience(asked: AudienceIn, words: Words) -> Values:
    return {"age_from": asked.ages[0], "age_to": asked.ages[1],
            "regions": ", ".join(map(words.region_name, asked.regions)),
            "genders": ",".join(asked.genders), "tiers": ",".join(map(str, asked.tiers)),
            "followers": "\n".join(f"{words.network_name(slug)} {low}-{high}"
                                   for slug, (low, high) in asked.followers.items())}


def _shown_want(trait: str, wish: Any, weight: Any, words: Words) -> Values:
    inner = next(iter(wish.values())) if isinstance(wish, dict) and wish else None
    answers = words.answers(trait, list(inner)) if isinstance(inner, dict | list) else ""
    return {"trait": trait, "want": inner if isinstance(inner, int) else "" if answers else wish,
            "answers": answers, "weight": weight}


def _shown_condition(name: str, row: Values, words: Words) -> Values:
    return {"kind": "must_not" if name == "must_nots" else "must", "trait": row["trait"], "op": row["op"],
            "value": words.answers(row["trait"], row["value"])}


def _shown_quota(row: Values, words: Words) -> Values:
    part, value = shown_part(row["of"], words)
    return {"name": row["name"], "part": part, "value": value, "minimum": row["minimum"] or None,
            "maximum": row["maximum"]}


def _shown_offer(row: Values, words: Words) -> Values:
    rule = row["trait_rule"]
    return row | {"trait_rule": _shown_condition("musts", rule, words) if rule else None}
