"""The rules of the house as functions over source text: ladder, rooms, guests and sizes."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]

FLOORS: dict[str, int] = {
    "core": 0, "questionnaires": 1, "platforms": 1, "matching/engine": 1, "jobs": 2, "journal": 3, "accounts": 4,
    "consumers": 5, "brands": 5, "campaigns": 6, "seats": 7, "matching": 8, "samples": 9, "reviews": 10,
    "cases": 11, "insights": 11, "notifications": 11, "webhooks": 11, "privacy": 12, "reactions.py": 13,
    "web": 14, "main.py": 15, "sandbox": 16, "cli.py": 17, "cli": 17,
}
ROOMS = ("rules", "models", "schemas", "queries", "service", "jobs")
DATABASE_ROOMS = {"models", "queries", "service", "jobs"}
WITHOUT_ROOMS = {"core", "questionnaires", "platforms", "matching/engine", "web", "sandbox", "cli",
                 "cli.py", "main.py", "reactions.py"}
GUESTS: dict[str, tuple[str, ...]] = {
    "fastapi": ("web/", "main.py", "sandbox/"), "starlette": ("web/", "main.py", "sandbox/"),
    "httpx": ("sandbox/",), "httpcore": (), "httptools": ("core/outbound/",),
    "jinja2": ("web/pages.py", "notifications/"),
}
SQL_PLACES = ("core/database/", "core/work.py", "core/idempotency.py", "core/paging.py")
MOST_LINES_OF_A_FUNCTION = 40
MOST_LINES_OF_A_FILE = 400
LONG_FUNCTIONS: dict[str, str] = {}
"""At most twelve functions that may be longer, 'path:name' to the reason."""


def folder_of(path: str) -> str:
    """The folder of the ladder in which a file under app/ lies ('core/work.py' -> 'core')."""
    if path.startswith("matching/engine"):
        return "matching/engine"
    return path.split("/")[0]


def room_of(path: str) -> str:
    """The room of a domain folder's file: its name, or the package below the folder that holds it."""
    return path.split("/")[1].removesuffix(".py") if "/" in path else ""


def imports_of(path: str, tree: ast.AST) -> Iterator[tuple[int, str]]:
    """(line, dotted module) of every import, also inside functions and TYPE_CHECKING; relative ones resolved."""
    package = ["app", *path.split("/")[:-1]]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = package[: len(package) - node.level + 1] if node.level else []
            module = ".".join([*start, *([node.module] if node.module else [])])
            yield from ((node.lineno, f"{module}.{alias.name}") for alias in node.names)


def inner_path(module: str) -> str | None:
    """'app.core.files.Files' -> 'core/files/Files'; None where the module is not ours."""
    return "/".join(module.split(".")[1:]) if module.split(".")[0] == "app" and "." in module else None


def floor_of(inner: str) -> int | None:
    """The floor of a path or dotted-turned-path inside app/."""
    folder = folder_of(inner)
    return FLOORS.get(folder, FLOORS.get(folder + ".py"))


def ladder(path: str, tree: ast.AST) -> Iterator[str]:
    """Imports that go sideways or upward."""
    here = folder_of(path)
    if path == "__init__.py":
        return
    floor = floor_of(path)
    if floor is None:
        yield f"{path}: stands on no floor"
        return
    for line, module in imports_of(path, tree):
        inner = inner_path(module)
        if inner is None or folder_of(inner) in (here, here.removesuffix(".py")):
            continue
        other = floor_of(inner)
        if other is None or other >= floor:
            yield f"{path}:{line}: {here} may not import {module}"


def rooms(path: str, tree: ast.AST) -> Iterator[str]:
    """Files of a domain folder that are no room, and imports against the room order."""
    folder = folder_of(path)
    if folder in WITHOUT_ROOMS or "/" not in path:
        return
    room = room_of(path)
    if room == "__init__" or (folder == "jobs" and room in ("worker", "registry")) or room == "engine":
        return
    if room not in ROOMS:
        yield f"{path}: {room} is no room"
        return
    for line, module in imports_of(path, tree):
        inner = inner_path(module)
        if inner and folder_of(inner) == folder and "/" in inner:
            other = room_of(inner)
            if other in ROOMS and ROOMS.index(other) > ROOMS.index(room):
                yield f"{path}:{line}: {room} may not import {module}"


def guests(path: str, tree: ast.AST) -> Iterator[str]:
    """Libraries outside the places that may receive them."""
    for line, module in imports_of(path, tree):
        top = module.split(".")[0]
        if top in GUESTS and not path.startswith(GUESTS[top]):
            yield f"{path}:{line}: {top} is no guest here"
        if top == "sqlalchemy" and not path.startswith(SQL_PLACES) and not (
            folder_of(path) not in WITHOUT_ROOMS and room_of(path) in DATABASE_ROOMS
        ):
            yield f"{path}:{line}: sqlalchemy is no guest here"
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv") and path != "core/settings.py":
            yield f"{path}:{node.lineno}: os.environ is read only in core/settings.py"


def sizes(path: str, tree: ast.AST, source: str) -> Iterator[str]:
    """Functions and files that have grown too long."""
    if source.count("\n") > MOST_LINES_OF_A_FILE:
        yield f"{path}: {source.count(chr(10))} lines"
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > MOST_LINES_OF_A_FUNCTION and f"{path}:{node.name}" not in LONG_FUNCTIONS:
                yield f"{path}:{node.lineno}: {node.name} has {lines} lines"


def opening(path: str, tree: ast.Module) -> Iterator[str]:
    """Modules that do not open with a sentence."""
    if tree.body and not ast.get_docstring(tree):
        yield f"{path}: opens with no sentence"


def violations(path: str, source: str) -> list[str]:
    """Everything wrong with one file, its path given from app/."""
    tree = ast.parse(source)
    found = (ladder(path, tree), rooms(path, tree), guests(path, tree), sizes(path, tree, source), opening(path, tree))
    return [line for lines in found for line in lines]


def files() -> list[Path]:
    """Every Python file of the package."""
    return sorted((ROOT / "app").rglob("*.py"))
