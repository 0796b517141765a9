"""Which program this is: a digest of its own source and of the versions of what it builds on."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import PackageNotFoundError, requires, version
from importlib.resources import files
from pathlib import Path
from re import match


@cache
def program_digest() -> str:
    """Return a name for all that decides what an article becomes, besides the show: it changes with the code.

    The source is read, not a version number, so that a checkout that was edited is another program.
    """
    made_of = hashlib.sha256()
    root = Path(str(files("audiocast")))
    for path in sorted(root.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            made_of.update(
                f"{path.relative_to(root).as_posix()}\0".encode() + hashlib.sha256(path.read_bytes()).digest()
            )
    for name in _dependencies():
        try:
            made_of.update(f"{name}=={version(name)}\0".encode())
        except PackageNotFoundError:
            continue
    return made_of.hexdigest()[:24]


def _dependencies() -> list[str]:
    names = (match(r"[\w.-]+", line) for line in requires("audiocast") or ())
    return sorted({name[0].lower() for name in names if name})
