"""A store somewhere else, by its URL, through fsspec."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from audiocast.errors import AudiocastError
from audiocast.targets.complaints import complaint
from audiocast.targets.stores import Headers, open_store
from audiocast.targets.target import RemoteFile


class RemoteTarget:
    """Files under one path of a store."""

    def __init__(self, address: str, options: Mapping[str, Any]) -> None:
        self.address = address.rstrip("/")
        with self._complaining("opening it"):
            self._store = open_store(address, options)
        self.side_by_side = self._store.side_by_side

    def stat(self, name: str) -> RemoteFile | None:
        """Return what the store knows of the file."""
        with self._complaining(f"looking for {name}"):
            try:
                return self._store.stat(name)
            except FileNotFoundError:
                return None

    def read(self, name: str) -> bytes | None:
        """Return the file's bytes."""
        with self._complaining(f"reading {name}"):
            try:
                return self._store.read(name)
            except FileNotFoundError:
                return None

    def put(self, name: str, data: bytes | Path, content_type: str, cache_control: str) -> None:
        """Write the file as the store does it best."""
        with self._complaining(f"writing {name}"):
            self._store.write(name, data, Headers(content_type, cache_control))

    def delete(self, name: str) -> None:
        """Remove the file."""
        with self._complaining(f"deleting {name}"):
            try:
                self._store.remove(name)
            except FileNotFoundError:
                return

    def list(self, folder: str = "") -> Iterator[RemoteFile]:
        """Yield the folder's files."""
        with self._complaining("listing it"):
            yield from self._store.list(folder)

    def close(self) -> None:
        """Close the connections to it."""
        with self._complaining("closing it"):
            self._store.close()

    @contextmanager
    def _complaining(self, doing: str) -> Iterator[None]:
        try:
            yield
        except AudiocastError:
            raise
        except Exception as error:  # every library behind fsspec has errors of its own
            raise complaint(self.address, doing, error) from error
