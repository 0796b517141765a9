"""What is in a cache's folder: entries, temporary files, empty folders, and what is not ours.

Ours is ``SHELF/ab/ab…`` with 64 hex digits, a temporary file beside it, ``locks/`` and ``shows/``. Anything
else is somebody's and is counted, never touched; links are not followed, but for a shelf itself, which may lie on
another disk.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from audiocast.cache.entries import SHELVES, Shelf
from audiocast.errors import StorageError
from audiocast.files import TEMPORARY_PREFIX

_NOT_SURVEYED = ("locks", "shows")
"""Small files that a build makes anew when they are gone."""


@dataclass(frozen=True, slots=True)
class Item:
    """An entry of a shelf, what a writer left behind, or a folder; ``used`` is in seconds since 1970.

    A folder is used when something in it comes or goes.
    """

    path: Path
    shelf: Shelf | None
    size_bytes: int
    used: float


@dataclass(frozen=True, slots=True)
class Survey:
    """A folder as it was found, everything in the order of its path.

    Attributes:
        entries: what may be read.
        temporary: what is being written, or was when its process died.
        folders: every folder that holds entries, whether any are left or not.
        foreign: files and folders that are not ours; what is inside such a folder is not looked at.
        errors: one for each folder that could not be looked into.
    """

    root: Path
    entries: tuple[Item, ...] = ()
    temporary: tuple[Item, ...] = ()
    folders: tuple[Item, ...] = ()
    foreign: tuple[Path, ...] = ()
    errors: tuple[StorageError, ...] = ()

    @property
    def size_bytes(self) -> int:
        """The bytes of all entries."""
        return sum(item.size_bytes for item in self.entries)


def survey(root: Path) -> Survey:
    """Look through a cache's folder; one that does not exist is empty."""
    found = _Found()
    for entry in _listing(root, found.errors.append):
        if entry.name in SHELVES and entry.is_dir():
            _survey_shelf(root, next(shelf for shelf in SHELVES if shelf == entry.name), found)
        elif entry.name.startswith(TEMPORARY_PREFIX) and entry.is_file(follow_symlinks=False):
            found.temporary += _items(entry, None)
        elif entry.name not in _NOT_SURVEYED:
            found.foreign.append(Path(entry.path))
    return Survey(
        root,
        tuple(found.entries),
        tuple(found.temporary),
        tuple(found.folders),
        tuple(found.foreign),
        tuple(found.errors),
    )


class _Found:
    """The lists that a survey fills."""

    def __init__(self) -> None:
        self.entries: list[Item] = []
        self.temporary: list[Item] = []
        self.folders: list[Item] = []
        self.foreign: list[Path] = []
        self.errors: list[StorageError] = []


def _survey_shelf(root: Path, shelf: Shelf, found: _Found) -> None:
    for folder in _listing(root / shelf, found.errors.append):
        if not (re.fullmatch("[0-9a-f]{2}", folder.name) and folder.is_dir(follow_symlinks=False)):
            found.foreign.append(Path(folder.path))
            continue
        found.folders += _items(folder, None)
        for entry in _listing(Path(folder.path), found.errors.append):
            is_file = entry.is_file(follow_symlinks=False)
            if is_file and entry.name.startswith(TEMPORARY_PREFIX):
                found.temporary += _items(entry, None)
            elif is_file and re.fullmatch(f"{folder.name}[0-9a-f]{{62}}", entry.name):
                found.entries += _items(entry, shelf)
            else:
                found.foreign.append(Path(entry.path))


def _items(entry: os.DirEntry[str], shelf: Shelf | None) -> Iterator[Item]:
    try:
        status = entry.stat(follow_symlinks=False)
    except FileNotFoundError:  # renamed or removed since the folder was read
        return
    yield Item(Path(entry.path), shelf, status.st_size, status.st_mtime)


def _listing(folder: Path, report: Callable[[StorageError], None]) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return sorted(entries, key=lambda entry: entry.name)
    except FileNotFoundError:
        return []
    except OSError as error:
        report(StorageError(f"{folder} cannot be read", way_out=error.strerror or str(error)))
        return []
