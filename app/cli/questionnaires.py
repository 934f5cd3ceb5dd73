"""Looking at questionnaire files and checking them."""

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from app.cli.running import Json, guarded, out, show_json
from app.core import settings as settings_of
from app.questionnaires.loading import load_file, load_folder
from app.questionnaires.questionnaire import Questionnaire
from app.questionnaires.traits import catalogue

group = typer.Typer(no_args_is_help=True, help="Questionnaire files.")


def register(root: typer.Typer) -> None:
    """Add the group."""
    root.add_typer(group, name="questionnaire")


def described(questionnaire: Questionnaire) -> dict[str, Any]:
    """A questionnaire in figures."""
    return {"slug": questionnaire.slug, "version": questionnaire.version, "title": questionnaire.title.default,
            "pages": len(questionnaire.pages), "questions": len(questionnaire.questions),
            "traits": len(catalogue(questionnaire)), "sha256": questionnaire.sha256}


def _show(found: list[dict[str, Any]], json: bool) -> None:
    if json:
        show_json(found)
        return
    table = Table("slug", "version", "title", "pages", "questions", "traits", "sha256")
    for row in found:
        table.add_row(*(str(value)[:40] if key != "sha256" else str(value)[:12] for key, value in row.items()))
    out.print(table)


@group.command("list")
def list_(json: Json = False) -> None:
    """The questionnaires of this installation."""
    settings = guarded(settings_of.load)
    _show([described(one) for one in guarded(lambda: load_folder(settings.questionnaires_dir))], json)


@group.command()
def check(files: Annotated[list[Path], typer.Argument(help="Files named slug.vN.yaml.")],
          json: Json = False) -> None:
    """Check files; a mistake is told with its line and the nearest right name, and ends with 2."""
    _show(guarded(lambda: [described(load_file(path)) for path in files]), json)
