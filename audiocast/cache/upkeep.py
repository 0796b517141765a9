"""What is done to a cache as a whole: measured, verified, pruned. Safe beside builds that use it.

An entry that was used within the last hour may be about to be used again by a build, so it stays whatever the limits
say; one that is used between being found and being removed stays as well. Nothing is locked: whoever misses an entry
makes it anew.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from audiocast.cache.entries import SHELVES, Shelf, clip_of, is_outdated, unseal
from audiocast.cache.survey import Item, Survey
from audiocast.errors import StorageError

IN_USE_S = 3600


@dataclass(frozen=True, slots=True)
class ShelfStats:
    """One shelf in figures.

    Attributes:
        speech_s: seconds of speech in the clips, edges left out; None for a shelf that holds none.
        oldest_use: when the entry was used that nobody has used for longest, in seconds since 1970.
        newest_use: when an entry was last used.
    """

    shelf: Shelf
    entries: int
    size_bytes: int
    speech_s: float | None
    oldest_use: float | None
    newest_use: float | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What verifying found. ``damaged`` and ``outdated`` (another version's) are removed unless it was a dry run."""

    whole: int
    damaged: int
    outdated: int
    errors: tuple[StorageError, ...]


@dataclass(frozen=True, slots=True)
class Pruning:
    """What goes, and what the limits leave.

    Attributes:
        doomed: entries, least recently used first.
        leftover: temporary files of processes that died.
        folders: those in which nothing came or went within the hour, to go if they are empty then.
        kept: how many entries stay, ``kept_bytes`` their size.
        in_use: how many of these stay only because they were used within the last hour.
        over_bytes: how far they are above the limit of size.
    """

    doomed: tuple[Item, ...]
    leftover: tuple[Item, ...]
    folders: tuple[Item, ...]
    kept: int
    kept_bytes: int
    in_use: int
    over_bytes: int

    @property
    def doomed_bytes(self) -> int:
        """The bytes of the entries that go."""
        return sum(item.size_bytes for item in self.doomed)


@dataclass(frozen=True, slots=True)
class Pruned:
    """What went; fewer than planned where one was used in the last moment or could not be removed."""

    entries: int
    size_bytes: int
    leftover: int
    errors: tuple[StorageError, ...]


def measure(found: Survey) -> tuple[ShelfStats, ...]:
    """Return every shelf in figures; only the head of a clip's file is read."""
    return tuple(_shelf_stats(shelf, [item for item in found.entries if item.shelf == shelf]) for shelf in SHELVES)


def verify(found: Survey, *, dry_run: bool) -> Verdict:
    """Read every entry; remove what is not whole, which is then made anew when it is next asked for."""
    counts = {"whole": 0, "damaged": 0, "outdated": 0}
    errors: list[StorageError] = []
    for item in found.entries:
        try:
            state = _judge(item)
        except FileNotFoundError:  # pruned meanwhile
            continue
        except OSError as error:
            errors.append(StorageError(f"{item.path} cannot be read", way_out=error.strerror or str(error)))
            continue
        counts[state] += 1
        if state != "whole" and not dry_run:
            _remove(item, errors.append)
    return Verdict(counts["whole"], counts["damaged"], counts["outdated"], tuple(errors))


def plan_pruning(found: Survey, *, now: float, older_than_s: int | None, max_bytes: int | None) -> Pruning:
    """Decide what goes: everything unused for longer than ``older_than_s``, then the least recently used.

    Args:
        found: what is there.
        now: seconds since 1970.
        older_than_s: how long an entry may lie unused; None sets no limit.
        max_bytes: how large all entries may be together; None sets no limit.
    """
    size_bytes = found.size_bytes
    doomed: list[Item] = []
    spared = 0
    for item in sorted(found.entries, key=lambda item: (item.used, item.path)):
        expired = older_than_s is not None and now - item.used > older_than_s
        if not expired and (max_bytes is None or size_bytes <= max_bytes):
            continue
        if _is_in_use(item, now):
            spared += 1
            continue
        doomed.append(item)
        size_bytes -= item.size_bytes
    return Pruning(
        doomed=tuple(doomed),
        leftover=tuple(item for item in found.temporary if not _is_in_use(item, now)),
        folders=tuple(item for item in found.folders if not _is_in_use(item, now)),
        kept=len(found.entries) - len(doomed),
        kept_bytes=size_bytes,
        in_use=spared,
        over_bytes=max(0, size_bytes - max_bytes) if max_bytes is not None else 0,
    )


def prune(plan: Pruning) -> Pruned:
    """Remove what was planned, then the folders that are empty.

    A writer may lose the folder that it has just found there, but only once: the one it makes anew is in use.
    """
    errors: list[StorageError] = []
    gone = [item for item in plan.doomed if _remove(item, errors.append)]
    leftover = sum(_remove(item, errors.append) for item in plan.leftover)
    for folder in plan.folders:
        with suppress(OSError):  # not empty
            folder.path.rmdir()
    return Pruned(len(gone), sum(item.size_bytes for item in gone), leftover, tuple(errors))


def _shelf_stats(shelf: Shelf, items: Sequence[Item]) -> ShelfStats:
    uses = [item.used for item in items]
    return ShelfStats(
        shelf,
        entries=len(items),
        size_bytes=sum(item.size_bytes for item in items),
        speech_s=sum(map(_speech_s, items)) if shelf == "clips" else None,
        oldest_use=min(uses, default=None),
        newest_use=max(uses, default=None),
    )


def _speech_s(item: Item) -> float:
    """Return what a clip's facts say; 0.0 for one that `verify` would remove."""
    try:
        with item.path.open("rb") as file:
            file.readline(100)
            facts = json.loads(file.readline())
        return float((facts["speech_end"] - facts["speech_start"]) / facts["rate_hz"])
    except (OSError, ValueError, KeyError, TypeError, ZeroDivisionError):
        return 0.0


def _judge(item: Item) -> str:
    data = item.path.read_bytes()
    entry = unseal(data)
    if entry is None:
        return "outdated" if is_outdated(data) else "damaged"
    return "outdated" if item.shelf == "clips" and clip_of(entry) is None else "whole"


def _is_in_use(item: Item, now: float) -> bool:
    # A time in the future says nothing but that a clock was wrong.
    return abs(now - item.used) < IN_USE_S


def _remove(item: Item, report: Callable[[StorageError], None]) -> bool:
    try:
        status = item.path.stat(follow_symlinks=False)
        if (status.st_mtime, status.st_size) != (item.used, item.size_bytes):
            return False
        item.path.unlink()
    except FileNotFoundError:
        return False
    except OSError as error:
        report(StorageError(f"{item.path} cannot be removed", way_out=error.strerror or str(error)))
        return False
    return True
