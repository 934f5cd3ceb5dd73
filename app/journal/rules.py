"""How an entry is written down for its seal, and the permissions of the journal."""

import hashlib
from datetime import UTC, datetime
from typing import Any

import orjson

READ = "journal:read"
FIRST = "0" * 64


def seal_of(previous: str, entry: dict[str, Any]) -> str:
    """SHA-256 over the seal before and the entry's canonical JSON (sorted keys, UTC times): 64 hex digits."""
    return hashlib.sha256(previous.encode() + orjson.dumps(entry, option=orjson.OPT_SORT_KEYS)).hexdigest()


def canonical(*, id: str, event: str, actor_id: str, actor_kind: str, subject_type: str, subject_id: str,
              facts: dict[str, Any], caused_by: str | None, at: datetime, subject_version: int) -> dict[str, Any]:
    """The entry as the plain values that are hashed."""
    return {
        "id": id, "event": event, "actor_id": actor_id, "actor_kind": actor_kind, "subject_type": subject_type,
        "subject_id": subject_id, "facts": facts, "caused_by": caused_by,
        "at": at.astimezone(UTC).isoformat(timespec="microseconds"), "subject_version": subject_version,
    }
