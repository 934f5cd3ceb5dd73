"""Whom a campaign may touch: runs to pass over, tests for the rest, and the quota parts of everybody."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.matching.engine.columns import GENDERS
from app.matching.engine.conditions import Condition
from app.matching.engine.criteria import REGION_DIGITS, Criteria, Platform
from app.matching.engine.eligibility import YOUNGEST, YOUNGEST_FOR_GATED
from app.matching.engine.kinds import Column, Kind, Mask, Multiple, Number
from app.matching.engine.packed.layout import CONSENT, HIGHEST_BAND, answered_bit, bands, trait
from app.matching.engine.packed.plan import View
from app.matching.engine.packed.segments import Runs, births
from app.matching.engine.packed.snapshot import Snapshot
from app.matching.engine.quotas import Ages, Cell, Chose, Followers, Genders, OnPlatform, Tiers

Test = Callable[[View], Mask]


@dataclass(frozen=True, eq=False)
class Rule:
    """One thing asked: what it makes of people, and of which runs it holds for all or for nobody; shape (runs,)."""

    columns: tuple[str, ...]
    test: Test
    always: Callable[[Runs], Mask]
    never: Callable[[Runs], Mask]


def rules(snapshot: Snapshot, criteria: Criteria) -> list[Rule]:
    """Everything that every pick must meet, apart from what seats say."""
    specs = snapshot.layout.specs
    stated = [Condition(key, "any_of", choices) for key, choices in criteria.contraindications.items()]
    return [
        Rule(("flags",), lambda view: view("flags") == CONSENT,
             lambda runs: ~runs["is_closed"], lambda runs: runs["is_closed"]),
        *_age_rules(criteria), *region_rules(criteria),
        *(rule for platform in criteria.platforms if platform.role == "required"
          for rule in account_rules(snapshot, platform)),
        *(answer(snapshot, specs[one.key], one, is_met=True) for one in criteria.musts),
        *(answer(snapshot, specs[one.key], one, is_met=False)
          for one in (*criteria.must_nots, *criteria.never, *stated)),
    ]


def cell_rules(snapshot: Snapshot, cell: Cell, criteria: Criteria) -> list[Rule]:
    """What makes somebody belong to a quota's cell."""
    match cell:
        case Tiers(tiers):
            return [_tiers([tier for tier in tiers if tier])]
        case Ages(low, high):
            first, last = births(criteria.today, max(low, 0), high)
            return [born(first, last)]
        case OnPlatform(platform, verified):
            return account_rules(snapshot, Platform(platform, proof="verified" if verified else "declared"))
        case Followers(platform, low, high):
            return [_in_band(snapshot, platform, low, high)]
        case Genders(genders):
            codes = np.isin(np.arange(256), [GENDERS.index(gender) + 1 for gender in genders])
            return [anywhere(("gender",), lambda view: codes[view("gender")])]
        case Chose(key, choices):
            return [answer(snapshot, snapshot.layout.specs[key], Condition(key, "any_of", choices), is_met=True)]


def prefers(snapshot: Snapshot, criteria: Criteria, view: View) -> Mask:
    """Who has an account on a preferred platform, proven and in range as asked; shape (people,)."""
    found = np.zeros(len(view("flags")), np.bool_)
    for platform in criteria.platforms:
        if platform.role == "preferred":
            found |= np.logical_and.reduce([rule.test(view) for rule in account_rules(snapshot, platform)])
    return found


def account_rules(snapshot: Snapshot, platform: Platform) -> list[Rule]:
    """An account there, proven as asked, and in the range of follower bands where one is."""
    known = snapshot.layout.platforms
    if platform.name not in known:
        return [NOBODY]
    name, bit = "verified" if platform.proof == "verified" else "declared", 1 << known.index(platform.name)
    held = Rule((name,), lambda view: view(name) & view(name).dtype.type(bit) != 0,
                lambda runs: runs[name][:, 0] & bit != 0, lambda runs: runs[name][:, 1] & bit == 0)
    return [held] + ([_in_band(snapshot, platform.name, *platform.followers)] if platform.followers else [])


