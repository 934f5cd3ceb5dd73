"""From everything that a run reads to everything that it found; pure, so that it may run in a thread."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import ceil
from typing import Any

import numpy as np
import orjson

from app.matching.engine import recorded, run, wants
from app.matching.engine.columns import Audience, Bytes, Ints
from app.matching.engine.fit import Floats, measure
from app.matching.engine.learning import features
from app.matching.engine.learning.anchored import Anchored
from app.matching.engine.learning.cards import Card
from app.matching.engine.learning.rates import ACCEPTING, PUBLISHING, Prior
from app.matching.engine.lift import holdout
from app.matching.engine.lift.holdout import LEAST_FITTING, TooFewFit
from app.matching.engine.outlook import Outlook
from app.matching.engine.reading import Reads
from app.matching.engine.run import Among, Result
from app.matching.engine.wants import Want
from app.matching.engine.waves import with_interest
from app.matching.rules.asked import Brief
from app.matching.rules.eligible import Eligible, Stands, eligible
from app.matching.rules.packing import pack
from app.matching.rules.people import People
from app.matching.rules.refusals import TooFewToMeasure


@dataclass(frozen=True, slots=True)
class Known:
    """Who a seq is."""

    consumer_id: str
    external_id: str | None


@dataclass(frozen=True)
class Record:
    """What is known of people beyond their answers, by seq: faded (successes, outcomes) of accepting and publishing,
    whoever held a seat before, showed interest, or was drawn for this campaign's hold-out (True: held out)."""

    accepted: Mapping[int, tuple[float, float]] = field(default_factory=dict)
    published: Mapping[int, tuple[float, float]] = field(default_factory=dict)
    accepting: Prior = ACCEPTING
    publishing: Prior = PUBLISHING
    veterans: Collection[int] = ()
    interested: Collection[int] = ()
    drawn: Mapping[int, bool] = field(default_factory=dict)


@dataclass(frozen=True)
class Shares:
    """Which parts of the units or people a campaign sets aside; hold_out None: it does not measure lift."""

    newcomers: float = 0.0
    control: float = 0.0
    hold_out: float | None = None


@dataclass(frozen=True, slots=True)
class Learned:
    """By how many log-odds a model moves a person through one answer, or through the fit (None)."""

    key: str | None
    log_odds: float


@dataclass(frozen=True)
class Inputs:
    """All that a run of a campaign reads, as plain values; `after` is the number of the run before; `model` is the card
    of the model that serves the campaign, if one does; `kept` are people asked by hand or approved before: for each of
    them one more unit is kept than `units` says; `stands` tells of those approved; `by_order`: a round decides where
    quotas cross."""

    campaign_id: str
    after: int
    seed: int
    brief: Brief
    people: People
    units: int
    waitlist: int
    record: Record = field(default_factory=Record)
    shares: Shares = field(default_factory=Shares)
    model: Card | None = None
    model_id: str | None = None
    kept: tuple[int, ...] = ()
    stands: Stands = field(default_factory=Stands)
    by_order: bool = False

    def counted(self, counts: Mapping[str, int]) -> dict[str, int]:
        """What a run counted, with how many units are kept for people asked by hand and for picks approved before, and
        how many of those could not stay, if any."""
        stays, lost = len(self.stands.stays), len(self.stands.lost)
        told = {"by_hand": len(self.kept) - stays, "approved_stay": stays, "approved_lost": lost}
        return {**counts, **{name: many for name, many in told.items() if many}}


@dataclass(frozen=True, eq=False)
class Outcome:
    """What a run found, with SHA-256 of its people, of what was asked, and of the picks; its inputs as bytes; who was
    left out and why, packed; how many are held out or interested; and the draw of a hold-out, if this run made one: seq
    to whether held out, and everybody's chance of it."""

    result: Result
    audience_hash: str
    campaign_hash: str
    digest: str
    inputs: bytes
    left_out: bytes
    told: Mapping[str, int]
    drawn: Mapping[int, bool] = field(default_factory=dict)
    propensity: float = 0.0


def compute(inputs: Inputs) -> Outcome:
    """Match; the same inputs and seed give the same bytes whatever the order of the rows. Invalid names each fault."""
    return outcome_of(inputs, result_of(inputs))


@dataclass(frozen=True, eq=False)
class Found:
    """What a run finds among those who can matter, with the draw of a hold-out if it made one: seq to whether held
    out, and everybody's chance of it."""

    result: Result
    eligible: Eligible
    drawn: Mapping[int, bool] = field(default_factory=dict)
    propensity: float = 0.0


def result_of(inputs: Inputs) -> Found:
    """What a run finds. Everybody is screened as packed; only who can matter is unpacked, measured and ranked, or
    everybody where a learned model scores, for its numbers hang on all of them."""
    few = eligible(inputs.people, inputs.brief)
    audience, among = (few.audience, few.among) if inputs.model is None else (everybody(inputs), None)
    result, drawn, propensity = found_among(inputs, audience, among)
    return Found(result, few, drawn, propensity)


