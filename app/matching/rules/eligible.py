"""Those of a campaign's people who can matter: everybody is screened as packed, only they are unpacked."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

import numpy as np

from app.core.errors import Invalid
from app.matching.engine import run
from app.matching.engine.columns import Audience
from app.matching.engine.eligibility import Code, Screening, screen, to_confirm
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


@dataclass(frozen=True)
class Stands:
    """Whom ops approved before, by seq: who can still be picked and stays, and who cannot, with the first rule that
    fails."""

    stays: tuple[int, ...] = ()
    lost: Mapping[int, int] = field(default_factory=dict)


def standing(approved: Collection[int], people: People, brief: Brief) -> Stands:
    """Which of the approved can still be picked, by every rule of a run. Invalid names what is wrong with the brief."""
    if not approved:
        return Stands()
    check(people.everybody, brief)
    rows = people.rows(np.union1d(people.told_of, np.array([*approved], np.int64)))
    found = people.audience(brief.kinds, Reads.of(brief.criteria, brief.quotas), rows)
    codes = dict(zip(found.seq.tolist(), screen(found, brief.criteria).codes.tolist(), strict=True))
    told = {seq: codes.get(seq, int(Code.NO_CONSENT)) for seq in approved}
    lost = {seq: code for seq, code in told.items() if code}
    return Stands(tuple(seq for seq in told if seq not in lost), lost)


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
