"""One process at a time in a show's folder."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path

from audiocast.cache import default_cache_dir
from audiocast.files import hold
from audiocast.models import digest
from audiocast.shows import ShowFolder


def alone_in(show: ShowFolder) -> AbstractContextManager[None]:
    """Hold the lock of a show while a block runs: what builds, withdraws, moves or adopts waits for no other.

    Raises:
        StorageError: another process holds it.
    """
    return hold(lock_of(show), str(show.root))


def lock_of(show: ShowFolder) -> Path:
    """Return the lock of a show: beside the clips, so that nothing is left in the show's folder."""
    locks = default_cache_dir(show.settings.build.cache) / "locks"
    return locks / digest("show/1", root=str(show.root.resolve()))[:16]
