"""How a run's order is told: the model's version or why there is none, what it adds, and always a true reason."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from app.core.i18n import Text, text
from app.matching.engine.learning import cards
from app.matching.engine.learning.anchored import Anchored, Scaling
from app.matching.engine.learning.calibration import Curve
from app.matching.engine.learning.cards import AGAINST, Card
from app.matching.rules.computing import Learned
from app.matching.rules.ranking import NOTHING_LEARNED, Behind, Version, added, ordered_by
from app.matching.rules.reasons import BY_LOT, BY_US, LIKE_YOU, MEETS, otherwise
from app.matching.rules.telling import LIKE_THEM, MEET, told
from app.questionnaires.loading import load_folder
from app.questionnaires.traits import catalogue, merge_catalogues
from tests.house import ROOT

TRAITS = merge_catalogues(catalogue(one) for one in load_folder(ROOT / "questionnaires"))
USED = Card("h", date(2026, 3, 15), "anchored", "better", 92, 40, cards.Tested(46, .8, .1, .6, .2, (), .6, .8, .05),
            Curve(0, 1, 0, 1, False), Anchored(("a",), Scaling((3.0,), (1.0,), 0, 1), 0.0, 0.5, (0.3,)))
TURNED = replace(USED, kind="cold", reason="against_brief")


def version(card: Card, scope: str = "brand:brd_1") -> Version:
    return Version("mdl_1", scope, 3, card)


@pytest.mark.parametrize(("behind", "english"), [
    (Behind(version(USED), ()), "Ordered by worth: chances from a model learned from 92 outcomes of this brand's "
                                "campaigns, version 3; the fit is one of its inputs."),
    (Behind(version(USED, "category:food"), ()), "Ordered by worth: chances from a model learned from 92 outcomes of "
     "campaigns for the same kind of product, version 3; the fit is one of its inputs."),
    (Behind(None, (version(replace(USED, kind="cold", reason="no_better")),)),
     "Ordered by worth: chances follow from the brief's fit alone. The learned score is no better and is not used: "
     "AUC 0.800 against 0.600 on the latest 46 outcomes, noise 0.050."),
    (Behind(None, ()), NOTHING_LEARNED.default),
])
def test_what_a_run_is_ordered_by_is_one_sentence(behind: Behind, english: str) -> None:
    assert ordered_by(behind).default == english
    assert ordered_by(behind).pick("zh-cn").startswith("按入选价值排序：概率")


@pytest.mark.parametrize(("behind", "ops", "brand"), [
    (Behind(None, (version(TURNED),)), AGAINST, AGAINST),
    (Behind(None, (version(TURNED, "category:food"),)), AGAINST, None),
    (Behind(version(USED, "category:food"), (version(TURNED),)), AGAINST, AGAINST),
    (Behind(version(USED), ()), None, None), (Behind(None, ()), None, None),
])
def test_a_brief_that_runs_against_people_is_warned_of_and_a_brand_hears_of_its_own_alone(
    behind: Behind, ops: Text | None, brand: Text | None,
) -> None:
    assert (behind.warning, behind.brands_warning) == (ops, brand)


def test_what_a_model_adds_is_told_with_its_sign_the_fit_first_and_no_more_than_the_largest() -> None:
    parts = (Learned(None, -0.5), Learned("b", 0.35), *(Learned("c", -0.1) for _ in range(8)))
    first, second, third, *more = added(parts, {"b": text("I travel", "我爱旅行")})
    assert first.default == "− the fit to the brief lowers the odds of a yes (× 0.61)"
    assert second.default == "+ the answer to “I travel” raises the odds of a yes (× 1.42)"
    assert second.zh_cn == "+ 对“我爱旅行”的回答提高了答应的胜算（× 1.42）"
    assert (third.default[0], len(more)) == ("−", 3)


@pytest.mark.parametrize(("facts", "yes_rate", "is_by_hand", "said"), [
    ({"p_fit": .7}, .4, False, LIKE_YOU), ({"p_fit": .3}, .4, False, MEETS), ({"p_fit": .7}, None, False, MEETS),
    ({"p_fit": .7, "is_control": True}, .4, False, BY_LOT), ({}, .4, True, BY_US), ({}, .4, False, MEETS),
])
def test_whom_no_answer_lifts_hears_the_reason_that_holds(
    facts: dict[str, Any], yes_rate: float | None, is_by_hand: bool, said: Text,
) -> None:
    assert otherwise(facts, yes_rate, is_by_hand) is said


@pytest.mark.parametrize(("is_learned", "key", "words"), [(True, "learned", LIKE_THEM), (False, "asked", MEET)])
def test_a_brand_whose_people_no_trait_lifts_still_reads_a_true_reason(is_learned: bool, key: str, words: Text) -> None:
    low = {"interest:cooking": {"points": -9.0, "agreement": 0.1, "is_answered": True, "weight": 1, "want": "high"}}
    found = told([low] * 10, TRAITS, is_learned)
    assert found
    assert [(one.key, one.title, one.points) for one in found.strongest] == [(key, words, None)]
    assert found.words.default == f"{words.default} Least: “{TRAITS['interest:cooking'].title.default}”."
    nothing = told([{}] * 10, TRAITS, is_learned)
    assert nothing
    assert (nothing.words, nothing.weakest) == (words, None)
    assert told([low] * 9, TRAITS, is_learned) is None