def found_among(inputs: Inputs, audience: Audience, among: Among | None) -> tuple[Result, Mapping[int, bool], float]:
    """What a run finds among some people, and the draw of a hold-out if it makes one."""
    outlook = outlook_of(audience, inputs)
    result = _match(inputs, audience, outlook, among)
    drawn, propensity = _hold_out(inputs, result)
    if drawn:
        result = _match(inputs, audience, _held_out(outlook, audience, drawn), among)
    return result, drawn, propensity


def everybody(inputs: Inputs) -> Audience:
    """All people with what the brief reads of them."""
    return inputs.people.audience(inputs.brief.kinds, Reads.of(inputs.brief.criteria, inputs.brief.quotas))


def outcome_of(inputs: Inputs, found: Found, result: Result | None = None) -> Outcome:
    """What is kept of what a run found, or of `result` in its place. Everybody is unpacked for it, if the run did not:
    to take the few out of all would cost more than to unpack them by themselves."""
    result = result or found.result
    asked = orjson.dumps({**result.parameters, "seed": inputs.seed}, option=orjson.OPT_SORT_KEYS)
    audience, outlook = _of_all(inputs, found)
    kept = recorded.dump(audience, outlook, result.parameters, inputs.seed)
    told = {"held_out": int(np.count_nonzero(outlook.is_held_out)),
            "interested": int(np.count_nonzero(outlook.is_interested))}
    return Outcome(result, kept.people, hashlib.sha256(asked).hexdigest(), digest_of(result), kept.record,
                   left_out(result, *found.eligible.screened.everyone), told, found.drawn, found.propensity)


def _of_all(inputs: Inputs, found: Found) -> tuple[Audience, Outlook]:
    """Everybody with what is known of them, the hold-out drawn now too."""
    if inputs.model is not None:
        return found.result.audience, found.result.outlook
    audience = everybody(inputs)
    return audience, _held_out(outlook_of(audience, inputs), audience, found.drawn)


def _held_out(outlook: Outlook, audience: Audience, drawn: Mapping[int, bool]) -> Outlook:
    held = audience.marked([seq for seq, is_held in drawn.items() if is_held])
    return replace(outlook, is_held_out=outlook.is_held_out | held)


def _match(inputs: Inputs, audience: Audience, outlook: Outlook, among: Among | None) -> Result:
    return run.match(audience, inputs.brief.wants, inputs.brief.criteria, inputs.brief.quotas, inputs.units,
                     inputs.waitlist, outlook, inputs.seed, among, inputs.by_order)


def outlook_of(audience: Audience, inputs: Inputs) -> Outlook:
    """What is known of the people of an audience; interest raises the chance of a yes."""
    record, shares = inputs.record, inputs.shares
    interested = audience.marked(record.interested)
    p_accept = with_interest(_rates(audience, record.accepted, record.accepting), interested)
    return Outlook(
        p_accept, _rates(audience, record.published, record.publishing),
        p_fit(audience, inputs.brief.wants, inputs.model),
        ~audience.marked(record.veterans), interested,
        audience.marked([seq for seq, is_held in record.drawn.items() if is_held]),
        np.zeros(len(audience), np.bool_), shares.newcomers, shares.control)


def _rates(audience: Audience, known: Mapping[int, tuple[float, float]], prior: Prior) -> Floats:
    """Everybody's shrunk rate; shape (people,)."""
    rates = np.full(len(audience), prior.a / (prior.a + prior.b))
    told = [(prior.a + successes) / (prior.a + prior.b + outcomes) for successes, outcomes in known.values()]
    places, is_there = audience.places(known)
    rates[places[is_there]] = np.array(told)[is_there]
    return rates


def p_fit(audience: Audience, wanted: Sequence[Want], card: Card | None) -> Floats | None:
    """The learned model's probabilities where one serves the campaign; shape (people,)."""
    return None if card is None or card.model is None else card.probability(*read_by(audience, wanted, card.model))


def read_by(audience: Audience, wanted: Sequence[Want], model: Anchored) -> tuple[Floats, Floats]:
    """What a model reads: answers (people, traits) by its keys, NaN = unanswered, and the fit in standard deviations,
    shape (people,)."""
    keys = sorted({name.partition("=")[0] for name in model.keys} & audience.specs.keys())
    names = features.names(audience, keys)
    answers = np.full((len(audience), len(model.keys)), np.nan)
    known = features.matrix(audience, keys)
    for place, name in enumerate(model.keys):
        if name in names:
            answers[:, place] = known[:, names.index(name)]
    fit = measure(audience, wanted, ("traits",)).fit
    known_fit = fit[audience.consent]
    spread = float(np.std(known_fit)) if len(known_fit) else 0.0
    return answers, (fit - float(np.mean(known_fit))) / spread if spread else np.zeros(len(fit))


