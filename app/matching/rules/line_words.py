"""The lines of a brief in words, so that whoever reads what one costs knows which it is."""

from collections.abc import Mapping, Sequence

from app.core.i18n import Text, text
from app.matching.engine.conditions import Condition
from app.matching.engine.contradictions import PHRASES
from app.matching.engine.criteria import Criteria
from app.matching.engine.faults import called_by

AUDIENCE: dict[str, Text] = {
    "ages": text("the ages asked for", "年龄要求"), "regions": text("the regions", "地区要求"),
    "tiers": text("the city tiers", "城市级别要求"), "genders": text("the genders", "性别要求")}


def line_words(where: Sequence[str | int], criteria: Criteria, titles: Mapping[str, Text],
               networks: Mapping[str, Text]) -> Text | None:
    """A line that narrows who could be picked and that a brand may loosen, as it wrote it; None for any other: people's
    wishes and safety are never loosened, and a quota's maximum leaves everybody eligible."""
    match where:
        case ("musts", int(place)):
            return _condition(criteria.musts[place], titles, "must be", "必须")
        case ("must_nots", int(place)):
            return _condition(criteria.must_nots[place], titles, "must not be", "不能")
        case ("platforms", str(name)):
            called = networks.get(name, text(name))
            return text(f"an account on {called.pick('en')}", f"{called.pick('zh-cn')}账号")
        case ("audience", str(name)):
            return AUDIENCE[name]
    return None


def _condition(one: Condition, titles: Mapping[str, Text], must: str, must_zh: str) -> Text:
    title = called_by(one.key, titles)
    values = one.value if isinstance(one.value, tuple) else (one.value,)
    listed = [called_by(f"{one.key}={value}", titles) if isinstance(value, str) else text(
        f"{value:g}" if isinstance(value, float) else str(value)) for value in values]
    english, chinese = PHRASES[one.op]
    return text(f"“{title.pick('en')}” {must} {english.format(', '.join(one.pick('en') for one in listed))}",
                f"“{title.pick('zh-cn')}”{must_zh}{chinese.format('、'.join(one.pick('zh-cn') for one in listed))}")
