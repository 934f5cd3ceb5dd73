"""The house stands: ladder, rooms, guests, sizes; and a planted violation of each kind is caught."""

import ast
from pathlib import Path

import pytest

from tests import house


@pytest.mark.parametrize("path", house.files(), ids=lambda p: str(p.relative_to(house.ROOT / "app")))
def test_each_file_keeps_the_rules_of_the_house(path: Path) -> None:
    name = path.relative_to(house.ROOT / "app").as_posix()
    assert house.violations(name, path.read_text(encoding="utf-8")) == []


PLANTED = {
    "upward": ("seats/service.py", '"""S."""\nfrom app.reviews import queries\n', "may not import"),
    "sideways": ("brands/service.py", '"""S."""\nfrom app.consumers import queries\n', "may not import"),
    "relative": ("brands/service.py", '"""S."""\nfrom ..consumers import queries\n', "may not import"),
    "in a function": ("core/clock.py", '"""S."""\ndef f():\n    import app.seats.queries\n', "may not import"),
    "type checking": (
        "core/ids.py", '"""S."""\nfrom typing import TYPE_CHECKING as T\nif T:\n    import app.seats\n', "may not"),
    "engine upward": ("matching/engine/fit.py", '"""S."""\nfrom app.matching import queries\n', "may not import"),
    "no floor": ("gadgets/service.py", '"""S."""\n', "stands on no floor"),
    "room order": ("seats/queries.py", '"""S."""\nfrom app.seats import service\n', "may not import"),
    "no room": ("seats/manager.py", '"""S."""\n', "is no room"),
    "fastapi": ("seats/service.py", '"""S."""\nimport fastapi\n', "is no guest"),
    "starlette": ("core/work.py", '"""S."""\nfrom starlette.requests import Request\n', "is no guest"),
    "sqlalchemy": ("web/api/seats.py", '"""S."""\nfrom sqlalchemy import select\n', "is no guest"),
    "sqlalchemy in rules": ("seats/rules.py", '"""S."""\nimport sqlalchemy\n', "is no guest"),
    "httpx": ("reviews/service.py", '"""S."""\nimport httpx\n', "is no guest"),
    "jinja2": ("web/api/seats.py", '"""S."""\nimport jinja2\n', "is no guest"),
    "environ": ("core/clock.py", '"""S."""\nimport os\nX = os.environ["X"]\n', "os.environ"),
    "long function": ("core/clock.py", '"""S."""\ndef f():\n' + "    x = 1\n" * 41, "has 42 lines"),
    "long file": ("core/clock.py", '"""S."""\n' + "x = 1\n" * 400, "401 lines"),
    "no sentence": ("core/clock.py", "x = 1\n", "opens with no sentence"),
}


@pytest.mark.parametrize("kind", PLANTED)
def test_a_planted_violation_is_caught(kind: str) -> None:
    path, source, says = PLANTED[kind]
    assert any(says in found for found in house.violations(path, source)), house.violations(path, source)


def test_the_exceptions_are_few_and_real() -> None:
    assert len(house.LONG_FUNCTIONS) <= 12
    for key, reason in house.LONG_FUNCTIONS.items():
        path, name = key.split(":")
        tree = ast.parse((house.ROOT / "app" / path).read_text(encoding="utf-8"))
        spans = [n.end_lineno - n.lineno + 1 for n in ast.walk(tree)
                 if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef) and n.name == name and n.end_lineno]
        assert reason
        assert max(spans) > house.MOST_LINES_OF_A_FUNCTION, f"{key} needs no exception"


def test_the_top_level_holds_only_what_it_should() -> None:
    allowed = {"app", "migrations", "questionnaires", "templates", "tests", "alembic.ini", "pyproject.toml",
               "README.md", "constraints.txt", "docs", "benchmarks", "daren.egg-info", "build", "LICENSE"}
    stores = (".db", ".db-wal", ".db-shm", ".keys")
    found = {p.name for p in house.ROOT.iterdir() if not p.name.startswith(".") and not p.name.endswith(stores)}
    assert found <= allowed | {"var"}
    for path in (house.ROOT / "tests").rglob("*.py"):
        assert path.read_text(encoding="utf-8").count("\n") <= house.MOST_LINES_OF_A_FILE, path


def test_the_matching_folder_opens_empty() -> None:
    assert not (house.ROOT / "app/matching/__init__.py").read_text(encoding="utf-8").strip()
