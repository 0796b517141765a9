"""What a target is known to hold of ours: a file beside the feed, written before anything is sent and after."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from pydantic import TypeAdapter, ValidationError

MANIFEST_NAME = ".audiocast-manifest.json"


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that was put there.

    Attributes:
        size_bytes: its length.
        sha256: of its content; empty from the moment in which it is to be sent until it was seen to be whole.
        unused_since: the day (YYYY-MM-DD) on which nothing referred to it any more; empty while something does.
    """

    size_bytes: int
    sha256: str
    unused_since: str = ""


@dataclass(frozen=True, slots=True)
class Manifest:
    """A show's files at one target, by name; nothing that is not in it is ever deleted."""

    show: str = ""
    """The show's podcast:guid; empty where nothing was published yet."""
    files: Mapping[str, Kept] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class _Document:
    version: Literal[1]
    show: str
    files: dict[str, Kept]


_ADAPTER = TypeAdapter(_Document)


def read_manifest(data: bytes) -> Manifest | None:
    """Return a manifest, or None when it is damaged or of another version."""
    try:
        document = _ADAPTER.validate_json(data)
    except ValidationError:
        return None
    return Manifest(document.show, MappingProxyType(document.files))


def write_manifest(manifest: Manifest) -> bytes:
    """Return the manifest's file: the same bytes for the same content."""
    plain = _ADAPTER.dump_python(_Document(1, manifest.show, dict(manifest.files)), mode="json", exclude_defaults=True)
    return (json.dumps(plain, ensure_ascii=False, indent=0, sort_keys=True) + "\n").encode()
