"""Signals of bought engagement on made-up posts with known labels: how many are found, how many honest ones too."""

import os
import time
from collections import Counter
from collections.abc import Callable

from app.reviews.rules.inflation import find, weigh
from tests.pure.reviews.series import KINDS, Labelled, held_out, tuned

COUNT = int(os.environ.get("COUNT", "1000"))
SEED = 20260301


def shares(made: list[Labelled]) -> tuple[float, float, Counter[str]]:
    """Shares of posts looked at (or held) and held, and how often each signal was seen."""
    seen: Counter[str] = Counter()
    looked = held = 0
    for one in made:
        flags = find(one.series)
        step = weigh(one.series, flags)
        seen.update(flag.name for flag in flags)
        looked, held = looked + (step != "none"), held + (step == "hold")
    return looked / len(made), held / len(made), seen


def measure(name: str, world: Callable[[str, int, int], list[Labelled]]) -> tuple[float, float, float]:
    """Recall of both kinds of bought posts, false alarms among clean ones, share of viral posts held."""
    found = {}
    for kind in KINDS:
        looked, held, seen = shares(world(kind, COUNT, SEED))
        found[kind] = (looked, held)
        told = ", ".join(f"{signal} {100 * count / COUNT:.1f} %" for signal, count in seen.most_common())
        print(f"{name:9} {kind:6} looked at {looked:.3f}, held {held:.3f} ({told})")
    return (found["step"][0] + found["drip"][0]) / 2, found["clean"][0], found["viral"][1]


def main() -> None:
    """The world that limits were set on, then the one that was held out, whose figures count."""
    started = time.perf_counter()
    measure("tuned", tuned)
    recall, false_alarms, viral = measure("held out", held_out)
    took = time.perf_counter() - started
    print(f"{8 * COUNT} series, {1000 * took / 8 / COUNT:.2f} ms each with their making")
    print(f"RATIO inflation_recall {recall:.4f}\nRATIO inflation_false_alarms {false_alarms:.4f}\n"
          f"RATIO inflation_viral_held {viral:.4f}")


if __name__ == "__main__":
    main()
