"""Questionnaire files to questionnaires; a mistake is told with file, line and the nearest right name."""

import re
from collections.abc import Iterator
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from app.core.i18n import Text, text
from app.questionnaires import rules, stores
from app.questionnaires.lines import BrokenYaml, Lined, read
from app.questionnaires.questionnaire import Questionnaire
from app.questionnaires.refusals import BrokenQuestionnaire, NoSuchQuestionnaire, Problem, nearest, no_such
from app.questionnaires.schema import Sheet, known_keys
from app.questionnaires.wiring import wire

FILE_NAME = re.compile(r"(?P<slug>[a-z0-9]+(?:-[a-z0-9]+)*)\.v(?P<version>[1-9][0-9]{0,4})\.yaml", re.ASCII)


@lru_cache(maxsize=32)
def load_text(content: bytes, file_name: str) -> Questionnaire:
    """The questionnaire that a file of this name and content holds; raises BrokenQuestionnaire at its first mistake."""
    named = FILE_NAME.fullmatch(file_name)
    if named is None:
        raise BrokenQuestionnaire(file_name, 1, text(
            "the file must be named <slug>.v<N>.yaml, such as sign-up.v1.yaml",
            "文件名应为 <slug>.v<N>.yaml，例如 sign-up.v1.yaml"))
    lined = _read(content, file_name)
    try:
        sheet = Sheet.model_validate(lined.value)
    except ValidationError as error:
        raise _first(file_name, lined, [_problem(details) for details in error.errors()]) from None
    conditions, wrong = wire(sheet)
    problems = [*rules.problems(sheet), *stores.problems(sheet), *wrong]
    if problems:
        raise _first(file_name, lined, problems)
    return Questionnaire(named["slug"], int(named["version"]), sha256(content).hexdigest(), sheet, conditions)


def load_file(path: Path) -> Questionnaire:
    """The questionnaire in a file."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise BrokenQuestionnaire(path.name, 1, text(f"cannot be read: {error.strerror}", "文件无法读取")) from error
    return load_text(content, path.name)


class Library:
    """Every questionnaire of a folder, by slug and version."""

    def __init__(self, questionnaires: list[Questionnaire]) -> None:
        ordered = sorted(questionnaires, key=lambda one: (one.slug, one.version))
        self._by_name = {(one.slug, one.version): one for one in ordered}

    def __iter__(self) -> Iterator[Questionnaire]:
        return iter(self._by_name.values())

    def __len__(self) -> int:
        return len(self._by_name)

    @property
    def slugs(self) -> tuple[str, ...]:
        """The slugs, in order."""
        return tuple(dict.fromkeys(slug for slug, _ in self._by_name))

    def get(self, slug: str, version: int) -> Questionnaire:
        """One version of a questionnaire, or NoSuchQuestionnaire."""
        if (slug, version) in self._by_name:
            return self._by_name[slug, version]
        latest = self.latest(slug)
        raise NoSuchQuestionnaire(f"{slug}.v{version}", f"{slug}.v{latest.version}")

    def latest(self, slug: str) -> Questionnaire:
        """The highest version of a questionnaire, or NoSuchQuestionnaire."""
        versions = [one for one in self if one.slug == slug]
        if not versions:
            raise NoSuchQuestionnaire(slug, nearest(slug, self.slugs) or "")
        return versions[-1]


def load_folder(path: Path) -> Library:
    """Every questionnaire of a folder; one broken file refuses them all."""
    files = sorted(file for file in path.iterdir() if file.suffix in (".yaml", ".yml"))
    return Library([load_file(file) for file in files])


def _read(content: bytes, file_name: str) -> Lined:
    try:
        return read(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise BrokenQuestionnaire(file_name, line, text("the file is not UTF-8", "文件不是 UTF-8 编码")) from error
    except BrokenYaml as error:
        raise BrokenQuestionnaire(file_name, error.line, error.what) from error


def _first(file_name: str, lined: Lined, problems: list[Problem]) -> BrokenQuestionnaire:
    line, problem = min(((lined.line_of(problem.place), problem) for problem in problems), key=lambda pair: pair[0])
    return BrokenQuestionnaire(file_name, line, problem.what)


def _problem(details: ErrorDetails) -> Problem:
    """A Pydantic error in the words of the file."""
    place = details["loc"]
    return Problem(place, _what(details, place))


def _what(details: ErrorDetails, place: tuple[str | int, ...]) -> Text:
    context = details.get("ctx", {})
    match details["type"]:
        case "extra_forbidden":
            return no_such(place[-1], known_keys(place[:-1]))
        case "missing":
            return text(f"'{place[-1]}' is missing here", f"此处缺少“{place[-1]}”")
        case "literal_error":
            return no_such(details["input"], re.findall(r"'([^']+)'", context["expected"]))
        case "union_tag_invalid":
            return no_such(context["tag"], re.findall(r"'([^']+)'", context["expected_tags"]))
        case "union_tag_not_found":
            return text("'type' is missing here", "此处缺少“type”")
    where = f"'{place[-1]}': " if place and isinstance(place[-1], str) else ""
    said = details["msg"][:1].lower() + details["msg"][1:]
    return text(f"{where}{said}", f"{where}内容不正确（{said}）")
