"""The tables that travel in the package: units, signs, currencies, polyphones, as tab-separated text."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files


def rows(name: str) -> Iterator[list[str]]:
    """Yield the rows of the table ``name``, ``-`` read as an empty cell; ``#`` begins a comment line."""
    text = (files("audiocast.text") / name).read_text(encoding="utf-8")
    for line in text.splitlines():
        if line and not line.startswith("# "):
            yield ["" if cell == "-" and at else cell for at, cell in enumerate(line.split("\t"))]
