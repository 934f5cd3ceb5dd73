"""What decided about a person of a run, against the run made again without it."""

from dataclasses import replace
from random import Random
from typing import get_args

import numpy as np
import pytest

from app.matching.engine.columns import Audience
from app.matching.engine.criteria import Criteria
from app.matching.engine.outlook import Outlook, blank
from app.matching.engine.quotas import Genders, Quota, Tiers
from app.matching.engine.run import NEWCOMERS, Result, match
from app.matching.engine.wants import High, Want
from app.matching.rules.bounds import WORDS, said
from app.matching.rules.deciding import Bound, BoundKind, Ended, decided
from tests.pure.engine.people import TODAY, audience, row

WANTED = (Want("reading", 1, High()),)


def crowd(chance: Random) -> Audience:
    return audience(*(row(seq, gender=chance.choice(("female", "male", None)), tier=chance.choice((1, 2)),
                          phone_key=chance.choice(("a", "b", *[None] * 8)),
                          traits={"reading": chance.randint(1, 5)}) for seq in range(1, 25)))


def outlook_of(people: Audience, chance: Random) -> Outlook:
    newcomers = np.array([chance.random() < 0.6 for _ in range(len(people))])
    return replace(blank(len(people)), is_newcomer=newcomers, newcomer_share=chance.choice((0.0, 0.5)),
                   control_share=chance.choice((0.0, 0.3)))


def quotas_of(chance: Random) -> tuple[Quota, ...]:
    return (Quota("women", Genders(("female",)), chance.randint(0, 4), chance.choice((None, 4, 5))),
            Quota("first tier", Tiers((1,)), chance.randint(0, 5), chance.choice((None, 5))))


def run(people: Audience, quotas: tuple[Quota, ...], outlook: Outlook) -> Result:
    return match(people, WANTED, Criteria(TODAY), quotas, units=8, waitlist=3, outlook=outlook)


def without(people: Audience, quotas: tuple[Quota, ...], outlook: Outlook, bound: Bound) -> Result:
    """The run again without what bound, the lots as they were drawn."""
    if bound.name == NEWCOMERS:
        return run(people, quotas, replace(outlook, newcomer_share=0.0))
    if bound.kind == "by_lot":
        return run(people, quotas, replace(outlook, control_share=0.0))
    least = bound.kind in ("minimum", "reserved")
    others = tuple(one if one.name != bound.name else replace(one, minimum=0) if least else replace(one, maximum=None)
                   for one in quotas)
    return run(people, tuple(one for one in others if one.name != bound.name or asks(one)), outlook)


def asks(quota: Quota) -> bool:
    return quota.minimum > 0 or quota.maximum is not None


def ended(result: Result) -> Ended:
    took = np.isin(np.arange(len(result.audience)), result.chosen)
    return Ended(result, took, np.zeros(len(took), np.bool_), False)


@pytest.mark.parametrize("seed", range(40))
def test_a_quota_is_named_where_the_run_without_it_decides_otherwise(seed: int) -> None:
    chance = Random(seed)
    people, quotas = crowd(chance), quotas_of(chance)
    outlook = outlook_of(people, chance)
    found = ended(run(people, quotas, outlook))
    for place in range(len(people)):
        told = {one for one in decided(found, place) if one.kind in ("minimum", "reserved", "maximum", "by_lot")}
        changed = {one for one in possible(found, place)
                   if found.took[place] != np.isin(place, without(people, quotas, outlook, one).chosen)}
        if changed or not told:
            assert told == changed, place
            continue
        looser = tuple(replace(one, minimum=0) for one in quotas if one.maximum) if found.took[place] else ()
        plain = run(people, looser, replace(
            outlook, newcomer_share=0.0, control_share=outlook.control_share * bool(found.took[place])))
        assert found.took[place] != np.isin(place, plain.chosen), place


