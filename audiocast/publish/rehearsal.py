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
from audiocast.ledger import Ledger
from audiocast.publish.contents import is_lasting
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
    """Yield a show to be made in place of another, and its records; all of it is gone afterwards."""
    with publication.open_ledger(show) as ledger:
        closed = ClosedLedger(ledger.catalog, ledger.memory)
    with TemporaryDirectory(prefix="audiocast-") as folder:
        root = Path(folder)
        shutil.copyfile(show.root / SHOW_FILE, root / SHOW_FILE)
        _stand_in(show.public, root / "public")
        yield Rehearsal(root, show.settings, show), closed


def _stand_in(public: Path, copy: Path) -> None:
    copy.mkdir()
    for path in public.rglob("*"):
        name = path.relative_to(public).as_posix()
        if path.is_symlink() or not path.is_file():
            continue
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        if not is_lasting(name):
            (copy / name).symlink_to(path.resolve())
            continue
        # The time at which such a file was superseded is written to it, so it must not be the file itself.
        status = path.stat()
        (copy / name).touch()
        os.truncate(copy / name, status.st_size)
        os.utime(copy / name, ns=(status.st_atime_ns, status.st_mtime_ns))
