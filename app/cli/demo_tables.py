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
    out.print(judged(report))
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


def judged(report: Report) -> Table:
    """How people were found: rounds with their proof, waves, models that took over and models that did not."""
    made = report.matching["rounds"]
    table = Table("matching", "what came of it", title="How people were found")
    table.add_row(f"{len(made)} joint rounds", f"at most {max((one['gap'] for one in made), default=0):.4%} from the "
                  f"best possible, proven; {sum(one['milliseconds'] for one in made)} ms in all")
    for key, waves in report.matching["waves"].items():
        sizes = ", ".join(f"{wave['offers']}{'' if wave['why'] == 'in_time' else ' (late: a few more)'}"
                          for wave in waves[:8])
        if waves:
            table.add_row(f"waves of {report.campaigns[key]['name']}", sizes + (" …" if len(waves) > 8 else ""))
    for key, told in report.matching["interest"].items():
        open_now = "; open for interest now" if told["is_open"] else ""
        table.add_row(f"interest in {report.campaigns[key]['name']}",
                      f"{told['shown']} want it; {told['picked']} of them were candidates with the picks{open_now}")
    for model in report.matching["models"]:
        table.add_row(f"model of {model['scope']}", f"{model['kind']}, {model['outcomes']} outcomes: {model['why']}")
    for lifts in report.matching["lift"].values():
        for sentence in lifts.values():
            table.add_row("lift", sentence)
    return table


def faults(report: Report) -> Table:
    """What went wrong, how often, and what was done about it."""
    table = Table("what went wrong", "times", "what was done", title="Faults")
    for fault in report.faults.values():
        done = "\n".join(f"{words} ({times})" if len(fault["done"]) > 1 else words
                         for words, times in fault["done"].items())
        table.add_row(str(fault["what"]), str(fault["times"]), done)
    return table
