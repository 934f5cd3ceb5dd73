"""Model cards: what a version of a model is, how well it did on the latest outcomes, and why it is or is not used."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from app.core.i18n import Text, text
from app.matching.engine.learning.anchored import Anchored, Scaling
from app.matching.engine.learning.calibration import Curve
from app.matching.engine.learning.measures import Decile

Floats = NDArray[np.float64]
Kind = Literal["cold", "anchored"]
Reason = Literal["better", "too_few_outcomes", "too_few_of_a_kind", "no_better", "within_noise", "against_brief"]
AGAINST = text("The brief's wishes run against what people liked: look at the brief.",
               "需求与大家实际的喜好相反，请检查需求。")


@dataclass(frozen=True)
class Tested:
    """How the scores did on the n latest outcomes, each predicted from earlier ones: AUC and its standard error, log
    loss, Brier and deciles of the score that is served; both AUCs and the standard error of their difference. AUCs are
    of pairs within a block since rule 3, of all pairs before."""

    n: int
    auc: float
    auc_error: float
    log_loss: float
    brier: float
    deciles: tuple[Decile, ...]
    cold_auc: float
    anchored_auc: float
    difference_error: float


@dataclass(frozen=True)
class Card:
    """One version: the rule it came of, the hash of its inputs, the day it was made, the kind that is served and why,
    outcomes and hits in all, the test (None = too little to test on), the curve of the served score; the model even
    where not used. Cards older than the third rule name none."""

    inputs_hash: str
    made_on: date
    kind: Kind
    reason: Reason
    n: int
    positives: int
    tested: Tested | None
    curve: Curve
    model: Anchored | None
    rule: str = ""

    @property
    def is_used(self) -> bool:
        """Whether the learned model takes the place of the cold score."""
        return self.kind == "anchored"

    @property
    def is_against_brief(self) -> bool:
        """Whether what people did runs against the brief's wishes, so that a model would turn the brief around."""
        return self.reason == "against_brief"

    @property
    def why(self) -> Text:
        """Why it is or is not used, as a sentence."""
        return _why(self)

    def probability(self, answers: Floats, fit: Floats) -> Floats:
        """P(fit) by the served score: answers (people, traits) by the model's keys, fit (people,); shape (people,)."""
        learned = self.model if self.is_used else None
        return self.curve.probability(fit if learned is None else learned.log_odds(answers, fit))

    def as_json(self) -> dict[str, Any]:
        """The stored form that `parse` reads: plain values, the date in ISO form."""
        return {**asdict(self), "made_on": self.made_on.isoformat()}

    def as_bytes(self) -> bytes:
        """The stored form as UTF-8, keys in order; the same for the same rows in any order."""
        return json.dumps(self.as_json(), sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def parse(stored: Mapping[str, Any]) -> Card:
    """The card of its stored form."""
    model, tested = stored["model"], stored["tested"]
    if tested is not None:
        tested = Tested(**{**tested, "deciles": tuple(Decile(**group) for group in tested["deciles"])})
    if model is not None:
        scaling = model["scaling"]
        model = Anchored(**{
            **model, "keys": tuple(model["keys"]), "weights": tuple(model["weights"]),
            "scaling": Scaling(**{**scaling, "means": tuple(scaling["means"]), "spreads": tuple(scaling["spreads"])}),
        })
    return Card(**{
        **stored, "made_on": date.fromisoformat(stored["made_on"]), "curve": Curve(**stored["curve"]), "model": model,
        "tested": tested,
    })


def _why(card: Card) -> Text:
    if card.tested is None:
        few = card.reason == "too_few_outcomes"
        return text(
            f"{card.positives} of {card.n} outcomes were hits: too few {'outcomes' if few else 'of one kind'} to learn "
            "from; the brief's own score is used.",
            f"{card.n} 个结果中有 {card.positives} 个成功，{'结果' if few else '其中一类'}太少，沿用需求本身的得分。")
    english, chinese = _VERDICTS[card.reason]
    tested = card.tested
    return text(
        f"{english}: AUC {tested.anchored_auc:.3f} against {tested.cold_auc:.3f} on the latest {tested.n} outcomes, "
        f"noise {tested.difference_error:.3f}.",
        f"{chinese}：最近 {tested.n} 个结果上，学习得分 AUC {tested.anchored_auc:.3f}，需求得分 {tested.cold_auc:.3f}，"
        f"误差 {tested.difference_error:.3f}。")


_VERDICTS: dict[Reason, tuple[str, str]] = {
    "better": ("The learned score is used", "使用学习得分"),
    "no_better": ("The learned score is no better and is not used", "学习得分并不更好，不予使用"),
    "within_noise": ("The learned score leads by no more than noise and is not used",
                     "学习得分的优势不超过误差，不予使用"),
    "against_brief": ("The learned score leads only by turning the brief around and is not used",
                      "学习得分是靠颠倒需求才领先，不予使用"),
}
