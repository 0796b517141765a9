"""public/ as a publication would make it, in a temporary folder: a dry run says what a real one would do."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from audiocast import publication
from audiocast.catalog import Record
from audiocast.config import SHOW_FILE
from audiocast.errors import StorageError
from audiocast.headers import is_immutable
from audiocast.ledger import Ledger
from audiocast.shows import ShowFolder


@dataclass(frozen=True, slots=True)
class Rehearsal(ShowFolder):
    """A show whose public/ is another one's, as far as it need be: texts are linked, of media there is the length."""

    original: ShowFolder

    def cover(self) -> bytes:
        """Return the artwork of the show itself."""
        return self.original.cover()


class ClosedLedger(Ledger):
    """A ledger that writes nothing."""

    def keep(self, record: Record) -> None:
        """Keep nothing."""

    def drop(self, episode_id: str) -> None:
        """Drop nothing."""


@contextmanager
def rehearse(show: ShowFolder) -> Iterator[tuple[Rehearsal, Ledger]]:
    """Yield a show to be made in place of another, and its records; all of it is gone afterwards.

    Raises:
        StorageError: its files cannot be read, or change meanwhile.
    """
    with publication.open_ledger(show) as ledger:
        closed = ClosedLedger(ledger.catalog, ledger.memory)
    with TemporaryDirectory(prefix="audiocast-") as folder:
        root = Path(folder)
        try:
            shutil.copyfile(show.root / SHOW_FILE, root / SHOW_FILE)
            _stand_in(show.public, root / "public")
        except OSError as error:
            raise StorageError(
                f"{error.filename or show.public} cannot be read", way_out=error.strerror or str(error)
            ) from error
        yield Rehearsal(root, show.settings, show), closed


def _stand_in(public: Path, copy: Path) -> None:
    public = public.resolve()
    for folder, _, names in os.walk(public):
        where = Path(folder).relative_to(public)
        (copy / where).mkdir()
        for name in names:
            path, place = Path(folder, name), copy / where / name
            if path.is_symlink():
                continue
            if is_immutable((where / name).as_posix()):
                _hold_place(path, place)
            else:
                place.symlink_to(path)


def _hold_place(path: Path, place: Path) -> None:
    """Put a hole of a file's length and times: that it was superseded is written to the hole, then, and not to it."""
    status = path.stat()
    with place.open("wb") as file:
        file.truncate(status.st_size)
    os.utime(place, ns=(status.st_atime_ns, status.st_mtime_ns))
