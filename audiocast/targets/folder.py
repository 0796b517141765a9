"""A folder of this machine: a web server's root, a mounted disk."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote, urlsplit

from audiocast.targets.target import PART_PREFIX, RemoteFile, TargetError

_READABLE = 0o644


class FolderTarget:
    """A folder given as a path or a ``file://`` URL; what a web server says of its files is that server's business."""

    side_by_side = 4

    def __init__(self, address: str, options: Mapping[str, object]) -> None:  # noqa: ARG002
        self.address = address
        self.root = Path(unquote(urlsplit(address).path) if address.startswith("file:") else address)

    def stat(self, name: str) -> RemoteFile | None:
        """Return the file's length and digest."""
        with self._complaining(name):
            path = self.root / name
            if not path.is_file():
                return None
            with path.open("rb") as file:
                return RemoteFile(name, path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest())

    def read(self, name: str) -> bytes | None:
        """Return the file's bytes."""
        with self._complaining(name):
            path = self.root / name
            return path.read_bytes() if path.is_file() else None

    def put(self, name: str, data: bytes | Path, content_type: str, cache_control: str) -> None:  # noqa: ARG002
        """Write beside the file, wait until the disk has it, then rename."""
        with self._complaining(name):
            if not self.root.parent.is_dir():
                raise TargetError(
                    f"there is no folder {self.root.parent} for {self.address}", way_out="make it, or mount it"
                )
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            part = path.with_name(PART_PREFIX + path.name)
            with part.open("wb") as file:
                if isinstance(data, bytes):
                    file.write(data)
                else:
                    with data.open("rb") as source:
                        shutil.copyfileobj(source, file, 1 << 20)
                file.flush()
                os.fsync(file.fileno())
            part.chmod(_READABLE)
            self._settle(part, path)

    def delete(self, name: str) -> None:
        """Remove the file."""
        with self._complaining(name):
            (self.root / name).unlink(missing_ok=True)

    def list(self, folder: str = "") -> Iterator[RemoteFile]:
        """Yield the folder's files."""
        with self._complaining(folder or "it"):
            where = self.root / folder
            for path in sorted(where.iterdir()) if where.is_dir() else []:
                if path.is_file():
                    yield RemoteFile(path.relative_to(self.root).as_posix(), path.stat().st_size)

    def close(self) -> None:
        """Close nothing: no file stays open."""

    def _settle(self, part: Path, path: Path) -> None:
        part.replace(path)

    @contextmanager
    def _complaining(self, name: str) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise TargetError(
                f"{name} in {self.address} cannot be read or written", way_out=error.strerror or str(error)
            ) from error
