"""Writing a file so that nobody ever sees half of it: temporary file, flush, rename."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from audiocast.errors import StorageError

TEMPORARY_PREFIX = ".writing-"
_READABLE = 0o644


def write_atomically(path: Path, data: bytes, *, durable: bool = True) -> None:
    """Write ``data`` to ``path``, making the folders above it.

    ``durable`` waits until the disk has it, so that the rename cannot outlive the bytes in a power cut.

    Raises:
        StorageError: the folder or the file cannot be written; an older file is left as it was.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=TEMPORARY_PREFIX)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                if durable:
                    os.fsync(file.fileno())
            Path(temporary).chmod(_READABLE)
            Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise StorageError(f"{path} cannot be written", way_out=error.strerror or str(error)) from error


def write_if_changed(path: Path, data: bytes) -> bool:
    """Write ``data`` unless the file holds just that; return whether it was written."""
    try:
        if path.read_bytes() == data:
            return False
    except OSError:
        pass
    write_atomically(path, data)
    return True
