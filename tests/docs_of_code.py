"""What the code offers by name: permissions, events, jobs, refusals, commands; as a script it writes the reference."""

import importlib
import pkgutil
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import app
from app.cli import COMMANDS, loaded
from app.core.errors import Refusal
from app.core.outbound import Outbound
from app.core.settings import Settings
from app.core.states import Machine
from app.main import jobs
from app.web import roles

ROOT = Path(__file__).parents[1]
RECORDED = re.compile(r'(?:record(?:_many)?|note)\(\s*session,\s*\w+,\s*"([a-z_]+\.[a-z_]+)"')


def modules() -> Iterator[object]:
    """Every module of the package."""
    for found in pkgutil.walk_packages(app.__path__, "app."):
        if not found.name.endswith("__main__"):
            yield importlib.import_module(found.name)


def permissions() -> dict[str, str]:
    """Each permission and who holds it."""
    held: dict[str, list[str]] = {}
    for kind, theirs in roles.PERMISSIONS.items():
        for permission in theirs:
            held.setdefault(permission, []).append(kind)
    return {name: ", ".join(kinds) for name, kinds in sorted(held.items())}


def machines() -> dict[str, Machine]:
    """Each noun's machine."""
    found = (value for module in modules() for value in vars(module).values() if isinstance(value, Machine))
    return {machine.noun: machine for machine in sorted(found, key=lambda m: m.noun)}


def events() -> dict[str, str]:
    """Each event, and the move or the file that records it."""
    found = {m.event: f"{machine.noun}: {', '.join(sorted(m.sources))} → {m.target}"
             for machine in machines().values() for m in machine.moves}
    for path in sorted((ROOT / "app").rglob("*.py")):
        for event in RECORDED.findall(path.read_text(encoding="utf-8")):
            found.setdefault(event, f"recorded in `{path.relative_to(ROOT / 'app').as_posix()}`")
    return dict(sorted(found.items()))


def job_names() -> dict[str, str]:
    """Each job, and how often it returns by itself."""
    kinds = jobs(Settings(), Outbound()).kinds
    return {name: f"every {kind.every}" if kind.every else "when planned" for name, kind in sorted(kinds.items())}


def refusals() -> dict[str, str]:
    """Each refusal's code and its sentence."""
    list(modules())

    def below(kind: type[Refusal]) -> Iterator[type[Refusal]]:
        for one in kind.__subclasses__():
            yield one
            yield from below(one)
    return {kind.code(): kind.message for kind in sorted(below(Refusal), key=lambda k: k.code())
            if kind.__module__.startswith("app.")}


def commands() -> dict[str, str]:
    """Each command and its first sentence."""
    def walk(name: str, theirs: dict[str, Any]) -> Iterator[tuple[str, str]]:
        for child, found in theirs.items():
            if getattr(found, "commands", None):
                yield from walk(f"{name} {child}", found.commands)
            else:
                yield f"{name} {child}", (found.help or "").split("\n\n")[0].replace("\n", " ")
    return dict(walk("daren", {name: loaded(name) for name in COMMANDS}))


PARTS = {"Permissions": permissions, "Events": events, "Jobs": job_names, "Refusals": refusals, "Commands": commands}


def written() -> str:
    """The reference as Markdown."""
    parts = ["# Reference\n\nEvery name that is part of the contract. A test compares this page with the code.\n"]
    for title, collect in PARTS.items():
        rows = "\n".join(f"| `{name}` | {words.replace('|', '¦')} |" for name, words in collect().items())
        parts.append(f"## {title}\n\n| name | |\n|---|---|\n{rows}\n")
    diagrams = [f"### {noun}\n\n```mermaid\n{machine.diagram()}\n```\n" for noun, machine in machines().items()]
    return "\n".join([*parts, "## Machines\n", *diagrams])


if __name__ == "__main__":
    (ROOT / "docs" / "reference.md").write_text(written(), encoding="utf-8")
