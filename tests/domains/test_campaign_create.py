"""A brief in a file becomes a draft, and every mistake is told with its line."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.campaigns import queries
from app.campaigns.schemas import CampaignOut
from app.cli import command
from app.cli.briefs import BrokenBrief, read_entry, retold
from app.cli.campaign import write
from app.core.errors import Invalid
from app.core.viewer import system
from app.main import House
from tests.arrange import OPS

ONE = """
name: Maker kit
held_out: Science and technology
hit_at_least: 4
traits:
  - {question: PC, want: high, weight: 3}
  - {question: Celebrities, want: low, weight: 1}
  - {trait: "interest:cooking", want: 3}
"""
MANY = "- {name: One, traits: []}\n- {name: Two, traits: []}\n"


@pytest.fixture
def written(tmp_path: Path) -> Callable[[str], Path]:
    def write_down(source: str) -> Path:
        (tmp_path / "brief.yaml").write_text(source)
        return tmp_path / "brief.yaml"
    return write_down


async def made(house: House, file: Path, entry: str | None = None, brand: str = "Example brand") -> CampaignOut:
    found = read_entry(file, entry, house.questionnaires)
    campaign_id = await house.work.do(write, system("cli"), found, found.brand or brand)
    return await house.work.read(queries.get_whole, OPS, campaign_id, shape=CampaignOut.of)


async def test_a_brief_is_a_draft_with_sensible_defaults(house: House, written: Callable[[str], Path]) -> None:
    file = written(ONE)
    draft = await made(house, file)
    assert [(t["trait"], t["want"], t["weight"]) for t in draft.traits] == [
        ("lifestyle:PC", "high", 3), ("lifestyle:Celebrities", "low", 1), ("interest:cooking", {"near": 3}, 1)]
    assert (draft.state, draft.units, len(draft.deliverables), draft.platforms) == ("draft", 50, 1, [])
    assert draft.ends_at is not None
    assert draft.starts_at is not None
    row = await house.work.read(queries.get_whole, OPS, draft.id)
    assert await house.work.read(queries.lacks, OPS, row) == []


async def test_a_second_brief_shares_brand_and_sample(house: House, written: Callable[[str], Path]) -> None:
    file = written(ONE + "brand: Werkbank\nunits: 7\ntrial_days: 3\n")
    first, second = await made(house, file), await made(house, file)
    assert first.brand_id == second.brand_id
    assert first.offers[0].lines == second.offers[0].lines
    assert (second.units, second.trial_days) == (7, 3)


async def test_one_brief_of_a_list_is_named(house: House, written: Callable[[str], Path]) -> None:
    file = written(MANY)
    assert (await made(house, file, "Two")).name == {"default": "Two"}
    with pytest.raises(BrokenBrief, match="name one with --entry: One, Two"):
        read_entry(file, None, house.questionnaires)
    with pytest.raises(BrokenBrief, match="did you mean 'Two'"):
        read_entry(file, "Twoo", house.questionnaires)


BROKEN = [
    (ONE + "unitz: 3\n", "brief.yaml:9: there is no 'unitz'; did you mean 'units'?"),
    (ONE + "units: many\n", "brief.yaml:9: Units are a whole number from 1."),
    (ONE.replace("PC", "PCs"), "brief.yaml:6: there is no 'PCs'; did you mean 'PC'?"),
    (ONE.replace("weight: 3", "wieght: 3"), "brief.yaml:6: there is no 'wieght'; did you mean 'weight'?"),
    (ONE.replace("question: PC, ", ""), "brief.yaml:6: A wanted trait names a question or a trait"),
    (ONE.replace("want: low", 'want: "I am allways on time"').replace("Celebrities", "Punctuality"),
     "brief.yaml:7: “I am allways on time” is not one of the choices; did you mean “i am always on time”? The choices "
     "are: “i am often early”, “i am always on time”, “i am often running late”. Write it as want: {table: {"),
    (ONE.replace("want: low", 'want: "i am often early"').replace("Celebrities", "Punctuality"),
     'brief.yaml:7: Write it as want: {table: {"i am often early": 1}} (/traits/1/want)'),
    (ONE + "name: Again\n", "brief.yaml:9: 'name' stands here twice"),
    (ONE + "traits_: [\n", "brief.yaml:10: not YAML"),
    (ONE + "brief: {abut: x}\n", "brief.yaml:9: there is no 'abut'; did you mean 'about'?"),
    (ONE + "starts_at: soon\n", "brief.yaml:9: Please give a day and a time"),
    ("traits: []\n", "brief.yaml:1: This is needed. (/name)"),
    ("name: x\n", "brief.yaml:1: A brief says whom it wants in traits"),
    (ONE.replace("want: low", "want: lwo"), "brief.yaml:7: there is no 'lwo'; did you mean 'low'?"),
    ("name: x\nobjctive: y\ntraits: []\ndays_online: many\n", "brief.yaml:4: Please give a whole number."),
    ("just words\n", "a brief is a mapping"),
    ("name: x\ntraits: 3\n", "brief.yaml:2: Traits are a list."),
]


@pytest.mark.parametrize(("source", "says"), BROKEN, ids=[says for _, says in BROKEN])
async def test_each_mistake_is_told_with_its_line(
    house: House, written: Callable[[str], Path], source: str, says: str,
) -> None:
    file = written(source)
    with pytest.raises(BrokenBrief) as refused:
        read_entry(file, None, house.questionnaires).campaign({})
    assert says in str(refused.value)


async def test_what_the_product_refuses_is_told_with_its_line_too(house: House, written: Callable[[str], Path]) -> None:
    file = written(ONE.replace("weight: 3", "weight: 30").replace("want: 3", "want: 9"))
    found = read_entry(file, None, house.questionnaires)
    with pytest.raises(Invalid) as refused:
        await house.work.do(write, system("cli"), found, "Example brand")
    assert str(retold(found, refused.value)).splitlines() == [
        "brief.yaml:6: The weight of “Computers, inside and out, interest me” is 30; a weight is a whole number from 1 "
        "to 10: make it 10. (/traits/0/weight)",
        "brief.yaml:8: Please give a whole number from 1 to 5. (/traits/2/want)"]


def test_a_draft_that_lacks_something_is_kept_and_says_what(
    tmp_path: Path, written: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DAREN_DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path / 'd.db'}")
    monkeypatch.setenv("DAREN_FSYNC", "off")
    done = CliRunner().invoke(command(), ["campaign", "create", str(written("name: Bare\ntraits: []\n")), "--json"])
    assert (done.exit_code, list(json.loads(done.stdout))) == (0, ["id"])
    assert "before it is handed in: Please say whom the product would suit" in done.stderr
    whole = CliRunner().invoke(command(), ["campaign", "create", str(written(ONE)), "--json"])
    assert (whole.exit_code, "handed in" in whole.stderr) == (0, False)
    assert "in its way: Nobody has answered “Computers, inside and out, interest me” yet" in whole.stderr
    listed = CliRunner().invoke(command(), ["campaign", "list"], env={"COLUMNS": "160"})
    assert (listed.exit_code, "Bare" in listed.stdout) == (0, True)


def test_the_command_prints_one_object_and_ends_with_its_code(
    tmp_path: Path, written: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DAREN_DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path / 'd.db'}")
    monkeypatch.setenv("DAREN_FSYNC", "off")
    file = written(ONE)
    done = CliRunner().invoke(command(), ["campaign", "create", str(file), "--json", "--brand", "Werkbank"])
    assert done.exit_code == 0, done.output
    assert list(json.loads(done.stdout)) == ["id"]
    missing = CliRunner().invoke(command(), ["campaign", "create", str(tmp_path / "none.yaml"), "--json"])
    assert (missing.exit_code, missing.stdout, "none.yaml: No such file" in missing.stderr) == (2, "", True)