def possible(found: Ended, place: int) -> list[Bound]:
    """Everything that might have decided about somebody who was picked by the order, or left out."""
    if not found.result.ranks[place] or found.drawn[place]:
        return []
    lots: list[Bound] = [Bound("by_lot")] if len(found.result.control) and not found.took[place] else []
    kinds: dict[tuple[bool, bool], BoundKind] = {(True, True): "minimum", (False, False): "reserved"}
    for part in found.result.parts:
        kind = kinds.get((bool(found.took[place]), bool(part.members[place])))
        if kind and part.minimum:
            lots.append(Bound(kind, part.name))
        if part.maximum is not None and part.members[place] and not found.took[place]:
            lots.append(Bound("maximum", part.name))
    return lots


def test_a_tie_is_told_as_one_and_no_quota_is_blamed_for_it() -> None:
    people = audience(*(row(seq, traits={"reading": answer}) for seq, answer in enumerate((5, 4, 4, 3), 1)))
    new = replace(blank(len(people)), is_newcomer=np.ones(len(people), np.bool_), newcomer_share=0.5)
    found = ended(match(people, WANTED, Criteria(TODAY), units=2, outlook=new))
    assert [decided(found, place) for place in range(4)] == [[], [Bound("equal")], [Bound("equal")], []]


def test_who_is_drawn_by_lot_does_not_mark_where_the_order_ended() -> None:
    people = audience(*(row(seq, traits={"reading": 5 if seq < 9 else 1}) for seq in range(1, 101)))
    found = ended(match(people, WANTED, Criteria(TODAY), units=8, outlook=replace(
        blank(len(people)), control_share=0.25)))
    assert sorted(found.result.ranks[found.drawn])[0] < 7
    assert (np.count_nonzero(found.drawn), found.last) == (2, 7)
    assert found.result.ranks[found.result.chosen].max() > 8
    [late] = [place for place in range(100) if found.result.ranks[place] == 8]
    assert decided(found, late) == [Bound("by_lot")]


def test_what_decided_in_a_round_is_told_by_what_is_full_and_who_was_passed_over() -> None:
    people = audience(*(row(seq, gender="male" if seq > 3 else "female", traits={"reading": answer})
                        for seq, answer in enumerate((5, 5, 4, 3, 2, 1), 1)))
    men = Quota("men", Genders(("male",)), 1)
    result = match(people, WANTED, Criteria(TODAY), (men,), units=2, outlook=blank(6))

    def told(took: list[int], elsewhere: list[int], place: int) -> list[Bound]:
        return decided(Ended(result, np.isin(np.arange(6), took), np.isin(np.arange(6), elsewhere), True), place)
    assert told([0, 3], [1], 1) == [Bound("elsewhere")]
    assert told([0, 3], [1], 2) == [Bound("reserved", "men")]
    assert told([0, 3], [1], 3) == [Bound("minimum", "men")]
    assert told([0, 3], [1, 2], 3) == []
    assert told([0, 4], [1, 2], 3) == [Bound("together")]
    assert told([0, 3], [1, 2], 5) == []
    assert told([1], [2], 0) == [Bound("equal_round")]
    assert told([1], [2], 1) == [Bound("equal_round")]


def test_who_stands_higher_and_does_not_even_wait_reads_for_whom_the_place_was_kept() -> None:
    people = audience(*(row(seq, gender="male" if seq in (2, 6) else "female", traits={"reading": answer})
                        for seq, answer in enumerate((5, 5, 4, 3, 2, 1), 1)))
    men = Quota("men", Genders(("male",)), 1)
    found = ended(match(people, WANTED, Criteria(TODAY), (men,), units=2, waitlist=2, outlook=blank(6)))
    assert found.result.waitlist.tolist() == [2, 5]
    assert [decided(found, place) for place in (2, 3, 4, 5)] == [
        [], [Bound("waiting", "men")], [Bound("waiting", "men")], []]


def test_whatever_may_decide_has_its_words_in_both_languages() -> None:
    assert set(get_args(BoundKind)) == set(WORDS)
    for kind in get_args(BoundKind):
        words = said(Bound(kind, NEWCOMERS))
        assert words.pick("en") != words.pick("zh-cn")
        assert "{" not in words.pick("en") + words.pick("zh-cn")
