"""What a run knows of people beyond their answers: how likely they publish, who is new, who is held out or drawn."""

from dataclasses import dataclass

import numpy as np

from app.matching.engine.columns import Ints
from app.matching.engine.fit import Fit, Floats
from app.matching.engine.kinds import Column, Mask
from app.matching.engine.learning.calibration import calibrate
from app.matching.engine.learning.rates import ACCEPTING, PUBLISHING, Prior
from app.matching.engine.lift.holdout import places

LIKING = Prior(3, 2)
"""How many of the people a brief describes like what they are sent, until outcomes say better."""


@dataclass(frozen=True, eq=False)
class Outlook:
    """Chances and masks of shape (people,). `p_fit` None: it follows from the fit by the stated curve.
    `is_invited`: only records of earlier rounds tell here who had an offer of another campaign open."""

    p_accept: Floats
    p_publish: Floats
    p_fit: Floats | None
    is_newcomer: Mask
    is_interested: Mask
    is_held_out: Mask
    is_invited: Mask
    newcomer_share: float = 0.0
    control_share: float = 0.0


def blank(people: int) -> Outlook:
    """Of whom nothing is known: the priors' rates, everybody new."""
    nobody = np.zeros(people, np.bool_)
    return Outlook(np.full(people, ACCEPTING.a / (ACCEPTING.a + ACCEPTING.b)),
                   np.full(people, PUBLISHING.a / (PUBLISHING.a + PUBLISHING.b)), None, ~nobody, nobody, nobody, nobody)


def chances(fits: Fit, outlook: Outlook) -> Floats:
    """P(fit) of everybody, by the model's own probabilities or by the stated curve over the fit; shape (people,)."""
    if outlook.p_fit is not None:
        return outlook.p_fit
    none = np.zeros(0)
    curve = calibrate(none, none.astype(np.bool_), LIKING, fits.mean_fit, fits.spread)
    return curve.probability(fits.fit)


def draw(seqs: Ints, seed: int) -> Ints:
    """People by lot: their places in the order of a keyed hash, which no row order can change."""
    return np.argsort(places(seqs, seed))


def columns(outlook: Outlook) -> dict[str, Column]:
    """Everything of an outlook as arrays by name, for a record of the run."""
    flags = (outlook.is_newcomer.astype(np.uint8) | outlook.is_interested.astype(np.uint8) << 1
             | outlook.is_held_out.astype(np.uint8) << 2 | outlook.is_invited.astype(np.uint8) << 3)
    more = {} if outlook.p_fit is None else {"p_fit": outlook.p_fit}
    return {"p_accept": outlook.p_accept, "p_publish": outlook.p_publish, "outlook": flags, **more}
