"""Why a person was picked, as one short sentence to that person; nothing sensitive is ever said."""

from collections.abc import Mapping
from typing import Any

from app.core.i18n import Language, Text, text
from app.questionnaires.traits import TraitSpec

MOST = 3
MEETS = text("You meet everything that this campaign asks for.", "你符合本活动的全部要求。")
LIKE_YOU = text("People with answers like yours said yes to campaigns like this one more often than others.",
                "与你回答相近的人，更常答应参加这类活动。")
BY_LOT = text("A part of the gifts goes by lot, and the lot fell on you.", "一部分名额由抽签决定，抽中了你。")
INTERESTED = text("You told us that you would like to try it.", "你告诉过我们想试试这款产品。")
BY_US = text("One of us chose you for it.", "由我们的工作人员选中了你。")
CLEAR = 0.7
"""From this agreement on an answer may be told back as a plain statement."""
OFTEN = 3
"""Days a week."""
_LOVES: dict[str, tuple[str, str]] = {
    "skincare": ("skincare", "护肤"), "makeup": ("make-up", "彩妆"), "fashion": ("fashion", "穿搭"),
    "food": ("good food", "美食"), "cooking": ("cooking", "做饭"), "home": ("making a home", "布置家"),
    "parenting": ("life with children", "亲子生活"), "pets": ("animals", "小动物"), "fitness": ("sport", "运动"),
    "outdoors": ("the outdoors", "户外"), "gadgets": ("gadgets", "数码产品"),
    "reading": ("books and culture", "阅读和文化"), "travel": ("travelling", "旅行"), "cars": ("cars", "汽车"),
    "games": ("games", "游戏"), "wellness": ("taking a rest", "放松养生"),
}
STATEMENTS: dict[tuple[str, str], tuple[str, str]] = {
    **{(f"interest:{key}", "high"): (f"love {en}", f"喜欢{zh}") for key, (en, zh) in _LOVES.items()},
    ("habit:tries_new", "high"): ("love trying new brands", "乐于尝试新品牌"),
    ("habit:reads_reviews", "high"): ("read reviews before you buy", "买之前会先看评价"),
    ("habit:recommends", "high"): ("tell friends about what you like", "爱向朋友推荐好物"),
    ("habit:photographs", "high"): ("like to photograph what you buy", "喜欢给买到的东西拍照"),
    ("habit:plans", "high"): ("plan what you buy", "买东西有计划"),
    ("habit:price_first", "high"): ("look at the price first", "先看价格"),
    ("habit:price_first", "low"): ("put quality before price", "看重品质胜过价格"),
    ("habit:stays_loyal", "high"): ("stay with brands you trust", "认准信得过的品牌"),
    ("habit:stays_loyal", "low"): ("are open to other brands", "愿意换换品牌"),
    ("habit:reads_ingredients", "high"): ("read the list of ingredients", "会看成分表"),
    ("habit:sustainability", "high"): ("care for sustainability", "关心环保"),
    ("habit:domestic_brands", "high"): ("like domestic brands", "喜欢国货"),
    ("habit:impulse", "high"): ("follow a sudden wish", "喜欢就会下单"),
    ("habit:impulse", "low"): ("think before you buy", "买之前会想一想"),
    ("habit:cooks", "high"): ("cook often", "经常下厨"),
    ("habit:exercises", "high"): ("exercise often", "经常运动"),
    ("habit:eats_out", "high"): ("often eat out", "经常在外用餐"),
}


def otherwise(facts: Mapping[str, Any], yes_rate: float | None, is_by_hand: bool) -> Text:
    """Why somebody was picked whose answers lift him nowhere; `yes_rate`: of those whom a model learned from."""
    if is_by_hand:
        return BY_US
    if facts.get("is_control"):
        return BY_LOT
    return LIKE_YOU if yes_rate is not None and facts.get("p_fit", 0.0) > yes_rate else MEETS


def reasons_in_words(contributions: Mapping[str, Mapping[str, Any]], language: Language,
                     catalogue: Mapping[str, TraitSpec], other: Text = MEETS) -> str:
    """'You cook often and love trying new brands.': the strongest answered lifts of a match, at most three; `other`
    where no answer lifts."""
    if not any(part["is_answered"] and part["points"] > 0 for part in contributions.values()):
        return other.pick(language)
    lifts = sorted(((key, part) for key, part in contributions.items() if _may_be_told(key, part, catalogue)),
                   key=lambda pair: (-pair[1]["points"], pair[0]))[:MOST]
    told = [words for key, part in lifts if (words := statement(key, part))]
    titles = [catalogue[key].title.pick(language) for key, part in lifts if not statement(key, part)]
    return _said([words[1] if language == "zh-cn" else words[0] for words in told], titles, language)


def _may_be_told(key: str, part: Mapping[str, Any], catalogue: Mapping[str, TraitSpec]) -> bool:
    known = catalogue.get(key)
    return (known is not None and not known.sensitive and not key.startswith("body:")
            and bool(part["is_answered"]) and part["points"] > 0)


def statement(key: str, part: Mapping[str, Any]) -> tuple[str, str] | None:
    """A clear answer as a plain statement in both languages, if there is one."""
    match part.get("want"):
        case str(wish):
            direction = wish
        case {"trapezoid": [_, float() | int() as full_from, *_]} if full_from >= OFTEN:
            direction = "high"
        case _:
            return None
    return STATEMENTS.get((key, direction)) if part["agreement"] >= CLEAR else None


def _said(told: list[str], titles: list[str], language: Language) -> str:
    if language == "zh-cn":
        first = f"你{'，'.join(told)}。" if told else ""
        also = "也" if told else ""
        rest = f"你对{'、'.join(f'“{title}”' for title in titles)}的回答{also}很合适。" if titles else ""
        return first + rest or "你的回答和它很合适。"
    first = f"You {joined(told)}." if told else ""
    quoted = [f"“{title}”" for title in titles]
    also = "also suit it" if told else "suit it well"
    rest = f"Your {'answers' if len(quoted) > 1 else 'answer'} to {joined(quoted)} {also}." if quoted else ""
    if len(quoted) == 1:
        rest = rest.replace("suit it", "suits it")
    return " ".join(part for part in (first, rest) if part) or "Your answers suit it well."


def joined(words: list[str]) -> str:
    """'one, two and three'."""
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))
