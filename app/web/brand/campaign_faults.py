"""What is wrong with the campaign form as it was typed, in the words that stand on it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from app.campaigns.rules.traits import kind_of
from app.campaigns.schemas.campaign import MOST_HELD_OUT
from app.consumers.rules.regions import CITIES, PROVINCES
from app.core.errors import Fault
from app.core.i18n import Language, Text, text
from app.matching.engine.conditions import FITTING
from app.matching.engine.faults import nearest, titled
from app.questionnaires.traits import TraitKind, TraitSpec
from app.web import typed
from app.web.brand.campaign_typed import MONEY, SHARES, Typed
from app.web.brand.campaign_words import CHOICES, GENDERS, OPS, Words, bands_of, is_region
from app.web.typed import Values

PRODUCT = text("Please choose a product. To leave this offer out, empty all of it.",
               "请选择产品。如不需要这个方案，请清空整行。")
ANOTHER = text("Please choose a product, or empty its pieces.", "请选择产品，或清空件数。")
OF_A_SCALE = text("This trait is a scale: choose high, low or a step under “Wanted”, and leave this empty.",
                  "这一项是程度题：请在“希望”中选择高、低或某一级，这里留空。")
NO_VALUE = text("“answered” asks for no value: choose “one of”, “exactly” or another under “Is”, or leave this empty.",
                "“已回答”不需要填写值：请在“关系”中选择“是其中之一”“等于”等，或把这里留空。")
TWICE = text("A network stands here twice; one line each, please.", "同一平台写了两次，每个平台请只写一行。")
TIERS = text("Please choose city tiers.", "请选择城市级别。")
AGES = text("Please give ages, such as 18-24.", "请填写年龄，例如 18-24。")
BANDS = text("Please give a network and its bands from 1 to 6, such as weibo 2-4.",
             "请填写平台和 1 到 6 的粉丝级别，例如 weibo 2-4。")
WHO = text("Please say which people this quota is of, or empty the whole row.",
           "请填写这个配额针对哪些人，或清空整行。")
HALF: dict[str, tuple[str, Text]] = {
    "traits": ("trait", text("Please choose the trait, or empty the answer.", "请选择特征，或清空答案。")),
    "conditions": ("trait", text("Please choose the trait, or empty the value.", "请选择特征，或清空填写的值。")),
    "quotas": ("value", WHO),
    "platforms": ("need", text("Please say how this network counts, or empty its filing number.",
                               "请选择该平台的要求，或清空报备编号。")),
    "deliverables": ("format", text("Please choose a format for this post, or empty its other fields.",
                                    "请选择这篇内容的形式，或清空这一行的其他内容。"))}
"""The field without which a row that was begun says nothing."""
FIELDS: dict[str, Text] = {
    "waitlist_share": text("Waiting list", "候补名单占比"), "reserve_share": text("Reserve", "补寄备货占比"),
    "newcomer_share": text("Newcomers", "新人占比"), "control_share": text("Random control seats", "随机对照名额占比"),
    "hold_out_share": text("Hold-out", "留出对照占比"), "freight_cost": text("Freight", "运费"),
    "fee": text("Fee", "活动费用"), "currency": text("Currency", "货币"), "time_zone": text("Time zone", "时区"),
    "answer_days": text("Days to answer", "回复邀请的天数"), "trial_days": text("Days to try", "试用天数"),
    "days_online": text("Days online", "内容保留天数"), "gift_cap_days": text("Days between gifts", "赠送间隔"),
    "brand_cap_days": text("Days between your gifts", "你的品牌赠送间隔"),
    "rival_cap_days": text("Days since a rival's gift", "距上次领取竞品的天数"),
    "audience.age_from": text("From age", "年龄下限"), "audience.age_to": text("To age", "年龄上限")}
"""What a field is called where its sentence stands away from it."""
ROWS: dict[str, Text] = {
    "traits": text("Trait {n}", "特征 {n}"), "conditions": text("Condition {n}", "条件 {n}"),
    "quotas": text("Quota {n}", "配额 {n}"), "offers": text("Offer {n}", "方案 {n}"),
    "deliverables": text("Post {n}", "第 {n} 篇")}


def faults_of(found: Typed, words: Words) -> tuple[Fault, ...]:
    """What was typed where it means nothing, or does not mean enough."""
    return (*_wants(found, words), *_halves(found), *_quotas(found), *_audience(found))


def _rows(found: Typed, name: str) -> Iterator[tuple[int, Values]]:
    """The rows of a list as they were typed, by their place."""
    nested = typed.nest(found.shown.items()).get(name)
    for place, row in nested.items() if isinstance(nested, dict) else ():
        if isinstance(row, dict):
            yield int(place), row


def _halves(found: Typed) -> Iterator[Fault]:
    for name, (field, sentence) in HALF.items():
        for place, row in _rows(found, name):
            if not row.get(field):
                yield Fault((name, place, "of" if name == "quotas" else field), "half_row", sentence)
    for place, row in _rows(found, "offers"):
        rule = typed.words_of(row.get("trait_rule"))
        if rule.get("value") and not rule.get("trait"):
            yield Fault(("offers", place, "trait_rule", "trait"), "half_row", HALF["conditions"][1])


def _wants(found: Typed, words: Words) -> Iterator[Fault]:
    for place, row in _rows(found, "traits"):
        spec, where = words.traits.get(row.get("trait", "")), ("traits", place, "want")
        if spec is None:
            continue
        title, wish = spec.title, found.values["traits"][place]["want"]
        if spec.kind == TraitKind.SCALE and row.get("answers"):
            yield Fault(where, "answer_of_scale", OF_A_SCALE)
        elif spec.kind in CHOICES and not row.get("answers"):
            yield Fault(where, "no_answer", text(f"“{title.pick('en')}”: please choose which answers are right.",
                                                 f"“{title.pick('zh-cn')}”：请选择合适的答案。"))
        elif spec.kind == TraitKind.NUMBER and not _are_four(wish["trapezoid"]):
            yield Fault(where, "no_answer", text(
                f"“{title.pick('en')}”: please give four numbers that rise, such as 18, 20, 30, 35.",
                f"“{title.pick('zh-cn')}”：请填写四个从小到大的数，例如 18, 20, 30, 35。"))


def _are_four(numbers: list[Any]) -> bool:
    return len(numbers) == 4 and not any(isinstance(one, str) for one in numbers)


def _quotas(found: Typed) -> Iterator[Fault]:
    for place, row in _rows(found, "quotas"):
        of, where = found.values["quotas"][place]["of"], ("quotas", place, "of")
        if row.get("value") and not row.get("part"):
            yield Fault((*where[:2], "part"), "half_row", WHO)
        match of:
            case {"tiers": [*tiers]} if any(isinstance(tier, str) for tier in tiers):
                yield Fault(where, "not_a_tier", TIERS)
            case {"ages": ages} if not all(isinstance(age, int) for age in ages):
                yield Fault(where, "not_an_age", AGES)
            case {"platform": _, "low": low, "high": high} if not _is_band(low, high):
                yield Fault(where, "not_a_band", BANDS)


def _is_band(low: object, high: object) -> bool:
    return isinstance(low, int) and isinstance(high, int) and 1 <= low <= 6 and 1 <= high <= 6


def _audience(found: Typed) -> Iterator[Fault]:
    asked = found.values["audience"]
    for place, code in enumerate(asked["regions"]):
        if not is_region(code):
            yield Fault(("audience", "regions", place), "not_a_region", _unknown_region(code))
    lines = [bands_of(line) for line in typed.listed(found.shown.get("audience.followers"))]
    if not all(_is_band(low, high) for _, (low, high) in lines):
        yield Fault(("audience", "followers"), "not_a_band", BANDS)
    elif len(asked["followers"]) < len(lines):
        yield Fault(("audience", "followers"), "network_twice", TWICE)


def _unknown_region(word: str) -> Text:
    names = [name for both in (PROVINCES | CITIES).values() for name in both]
    near, said = nearest(word[:40], names), word[:40]
    if near:
        return text(f"Please choose a region: we know no “{said}”; did you mean “{near}”?",
                    f"请填写地区：没有“{said}”，是不是想填“{near}”？")
    return text(f"Please choose a region: we know no “{said}”. A province or a city is named, such as Shanghai, or "
                "given by its code.", f"请填写地区：没有“{said}”。可填写省市名称（例如上海）或代码。")


def worded(fault: Fault, found: Typed, words: Words) -> Fault:
    """A fault in the words of this form, where its general ones say too little or name codes."""
    last = fault.where[-1] if fault.where else ""
    said = fault.message
    if last in ("lines", "variant") and fault.code in ("too_short", "missing"):
        said = ANOTHER if last == "variant" and fault.where[-2] != 0 else PRODUCT
    elif last in MONEY and fault.code.startswith("int_"):
        said = typed.AMOUNT
    elif last in SHARES and fault.code.startswith(("float_", "less_", "greater_", "finite_")):
        said = _percentage({"waitlist_share": 1000, "hold_out_share": int(100 * MOST_HELD_OUT)}.get(str(last), 100))
    elif last == "value" and fault.code == "malformed" and fault.message.default.startswith("“answered”"):
        said = NO_VALUE
    elif spec := words.traits.get(_trait_at(fault.where, found.values)):
        said = _of_trait(fault, spec)
    elif fault.where[:1] == ("quotas",) and fault.code == "unknown_choice":
        said = titled(said, GENDERS)
    return replace(fault, message=said)


def _percentage(most: int) -> Text:
    return text(f"Please give a percentage from 0 to {most:,}.", f"请填写 0 到 {most:,} 的百分比。")


def _of_trait(fault: Fault, spec: TraitSpec) -> Text:
    """A fault of a row that names a trait: its choices by their words, what may be asked by its operators."""
    if fault.code == "unknown_choice":
        return titled(fault.message, dict(zip(spec.choices, spec.choice_texts, strict=True)))
    if fault.code == "does_not_fit" and fault.where[-1:] == ("op",):
        fitting = [OPS[op] for op in FITTING[type(kind_of(spec))]]
        return text(
            f"“{spec.title.pick('en')}” can be asked for: {', '.join(op.pick('en') for op in fitting)}.",
            f"“{spec.title.pick('zh-cn')}”可以选择：{'、'.join(op.pick('zh-cn') for op in fitting)}。")
    return fault.message


def _trait_at(where: tuple[str | int, ...], values: Mapping[str, Any]) -> str:
    """The trait of the row in which a fault lies; empty where there is none."""
    at: Any = values
    for step in where:
        try:
            at = at[step]
        except (KeyError, IndexError, TypeError):
            break
        if isinstance(at, dict) and isinstance(at.get("trait"), str):
            return str(at["trait"])
    return ""


def named_rows(told: Mapping[str, str], language: Language) -> Iterable[str]:
    """Sentences by field, each with the row or the field of the form that it is about."""
    for field, sentence in told.items():
        name, _, rest = field.partition(".")
        place = rest.partition(".")[0]
        row = FIELDS.get(field, text("")).pick(language)
        if name in ROWS and place.isdigit():
            row = ROWS[name].pick(language).format(n=int(place) + 1)
        yield row + text(": ", "：").pick(language) + sentence if row else sentence
