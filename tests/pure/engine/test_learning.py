"""The learned score starts from the brief, serves only where it beat it, and keeps a card that any row order gives."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.special import expit

from app.core.i18n import text
from app.matching.engine.learning import anchored, cards, choice, features
from app.matching.engine.learning.anchored import Anchored, Scaling
from app.matching.engine.learning.newton import evidence, logistic
from app.matching.engine.learning.outcomes import Outcomes
from app.matching.engine.learning.rates import PUBLISHING
from tests.pure.engine.people import audience, row

DAY = date(2026, 3, 15)


def world(n: int, drift: float, seed: int = 3, level: float = 0.0, liking: float = 0.7) -> tuple[Outcomes, Scaling]:
    """Outcomes of n picks whose hits follow the fit, and `drift` times an answer that the brief does not name."""
    rng = np.random.default_rng(seed)
    answers = rng.integers(1, 6, (n, 8)).astype(float)
    answers[rng.random((n, 8)) < 0.1] = np.nan
    fit = np.nan_to_num(answers[:, :3], nan=3.0).mean(axis=1) / 5
    scaling = Scaling.of(answers, fit)
    hidden = scaling.standard(answers)[:, 5]
    hit = rng.random(n) < expit(level + liking * scaling.standard_fit(fit) + drift * hidden)
    keys = tuple(f"trait{at}" for at in range(8))
    return Outcomes(keys, answers, fit, hit, rng.integers(0, 90, n), rng.permutation(n)), scaling


def learned(n: int, drift: float, **more: Any) -> cards.Card:
    outcomes, scaling = world(n, drift, **more)
    return choice.learn(outcomes, scaling, PUBLISHING, DAY)


def test_the_newton_steps_find_what_a_slow_search_finds() -> None:
    rng = np.random.default_rng(5)
    x, y, ridge = rng.normal(size=(60, 3)), (rng.random(60) < 0.4).astype(float), np.array([1.0, 10.0, 100.0])

    def loss(w: Any) -> float:
        line = w[0] + x @ w[1:]
        return float((np.logaddexp(0, line) - y * line).sum() + ridge @ w[1:] ** 2 / 2)

    slow = minimize(loss, np.zeros(4), method="Nelder-Mead",
                    options={"xatol": 1e-9, "fatol": 1e-12, "maxiter": 8000, "maxfev": 8000})
    assert logistic(x, y, ridge) == pytest.approx(slow.x, abs=1e-5)


def test_two_rows_without_a_penalty_give_their_log_odds() -> None:
    found = logistic(np.array([[-1.0], [1.0]]), np.array([0.25, 0.75]), np.zeros(1))
    assert found == pytest.approx([0, np.log(3)])


def test_the_evidence_is_the_integral_over_the_weight() -> None:
    x, y, ridge = np.linspace(-2, 2, 80)[:, None], (np.linspace(-2, 2, 80) > 0.3).astype(float), np.array([4.0])
    y[::7] = 1 - y[::7]
    level, weight = np.meshgrid(np.linspace(-4, 4, 161), np.linspace(-2, 6, 161))
    line = level[..., None] + weight[..., None] * x[:, 0]
    log_posterior = (y * line - np.logaddexp(0, line)).sum(axis=-1) + np.log(4) / 2 - 2 * weight**2
    slow = np.log(np.exp(log_posterior - log_posterior.max()).sum() * 0.05**2 / (2 * np.pi)) + log_posterior.max()
    assert evidence(x, y, ridge, logistic(x, y, ridge)) == pytest.approx(slow, abs=0.02)


def test_an_unanswered_question_counts_as_the_mean_and_one_answer_alone_says_nothing() -> None:
    scaling = Scaling.of(np.array([[1.0, 4.0], [5.0, 4.0], [np.nan, 4.0]]), np.array([0.2, 0.4, 0.6]))
    assert scaling.means == (3.0, 4.0)
    assert scaling.standard(np.array([[np.nan, 2.0], [5.0, np.nan]])).tolist() == [[0, 0], [1, 0]]


def test_with_few_outcomes_the_model_says_what_the_brief_says() -> None:
    outcomes, scaling = world(50, 0.0)
    model = anchored.train(outcomes, scaling)
    brief = model.fit_weight * scaling.standard_fit(outcomes.fit)
    assert np.corrcoef(model.log_odds(outcomes.answers, outcomes.fit), brief)[0, 1] > 0.9
    assert model.fit_weight > 2 * max(map(abs, model.weights))


def test_contributions_of_the_learned_part_add_up_to_the_deviation_from_the_brief() -> None:
    outcomes, scaling = world(200, 1.0)
    model = anchored.train(outcomes, scaling)
    brief = model.intercept + model.fit_weight * scaling.standard_fit(outcomes.fit)
    parts = model.contributions(outcomes.answers)
    assert brief + parts.sum(axis=1) == pytest.approx(model.log_odds(outcomes.answers, outcomes.fit), abs=1e-12)
    assert not parts[np.isnan(outcomes.answers)].any()


def test_what_was_learned_is_said_in_words_strongest_first() -> None:
    model = Anchored(("a", "b", "c"), Scaling((3.0,) * 3, (1.0,) * 3, 0.5, 0.1), 0.0, 1.0, (0.1, -0.4, 0.0))
    first, second = anchored.learnt(model, {"b": text("I plan", "我有计划")})
    assert (first.key, second.key, first.odds) == ("b", "a", pytest.approx(np.exp(-0.4)))
    assert first.sentence.default == (
        "Who answers “I plan” higher suits less well than the brief alone says (odds x 0.67).")
    assert first.sentence.zh_cn == "“我有计划”回答越高，实际比需求所示更不合适（胜算 × 0.67）。"


def test_a_preference_that_the_brief_did_not_name_is_learned_and_served() -> None:
    card = learned(400, 1.2)
    assert (card.kind, card.reason, card.is_used) == ("anchored", "better", True)
    assert card.tested
    assert card.model
    assert card.tested.auc == card.tested.anchored_auc > card.tested.cold_auc + 0.05
    assert int(np.argmax(np.abs(card.model.weights))) == 5
    assert card.curve.is_fitted
    assert card.why.default.startswith("The learned score is used: AUC 0.")


@pytest.mark.parametrize(("n", "level", "reason", "says"), [
    (49, 0.0, "too_few_outcomes", "too few outcomes to learn"), (120, 9.0, "too_few_of_a_kind", "too few of one kind"),
    (0, 0.0, "too_few_outcomes", "0 of 0 outcomes were hits"),
])
def test_too_little_to_learn_from_leaves_the_cold_score(n: int, level: float, reason: str, says: str) -> None:
    card = learned(n, 1.0, level=level)
    assert (card.kind, card.reason, card.tested, card.model) == ("cold", reason, None, None)
    assert says in card.why.default


def test_where_the_brief_was_right_the_cold_score_stays_in_nine_of_ten() -> None:
    found = [learned(150, 0.0, seed=seed) for seed in range(40)]
    assert sum(card.is_used for card in found) <= 4
    assert {card.reason for card in found} >= {"no_better", "within_noise"}
    assert all(card.tested and card.tested.auc == card.tested.cold_auc for card in found if not card.is_used)


def noise(seed: int, liking: float, kind: str) -> tuple[Outcomes, Scaling]:
    """A hundred outcomes that no answer foretells, while the rate falls, or while silences are known last."""
    outcomes, scaling = world(100, 0.0, seed, level=0.6, liking=liking)
    rng, place = np.random.default_rng(seed), np.arange(100)
    if kind == "silences last":
        silent = rng.random(100) < 0.33
        order = np.argsort(silent, kind="stable")
        return replace(outcomes.at(order), hit=(outcomes.hit & ~silent)[order], day=place), scaling
    falls = liking * scaling.standard_fit(outcomes.fit) + 1.5 - 3 * place / 99
    return replace(outcomes, hit=rng.random(100) < expit(falls), day=place), scaling


@pytest.mark.parametrize("kind", ["rate falls", "silences last"])
@pytest.mark.parametrize("liking", [0.0, 0.7])
def test_a_rate_that_drifts_is_nobodys_skill(kind: str, liking: float) -> None:
    found = [choice.learn(*noise(seed, liking, kind), PUBLISHING, DAY) for seed in range(50)]
    leading = [card for card in found if card.reason in ("better", "against_brief")]
    assert sum(card.is_used for card in found) <= 5
    assert len(leading) <= 8, "one in ten leads by chance"
    assert sum(card.tested is not None for card in found) >= 40


def test_hits_and_misses_that_never_share_a_block_leave_nothing_to_compare() -> None:
    outcomes, scaling = world(100, 1.0)
    hit = np.arange(100) % 2 == 0
    hit[50:] = np.arange(50) < 20
    card = choice.learn(replace(outcomes, hit=hit, day=np.arange(100)), scaling, PUBLISHING, DAY)
    assert (card.kind, card.reason, card.tested) == ("cold", "too_few_of_a_kind", None)


def test_a_card_of_an_older_rule_is_read_and_shown_as_it_was() -> None:
    card = learned(400, 1.2)
    stored = {name: value for name, value in card.as_json().items() if name != "rule"}
    older = cards.parse(stored)
    assert (older.rule, older.why, older.is_used) == ("", card.why, True)
    assert card.rule == choice.RULE


def test_a_model_that_turns_the_brief_around_is_anchored_on_it_no_more_and_never_serves() -> None:
    card = learned(400, 1.2, liking=-1.0)
    assert (card.kind, card.reason, card.is_against_brief) == ("cold", "against_brief", True)
    assert card.model
    assert card.tested
    assert card.model.fit_weight < 0
    assert card.tested.auc == card.tested.cold_auc < card.tested.anchored_auc - 0.05
    assert card.why.default.startswith("The learned score leads only by turning the brief around and is not used: AUC")
    assert card.why.pick("zh-cn").startswith("学习得分是靠颠倒需求才领先，不予使用")


def test_the_test_is_on_the_latest_outcomes_only() -> None:
    """A taste of the first half that has turned by the second is not served."""
    early, scaling = world(200, 2.0)
    late, _ = world(200, -2.0, seed=4)
    both = Outcomes(early.keys, *(np.concatenate((getattr(early, name), getattr(late, name)))
                                  for name in ("answers", "fit", "hit")),
                    np.arange(400), np.arange(400))
    assert not choice.learn(both, scaling, PUBLISHING, DAY).is_used


def test_any_order_of_the_rows_gives_the_same_bytes() -> None:
    for drift in (0.0, 1.2):
        outcomes, scaling = world(260, drift)
        first = choice.learn(outcomes, scaling, PUBLISHING, DAY).as_bytes()
        for seed in range(5):
            mixed = outcomes.at(np.random.default_rng(seed).permutation(260))
            assert choice.learn(mixed, scaling, PUBLISHING, DAY).as_bytes() == first


def test_other_inputs_have_another_hash() -> None:
    outcomes, scaling = world(60, 0.0)
    turned = Outcomes(outcomes.keys, outcomes.answers, outcomes.fit, ~outcomes.hit, outcomes.day, outcomes.seq)
    hashes = {choice.learn(one, scaling, PUBLISHING, DAY).inputs_hash for one in (outcomes, turned)}
    assert len(hashes) == 2


@pytest.mark.parametrize(("n", "drift"), [(0, 0.0), (80, 0.0), (400, 1.2)])
def test_a_card_comes_back_from_its_stored_form(n: int, drift: float) -> None:
    card = learned(n, drift)
    back = cards.parse(json.loads(card.as_bytes()))
    assert back == card
    assert back.as_bytes() == card.as_bytes()


def test_a_card_alone_gives_everybodys_probability_in_the_order_of_its_score() -> None:
    for n, drift in ((0, 0.0), (400, 1.2)):
        some, scaling = world(300, drift, seed=9)
        card = choice.learn(world(400, drift)[0].at(slice(n)), scaling, PUBLISHING, DAY)
        p = card.probability(some.answers, some.fit)
        score = card.model.log_odds(some.answers, some.fit) if card.is_used and card.model else some.fit
        assert (np.diff(p[np.argsort(score)]) >= 0).all()
        assert p.mean() == pytest.approx(some.hit.mean() if n else 0.6, abs=0.1)


def test_answers_of_every_kind_become_features() -> None:
    people = audience(row(1, traits={"reading": 4, "pets": ["cat", "bird"], "home": "boat", "height": 170.5}), row(2))
    keys = ("reading", "pets", "home", "height")
    assert features.names(people, keys) == (
        "reading", "pets=dog", "pets=cat", "pets=bird", "home=flat", "home=house", "home=boat", "height")
    found = features.matrix(people, keys)
    assert found[0].tolist() == [4, 0, 1, 1, 0, 0, 1, 170.5]
    assert np.isnan(found[1]).all()
