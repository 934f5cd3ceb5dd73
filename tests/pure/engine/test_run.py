"""A run: same inputs, same result; a wrong brief is answered with sentences; everyone can be told why."""

import json
from random import Random
from typing import Any

import pytest

from app.core.errors import Invalid
from app.matching.engine import columns, conditions, quotas, wants
from app.matching.engine.columns import Row
from app.matching.engine.conditions import Condition
from app.matching.engine.criteria import Criteria, Platform
from app.matching.engine.eligibility import Code
from app.matching.engine.explain import reasons
from app.matching.engine.quotas import Ages, Chose, Followers, Genders, OnPlatform, Quota, Tiers
from app.matching.engine.run import Result, match
from app.matching.engine.wants import AnyOf, High, Low, Near, Table, Trapezoid, Want, Wish
from tests.pure.engine.people import SPECS, TODAY, audience, kept_of, readers, row

BRIEF = (Want("reading", 3, High()), Want("cooking", 1, Low()))


def crowd() -> list[Row]:
    chance = Random(7)
    return [row(seq, gender=chance.choice(("female", "male")), phone_key=chance.choice(("a", "b", None)),
                accounts=[{"platform": chance.choice(("weibo", "bilibili"))}],
                traits={"reading": chance.randint(1, 5), "cooking": chance.choice((None, 1, 4))}) for seq in range(40)]


def a_run(rows: list[Row]) -> Result:
    women = (Quota("women", Genders(("female",)), minimum=6),)
    return match(audience(*rows), BRIEF, Criteria(TODAY), women, units=10, waitlist=5)


def test_the_same_people_in_another_order_give_the_same_picks_byte_for_byte() -> None:
    rows = crowd()
    shuffled = Random(1).sample(rows, len(rows))
    one, other = a_run(rows), a_run(shuffled)
    assert kept_of(one.audience) == kept_of(other.audience)
    for name in ("order", "chosen", "waitlist", "fit", "contributions", "codes", "ranks"):
        assert getattr(one, name).tobytes() == getattr(other, name).tobytes()
    assert one.parameters == other.parameters


@pytest.mark.parametrize("changed", [
    {"consent": False}, {"traits": {"reading": 5}}, {"gender": "other"}, {"accounts": [{"platform": "qq"}]},
])
def test_the_hash_tells_any_change_of_the_people(changed: dict[str, Any]) -> None:
    same = {"gender": "male", "traits": {"reading": 4}, "accounts": [{"platform": "weibo"}]}
    assert kept_of(audience(row(1, **same))).people == kept_of(audience(row(1, **same))).people
    assert kept_of(audience(row(1, **same))).people != kept_of(audience(row(1, **{**same, **changed}))).people


def test_a_preferred_platform_decides_among_equal_fit_only() -> None:
    weibo = [{"platform": "weibo"}]
    people = audience(row(1, traits={"reading": 4}), row(2, traits={"reading": 4}, accounts=weibo),
                      row(3, traits={"reading": 3}, accounts=weibo), row(4, traits={"reading": 5}))
    liked = Criteria(TODAY, platforms=(Platform("weibo", "preferred"),))
    plain, preferring = (match(people, BRIEF[:1], criteria) for criteria in (Criteria(TODAY), liked))
    assert people.seq[plain.order].tolist() == [4, 1, 2, 3]
    assert people.seq[preferring.order].tolist() == [4, 2, 1, 3]
    assert plain.fit.tolist() == preferring.fit.tolist()


def test_what_a_run_was_asked_is_kept_as_plain_json() -> None:
    flat = Condition("home", "any_of", ("flat",))
    criteria = Criteria(TODAY, musts=(flat,), contraindications={"allergies": ("nuts",)})
    result = match(readers(3), BRIEF[:1], criteria, (Quota("grown", Ages(18, 99)),), units=1)
    kept = json.loads(json.dumps(result.parameters))
    assert kept["traits"] == [{"trait": "reading", "weight": 3, "want": "high"}]
    assert kept["criteria"]["today"] == "2026-03-15"
    assert kept["criteria"]["musts"] == [{"trait": "home", "op": "any_of", "value": ["flat"]}]
    assert kept["quotas"][0]["of"] == {"ages": [18, 99]}


