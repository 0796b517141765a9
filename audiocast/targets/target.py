"""What every target offers. A name is a path under public/ with slashes, such as ``media/2023-02-10-1f0c.mp3``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from audiocast.errors import StorageError

PART_PREFIX = ".audiocast-part-"
"""Begins the name of a file that is being written; whatever bears it is nobody's but ours and can go."""


class TargetError(StorageError):
    """A target did not do what it was asked; ``retryable`` when the same request may succeed in a moment."""

    def __init__(self, what: str, *, way_out: str = "", retryable: bool = False) -> None:
        super().__init__(what, way_out=way_out)
        self.retryable = retryable


@dataclass(frozen=True, slots=True)
class RemoteFile:
    """A file at a target, as far as the store tells.

    Attributes:
        name: its path.
        size_bytes: its length.
        sha256: of its content: what was kept with it, or is found at once; empty where the store does not tell.
        content_type: the media type that it is delivered with; None where the target has no say in it.
        cache_control: the same for Cache-Control.
    """

    name: str
    size_bytes: int
    sha256: str = ""
    content_type: str | None = None
    cache_control: str | None = None


class Target(Protocol):
    """A place for files. Each method raises `TargetError` only; none waits or tries again by itself.

    Attributes:
        address: what messages call it; it holds no password.
        side_by_side: how many puts it takes at once.
    """

    address: str
    side_by_side: int

    def stat(self, name: str) -> RemoteFile | None:
        """Return what the store knows of one file, None when there is none."""
        ...

    def read(self, name: str) -> bytes | None:
        """Return a file's bytes, None when there is none."""
        ...

    def put(self, name: str, data: bytes | Path, content_type: str, cache_control: str) -> None:
        """Write a file, making the folders above it: whole under its name or, where the store can, not at all."""
        ...

    def delete(self, name: str) -> None:
        """Remove a file; nothing happens when there is none."""
        ...

    def list(self, folder: str = "") -> Iterable[RemoteFile]:
        """Return the files of one folder, not of those below it; nothing when it does not exist."""
        ...

    def close(self) -> None:
        """Give up what connections there are; nothing is asked of the target afterwards."""
        ...
