"""Following posts: what a check costs (CPU seconds of the fetch alone) against the usual ways of fetching a page, how
near it comes to what politeness allows, and the memory of following a hundred thousand."""

import importlib.util
import os
import sys
from collections.abc import Callable

from benchmarks import tracker_bomb, tracker_memory, tracker_politeness
from benchmarks.load import free_port, server

ROUNDS = int(os.environ.get("ROUNDS", "5"))
GUESTS = ("aiohttp", "bs4")


def parts() -> tuple[Callable[[], dict[str, float]], ...]:
    """Every part of the figure, one after the other; each gives its ratios by name."""
    return (bombs, fetching, tracker_politeness.figures, tracker_memory.figures)


def bombs() -> dict[str, float]:
    """Bombs first, while this process has held little memory yet."""
    port = free_port()
    with server(["-m", "benchmarks.tracker_bomb", str(port)], port):
        return tracker_bomb.figures(port)


def fetching() -> dict[str, float]:
    """Checks against a server of posts in a process of its own."""
    from benchmarks import tracker_fetching
    port = free_port()
    with server(["-m", "benchmarks.tracker_pages", str(port), *tracker_fetching.HOSTS], port):
        return tracker_fetching.figures(port, ROUNDS)


def main() -> None:
    """Print the measurements of every part, then its ratios."""
    missing = [name for name in GUESTS if importlib.util.find_spec(name) is None]
    if missing:
        sys.exit(f"This figure compares with {' and '.join(missing)}: pip install -c constraints.txt -e '.[bench]'")
    ratios = {name: ratio for part in parts() for name, ratio in part().items()}
    for name, ratio in ratios.items():
        print(f"RATIO {name} {ratio:.3f}")


if __name__ == "__main__":
    main()
