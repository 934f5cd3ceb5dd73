"""The command `daren`: what people who run an installation do from a terminal."""

import importlib

import typer

GROUPS = tuple(n for n in ("serving", "users", "keys", "questionnaires", "journal", "doctor", "consumers", "campaigns", "demo") if __import__("pathlib").Path(__file__).with_name(n + ".py").exists())


def command() -> typer.Typer:
    """The whole command with its groups; each file of this folder brings a `register(root)`."""
    root = typer.Typer(
        name="daren", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False,
        help="Gifting campaigns with honest reviews. Settings are DAREN_… variables; see docs/settings.md.")
    for name in GROUPS:
        importlib.import_module(f"app.cli.{name}").register(root)
    return root


def main() -> None:
    """The entry point."""
    command()()
