"""A campaign in words, the same for its brand and for ops: who is wanted, what is given, what is asked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.campaigns.models import Campaign
from app.campaigns.queries import Choices
from app.campaigns.rules import CAMPAIGN, RUNNING, has_ended
from app.core.errors import Fault
from app.core.i18n import Text, text
from app.core.viewer import Viewer
from app.insights.schemas import Summary
from app.questionnaires.traits import TraitSpec
from app.web.reports import stages_of

OPS = {"at_least": text("at least {}", "不低于 {}"), "at_most": text("at most {}", "不高于 {}"), "is": text("{}", "{}"),
       "any_of": text("one of {}", "{} 之一"), "none_of": text("none of {}", "都不是 {}"),
       "answered": text("answered", "已回答")}
NEEDS = {"required": text("required", "必须"), "preferred": text("preferred", "优先"),
         "accepted": text("also accepted", "也可以")}
FORMATS = {"post": text("Any post", "不限形式"), "photo": text("Photos", "图文"), "video": text("Video", "视频"),
           "article": text("Article", "长文"), "story": text("Story", "短时动态")}
CHOOSERS = {"chosen": text("the person chooses", "由本人选择"), "by_trait": text("by a trait", "按特征分配"),
            "fixed": text("fixed", "固定")}


FIRST_FIELDS = {"offers": "lines.0.variant", "deliverables": "format", "traits": "trait", "platforms": "need"}
"""The field with which a row of the form begins."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A trait in words; weight None for a condition."""

    title: Text
    words: Text
    weight: int | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """An offer in words."""

    name: Text
    units: int
    chooser: Text
    lines: tuple[tuple[Text, int], ...]


@dataclass(frozen=True, slots=True)
class CampaignView:
    """Everything that was agreed, and what may be done now."""

    row: Campaign
    name: Text
    brand: str
    wants: tuple[Wanted, ...]
    musts: tuple[Wanted, ...]
    must_nots: tuple[Wanted, ...]
    quotas: tuple[tuple[str, int, int | None], ...]
    offers: tuple[Given, ...]
    units: int
    platforms: tuple[tuple[Text, Text, str | None], ...]
    deliverables: tuple[tuple[Text, Text, int, tuple[str, ...]], ...]
    about: Text | None
    ask: Text | None
    avoid: Text | None
    shop_link: str | None
    brief_number: int
    days_left: int | None
    has_ended: bool
    moves: frozenset[str]
    lacks: tuple[tuple[Text, str], ...]
    """What it still lacks, with the field of the form in which it is mended."""
    summary: Summary | None
    stages: tuple[tuple[Text, int], ...]


def view_of(row: Campaign, given: Choices, viewer: Viewer, now: datetime, networks: Mapping[str, Text],
            lacks: Iterable[Fault] = (), summary: Summary | None = None) -> CampaignView:
    """A campaign with all of its parts loaded, in words."""
    brief = row.briefs[-1] if row.briefs else None
    return CampaignView(
        row=row, name=Text.model_validate(row.name), brand=given.brand.name,
        wants=tuple(Wanted(*_told(want.key, _wish(want.want, given.traits.get(want.key)), given), want.weight)
                    for want in row.wants),
        musts=conditions(row.musts, given), must_nots=conditions(row.must_nots, given),
        quotas=tuple((quota.name, quota.minimum, quota.maximum) for quota in row.quotas),
        offers=tuple(_offers(row, given)), units=sum(offer.units for offer in row.offers),
        platforms=tuple((_network(p.platform, networks), NEEDS[p.need], p.filing_number) for p in row.platforms),
        deliverables=tuple((FORMATS.get(d.format, text(d.format)), _network(d.platform, networks), d.posting_days,
                            tuple(d.hashtags)) for d in row.deliverables),
        about=_words(brief.about if brief else None), ask=_words(brief.ask if brief else None),
        avoid=_words(brief.avoid if brief else None),
        shop_link=brief.shop_link if brief else None, brief_number=brief.number if brief else 0,
        days_left=max(0, (row.ends_at - now).days) if row.ends_at else None,
        has_ended=has_ended(row.state, row.ends_at, now), moves=_moves(row, viewer),
        lacks=tuple((fault.message, field_of(fault.where, row)) for fault in lacks), summary=summary,
        stages=stages_of(summary) if summary else ())


