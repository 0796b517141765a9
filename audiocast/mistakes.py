"""What is wrong with a setting, in a line: where it stands, what it is, what to write instead."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from audiocast.errors import ConfigError, suggest
from audiocast.layers import Layer, place
from audiocast.settings import ENGINES, EngineSettings, Settings, VoiceSettings

_WAYS_OUT = {
    "string_type": "write text in quotes",
    "string_too_short": "write at least {min_length} character",
    "string_too_long": "write at most {max_length} characters",
    "int_type": "write a whole number",
    "int_parsing": "write a whole number",
    "int_from_float": "write a whole number",
    "finite_number": "write a whole number",
    "greater_than_equal": "write {ge} or more",
    "less_than_equal": "write {le} or less",
    "bool_type": "write true or false, without quotes",
    "bool_parsing": "write true or false, without quotes",
    "literal_error": "write {expected}",
    "too_short": "name at least {min_length}",
    "too_long": "name at most {max_length}",
}
"""What to write, by pydantic's name for the mistake; the names in braces are those of its context."""


def explain(error: ValidationError, layers: list[Layer]) -> ConfigError:
    """Return the error for the first mistake in a show's settings."""
    # A mistyped key is also a missing one: naming the typing mistake helps more.
    first = min(error.errors(), key=lambda one: one["type"] != "extra_forbidden")
    path = tuple(part for part in first["loc"] if part != ENGINES)
    names = tuple(part for part in path if isinstance(part, str))
    where, key = place(path, layers), ".".join(names)
    if first["type"] == "extra_forbidden":
        return ConfigError(f"{where}: unknown key {key!r}", way_out=suggest(names[-1], sorted(_keys(names[:-1]))))
    if first["type"] == "missing":
        return ConfigError(f"{where}: {key!r} is missing", way_out=f'add {names[-1]} = "…"')
    return ConfigError(f"{where}: {key!r} is not allowed", way_out=_way_out(first, path))


def _way_out(mistake: Mapping[str, Any], path: tuple[str | int, ...]) -> str:
    kind = mistake["type"]
    if kind in _WAYS_OUT:
        return _WAYS_OUT[kind].format_map(mistake.get("ctx", {}))
    names = tuple(part for part in path if isinstance(part, str))
    if kind == "tuple_type":  # of names is values.names'
        return f"write each in a table of its own that begins with [[{names[-1]}]], in two brackets"
    if kind in ("model_type", "dict_type"):
        keys = _keys(names)
        return f"write a table such as {{ {keys[0]} = … }}" if keys else "write a table"
    return str(mistake["msg"]).removeprefix("Value error, ")


def _keys(path: tuple[str, ...]) -> list[str]:
    """Return the keys of a table of ours, in their order; none for what is no table, or is an engine's."""
    model: type[BaseModel] = Settings
    for name in path:
        field = model.model_fields.get(name)
        if field is None and model is VoiceSettings:  # [voice.NAME]
            model = EngineSettings
            continue
        kinds = (field.annotation, *get_args(field.annotation)) if field else ()
        found = next((kind for kind in kinds if isinstance(kind, type) and issubclass(kind, BaseModel)), None)
        if found is None:
            return []
        model = found
    return [name for name in model.model_fields if name != ENGINES]
