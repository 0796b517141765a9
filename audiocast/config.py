"""Settings: the user's file, ``show.toml``, ``AUDIOCAST_*`` and flags, read once into one frozen model.

A later source wins over an earlier one. A key that no model knows is an error that names the file, the line and the
nearest key; unknown environment names are ignored, since the environment is shared with other programs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from audiocast import mistakes, plugins, values
from audiocast.errors import ConfigError, suggest
from audiocast.layers import Layer, merge, nested, place, read_layer
from audiocast.settings import (
    ROLES,
    AudioSettings,
    BuildSettings,
    EngineSettings,
    FeedSettings,
    LabelSettings,
    PauseSettings,
    PlaceSettings,
    ProgrammeSettings,
    PublishSettings,
    RoleSettings,
    Settings,
    VoiceSettings,
)

__all__ = [
    "ENVIRONMENT",
    "SHOW_FILE",
    "AudioSettings",
    "BuildSettings",
    "EngineSettings",
    "FeedSettings",
    "LabelSettings",
    "PauseSettings",
    "PlaceSettings",
    "ProgrammeSettings",
    "PublishSettings",
    "RoleSettings",
    "Settings",
    "VoiceSettings",
    "load",
]

SHOW_FILE = "show.toml"
ENVIRONMENT = {
    "AUDIOCAST_BASE_URL": ("base_url",),
    "AUDIOCAST_ENGINE": ("voice", "engine"),
    "AUDIOCAST_JOBS": ("build", "jobs"),
    "AUDIOCAST_EXECUTOR": ("build", "executor"),
    "AUDIOCAST_SCHEDULER": ("build", "scheduler"),
    "AUDIOCAST_FFMPEG": ("build", "ffmpeg"),
    "AUDIOCAST_CACHE": ("build", "cache"),
}
"""The environment names that set a key, and the key's path."""
ALIASES = {"s3a": "s3", "gs": "gcs", "ssh": "sftp", "dav": "webdav", "davs": "webdav", "webdavs": "webdav"}
"""Protocols of targets whose options stand in another's ``[publish.PROTOCOL]``."""
PROTOCOLS = (
    *("abfs", "adl", "az", "box", "dbfs", "dropbox", "file", "ftp", "gcs", "gdrive", "hdfs", "hf", "lakefs"),
    *("memory", "oci", "oss", "s3", "sftp", "smb", "tos", "webdav", "webhdfs"),
)
"""Kinds of target that have options: ours, and those of fsspec that can be written to."""
_NO_SHOW = {
    "title": "audiocast",
    "description": "audiocast",
    "author": "audiocast",
    "email": "nobody@localhost",
    "base_url": "http://127.0.0.1/",
}


def load(
    show_dir: Path | None,
    *,
    user_file: Path | None = None,
    environ: Mapping[str, str] | None = None,
    flags: Mapping[tuple[str, ...], object] | None = None,
) -> Settings:
    """Read a show's settings.

    Args:
        show_dir: the folder that holds ``show.toml``; None for what is done outside any show.
        user_file: a TOML file with the same keys, for what this user wants in every show; may be missing.
        environ: the environment (``ENVIRONMENT`` lists the names that count).
        flags: key paths to values given on the command line; None values are not set.

    Raises:
        ConfigError: a file is missing or malformed, a key or an engine unknown or a value not allowed.
    """
    layers = [
        *([read_layer(user_file)] if user_file is not None and user_file.is_file() else []),
        read_layer(show_dir / SHOW_FILE) if show_dir else Layer("no show", _NO_SHOW),
        *_environment_layers(environ or {}),
        *(Layer("the command line", nested(path, value)) for path, value in (flags or {}).items() if value is not None),
    ]
    merged: dict[str, Any] = {}
    for layer in layers:
        merged = merge(_without_foreign_voices(merged, layer.values), layer.values)
    if chosen := (flags or {}).get(("voice", "voices")):
        # They are meant for the engine that speaks first, whatever its own table names.
        names = values.listed(merged.get("voice", {}).get("engine", VoiceSettings.model_fields["engine"].default))
        if isinstance(names, (list, tuple)) and names:
            merged = merge(merged, nested(("voice", str(names[0]), "voices"), chosen))
    try:
        settings = Settings.model_validate(merged)
    except ValidationError as error:
        raise mistakes.explain(error, layers) from error
    _require_engines(settings.voice.engines, layers)
    _require_partners(settings, layers)
    _require_protocols(settings, layers)
    return settings


def _require_engines(names: Iterable[str], layers: list[Layer]) -> None:
    for name in names:
        known = plugins.names("audiocast.engines")
        if name not in known:
            raise ConfigError(
                f"{place(('voice', name), layers)}: unknown engine {name!r}", way_out=suggest(name, known)
            )


def _require_partners(settings: Settings, layers: list[Layer]) -> None:
    for key, partner in (("funding", "funding_url"), ("license_url", "license")):
        if getattr(settings, key) and not getattr(settings, partner):
            raise ConfigError(f"{place((key,), layers)}: {key!r} says nothing alone", way_out=f'add {partner} = "…"')
    if settings.license_url or values.is_identifier(settings.license):
        return
    spelt = re.sub(r"[^a-z0-9.]+", "-", settings.license.lower()).strip("-")
    near = spelt if spelt.startswith("cc") else "cc-by-4.0"
    raise ConfigError(
        f"{place(('license',), layers)}: {settings.license!r} in 'license' is no SPDX identifier",
        way_out=f'write one such as {near!r}, or add license_url = "…", where the licence stands',
    )


def _require_protocols(settings: Settings, layers: list[Layer]) -> None:
    named = {target.partition("://")[0].lower() for target in settings.target if "://" in target}
    known = {*PROTOCOLS, *plugins.names("audiocast.targets"), *named} - {"folder", "remote"}
    for key, value in (settings.publish.model_extra or {}).items():
        where = place(("publish", key), layers)
        if not isinstance(value, Mapping):
            raise ConfigError(
                f"{where}: unknown key 'publish.{key}'", way_out=suggest(key, sorted(PublishSettings.model_fields))
            )
        if key in ALIASES:
            raise ConfigError(
                f"{where}: nothing reads [publish.{key}]", way_out=f"write [publish.{ALIASES[key]}], which is for both"
            )
        if key not in known:
            raise ConfigError(f"{where}: no target is of the kind {key!r}", way_out=suggest(key, sorted(known)))


def _environment_layers(environ: Mapping[str, str]) -> Iterator[Layer]:
    for name, path in ENVIRONMENT.items():
        if environ.get(name):
            yield Layer(f"environment {name}", nested(path, environ[name]))


def _without_foreign_voices(below: dict[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Drop voices and roles when a later layer chooses another engine: the names are those of the first one."""
    old, new = below.get("voice"), above.get("voice")
    if not (isinstance(old, Mapping) and isinstance(new, Mapping) and "engine" in new):
        return below
    if values.listed(old.get("engine", "kokoro")) == values.listed(new["engine"]):
        return below
    return below | {"voice": {key: value for key, value in old.items() if key not in ("voices", ROLES)}}
