"""The order in which people are picked: well-known before thin, then worth, exact fit, preferred platform, seq."""

import numpy as np

from app.matching.engine.columns import Ints
from app.matching.engine.fit import Fit, Floats
from app.matching.engine.kinds import Mask


def rank(fit: Fit, eligible: Mask, preferred: Mask, value: Floats | None = None) -> Ints:
    """Indices of all eligible people, best first; a preferred platform decides among exactly equal fit only. `value` is
    what a pick is worth, shape (people,); None where it rises with the fit alone."""
    # People stand in ascending seq already, so a stable sort leaves ties to the lower one.
    candidates = np.flatnonzero(eligible)
    places = fit.places[candidates]
    if value is not None:
        keys = (~preferred[candidates], places, -value[candidates], fit.is_thin[candidates])
        return candidates[np.lexsort(keys)]
    worst = int(fit.places.max(initial=0)) + 1
    key = 2 * (places + worst * fit.is_thin[candidates]) + ~preferred[candidates]
    narrow = key.astype(np.uint16) if 4 * worst <= 1 << 16 else key
    return candidates[np.argsort(narrow, kind="stable")]