def learned_parts(audience: Audience, wanted: Sequence[Want], model: Anchored, place: int) -> tuple[Learned, ...]:
    """What a model adds to one person's log-odds: the fit's part, and each answer's that has one, strongest first."""
    answers, fit = read_by(audience, wanted, model)
    parts = zip(model.keys, model.contributions(answers[place:place + 1])[0].tolist(), strict=True)
    by_fit = Learned(None, model.fit_weight * float(model.scaling.standard_fit(fit)[place]))
    return (by_fit, *sorted((Learned(key, part) for key, part in parts if part), key=lambda one: -abs(one.log_odds)))


def _hold_out(inputs: Inputs, result: Result) -> tuple[dict[int, bool], float]:
    """Draw the hold-out once for a campaign that measures lift: among the best fitting, as many as it would invite and
    hold out in all; people who are never invited would thin the lift. Raises TooFewToMeasure."""
    if inputs.shares.hold_out is None or inputs.record.drawn:
        return {}, 0.0
    fitting = result.order[(result.fit[result.order] > result.fits.mean_fit) & ~result.fits.is_thin[result.order]]
    seqs = result.audience.seq[fitting][:max(would_invite(inputs, inputs.shares.hold_out), LEAST_FITTING)]
    found = holdout.draw(seqs, inputs.seed, inputs.shares.hold_out)
    if isinstance(found, TooFewFit):
        raise TooFewToMeasure(found.fitting, found.needed)
    return dict(zip(seqs.tolist(), found.is_held.tolist(), strict=True)), found.propensity


def would_invite(inputs: Inputs, hold_out: float) -> int:
    """How many a campaign would invite and hold out in all."""
    return ceil((inputs.units + inputs.waitlist) / max(1 - hold_out, 0.01))


def digest_of(result: Result) -> str:
    """SHA-256, in hex, of who was picked, in which order, with which fit and contributions."""
    total = hashlib.sha256()
    for part in (result.chosen, result.waitlist, result.order):
        total.update(result.audience.seq[part].astype("<i8").tobytes())
        total.update(result.fit[part].astype("<f8").tobytes())
        total.update(np.ascontiguousarray(result.contributions[part], "<f8").tobytes())
    return total.hexdigest()


def left_out(result: Result, seqs: Ints, codes: Bytes) -> bytes:
    """Of everybody (seqs ascending, shape (people,)) who was not picked the code of his first failing rule (0: others
    fitted better), packed."""
    rest = np.ones(len(seqs), np.bool_)
    for picked in (result.chosen, result.waitlist):
        rest[np.searchsorted(seqs, result.audience.seq[picked])] = False
    return pack(seqs[rest], codes[rest])


def contributions_of(result: Result, index: int) -> dict[str, dict[str, Any]]:
    """Trait key to points of 100, agreement 0..1, whether it was answered, weight, and what was wanted."""
    total = sum(want.weight for want in result.wants)
    found = {}
    for k, want in enumerate(result.wants):
        points, mean = float(result.contributions[index, k]), result.means[k].value
        found[want.key] = {
            "points": points, "agreement": round(mean + points * total / (100 * want.weight), 12),
            "is_answered": bool(result.audience.answered(want.key)[index]), "weight": want.weight,
            "want": wants.as_json(want)["want"],
        }
    return found


def must_confirm(result: Result, index: int) -> list[str]:
    """The safety questions that one person has left unanswered."""
    return [key for key in result.criteria.contraindications if not result.audience.answered(key)[index]]


def means_of(result: Result) -> dict[str, Any]:
    """The frozen means: of the fit, and of each trait as an exact fraction."""
    each = {want.key: [mean.numerator, mean.denominator]
            for want, mean in zip(result.wants, result.means, strict=True)}
    return {"fit": result.fits.mean_fit, "traits": each}


def facts_of(result: Result, index: int) -> dict[str, Any]:
    """What a pick was expected to be worth, and how it came to be picked if not by its fit alone."""
    outlook, is_drawn = result.outlook, bool(np.isin(index, result.control))
    chances = {"value": result.value, "p_accept": outlook.p_accept, "p_publish": outlook.p_publish}
    found: dict[str, Any] = {name: round(float(column[index]), 6) for name, column in chances.items()}
    found["p_fit"] = round(found["value"] / found["p_publish"], 6) if found["p_publish"] else 0.0
    if outlook.is_newcomer[index]:
        found["is_newcomer"] = True
    if is_drawn:
        drawn = int(outlook.control_share * int(str(result.parameters["units"])))
        found |= {"is_control": True, "propensity": round(drawn / max(len(result.order), 1), 6)}
    return found
