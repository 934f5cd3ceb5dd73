"""The command `daren`: what people who run an installation do from a terminal."""

import typer

from app.cli import campaign, consumers, demo, doctor, journal, keys, matching, questionnaires, serving, users


def command() -> typer.Typer:
    """The whole command with its groups."""
    root = typer.Typer(
        name="daren", no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False,
        help="Gifting campaigns with honest reviews. Settings are DAREN_… variables; see docs/settings.md.")
    for group in (demo, serving, users, keys, questionnaires, consumers, journal, doctor):
        group.register(root)
    campaigns = typer.Typer(no_args_is_help=True, help="Campaigns and whom they match.")
    for app in (campaign.app, matching.app):
        campaigns.registered_commands.extend(app.registered_commands)
    root.add_typer(campaigns, name="campaign")
    root.add_typer(matching.rounds, name="matching")
    return root


def main() -> None:
    """The entry point."""
    command()()
