"""A snapshot holds what it was given, names what is wrong with it, and takes in changes without disturbing anyone."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest

from app.matching.engine import columns, eligibility
from app.matching.engine.columns import Audience, Row
from app.matching.engine.criteria import Criteria, Platform
from app.matching.engine.kinds import Scale
from app.matching.engine.packed import segments, snapshot, unpacking
from app.matching.engine.packed.asked import Asked
from app.matching.engine.packed.blocks import SnapshotDamaged, Stored
from app.matching.engine.packed.layout import Layout, readable, widened
from app.matching.engine.packed.screening import screened
from app.matching.engine.packed.select import shortlist
from app.matching.engine.packed.snapshot import Snapshot
from app.matching.engine.wants import High, Want
from tests.pure.engine import packed_crowds as crowds
from tests.pure.engine.packing import bodies, records
from tests.pure.engine.people import SPECS, TODAY, audience, kept_of


def some(seed: int = 1, many: int = 300) -> Audience:
    return audience(*crowds.crowd(Random(seed), many, is_plain=True))


def held(packed: Snapshot) -> dict[int, bytes]:
    """Everybody by seq."""
    seq, people = snapshot.everyone(packed)
    return dict(zip(seq.tolist(), bodies(people), strict=True))


def test_a_body_tells_all_that_was_packed() -> None:
    people = some()
    fits, packed = readable(bodies(records(people, crowds.LAYOUT)), crowds.LAYOUT)
    assert fits.all()
    for name in ("birth_month", "region", "tier", "gender"):
        assert packed[name].tolist() == getattr(people, name).tolist()
    for key, kind in SPECS.items():
        assert np.array_equal(widened(kind, packed[f"trait:{key}"]), people.traits[key], equal_nan=key == "height")


@pytest.mark.parametrize("spoil", [lambda body: body[:-1], lambda body: b"????" + body[4:], lambda body: b"",
                                   lambda body: None])
def test_a_body_of_another_layout_or_none_is_told_apart_and_the_others_are_read(spoil: Any) -> None:
    good = bodies(records(some(many=5), crowds.LAYOUT))
    fits, packed = readable([*good[:3], spoil(good[3]), good[4]], crowds.LAYOUT)
    assert (fits.tolist(), bodies(packed)) == ([True, True, True, False, True], [*good[:3], good[4]])


def test_layouts_with_other_questions_or_platforms_are_told_apart() -> None:
    others = (Layout(SPECS, ("weibo",)), Layout({**SPECS, "reading": Scale(1, 7)}, crowds.PLATFORMS))
    assert len({crowds.LAYOUT.fingerprint, *(other.fingerprint for other in others)}) == 3


def test_everybody_is_kept_in_any_order_and_runs_lie_in_one_tier(tmp_path: Path) -> None:
    people = some()
    packed = crowds.kept(tmp_path, people)
    assert held(packed) == dict(zip(people.seq.tolist(), bodies(records(people, crowds.LAYOUT)), strict=True))
    tier = packed.base.source.array("tier")
    born = packed.base.source.array("birth_month")
    for run in packed.base.runs:
        assert set(tier[run["start"]:run["stop"]].tolist()) == {int(run["tier"])}
        assert (born[run["start"]:run["stop"]].min(), born[run["start"]:run["stop"]].max()) == tuple(run["births"])
    assert (packed.up_to, packed.people) == (7, 300)


@pytest.mark.parametrize("at", [0, 9, 13, 40, -1, -200, 15_000, 20_000])
def test_a_damaged_byte_anywhere_is_named_and_nothing_is_used(at: int, tmp_path: Path) -> None:
    crowds.kept(tmp_path, some())
    path = tmp_path / "people.packed"
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(data)
    with pytest.raises(SnapshotDamaged, match=r"people\.packed: "):
        Stored(path).check_all()


@pytest.mark.parametrize(("spoilt", "what"), [
    (lambda data: data[:-1], "its end"), (lambda data: data + b"x", "its end"), (lambda data: b"", "its beginning"),
    (lambda data: b"PK\3\4" + data, "its beginning"), (lambda data: data[:30], "its header"),
])
def test_a_cut_or_foreign_file_is_named(spoilt: Any, what: str, tmp_path: Path) -> None:
    crowds.kept(tmp_path, some())
    path = tmp_path / "people.packed"
    path.write_bytes(spoilt(path.read_bytes()))
    with pytest.raises(SnapshotDamaged, match=what):
        snapshot.opened(path)


def test_a_match_never_uses_a_damaged_column(tmp_path: Path) -> None:
    people = some()
    source = crowds.kept(tmp_path, people).base.source
    path = tmp_path / "people.packed"
    data = path.read_bytes()
    wanted = source.array("trait:reading").tobytes()
    assert data.count(wanted) == 1
    path.write_bytes(data.replace(wanted, wanted[:-1] + bytes([wanted[-1] ^ 1])))
    with pytest.raises(SnapshotDamaged, match="block 0 of trait:reading"):
        shortlist(snapshot.opened(path), Asked((Want("reading", 1, High()),), Criteria(TODAY), need=3))
    assert shortlist(snapshot.opened(path), Asked((Want("travel", 1, High()),), Criteria(TODAY), need=3)).seq.size >= 3


def test_an_unfinished_file_is_never_seen(tmp_path: Path) -> None:
    people = some()
    packed = crowds.kept(tmp_path, people)
    with pytest.raises(ValueError, match="below 2"):
        snapshot.build(tmp_path / "people.packed", crowds.LAYOUT, people.seq + (1 << 32),
                       records(people, crowds.LAYOUT), 8, TODAY)
    assert held(snapshot.opened(tmp_path / "people.packed")) == held(packed)
    assert [path.name for path in tmp_path.iterdir()] == ["people.packed"]


def answers(packed: Snapshot, seed: int) -> list[list[list[int]]]:
    chance = Random(seed)
    asked = [Asked((Want("reading", 2, High()), *crowds.wants(chance)[:3]), crowds.criteria(chance), need=20)
             for _ in range(6)]
    unlike = [replace(one, wants=tuple({want.key: want for want in one.wants}.values())) for one in asked]
    found = [shortlist(packed, one) for one in unlike]
    return [[one.seq[:20].tolist(), [one.seen.get(0, 0)]] for one in found]


@pytest.mark.parametrize("seed", range(12))
def test_a_refreshed_snapshot_answers_as_one_built_anew(seed: int, tmp_path: Path) -> None:
    chance = Random(seed)
    rows: dict[int, Row] = {row["seq"]: row for row in crowds.crowd(chance, 200, is_plain=True)}
    packed = crowds.kept(tmp_path, audience(*rows.values()))
    for up_to in range(8, 12):
        changed = {seq: crowds.person(chance, seq, is_plain=True)
                   for seq in (*chance.sample(sorted(rows), 9), *range(1000 * up_to, 1000 * up_to + 3))}
        changed[1000 * up_to]["traits"] = {"height": 150 + up_to / 8, "reading": 5}
        gone = chance.sample(sorted(set(rows) - set(changed)), 4)
        rows = {seq: row for seq, row in {**rows, **changed}.items() if seq not in gone}
        new = columns.build(changed.values(), SPECS)
        before, old = answers(packed, up_to), packed
        packed = snapshot.patched(packed, new.seq, records(new, crowds.LAYOUT), gone, up_to, TODAY)
        (folder := tmp_path / str(up_to)).mkdir()
        anew = crowds.kept(folder, audience(*rows.values()))
        assert held(packed) == held(anew)
        assert packed.people == anew.people == len(rows)
        assert answers(packed, up_to) == answers(anew, up_to)
        assert answers(old, up_to) == before
    merged = snapshot.merged(packed, tmp_path / "people.packed", date(2027, 1, 1))
    assert held(merged) == held(packed)
    assert answers(merged, 5) == answers(packed, 5)
    assert (packed.needs_merging, merged.needs_merging, merged.up_to) == (True, False, 11)


def test_an_empty_snapshot_can_be_filled(tmp_path: Path) -> None:
    packed = crowds.kept(tmp_path, columns.build([], SPECS))
    people = some()
    packed = snapshot.patched(packed, people.seq, records(people, crowds.LAYOUT), [5000], 8, TODAY)
    assert answers(packed, 3) == answers(crowds.kept(tmp_path, people), 3)


@pytest.mark.parametrize("many", [8, 9, 16, 17, 40, 64])
def test_of_many_networks_each_account_and_its_followers_are_told_apart(many: int, tmp_path: Path) -> None:
    names, chance = tuple(f"network{number:02d}" for number in range(many)), Random(many)
    rows: list[Row] = [{"seq": seq, "consent": True, "accounts": [
        {"platform": name, "verified": chance.random() < 0.5, "band": chance.randint(0, 15)}
        for name in names if chance.random() < 0.5]} for seq in range(80)]
    rows.append({"seq": 80, "accounts": [{"platform": name} for name in names]})
    people, layout = audience(*rows), Layout(SPECS, names)
    packed = snapshot.build(tmp_path / "people.packed", layout, people.seq, records(people, layout), 7, TODAY)
    assert kept_of(unpacking.audience(packed, SPECS)) == kept_of(people)
    for name in (names[0], names[-1]):
        asked = Criteria(TODAY, platforms=(Platform(name, "required", "verified", (2, 11)),))
        codes = dict(zip(*map(np.ndarray.tolist, screened(packed, asked).everyone), strict=True))
        assert list(codes.values()) == eligibility.screen(people, asked).codes.tolist()


def test_more_networks_than_can_be_told_apart_are_refused() -> None:
    with pytest.raises(ValueError, match="at most 64 platforms"):
        Layout(SPECS, tuple(f"network{number:02d}" for number in range(65)))


def test_another_network_makes_a_person_no_bigger_than_its_own_bits() -> None:
    sizes = [Layout(SPECS, tuple(map(str, range(many)))).record.itemsize for many in (8, 16, 17, 40, 64)]
    assert np.diff(sizes).tolist() == [6, 8, 16, 12]


def test_age_bands_begin_and_end_with_the_birthday_month() -> None:
    for years in (14, 18, 25, 40):
        first, last = segments.births(TODAY, years, years)
        people = audience(*({"seq": place, "birth_month": month} for place, month in enumerate((first - 1, first, last,
                                                                                               last + 1))))
        assert people.years(TODAY).tolist() == [years + 1, years, years, years - 1]


def test_an_audience_taken_from_a_snapshot_is_the_one_that_was_packed(tmp_path: Path) -> None:
    rows = crowds.crowd(Random(4), 200, is_plain=True)
    packed = crowds.kept(tmp_path, audience(*rows[:150]))
    rest = audience(*rows[150:])
    packed = snapshot.patched(packed, rest.seq, records(rest, crowds.LAYOUT), [], 8, TODAY)
    assert kept_of(unpacking.audience(packed, SPECS)) == kept_of(audience(*rows))
