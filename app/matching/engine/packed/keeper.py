"""Keeps the newest snapshot of a store for a process, and as a file for the next; what is damaged is never used."""

from datetime import date
from pathlib import Path
from threading import Lock, Thread

import structlog

from app.matching.engine.packed.blocks import SnapshotDamaged, Stored
from app.matching.engine.packed.layout import Layout
from app.matching.engine.packed.snapshot import Snapshot, merged, opened

log = structlog.get_logger()


class Keeper:
    """The newest snapshot of one store; `path` None: in memory only. Threads may share it. The file is written beside
    them, by a thread of its own: nobody who asks for people waits for it."""

    def __init__(self, path: Path | None = None) -> None:
        self.path, self._turn = path, Lock()
        self._held: Snapshot | None = None
        self._writer: Thread | None = None
        self._next: Snapshot | None = None

    def held(self, layout: Layout) -> Snapshot | None:
        """What this process has, if it is of that layout."""
        held = self._held
        return held if held is not None and held.layout.fingerprint == layout.fingerprint else None

    def stored(self, layout: Layout) -> Snapshot | None:
        """The file, every block of it checked; None where there is none of that layout. A damaged one, or one of
        another layout, is named in the log and passed over: the next one that is kept takes its place."""
        if self.path is None or not self.path.exists():
            return None
        try:
            found = opened(self.path)
            if found.layout.fingerprint == layout.fingerprint:
                return _sound(found)
        except (SnapshotDamaged, OSError) as wrong:
            log.warning("snapshot_damaged", file=self.path.name, what=str(wrong))
            return None
        log.info("snapshot_of_another_layout", file=self.path.name, traits=len(found.layout.specs),
                 networks=len(found.layout.platforms))
        return None

    def keep(self, fresh: Snapshot, today: date, *, anew: bool = False) -> None:
        """Hold a refreshed snapshot, unless a newer one is held or one over a newer file, which the next refresh brings
        up to date; where much has changed, or `anew` asks for it, begin to write the file anew."""
        with self._turn:
            held = self.held(fresh.layout)
            if held is not None and (held.up_to > fresh.up_to or held.base.source is not fresh.base.source):
                return
            self._held = fresh
            if self.path is None or not (fresh.needs_merging or (anew and self.path.exists())):
                return
            if self._writer is None:
                self._writer = Thread(target=self._write, args=(fresh, self.path, today), name="snapshot")
                self._writer.start()
            elif anew:
                self._next = fresh

    def finish(self) -> None:
        """Wait until what has to be written is written."""
        if (writer := self._writer) is not None:
            writer.join()

    def _write(self, fresh: Snapshot | None, path: Path, today: date) -> None:
        while fresh is not None:
            written = _written(fresh, path, today)
            with self._turn:
                # Whoever reads on over the old file is told what has changed since the new one by the next refresh.
                if written is not None and self._held is not None and self._held.base.source is fresh.base.source:
                    self._held = written
                fresh, self._next = self._next, None
                if fresh is None:
                    self._writer = None


def _written(fresh: Snapshot, path: Path, today: date) -> Snapshot | None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return _sound(merged(fresh, path, today))
    except (SnapshotDamaged, OSError) as wrong:
        log.warning("snapshot_not_written", file=path.name, what=str(wrong))
        return None


def _sound(found: Snapshot) -> Snapshot:
    """Every block looked at, so that no run meets a wrong one later."""
    if isinstance(found.base.source, Stored):
        found.base.source.check_all()
    return found
