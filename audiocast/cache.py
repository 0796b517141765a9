"""Content by digest: clips and encoded segments, shared by every show on the machine.

An entry is one file: a line with its format and the SHA-256 of all that follows, a line of JSON (what was measured on
the payload), then the payload. It is written to a temporary file and renamed, so several processes may share the
folder; it is verified when read, and one that is damaged or of another format counts as missing and goes.
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
_FORMAT = "audiocast-entry-2"


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
        """Return the entry, or None when there is none, or it is damaged or of another format."""
        path = self._path(shelf, key)
        try:
            seal, _, content = path.read_bytes().partition(b"\n")
        except FileNotFoundError:
            return None
        except OSError as error:
            raise StorageError(f"{path} cannot be read", way_out=error.strerror or str(error)) from error
        if seal != _seal(content):
            path.unlink(missing_ok=True)
            return None
        facts, _, payload = content.partition(b"\n")
        return Entry(payload, json.loads(facts))

    def put(self, shelf: Shelf, key: str, payload: bytes, facts: Mapping[str, Any]) -> None:
        """Store an entry; a reader sees all of it or nothing."""
        content = json.dumps(facts, sort_keys=True).encode() + b"\n" + payload
        write_atomically(self._path(shelf, key), _seal(content) + b"\n" + content, durable=False)

    def clip(self, key: str) -> Clip | None:
        """Return the inspected clip stored under an utterance's digest; None as ``get`` does."""
        entry = self.get("clips", key)
        if entry is None:
            return None
        facts = dict(entry.facts)
        try:
            format_ = facts.pop("format")
            return Clip(entry.payload, format_, ClipFacts(**facts | {"energies": tuple(facts["energies"])}))
        except (KeyError, TypeError):  # sealed by a version that measured something else
            self._path("clips", key).unlink(missing_ok=True)
            return None

    def keep_clip(self, key: str, clip: Clip) -> None:
        """Store a clip that was inspected."""
        if clip.facts is None:
            raise ValueError("only inspected clips are cached")
        self.put("clips", key, clip.data, {"format": clip.format, **asdict(clip.facts)})

    def _path(self, shelf: Shelf, key: str) -> Path:
        return self.root / shelf / key[:2] / key


def _seal(content: bytes) -> bytes:
    return f"{_FORMAT} {hashlib.sha256(content).hexdigest()}".encode()


def default_cache_dir(configured: str) -> Path:
    """Return the configured folder, else the user's cache folder for audiocast."""
    if configured:
        return Path(configured).expanduser()
    import platformdirs

    return Path(platformdirs.user_cache_dir("audiocast", appauthor=False))
