"""What the order of a run hangs on, in words: a model that learned from outcomes, or the brief alone, and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp

from app.core.i18n import Text, text
from app.matching.engine.learning.cards import AGAINST, Card
from app.matching.rules.computing import Learned

MOST = 5
OF_BRAND = "brand:"
BY_FIT = text("the fit to the brief", "与需求的契合度")
NOTHING_LEARNED = text("Ordered by worth: chances follow from the brief's fit alone; nothing has been learned yet.",
                       "按入选价值排序：概率只由需求契合度得出，尚无学习模型。")


@dataclass(frozen=True, slots=True)
class Version:
    """A version of what was learned for a scope: its card's id and number."""

    id: str
    scope: str
    number: int
    card: Card

    @property
    def is_of_brand(self) -> bool:
        """Whether it was learned from one brand's campaigns, not from a kind of product."""
        return self.scope.startswith(OF_BRAND)


@dataclass(frozen=True, slots=True)
class Behind:
    """What stood behind a run: the model that ranked (None: the brief alone), and those passed over, nearest first."""

    served: Version | None
    passed_over: tuple[Version, ...]

    @property
    def told_of(self) -> Version | None:
        """The version whose card explains the order."""
        return self.served or next(iter(self.passed_over), None)

    @property
    def warning(self) -> Text | None:
        """That what people liked runs against the brief, where that was learned."""
        return AGAINST if any(one.card.is_against_brief for one in self.passed_over) else None

    @property
    def brands_warning(self) -> Text | None:
        """The same where it was learned from the brand's own campaigns: what others' people do is not told to it."""
        own = tuple(one for one in self.passed_over if one.is_of_brand)
        return Behind(None, own).warning


def ordered_by(behind: Behind) -> Text:
    """In one sentence what a run's order goes by."""
    version = behind.told_of
    if version is None:
        return NOTHING_LEARNED
    if behind.served is None:
        why = version.card.why
        return text(f"Ordered by worth: chances follow from the brief's fit alone. {why.default}",
                    f"按入选价值排序：概率只由需求契合度得出。{why.pick('zh-cn')}")
    whose, whose_zh = (("this brand's campaigns", "该品牌各活动") if version.is_of_brand else
                       ("campaigns for the same kind of product", "同类产品各活动"))
    return text(
        f"Ordered by worth: chances from a model learned from {version.card.n} outcomes of {whose}, version "
        f"{version.number}; the fit is one of its inputs.",
        f"按入选价值排序：概率来自模型（第 {version.number} 版），由{whose_zh}的 {version.card.n} 个结果学得，"
        "契合度是其中一项输入。")


def added(parts: Sequence[Learned], titles: Mapping[str, Text]) -> tuple[Text, ...]:
    """What a model adds for one person in words, with its sign: the fit's part, then the largest of the answers'."""
    return tuple(_added(one, titles) for one in parts[:MOST + 1])


def _added(part: Learned, titles: Mapping[str, Text]) -> Text:
    times, lifts = f"{exp(part.log_odds):.2f}", part.log_odds >= 0
    title = BY_FIT if part.key is None else titles.get(part.key, text(part.key))
    quoted, quoted_zh = (title.default, title.pick("zh-cn")) if part.key is None else (
        f"the answer to “{title.default}”", f"对“{title.pick('zh-cn')}”的回答")
    sign = "+" if lifts else "−"
    return text(f"{sign} {quoted} {'raises' if lifts else 'lowers'} the odds of a yes (× {times})",
                f"{sign} {quoted_zh}{'提高' if lifts else '降低'}了答应的胜算（× {times}）")
