"""Files that nobody ever sees half of (temporary file, flush, rename), and locks between processes."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
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


def require_writable(*folders: Path) -> None:
    """Find out now, not after an hour of speech, that a folder cannot be written.

    Raises:
        StorageError: names the folder.
    """
    for folder in folders:
        probe = folder / f"{TEMPORARY_PREFIX}probe"
        try:
            write_atomically(probe, b"", durable=False)
            probe.unlink(missing_ok=True)
        except (StorageError, OSError) as error:
            reason = error.way_out if isinstance(error, StorageError) else error.strerror or str(error)
            raise StorageError(f"{folder} cannot be written", way_out=f"see to its rights ({reason})") from error


def sweep_temporary(folder: Path) -> None:
    """Remove the temporary files that a killed run left in a folder of the producer's."""
    for path in folder.glob(f"{TEMPORARY_PREFIX}*"):
        path.unlink(missing_ok=True)


@contextmanager
def hold(lock: Path, what: str) -> Iterator[None]:
    """Hold a lock file while a block runs; the system frees it when the process dies, however it dies.

    Args:
        lock: the file; it is made and stays.
        what: what is locked, for the message.

    Raises:
        StorageError: another process holds it, or the file cannot be made.
    """
    from filelock import FileLock, Timeout

    try:
        lock.parent.mkdir(parents=True, exist_ok=True)
        held = FileLock(lock)
        held.acquire(blocking=False)
    except Timeout as error:
        raise StorageError(f"another process is at work on {what}", way_out="wait until it has ended") from error
    except OSError as error:
        raise StorageError(f"{lock} cannot be written", way_out=error.strerror or str(error)) from error
    try:
        yield
    finally:
        held.release()
