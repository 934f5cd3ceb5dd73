"""Which quotas the people of a run belong to, from what is kept of its inputs."""

from collections.abc import Sequence

import numpy as np

from app.matching.engine.recorded import run_again


def quotas_of(record: bytes, seqs: Sequence[int]) -> dict[int, list[str]]:
    """Of some people of a run, by seq, the names of the quotas that they belong to, in the order of the brief, behind
    them the seats for newcomers; who is not in the record is left out. RecordDamaged where it cannot be read."""
    result = run_again(record)
    places, is_there = result.audience.places(seqs)
    return {seq: [part.name for part in result.parts if part.members[place]]
            for seq, place in zip(np.array(seqs)[is_there].tolist(), places[is_there].tolist(), strict=True)}
