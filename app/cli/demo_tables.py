"""How a played world is shown at a terminal: funnel, faults, matching, numbers over weeks, the desk and the doors."""

from rich.table import Table

from app.cli.running import out, say
from app.sandbox.ledger import STAGES
from app.sandbox.opening import Door
from app.sandbox.report import Report

WEEK = 24 * 7


def show(report: Report, doors: list[Door]) -> None:
    """Funnel, faults, matching, numbers, the desk, a line of figures, and how to come in."""
    for table in (funnel, faults, judged, weeks, desk):
        out.print(table(report))
    out.print(f"{report.signed_up} people signed up; {sum(report.messages.values())} messages; "
              f"{report.journal['entries']} entries in the journal, sealed and "
              f"{'unbroken' if report.journal['is_unbroken'] else 'BROKEN'}; {report.seconds:.0f} s", highlight=False)
    if doors:
        out.print("\nCome in (each sign-in link works once, within a day):", highlight=False)
    for door in doors:
        out.print(f"  {door.who}\n    {door.link}", highlight=False, soft_wrap=True)


def tell_address(address: str) -> None:
    """Where the world is served."""
    out.print(f"\nServing on {address}; stop with Ctrl-C.", highlight=False)


def tell_week(hours: int, of: int, words: str) -> None:
    """What has happened so far, on stderr: a line when a week of the play is over."""
    if hours and hours % WEEK == 0:
        say(f"week {hours // WEEK} of {of // WEEK}: {words}")


def funnel(report: Report) -> Table:
    """Stages downward, campaigns across."""
    table = Table("", title="From picked to completed")
    for campaign in report.campaigns.values():
        table.add_column(str(campaign["name"]), justify="right", max_width=14)
    for stage in STAGES:
        table.add_row(stage.replace("_", "-"), *(str(one["stages"][stage]) for one in report.campaigns.values()))
    return table


def judged(report: Report) -> Table:
    """How people were found: rounds with their proof, waves, models that took over and models that did not."""
    table = Table("matching", "what came of it", title="How people were found")
    for what, words in report.told:
        table.add_row(what, words)
    return table


def weeks(report: Report) -> Table:
    """What brands see: the views of their posts week by week, and where the numbers come from."""
    table = Table("campaign", "posts", "weeks", "views at the end of each week", "read from", title="What brands see")
    for key, one in report.weeks.items():
        views = " → ".join("unknown" if sum_ is None else f"{sum_:,}" for sum_ in one["views"])
        sources = ", ".join(f"{words} {count}" for words, count in one["sources"].items())
        table.add_row(str(report.campaigns[key]["name"]), str(one["posts"]), str(one["weeks"]), views, sources)
    return table


def desk(report: Report) -> Table:
    """What is left for ops to decide, the worst first."""
    table = Table("left on ops' desk", "reviews", title="Left for you to decide")
    for risk, count in report.desk.items():
        table.add_row(risk, str(count))
    return table


def faults(report: Report) -> Table:
    """What went wrong, how often, and what was done about it."""
    table = Table("what went wrong", "times", "what was done", title="Faults")
    for fault in report.faults.values():
        done = "\n".join(f"{words} ({times})" if len(fault["done"]) > 1 else words
                         for words, times in fault["done"].items())
        table.add_row(str(fault["what"]), str(fault["times"]), done)
    for what in report.missing:
        table.add_row(what, "0", "MISSING: it did not come to that")
    return table
