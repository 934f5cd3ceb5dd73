"""The command `daren`: what people who run an installation do from a terminal."""

import os
import sys
from importlib import import_module
from importlib.metadata import version
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

COMMANDS: dict[str, tuple[str, str]] = {
    "demo": ("demo", "Play eight weeks of sign-ups, campaigns, parcels and posts on an empty store; then serve it."),
    "serve": ("serving", "Serve the pages and the API; the worker runs inside unless DAREN_WORKER=outside."),
    "worker": ("serving", "Do what is due (messages, checks, deadlines) until told to stop; run as many as you like."),
    "migrate": ("serving", "Bring the store to the present migration."),
    "user": ("users", "People who sign in."),
    "keys": ("keys", "API keys."),
    "questionnaire": ("questionnaires", "Questionnaire files."),
    "consumers": ("consumers", "People who answered."),
    "campaign": ("campaign", "Campaigns and whom they match."),
    "matching": ("campaign", "All open campaigns at once, and runs run again."),
    "journal": ("journal", "The journal."),
    "doctor": ("doctor", "Look at settings, keys, files, questionnaires, store, migration, jobs and the journal; "
                         "1 where one is unwell."),
}
"""Each command with the module that brings it, and what help says of it: help alone loads none of them."""


class Commands(TyperGroup):
    """Commands that are loaded when they are run."""

    def __init__(self, **more: Any) -> None:
        super().__init__(**more)
        self.commands = {name: TyperCommand(name, help=words) for name, (_, words) in COMMANDS.items()}

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The command that is to run; the nearest name is told where there is none."""
        name, found, rest = super().resolve_command(ctx, args)
        return name, found and loaded(str(name)), rest


def loaded(name: str) -> Any:
    """A command, or a group of them, itself."""
    root = typer.Typer()
    import_module(f"app.cli.{COMMANDS[name][0]}").register(root)
    return typer.main.get_group(root).commands[name]


def command() -> typer.Typer:
    """The whole command."""
    return typer.Typer(
        name="daren", cls=Commands, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]}, callback=_begin,
        help="Gifting campaigns with honest reviews. Settings are DAREN_… variables; see docs/settings.md.")


def _tell_version(is_asked: bool) -> None:
    if is_asked:
        typer.echo(f"daren {version('daren')}")
        raise typer.Exit


def _begin(_: Annotated[bool, typer.Option("--version", is_eager=True, callback=_tell_version,
                                           help="Tell the version.")] = False) -> None:
    """Nothing before a command."""


def keep_answers_apart() -> None:
    """Let only Python write to stdout: what compiled libraries print there by themselves goes to stderr, so that
    whoever reads an answer reads nothing else."""
    sys.stdout.flush()
    answers = os.dup(1)
    os.dup2(2, 1)
    sys.stdout = os.fdopen(answers, "w", encoding=sys.stdout.encoding)


def main() -> None:
    """The entry point."""
    keep_answers_apart()
    command()()
