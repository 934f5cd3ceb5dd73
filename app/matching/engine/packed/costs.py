"""What each line of a brief costs, counted from the packed columns: who fails it, and who fails nothing else."""

from collections.abc import Sequence

import numpy as np

from app.matching.engine.columns import Ints
from app.matching.engine.eligibility import Code
from app.matching.engine.kinds import Mask
from app.matching.engine.packed.reach import Rule
from app.matching.engine.packed.screening import Screened, failing, surely
from app.matching.engine.packed.search import Slice


def costs(may: Screened, lines: Sequence[Sequence[Rule]]) -> tuple[Ints, Ints]:
    """Of the people whom nothing else keeps out, how many fail each line and how many fail it alone; shape (lines,)."""
    fails, alone = np.zeros(len(lines), np.int64), np.zeros(len(lines), np.int64)
    for table, codes in zip(may.snapshot.tables, may.codes, strict=True):
        sure = [[*map(np.ndarray.tolist, surely(rules, table.runs))] for rules in lines]
        for at, (start, stop) in enumerate(table.runs[["start", "stop"]].tolist()):
            mine, view = codes[start:stop] == Code.ELIGIBLE, Slice(table, start, stop)
            masks: dict[int, Mask] = {}
            for line, (always, never) in enumerate(sure):
                if not always[at] and mine.any():
                    masks[line] = mine if never[at] else failing(lines[line], view) & mine
            many = np.sum([*masks.values()], axis=0, dtype=np.uint8)
            for line, mask in masks.items():
                fails[line] += np.count_nonzero(mask)
                alone[line] += np.count_nonzero(mask & (many == 1))
    return fails, alone
