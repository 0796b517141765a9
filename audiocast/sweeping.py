"""What goes from public/: files that no episode refers to any more, audio and artwork after a while."""

from __future__ import annotations

import os
import shutil
from collections.abc import Container
from datetime import datetime
from pathlib import Path

from audiocast.files import TEMPORARY_PREFIX

FOLDERS = ("media", "episodes", "images", "archive")
_KEPT_A_WHILE = (".mp3", ".m4a", ".png", ".jpg")


def supersede(path: Path, now: datetime) -> None:
    """Mark a file as replaced now: ``keep_days`` count from here, not from when it was made."""
    if path.exists():
        os.utime(path, (now.timestamp(), now.timestamp()))


def sweep(public: Path, needed: Container[str], *, ours: Container[str], keep_since: datetime | None) -> None:
    """Remove what nothing refers to any more, and temporary files of a run that was killed.

    Args:
        public: the folder.
        needed: paths under it that stay.
        ours: what was made here once; anything else beside the feed is the producer's and stays.
        keep_since: audio and artwork that were superseded after this moment stay, since apps may hold a feed that
            names them; None when nothing was ever published.
    """
    for folder in FOLDERS:
        _sweep_folder(public / folder, f"{folder}/", needed, keep_since)
    for path in sorted(public.glob("*")):
        is_ours = path.name.startswith((TEMPORARY_PREFIX, "cover-")) or path.name in ours
        if is_ours and path.is_file() and path.name not in needed and not _is_young(path, keep_since):
            path.unlink(missing_ok=True)


def _sweep_folder(folder: Path, prefix: str, needed: Container[str], keep_since: datetime | None) -> None:
    try:
        with os.scandir(folder) as entries:
            unneeded = sorted(entry.name for entry in entries if prefix + entry.name not in needed)
    except FileNotFoundError:
        return
    for name in unneeded:
        path = folder / name
        if _is_young(path, keep_since):
            continue
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def _is_young(path: Path, since: datetime | None) -> bool:
    if since is None or path.name.startswith(".") or path.suffix not in _KEPT_A_WHILE:
        return False
    return path.stat().st_mtime >= since.timestamp()
