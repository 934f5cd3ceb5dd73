"""Those of a campaign's people who can matter: everybody is screened as packed, only they are unpacked."""

from dataclasses import dataclass

import numpy as np

from app.core.errors import Invalid
from app.matching.engine import run
from app.matching.engine.columns import Audience
from app.matching.engine.eligibility import Screening, screen, to_confirm
from app.matching.engine.faults import nobody_answered
from app.matching.engine.kinds import Multiple
from app.matching.engine.packed.moments import crowd
from app.matching.engine.packed.screening import Screened, screened
from app.matching.engine.packed.snapshot import Snapshot
from app.matching.engine.reading import Reads
from app.matching.engine.run import Among
from app.matching.rules.asked import Brief
from app.matching.rules.people import People


@dataclass(frozen=True, eq=False)
class Eligible:
    """Everybody's code; those of whom a seat or a shared key says something; and the audience of all who are eligible
    or hold a seat, with what is known of the others."""

    screened: Screened
    seated: Audience
    audience: Audience
    among: Among


def eligible(people: People, brief: Brief) -> Eligible:
    """Who can matter to a campaign. Invalid names what is wrong with its brief."""
    check(people.everybody, brief)
    told = crowd(people.everybody, brief.wants)
    reads = Reads.of(brief.criteria, brief.quotas)
    seated = people.audience(brief.kinds, reads, people.rows(people.told_of))
    codes = screen(seated, brief.criteria).codes
    found = screened(people.everybody, brief.criteria).told(seated.seq, codes)
    holds = seated.holds_seat
    audience = people.audience(brief.kinds, reads, found.rows(people.rows(seated.seq[holds])))
    own = np.zeros(len(audience), np.uint8)
    own[audience.places(seated.seq[holds])[0]] = codes[holds]
    screening = Screening(own, found.funnel(), to_confirm(audience, brief.criteria))
    return Eligible(found, seated, audience, Among(people.everybody.people, screening, told))


def check(everybody: Snapshot, brief: Brief) -> None:
    """Invalid with what is wrong with a brief; the brand's own musts on what nobody has told too, for they would leave
    out everybody. That something be answered at all may be asked before anybody has: whoever is interested is led to
    the question."""
    run.check(brief.kinds, brief.wants, brief.criteria, brief.quotas)
    idle = tuple(nobody_answered(("musts", place, "trait"), one.key)
                 for place, one in enumerate(brief.criteria.musts[:brief.own_musts])
                 if one.op != "answered" and not answers(everybody, one.key))
    if idle:
        raise Invalid(idle)


def answers(everybody: Snapshot, key: str) -> int:
    """How many consenting people have answered a trait."""
    counts = everybody.tally(key)
    return int(counts[63] if isinstance(everybody.layout.specs[key], Multiple) else counts[1:].sum())