def _in_band(snapshot: Snapshot, platform: str, low: int, high: int) -> Rule:
    if platform not in snapshot.layout.platforms:
        return NOBODY
    column, shift = bands(snapshot.layout.platforms.index(platform))
    inside = np.array([band != 0 and low <= band <= high for band in range(HIGHEST_BAND + 1)])
    return anywhere((column,), lambda view: inside[view(column) >> shift & HIGHEST_BAND])


def anywhere(columns: tuple[str, ...], test: Test) -> Rule:
    """A rule of which the runs know nothing."""
    return Rule(columns, test, _no_run, _no_run)


def _no_run(runs: Runs) -> Mask:
    return np.zeros(len(runs), np.bool_)


NOBODY = Rule((), lambda view: np.zeros(len(view("flags")), np.bool_), _no_run, lambda runs: ~_no_run(runs))


def _age_rules(criteria: Criteria) -> Iterator[Rule]:
    low, high = criteria.ages
    youngest = YOUNGEST_FOR_GATED if criteria.is_age_gated else YOUNGEST
    is_asked = criteria.is_age_gated or low is not None or high is not None
    first, last = births(criteria.today, max(youngest, low or 0), 200 if high is None else high)
    yield born(first if is_asked else -1, last)


def born(first: int, last: int) -> Rule:
    low, high = np.int16(first), np.int16(last)
    return Rule(("birth_month",), lambda view: (view("birth_month") >= low) & (view("birth_month") <= high),
                lambda runs: (runs["births"][:, 0] >= first) & (runs["births"][:, 1] <= last),
                lambda runs: (runs["births"][:, 1] < first) | (runs["births"][:, 0] > last))


def region_rules(criteria: Criteria) -> Iterator[Rule]:
    if criteria.tiers:
        yield _tiers(criteria.tiers)
    if criteria.regions:
        wide = [10 ** (REGION_DIGITS - len(code)) for code in criteria.regions]
        areas = [(int(code) * size, (int(code) + 1) * size) for code, size in zip(criteria.regions, wide, strict=True)]
        yield anywhere(("region",), lambda view: np.logical_or.reduce(
            [(view("region") >= start) & (view("region") < stop) for start, stop in areas]))


def _tiers(tiers: Sequence[int]) -> Rule:
    """A run lies in one tier, so it knows."""
    inside = np.zeros(256, np.bool_)
    inside[list(tiers)] = True
    return Rule(("tier",), lambda view: inside[view("tier")],
                lambda runs: inside[runs["tier"]], lambda runs: ~inside[runs["tier"]])


def answer(snapshot: Snapshot, kind: Kind, asked: Condition, is_met: bool) -> Rule:
    """A condition met, or (is_met false) anything else, no answer included."""
    name = trait(asked.key)
    if isinstance(kind, Multiple):
        told = np.min_scalar_type(answered_bit(kind)).type(answered_bit(kind))
        bits = told.dtype.type(kind.bits(_choices(asked)))

        def of_masks(view: View) -> Mask:
            column = view(name)
            known = column >= told
            touched = (column & bits != 0) == (asked.op == "any_of")
            return np.asarray((known if asked.op == "answered" else known & touched) == is_met)

        return anywhere((name,), of_masks)
    true = _truth(snapshot, kind, asked) == is_met
    return anywhere((name,), lambda view: true[view(name)])


def _truth(snapshot: Snapshot, kind: Kind, asked: Condition) -> NDArray[np.bool_]:
    """Which codes of a column meet a condition; code 0 = unanswered meets none."""
    codes: Column = snapshot.values(asked.key) if isinstance(kind, Number) else np.arange(256)
    known = np.arange(len(codes)) > 0
    if asked.op == "answered":
        return known
    if asked.op in ("any_of", "none_of") or isinstance(asked.value, str):
        named = np.isin(codes, [kind.code(choice) for choice in _choices(asked)])
        return np.asarray(known & (named == (asked.op != "none_of")))
    bound = kind.code(asked.value)
    met = codes == bound if asked.op == "is" else codes >= bound if asked.op == "at_least" else codes <= bound
    return np.asarray(known & met)


def _choices(asked: Condition) -> tuple[str, ...]:
    if asked.value is None:
        return ()
    return tuple(map(str, asked.value)) if isinstance(asked.value, tuple) else (str(asked.value),)
