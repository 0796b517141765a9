"""Layers of settings: one source's values each, laid over one another, and where in its file a key stands."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from typing import Any

from audiocast.errors import ConfigError

KeyPath = tuple[str | int, ...]
"""Where a value stands: names of tables and a key; a number chooses one of several ``[[table]]``."""


@dataclass(frozen=True, slots=True)
class Layer:
    """What one source sets.

    Attributes:
        name: what messages call it.
        values: nested, as in TOML.
        text: the file's, for line numbers; empty for what is no file.
    """

    name: str
    values: Mapping[str, Any]
    text: str = ""


def read_layer(path: Path) -> Layer:
    """Return a TOML file's settings, their relative paths taken from its folder.

    Raises:
        ConfigError: the file is missing, cannot be read, or is not TOML in UTF-8.
    """
    text = read_text(path).removeprefix("\ufeff")
    try:
        return Layer(str(path), _anchored(tomllib.loads(text), path), text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path} is not TOML", way_out=str(error)) from error


def read_text(path: Path) -> str:
    """Return a file's text with its line ends and byte-order mark as they are; raises as ``read_layer`` does."""
    try:
        return path.read_bytes().decode("utf-8")
    except FileNotFoundError as error:
        raise ConfigError(f"{path} does not exist", way_out=f"audiocast init {path.parent}") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path} is not UTF-8", way_out="save it as UTF-8") from error
    except OSError as error:
        raise ConfigError(f"{path} cannot be read", way_out=error.strerror or str(error)) from error


def nested(path: Iterable[str], value: object) -> dict[str, Any]:
    """Return the tables that hold ``value`` at the end of a key path."""
    *parents, last = path
    tables: dict[str, Any] = {last: value}
    for name in reversed(parents):
        tables = {name: tables}
    return tables


def merge(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Return both layers' values; where both set a key, the one above wins, and tables are merged."""
    merged = dict(below)
    for key, value in above.items():
        old = merged.get(key)
        merged[key] = merge(old, value) if isinstance(old, Mapping) and isinstance(value, Mapping) else value
    return merged


def place(path: KeyPath, layers: list[Layer]) -> str:
    """Name the last layer that sets ``path``, else the table in which it would stand, with its line in a file."""
    for depth in range(len(path), 0, -1):
        for layer in reversed(layers):
            if _is_set(path[:depth], layer.values):
                line = _line(path[:depth], layer.text)
                return f"{layer.name}:{line}" if line else layer.name
    return next((layer.name for layer in reversed(layers) if layer.text), "the settings")


def _is_set(path: KeyPath, values: object) -> bool:
    for part in path:
        if isinstance(part, int):
            inside = isinstance(values, list) and part < len(values)
        else:
            inside = isinstance(values, Mapping) and part in values
        if not inside:
            return False
        values = values[part]  # type: ignore[index]
    return True


def _anchored(values: dict[str, Any], file: Path) -> dict[str, Any]:
    """Return a file's values, their relative paths taken from its folder.

    Paths are ``build.cache``, ``build.ffmpeg`` unless it is a bare name, and an engine's options that end in _dir;
    cover and lexicons stay as they are: the show's folder resolves them.
    """

    def anchor(table: object, is_path: Callable[[str, str], bool]) -> object:
        if not isinstance(table, Mapping):
            return table
        return {
            key: _resolve(value, file) if isinstance(value, str) and value and is_path(key, value) else value
            for key, value in table.items()
        }

    anchored = dict(values)
    if "build" in values:
        anchored["build"] = anchor(
            values["build"], lambda key, value: key == "cache" or (key == "ffmpeg" and bool(re.search(r"[/\\]", value)))
        )
    if isinstance(voice := values.get("voice"), Mapping):
        anchored["voice"] = {name: anchor(table, lambda key, _: key.endswith("_dir")) for name, table in voice.items()}
    return anchored


def _resolve(path: str, file: Path) -> str:
    try:
        return str(file.parent / Path(path).expanduser())
    except RuntimeError as error:
        raise ConfigError(f"{file}: {path!r} begins with no user's folder", way_out="write a whole path") from error


def _line(path: KeyPath, text: str) -> int | None:
    """Return the number of the line that names a key or, where it stands inside a line's value, that names this."""
    best, line = 0, None
    for number, found in _named(text):
        shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(path, found, strict=False)))
        if best < shared and shared in (len(path), len(found)):
            best, line = shared, number
    return line


def _named(text: str) -> Iterator[tuple[int, KeyPath]]:
    """Yield the tables and keys that lines begin with; the n-th ``[[table]]`` has n - 1 behind its name."""
    table: KeyPath = ()
    last: dict[KeyPath, int] = {}
    for number, line in enumerate(text.split("\n"), 1):
        if header := re.match(r"\s*(\[\[?)\s*([^\]]+?)\s*\]", line):
            *parents, name = _key_path(header[2])
            table = ()
            for parent in parents:
                table = _newest((*table, parent), last)
            table = (*table, name)
            if header[1] == "[[":
                last[table] = last.get(table, -1) + 1
            table = _newest(table, last)
            yield number, table
        elif pair := re.match(r"\s*([\w.\"'-]+)\s*=", line):
            yield number, (*table, *_key_path(pair[1]))


def _newest(table: KeyPath, last: Mapping[KeyPath, int]) -> KeyPath:
    return (*table, last[table]) if table in last else table


def _key_path(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip().strip("\"'") for part in dotted.split("."))
