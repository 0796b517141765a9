"""Edits of ``show.toml`` that leave everything else in it as it was: comments, order, line ends, byte-order mark."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from audiocast.errors import ConfigError
from audiocast.layers import read_text

KeyPath = tuple[str | int, ...]
"""Where a value stands: ``("base_url",)``; ``("feed", 0, "guid")`` is the guid of the first ``[[feed]]``."""


def edited(path: Path, changes: Mapping[KeyPath, str | list[str]]) -> str:
    """Return the text of a TOML file with some of its values set; those that stand there already keep their form.

    Raises:
        ConfigError: the file cannot be read, is not TOML, or has no table where one is to be changed.
    """
    import tomlkit
    from tomlkit.exceptions import TOMLKitError

    text = read_text(path)
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    try:
        document = tomlkit.parse(text.removeprefix(mark))
        for key, value in changes.items():
            table = document
            for name in key[:-1]:
                table = table[name]  # type: ignore[index]
            last = str(key[-1])
            if table.get(last) != value:
                table[last] = value
        changed = tomlkit.dumps(document)
    except (TOMLKitError, KeyError, IndexError) as error:
        raise ConfigError(f"{path} cannot be edited", way_out=str(error)) from error
    if "\r\n" in text and not re.search(r"(?<!\r)\n", text):
        changed = re.sub(r"(?<!\r)\n", "\r\n", changed)
    return mark + changed
