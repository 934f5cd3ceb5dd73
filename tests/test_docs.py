"""The documents name what the code has, no more and no less, and README's commands are those that are run."""

import re

import pytest

from app.core.settings import Settings
from tests import docs_of_code
from tests.docs_of_code import PARTS, ROOT


def named_in(page: str, part: str) -> set[str]:
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    section = text.split(f"## {part}\n")[1].split("\n## ")[0] if part else text
    return set(re.findall(r"^\| `([^`]+)` \|", section, re.MULTILINE))


@pytest.mark.parametrize("part", PARTS)
def test_the_reference_names_what_the_code_has(part: str) -> None:
    assert named_in("reference.md", part) == set(PARTS[part]())


def test_every_setting_has_its_line() -> None:
    assert named_in("settings.md", "") == {f"DAREN_{name.upper()}" for name in Settings.model_fields}


@pytest.mark.parametrize("part", ["forms", "show"])
def test_every_part_of_a_page_has_its_line(part: str) -> None:
    text = (ROOT / "docs" / "pages.md").read_text(encoding="utf-8")
    lines = text.split(f"## Parts: `{part}`")[1].split("\n## ")[0].splitlines()
    named = {name for line in lines if line.startswith("| `") for name in re.findall(r"`(\w+)\(", line.split(" | ")[0])}
    template = (ROOT / "templates" / "parts" / f"{part}.html").read_text(encoding="utf-8")
    assert named == set(re.findall(r"{% macro ([a-z]\w*)\(", template))


def test_every_link_of_the_documents_leads_somewhere() -> None:
    for page in [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]:
        for target in re.findall(r"\]\((?!http)([^)#]+)\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_readme_has_the_two_commands_each_on_a_line_of_its_own() -> None:
    lines = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    assert sum(line.startswith("python3 -m venv .venv && ") for line in lines) == 1
    assert lines.count(".venv/bin/pytest") == 1


def test_no_machine_of_the_product_has_a_state_without_a_word_for_people() -> None:
    from app.web.pages import STATE_WORDS
    for noun, machine in docs_of_code.machines().items():
        assert set(machine.states) == set(STATE_WORDS[noun]), noun
