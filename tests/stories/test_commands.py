"""What people at a terminal are told: accounts and keys, a doctor that only looks, sentences and no tracebacks."""

import base64
import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from typer.testing import CliRunner

from app.cli import COMMANDS, command, loaded
from app.cli.running import on_house
from app.core.database import migrate
from app.main import House
from tests import arrange

KEY = base64.b64encode(b"k" * 32).decode()


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder whose store is named by the environment, as for a person at a terminal."""
    monkeypatch.setenv("DAREN_DATABASE_URL", f"sqlite+aiosqlite:///{tmp_path / 'world.db'}")
    monkeypatch.setenv("DAREN_FILES_DIR", str(tmp_path / "files"))
    return tmp_path


def daren(*words: str) -> Result:
    return CliRunner().invoke(command(), list(words), env={"COLUMNS": "200"})


def examined() -> dict[str, bool]:
    return {row["what"]: row["is_well"] for row in json.loads(daren("doctor", "--json").stdout)}


def test_help_loads_no_command_and_says_what_each_says_of_itself() -> None:
    said = daren("-h")
    assert (said.exit_code, all(name in said.stdout for name in COMMANDS)) == (0, True)
    for name, (_, words) in COMMANDS.items():
        assert (loaded(name).help or "").split("\n\n")[0].replace("\n", " ") == words, name
    assert daren("--version").stdout.startswith("daren ")
    assert "Did you mean 'serve'" in daren("srve").stderr


def _whole(name: str, found: Any) -> Iterator[tuple[str, Any]]:
    yield name, found
    for inner, one in getattr(found, "commands", {}).items():
        yield from _whole(f"{name} {inner}", one)


@pytest.mark.parametrize("name", COMMANDS)
def test_help_says_what_each_argument_and_option_is_for(name: str) -> None:
    silent = [(path, one.name) for path, found in _whole(name, loaded(name)) for one in found.params if not one.help]
    assert silent == []


def test_somebody_known_is_given_what_is_new(here: Path) -> None:
    first = json.loads(daren("user", "add", "o@example.test", "--name", "Olga", "--json").stdout)
    for more in (("--ops",), ("--brand", "Berg"), ("--brand", "Berg")):
        again = daren("user", "add", "o@example.test", *more, "--json")
        assert (again.exit_code, json.loads(again.stdout)["id"]) == (0, first["id"])
    for door in ("ops", "brand"):
        assert daren("user", "link", "o@example.test", "--door", door).exit_code == 0
    daren("user", "add", "c@example.test")
    refused = daren("user", "link", "c@example.test", "--door", "brand")
    assert (refused.exit_code, "no part in daren as brand" in refused.stderr) == (1, True)


@pytest.mark.parametrize(("words", "code", "said"), [
    (("user", "add", "x@example.test", "--language", "fr"), 2, "choose one of en, zh-cn"),
    (("user", "link", "x@example.test", "--door", "opps"), 2, "did you mean 'ops'?"),
    (("keys", "make", "brnd", "b"), 2, "did you mean 'brand'?"),
    (("keys", "make", "brand", "b"), 2, "needs --scope ID"),
    (("keys", "make", "brand", "b", "--scope", "brd_x"), 1, "There is no such brand."),
    (("keys", "make", "consumer", "c", "--scope", "con_x"), 1, "There is no such consumer."),
    (("campaign", "list", "--state", "lve"), 2, "did you mean 'live'?"),
    (("migrate", "--to", "9999"), 2, "cannot be brought to 9999"),
    (("serve", "--host", "999.1.1.1"), 2, "no address of this machine"),
])
def test_what_cannot_be_is_a_sentence(here: Path, words: tuple[str, ...], code: int, said: str) -> None:
    ran = daren(*words)
    assert (ran.exit_code, said in ran.stderr, ran.stdout) == (code, True, ""), ran.stderr


def test_who_is_suspended_is_let_in_by_nothing_until_restored(here: Path) -> None:
    known = json.loads(daren("user", "add", "o@example.test", "--json").stdout)["id"]
    for verb, code in (("suspend", 1), ("restore", 0)):
        assert (daren("user", verb, known).exit_code, daren("user", "link", "o@example.test").exit_code) == (0, code)
        again = daren("user", verb, known)
        assert (again.exit_code, "this cannot be done now" in again.stderr) == (1, True)
    assert "There is no such account." in daren("user", "suspend", "acc_x").stderr


def test_a_taken_port_is_a_sentence(here: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        ran = daren("serve", "--port", str(other.getsockname()[1]))
    assert (ran.exit_code, "name another" in ran.stderr) == (2, True)


@pytest.mark.parametrize(("name", "value", "said"), [
    ("DAREN_DATABASE_URL", "sqlite+aiosqlite:////proc/nowhere/a.db", "cannot be used"),
    ("DAREN_DATABASE_URL", f"sqlite+aiosqlite:///{__file__}", "file is not a database"),
    ("DAREN_DATABASE_URL", "postgresql+asyncpg://u:secret@127.0.0.1:1/x", "u:***@127.0.0.1:1/x cannot be used"),
    ("DAREN_QUESTIONNAIRES_DIR", "/nope", "/nope: No such file or directory"),
    ("DAREN_DATA_KEY", KEY, "is set without DAREN_INDEX_KEY"),
    ("DAREN_TIME_ZONE", "Asia/Shangai", "DAREN_TIME_ZONE: There is no time zone “Asia/Shangai”; did you mean"),
    ("DAREN_CURRENCY", "XXZ", "DAREN_CURRENCY: Please give a currency such as CNY or EUR."),
])
def test_a_house_that_cannot_be_built_is_a_sentence(
        here: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str) -> None:
    monkeypatch.setenv(name, value)
    ran = daren("campaign", "list")
    assert (ran.exit_code, said in ran.stderr, "secret" in ran.stderr) == (2, True, False), ran.stderr
    looked = daren("doctor", "--json")
    assert (looked.exit_code, any(not row["is_well"] for row in json.loads(looked.stdout))) == (1, True)


def test_a_key_of_a_consumer_reads_his_own_data(here: Path) -> None:
    async def fill(house: House) -> str:
        return (await arrange.person(house.work)).id
    consumer_id = on_house(fill)
    made = daren("keys", "make", "consumer", "e", "--scope", consumer_id, "--read-only")
    assert (made.exit_code, made.stdout.strip()[:3]) == (0, "dk_")
    (listed,) = json.loads(daren("keys", "list", "--json").stdout)
    assert (listed["scope"], listed["is_read_only"], listed["created_at"][-1]) == (consumer_id, True, "Z")


async def _at(url: str) -> str:
    return await migrate.current(url)


def test_the_doctor_looks_and_changes_nothing(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import asyncio
    assert examined()["store"] is False
    assert list(here.iterdir()) == []
    daren("user", "add", "o@example.test")
    assert all(examined().values())
    url = f"sqlite+aiosqlite:///{here / 'world.db'}"
    asyncio.run(migrate.downgrade(url, "0006"))
    assert examined()["migration"] is False
    assert asyncio.run(_at(url)) == "0006"


def test_the_doctor_finds_keys_that_did_not_make_the_store(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    daren("user", "add", "o@example.test")
    stored = json.loads((here / "world.db.keys").read_text())
    for data, index, is_well in ((KEY, KEY, False), (stored["data"], KEY, False), (KEY, stored["index"], False),
                                 (stored["data"], stored["index"], True)):
        monkeypatch.setenv("DAREN_DATA_KEY", data)
        monkeypatch.setenv("DAREN_INDEX_KEY", index)
        assert examined()["sealed data"] is is_well


def test_the_doctor_tells_of_a_broken_questionnaire(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (here / "own").mkdir()
    (here / "own" / "x.v1.yaml").write_text("title: [")
    monkeypatch.setenv("DAREN_QUESTIONNAIRES_DIR", str(here / "own"))
    assert examined()["questionnaires"] is False


def test_what_a_compiled_library_prints_by_itself_is_no_part_of_an_answer() -> None:
    ran = subprocess.run([sys.executable, "-c", (
        "import os; from app.cli import keep_answers_apart; keep_answers_apart(); "
        "os.write(1, b'noise'); print('[1]')")], capture_output=True, check=True)
    assert (ran.stdout, ran.stderr) == (b"[1]\n", b"noise")
