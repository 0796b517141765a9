"""Folders and files on this machine: the user's settings, the cache, the disk under it, the data folder."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from audiocast import config
from audiocast.cache.quantities import count, size
from audiocast.cache.survey import survey
from audiocast.config import Settings
from audiocast.doctor.check import Check, failed
from audiocast.errors import ConfigError, StorageError
from audiocast.files import require_writable

ENOUGH_BYTES = 200 * 1024**2
"""Room for the clips of an hour of speech: WAV at 24 kHz takes 48 kB a second."""


def settings_check(user_file: Path, environ: Mapping[str, str]) -> tuple[Check, Settings]:
    """Return whether the user's own settings are valid, and what holds outside any show.

    Where they are not, the defaults hold, so that the rest can be looked at.
    """
    try:
        settings = config.load(None, user_file=user_file, environ=environ)
    except ConfigError as error:
        return failed("settings", error), _without_fault(environ)
    is_there = user_file.is_file()
    return Check("settings", "ok", str(user_file) if is_there else f"defaults; no {user_file}"), settings


def cache_check(root: Path) -> Check:
    """Return whether the cache can be written and what is in it; makes no folder."""
    try:
        if root.is_dir():
            require_writable(root)
        else:
            _require_possible(root)
    except StorageError as error:
        return Check("cache", "wrong", error.what, error.way_out or "set AUDIOCAST_CACHE to another folder")
    found = survey(root)
    if found.errors:
        return failed("cache", found.errors[0])
    parts = [str(root), count(len(found.entries), "entry"), size(found.size_bytes)]
    return Check("cache", "ok", ", ".join(parts))


def disk_check(free_bytes: int) -> Check:
    """Return whether there is room beside the cache."""
    if free_bytes < ENOUGH_BYTES:
        way_out = "audiocast cache prune --max-size 1G, or set AUDIOCAST_CACHE to a folder on another disk"
        return Check("disk", "wrong", f"only {size(free_bytes)} free under the cache", way_out)
    return Check("disk", "ok", f"{size(free_bytes)} free under the cache")


def free_bytes(folder: Path) -> int:
    """Return what is free on the disk that holds ``folder``, or will."""
    return shutil.disk_usage(_nearest(folder)).free


def data_check(folder: Path) -> Check:
    """Return where voices are installed; needed only by engines that keep any there."""
    if folder.is_dir():
        return Check("data", "ok", str(folder))
    if folder.exists():
        return Check("data", "wrong", f"{folder} is no folder", "set AUDIOCAST_DATA to a folder")
    return Check("data", "off", f"{folder} is not there yet", "audiocast voices install")


def _without_fault(environ: Mapping[str, str]) -> Settings:
    """Return the settings of the environment alone, else the defaults with the cache that it names."""
    for layer in (environ, {name: environ[name] for name in ("AUDIOCAST_CACHE",) if name in environ}):
        try:
            return config.load(None, environ=layer)
        except ConfigError:
            continue
    return config.load(None)


def _require_possible(folder: Path) -> None:
    parent = _nearest(folder)
    if not (parent.is_dir() and os.access(parent, os.W_OK | os.X_OK)):
        raise StorageError(f"{folder} cannot be made in {parent}", way_out="set AUDIOCAST_CACHE to another folder")


def _nearest(path: Path) -> Path:
    """Return the path itself if it is there, else the nearest one above it that is."""
    absolute = path.absolute()
    return next(one for one in (absolute, *absolute.parents) if one.exists())