def test_a_picked_person_learns_what_lifted_and_what_lowered_the_fit() -> None:
    people = audience(row(1, traits={"reading": 5, "cooking": 5}), row(2, traits={"reading": 1, "cooking": 1}), row(3))
    result = match(people, BRIEF, Criteria(TODAY), units=1)
    why = reasons(result, 0)
    assert (why.rank, why.codes) == (1, ())
    assert why.strongest
    assert why.weakest
    assert (why.strongest.key, why.strongest.points) == ("reading", 37.5)
    assert (why.weakest.key, why.weakest.points) == ("cooking", -12.5)
    assert sum(c.points for c in why.contributions) == pytest.approx(100 * (why.fit - why.mean_fit), abs=1e-9)
    unknown = reasons(result, 2)
    assert unknown.is_thin
    assert not any(c.is_answered for c in unknown.contributions)
    assert (unknown.strongest, unknown.weakest) == (None, None)


def test_somebody_left_out_has_codes_and_no_rank() -> None:
    people = audience(row(1, paused=True, flagged=True, traits={"reading": 5}), row(2, traits={"reading": 1}))
    why = reasons(match(people, BRIEF[:1], Criteria(TODAY)), 0)
    assert (why.rank, why.codes) == (None, (Code.PAUSED, Code.HELD))


WRONG: list[tuple[Want, str, str]] = [
    (Want("reeding", 1, High()), "/0/trait", "did you mean “reading”"),
    (Want("reading", 11, High()), "/0/weight", "from 1 to 10"),
    (Want("reading", 0, High()), "/0/weight", "from 1 to 10"),
    (Want("reading", 1, Near(6)), "/0/want", "from 1 to 5"),
    (Want("reading", 1, AnyOf(("dog",))), "/0/want", "high / low / near"),
    (Want("home", 1, High()), "/0/want", "use table"),
    (Want("home", 1, Table({"flatt": 1.0})), "/0/want/flatt", "did you mean “flat”"),
    (Want("home", 1, Table({"flat": 1.5})), "/0/want", "from 0 to 1"),
    (Want("pets", 1, AnyOf(())), "/0/want", "at least one"),
    (Want("height", 1, Trapezoid(4, 3, 2, 1)), "/0/want", "must rise"),
    (Want("height", 1, Trapezoid(1, 2, 3, float("nan"))), "/0/want", "must rise"),
]


@pytest.mark.parametrize(("want", "pointer", "words"), WRONG)
def test_a_wrong_want_is_named_at_its_place_in_both_languages(want: Want, pointer: str, words: str) -> None:
    [fault] = wants.faults_in([want], SPECS)
    assert fault.pointer == pointer
    assert words in fault.message.default
    assert fault.message.zh_cn


def test_an_empty_brief_and_a_trait_wanted_twice_are_refused() -> None:
    assert [fault.code for fault in wants.faults_in([], SPECS)] == ["trait_count"]
    twice = [Want("reading", 1, High()), Want("reading", 2, Low())]
    assert [fault.pointer for fault in wants.faults_in(twice, SPECS)] == ["/1/trait"]


@pytest.mark.parametrize("wish", [
    High(), Low(), Near(3), Table({"flat": 1, "boat": 0.5}), AnyOf(("dog", "cat")), Trapezoid(1, 2, 3.5, 4),
])
def test_a_want_survives_being_stored(wish: Wish) -> None:
    fitting = next(key for key, kind in SPECS.items() if isinstance(wish, wants.FITTING[type(kind)]))
    want = Want(fitting, 7, wish)
    assert wants.parse([json.loads(json.dumps(wants.as_json(want)))], SPECS) == (want,)


@pytest.mark.parametrize(("entry", "pointer"), [
    ({"trait": "reading", "want": "hihg"}, "/traits/0/want"), ({"trait": 4, "want": "high"}, "/traits/0/trait"),
    ({"trait": "reading", "want": "high", "weight": 2.5}, "/traits/0/weight"),
    ({"trait": "reading", "want": "high", "weight": True}, "/traits/0/weight"),
    ({"trait": "reading", "want": "high", "wieght": 2}, "/traits/0/wieght"),
    ({"trait": "home", "want": {"table": {"flat": float("nan")}}}, "/traits/0/want"),
    ({"trait": "height", "want": {"trapezoid": [1, 2, 3]}}, "/traits/0/want"),
])
def test_a_stored_want_of_a_wrong_shape_is_refused(entry: dict[str, object], pointer: str) -> None:
    with pytest.raises(Invalid) as refused:
        wants.parse([entry], SPECS, ("traits",))
    assert [fault.pointer for fault in refused.value.faults] == [pointer]


@pytest.mark.parametrize("quota", [
    Quota("a", Tiers((1, 2)), 1, 3), Quota("b", OnPlatform("weibo", verified=True)),
    Quota("c", Followers("weibo", 1, 2)),
    Quota("d", Genders(("female",)), 4), Quota("e", Ages(18, 24)), Quota("f", Chose("home", ("flat",))),
])
def test_a_quota_survives_being_stored(quota: Quota) -> None:
    assert quotas.parse([json.loads(json.dumps(quotas.as_json(quota)))], SPECS) == (quota,)


