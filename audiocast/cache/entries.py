"""Clips and encoded segments by the digest of what they were made of.

An entry is one file: a line with its format and the SHA-256 of all that follows, a line of JSON (what was measured on
the payload), then the payload. It is written to a temporary file and renamed, so several processes may share the
folder; it is verified when read, and one that is damaged or of another format counts as missing and goes. Reading one
notes on its file that it was used (the modification time), so that what nobody uses can be told from what is old.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal, TypeVar

from audiocast.errors import StorageError
from audiocast.files import write_atomically
from audiocast.models import Clip, ClipFacts

Content = TypeVar("Content")
Shelf = Literal["clips", "stories"]
SHELVES: tuple[Shelf, ...] = ("clips", "stories")
NOTE_EVERY_S = 600
"""A use is noted when the last note is older than this: far less than what upkeep takes for being in use."""
_FORMAT = b"audiocast-entry-2"
_RACES = 5
"""How often an entry is written again when the folder it goes into was swept away, empty, in that moment."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A payload and the facts that were stored with it."""

    payload: bytes
    facts: Mapping[str, Any]


class Cache:
    """A folder of entries. ``clock`` gives the seconds since 1970 that uses are noted with."""

    def __init__(self, root: Path, *, clock: Callable[[], float] = time.time) -> None:
        self.root = root
        self._clock = clock

    def get(self, shelf: Shelf, key: str) -> Entry | None:
        """Return the entry, or None when there is none, or it is damaged or of another format."""
        return self._get(shelf, key, lambda entry: entry)

    def put(self, shelf: Shelf, key: str, payload: bytes, facts: Mapping[str, Any]) -> None:
        """Store an entry; a reader sees all of it or nothing.

        Raises:
            StorageError: the folder cannot be written.
        """
        content = json.dumps(facts, sort_keys=True).encode() + b"\n" + payload
        data = _seal(content) + b"\n" + content
        for races_left in reversed(range(_RACES)):
            try:
                write_atomically(self._path(shelf, key), data, durable=False)
            except StorageError as error:
                # The folder went after mkdir had found it there (FileExistsError), or after that (FileNotFoundError).
                if not (races_left and isinstance(error.__cause__, (FileNotFoundError, FileExistsError))):
                    raise
            else:
                return

    def clip(self, key: str) -> Clip | None:
        """Return the inspected clip stored under an utterance's digest; None as ``get`` does."""
        return self._get("clips", key, clip_of)

    def keep_clip(self, key: str, clip: Clip) -> Clip:
        """Store a clip that was inspected, unless a whole one is there, and return the one that is kept.

        Two processes may have spoken the same sentence; the first clip stays, since a story may hold it already. Only
        one that comes in the instant between looking and writing takes its place.
        """
        if clip.facts is None:
            raise ValueError("only inspected clips are cached")
        with suppress(StorageError):  # what cannot be read is named when it cannot be written either
            if (first := self.clip(key)) is not None:
                return first
        self.put("clips", key, clip.data, {"format": clip.format, **asdict(clip.facts)})
        return clip

    def _get(self, shelf: Shelf, key: str, make: Callable[[Entry], Content | None]) -> Content | None:
        path = self._path(shelf, key)
        try:
            with path.open("rb") as file:
                status = os.fstat(file.fileno())
                data = file.read()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise StorageError(f"{path} cannot be read", way_out=error.strerror or str(error)) from error
        entry = unseal(data)
        content = None if entry is None else make(entry)
        if content is None:
            _remove(path, status)
        else:
            self._note_use(path, status.st_mtime)
        return content

    def _path(self, shelf: Shelf, key: str) -> Path:
        return self.root / shelf / key[:2] / key

    def _note_use(self, path: Path, noted: float) -> None:
        now = self._clock()
        if abs(now - noted) > NOTE_EVERY_S:
            with suppress(OSError):  # it was pruned meanwhile, or the folder is another user's or read-only
                os.utime(path, (now, now))


def unseal(data: bytes) -> Entry | None:
    """Return what an entry's file holds; None when it is damaged or of another format."""
    seal, _, content = data.partition(b"\n")
    if seal != _seal(content):
        return None
    facts, _, payload = content.partition(b"\n")
    return Entry(payload, json.loads(facts))


def is_outdated(data: bytes) -> bool:
    """Whether an entry's file was written by a version with another format."""
    match = re.match(rb"(audiocast-entry-[0-9]+) [0-9a-f]{64}\n", data)
    return match is not None and match[1] != _FORMAT


def clip_of(entry: Entry) -> Clip | None:
    """Return the clip that an entry holds; None when a version sealed it that measured something else."""
    facts = dict(entry.facts)
    try:
        format_ = facts.pop("format")
        return Clip(entry.payload, format_, ClipFacts(**facts | {"energies": tuple(facts["energies"])}))
    except (KeyError, TypeError):
        return None


def _seal(content: bytes) -> bytes:
    return _FORMAT + b" " + hashlib.sha256(content).hexdigest().encode()


def _remove(path: Path, read: os.stat_result) -> None:
    """Remove the file that was read; one that another process has put in its place since then stays."""
    with suppress(OSError):  # a folder that cannot be written is named when the entry is made anew
        if _identity(path.stat()) == _identity(read):
            path.unlink()


def _identity(status: os.stat_result) -> tuple[int, int, int]:
    return status.st_ino, status.st_mtime_ns, status.st_size


def default_cache_dir(configured: str) -> Path:
    """Return the configured folder, else the user's cache folder for audiocast."""
    if configured:
        return Path(configured).expanduser()
    import platformdirs

    return Path(platformdirs.user_cache_dir("audiocast", appauthor=False))
