"""Layers of settings: one source's values each, laid over one another, and where in its file a key stands."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from audiocast.errors import ConfigError


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


def place(path: tuple[str, ...], layers: list[Layer]) -> str:
    """Name the last layer that sets ``path``, with the line where its text does."""
    for layer in reversed(layers):
        value: object = layer.values
        for name in path:
            value = value.get(name, Layer) if isinstance(value, Mapping) else Layer
        if value is not Layer:
            line = _line(path, layer.text)
            return f"{layer.name}:{line}" if line else layer.name
    return next((layer.name for layer in reversed(layers) if layer.text), "the settings")


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


def _line(path: tuple[str, ...], text: str) -> int | None:
    table: tuple[str, ...] = ()
    for number, line in enumerate(text.split("\n"), 1):
        found: tuple[str, ...] = ()
        if header := re.match(r"\s*\[\[?\s*([^\]]+?)\s*\]", line):
            found = table = _key_path(header[1])
        elif pair := re.match(r"\s*([\w.\"'-]+)\s*=", line):
            found = (*table, *_key_path(pair[1]))
        if found == path:
            return number
    return None


def _key_path(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip().strip("\"'") for part in dotted.split("."))
