"""How a played world is shown at a terminal: the funnel, the faults, and the doors."""

from rich.table import Table

from app.cli.running import out
from app.sandbox.ledger import STAGES
from app.sandbox.opening import Door
from app.sandbox.report import Report


def show(report: Report, doors: list[Door]) -> None:
    """Funnel, faults, a line of figures, and how to come in."""
    out.print(funnel(report))
    out.print(faults(report))
    out.print(f"{report.signed_up} people signed up; {sum(report.messages.values())} messages; "
              f"{report.journal['entries']} entries in the journal, sealed and "
              f"{'unbroken' if report.journal['is_unbroken'] else 'BROKEN'}; {report.seconds:.0f} s", highlight=False)
    if doors:
        out.print("\nCome in (each link signs in once, within a day):", highlight=False)
    for door in doors:
        out.print(f"  {door.who}\n    {door.link}", highlight=False, soft_wrap=True)


def tell_address(address: str) -> None:
    """Where the world is served."""
    out.print(f"\nServing on {address}; stop with Ctrl-C.", highlight=False)


def funnel(report: Report) -> Table:
    """Stages downward, campaigns across."""
    table = Table("", title="From picked to completed")
    for campaign in report.campaigns.values():
        table.add_column(str(campaign["name"]), justify="right", max_width=14)
    for stage in STAGES:
        table.add_row(stage.replace("_", "-"), *(str(one["stages"][stage]) for one in report.campaigns.values()))
    return table


def faults(report: Report) -> Table:
    """What went wrong, how often, and what was done about it."""
    table = Table("what went wrong", "times", "what was done", title="Faults")
    for fault in report.faults.values():
        done = "\n".join(f"{words} ({times})" if len(fault["done"]) > 1 else words
                         for words, times in fault["done"].items())
        table.add_row(str(fault["what"]), str(fault["times"]), done)
    return table