@pytest.mark.parametrize("entry", [
    {"name": "x"}, {"name": "x", "of": {"tiers": []}}, {"name": "x", "of": {"tiers": [0]}},
    {"name": "x", "of": {"genders": ["girl"]}}, {"name": "x", "of": {"ages": [30, 20]}},
    {"name": "x", "of": {"trait": "hoem", "choices": ["flat"]}},
    {"name": "x", "of": {"trait": "reading", "choices": ["1"]}},
    {"name": "x", "of": {"trait": "home", "choices": ["tent"]}}, {"name": "x", "of": {"ages": [1, 9]}, "minimum": -1},
    {"name": "x", "of": {"ages": [1, 9]}, "minimum": 3, "maximum": 2}, {"name": "x", "of": {"ages": [1, 9]}, "most": 2},
])
def test_a_wrong_quota_is_refused(entry: dict[str, object]) -> None:
    with pytest.raises(Invalid) as refused:
        quotas.parse([entry], SPECS, ("quotas",))
    assert refused.value.faults[0].pointer.startswith("/quotas/0")


@pytest.mark.parametrize("entry", [
    {"trait": "hoem", "op": "is", "value": "flat"}, {"trait": "home", "op": "at_least", "value": "flat"},
    {"trait": "home", "op": "is", "value": "tent"}, {"trait": "home", "op": "any_of", "value": []},
    {"trait": "reading", "op": "at_least", "value": 6}, {"trait": "reading", "op": "at_least", "value": "many"},
    {"trait": "reading", "op": "answered", "value": 1}, {"trait": "height", "op": "at_most", "value": 9000},
    {"trait": "reading", "op": "over", "value": 1}, {"op": "is"}, {"trait": "reading", "op": "is", "value": True},
])
def test_a_wrong_must_is_refused(entry: dict[str, object]) -> None:
    with pytest.raises(Invalid) as refused:
        conditions.parse([entry], SPECS, ("musts",))
    assert refused.value.faults[0].pointer.startswith("/musts/0")


def test_a_must_survives_being_stored() -> None:
    musts = (Condition("home", "none_of", ("flat",)), Condition("reading", "at_least", 4),
             Condition("pets", "answered"))
    assert conditions.parse([conditions.as_json(must) for must in musts], SPECS) == musts


def test_everything_wrong_with_a_run_is_said_at_once() -> None:
    criteria = Criteria(TODAY, ages=(40, 20), regions=("31x",), contraindications={"alergies": ("nuts",)}, gift_days=-1,
                        platforms=(Platform("weibo", followers=(3, 1)),))
    same = Quota("one", Tiers((1,)))
    with pytest.raises(Invalid) as refused:
        match(readers(3), [Want("reading", 99, High())], criteria, (same, same), units=-1)
    assert {fault.pointer for fault in refused.value.faults} == {
        "/traits/0/weight", "/criteria/ages", "/criteria/regions/0", "/criteria/contraindications/alergies",
        "/criteria/gift_days", "/criteria/platforms/0/followers", "/quotas/1/name", "/units",
    }
    said = {fault.pointer: fault.message.default for fault in refused.value.faults}
    assert said["/criteria/ages"] == "The ages must rise: make it 20 to 40."
    assert said["/criteria/platforms/0/followers"] == "The follower bands must rise: make it 1 to 3."


@pytest.mark.parametrize(("wrong", "pointer"), [
    ({"traits": {"reading": 6}}, "/1/traits/reading"), ({"traits": {"reading": True}}, "/1/traits/reading"),
    ({"traits": {"home": "tent"}}, "/1/traits/home"), ({"traits": {"pets": "dog"}}, "/1/traits/pets"),
    ({"traits": {"pets": [["dog"]]}}, "/1/traits/pets"), ({"traits": {"height": float("inf")}}, "/1/traits/height"),
    ({"gender": "x"}, "/1/gender"), ({"seq": 1}, "/1/seq"), ({"seq": None}, "/1/seq"), ({"age": 30}, "/1/age"),
])
def test_a_wrong_row_is_named_with_its_place(wrong: dict[str, Any], pointer: str) -> None:
    with pytest.raises(Invalid) as refused:
        columns.build([row(1), row(**{"seq": 2, **wrong})], SPECS)
    assert [fault.pointer for fault in refused.value.faults] == [pointer]


def test_what_nobody_was_asked_and_what_was_not_answered_stay_unanswered() -> None:
    people = audience(row(1, traits={"reading": None, "unheard of": 3, "pets": []}))
    assert not people.answered("reading").any()
    assert people.answered("pets").all()
    assert "unheard of" not in people.traits