def field_of(where: tuple[str | int, ...], row: Campaign) -> str:
    """The form's field beside which a fault of a kept campaign is mended."""
    match where:
        case ("musts", int(place), *_):
            return f"conditions.{place}.trait"
        case ("must_nots", int(place), *_):
            return f"conditions.{len(row.musts) + place}.trait"
        case ("platforms", str(slug), *_):
            return f"platforms.{[one.platform for one in row.platforms].index(slug)}.need"
        case ("audience", str(name), *_):
            return "audience.age_from" if name == "ages" else f"audience.{name}"
        case ("quotas", int(place)):
            return f"quotas.{place}.value"
        case ("offers", int(place), "units"):
            return f"offers.{place}.units"
    first = str(where[0]) if where else "name"
    if first == "name" or (first == "brief" and len(where) > 1):
        return f"{'.'.join(map(str, where[:2])) or 'name'}.default"
    at_row = where[1] if len(where) > 1 else 0
    return f"{first}.{at_row}.{FIRST_FIELDS[first]}" if first in FIRST_FIELDS else ".".join(map(str, where))


def _moves(row: Campaign, viewer: Viewer) -> frozenset[str]:
    """What the viewer may do now, pausing and resuming with the moves of the machine."""
    open_now = {move.name for move in CAMPAIGN.open_to(row.state, viewer)}
    if row.state in RUNNING and row.paused_at is None:
        open_now.add("pause")
    return frozenset(open_now | ({"resume"} if row.paused_at is not None else set()))


def _words(stored: dict[str, Any] | None) -> Text | None:
    return Text.model_validate(stored) if stored and stored.get("default") else None


def _network(slug: str | None, networks: Mapping[str, Text]) -> Text:
    return networks.get(slug, text(slug)) if slug else text("Any supported network", "任一支持的平台")


def _told(key: str, words: Text, given: Choices) -> tuple[Text, Text]:
    spec = given.traits.get(key)
    return (spec.title if spec else text(key)), words


def _said(choices: Iterable[object], spec: TraitSpec | None) -> Text:
    found = [spec.say(str(one)) if spec and str(one) in spec.choices else text(str(one)) for one in choices]
    return text(", ".join(one.default for one in found), "、".join(one.pick("zh-cn") for one in found))


def _wish(wish: Any, spec: TraitSpec | None) -> Text:
    match wish:
        case "high":
            return text("high", "高")
        case "low":
            return text("low", "低")
        case {"table": table}:
            return _said(table, spec)
        case {"any_of": choices}:
            return _said(choices, spec)
        case {"trapezoid": [_, low, high, _]}:
            return text(f"{low:g} to {high:g}", f"{low:g} 到 {high:g}")
        case {"near": value}:
            return text(f"about {value}", f"{value} 左右")
    return text(f"about {wish}", f"{wish} 左右")


def conditions(stored: Iterable[Mapping[str, Any]], given: Choices) -> tuple[Wanted, ...]:
    """Musts or must-nots in words, in their order."""
    return tuple(_condition(one, given.traits.get(one["trait"])) for one in stored)


def _condition(one: Mapping[str, Any], spec: TraitSpec | None) -> Wanted:
    value, words = one.get("value"), OPS[one["op"]]
    values = _said(value if isinstance(value, list) else [] if value is None else [value], spec)
    return Wanted(spec.title if spec else text(one["trait"]), text(
        words.default.format(values.default), words.pick("zh-cn").format(values.pick("zh-cn"))))


def _offers(row: Campaign, given: Choices) -> Iterable[Given]:
    names = {v.id: text(f"{v.product.name['default']}, {v.name['default']}", "，".join(
        part.get("zh-cn") or part["default"] for part in (v.product.name, v.name))) for v in given.variants}
    for offer in row.offers:
        yield Given(Text.model_validate(offer.name), offer.units, CHOOSERS[offer.choice],
                    tuple((names.get(line.variant_id, text("?")), line.quantity) for line in offer.lines))
