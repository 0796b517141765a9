"""What goes from public/: files that no episode refers to any more, audio and artwork after a while."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from audiocast.files import TEMPORARY_PREFIX

FOLDERS = ("media", "episodes", "images", "archive")
_KEPT_A_WHILE = (".mp3", ".m4a", ".png", ".jpg")
_COVER = re.compile(r"cover-[0-9a-f]{8}\.(?:png|jpg)")
_MARKS = (b"<generator>audiocast</generator>", b'<meta name="generator" content="audiocast">')
"""By which feeds and pages say who made them."""
_HEAD_BYTES = 16_384


def supersede(path: Path, now: datetime) -> None:
    """Mark a file as replaced now: ``keep_days`` count from here, not from when it was made."""
    if path.exists():
        os.utime(path, (now.timestamp(), now.timestamp()))


def names_under(public: Path) -> frozenset[str]:
    """Return the paths of all files beside the feed and in the folders that are made."""
    folders = ("", *(f"{name}/" for name in FOLDERS))
    return frozenset(prefix + name for prefix in folders for name in _list(public / prefix))


def _list(folder: Path) -> list[str]:
    try:
        with os.scandir(folder) as entries:
            return [entry.name for entry in entries]
    except (FileNotFoundError, NotADirectoryError):
        return []


def sweep(public: Path, unneeded: Iterable[str], *, keep_since: datetime | None) -> None:
    """Remove what nothing refers to any more, and temporary files of a run that was killed.

    What lies beside the feed and was not made here stays: a producer's sitemap, say.

    Args:
        public: the folder.
        unneeded: paths under it, as ``names_under`` returns them.
        keep_since: audio and artwork that were superseded after this moment stay, since apps may hold a feed that
            names them; None when nothing was ever published.
    """
    for name in sorted(unneeded):
        path = public / name
        is_made = "/" in name or (path.is_file() and _is_ours(path))
        if not is_made or _is_young(path, keep_since):
            continue
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def _is_ours(path: Path) -> bool:
    if path.name.startswith(TEMPORARY_PREFIX) or _COVER.fullmatch(path.name):
        return True
    if path.suffix not in (".xml", ".html"):
        return False
    with path.open("rb") as file:
        begins = file.read(_HEAD_BYTES)
    return any(mark in begins for mark in _MARKS)


def _is_young(path: Path, since: datetime | None) -> bool:
    if since is None or path.name.startswith(".") or path.suffix not in _KEPT_A_WHILE:
        return False
    return path.exists() and path.stat().st_mtime >= since.timestamp()
