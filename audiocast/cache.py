"""Content by digest: clips and encoded segments, shared by every show on the machine.

An entry is one file: a line of JSON (the payload's SHA-256 and what was measured on it), then the payload. It is
written to a temporary file and renamed, so several processes may share the folder; it is verified when read, and a
damaged one counts as missing and goes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from audiocast.errors import StorageError
from audiocast.files import write_atomically
from audiocast.models import Clip, ClipFacts

Shelf = Literal["clips", "stories"]


@dataclass(frozen=True, slots=True)
class Entry:
    """A payload and the facts that were stored with it."""

    payload: bytes
    facts: Mapping[str, Any]


class Cache:
    """A folder of entries."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def get(self, shelf: Shelf, key: str) -> Entry | None:
        """Return the entry, or None when there is none or it is damaged."""
        path = self._path(shelf, key)
        try:
            header, _, payload = path.read_bytes().partition(b"\n")
        except FileNotFoundError:
            return None
        except OSError as error:
            raise StorageError(f"{path} cannot be read", way_out=error.strerror or str(error)) from error
        try:
            facts = json.loads(header)
            sound = facts.pop("sha256") == hashlib.sha256(payload).hexdigest()
        except (ValueError, KeyError, AttributeError):
            sound = False
        if not sound:
            path.unlink(missing_ok=True)
            return None
        return Entry(payload, facts)

    def put(self, shelf: Shelf, key: str, payload: bytes, facts: Mapping[str, Any]) -> None:
        """Store an entry; a reader sees all of it or nothing."""
        header = json.dumps({"sha256": hashlib.sha256(payload).hexdigest(), **facts}, sort_keys=True)
        write_atomically(self._path(shelf, key), header.encode() + b"\n" + payload, durable=False)

    def clip(self, key: str) -> Clip | None:
        """Return the inspected clip stored under an utterance's digest."""
        entry = self.get("clips", key)
        if entry is None:
            return None
        facts = dict(entry.facts)
        format_ = facts.pop("format")
        facts["energies"] = tuple(facts["energies"])
        return Clip(entry.payload, format_, ClipFacts(**facts))

    def keep_clip(self, key: str, clip: Clip) -> None:
        """Store a clip that was inspected."""
        if clip.facts is None:
            raise ValueError("only inspected clips are cached")
        self.put("clips", key, clip.data, {"format": clip.format, **asdict(clip.facts)})

    def _path(self, shelf: Shelf, key: str) -> Path:
        return self.root / shelf / key[:2] / key


def default_cache_dir(configured: str) -> Path:
    """Return the configured folder, else the user's cache folder for audiocast."""
    if configured:
        return Path(configured).expanduser()
    import platformdirs

    return Path(platformdirs.user_cache_dir("audiocast", appauthor=False))
