"""From an address to its target: the protocol chooses the plug-in, ``[publish.PROTOCOL]`` holds its options."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from audiocast import plugins
from audiocast.errors import AudiocastError, ConfigError
from audiocast.targets.target import Target, TargetError

_GROUP: plugins.Group = "audiocast.targets"
_BUILT_IN = ("folder", "remote")
_ONE_NAME = {"s3a": "s3", "gs": "gcs", "ssh": "sftp", "dav": "webdav", "davs": "webdav", "webdavs": "webdav"}
"""Protocols that share the options of another."""
_FROM_ENVIRONMENT = "env:"
_SECRET = re.compile(r"password|passphrase|secret|.+_token", re.IGNORECASE)


def open_target(address: str, options: Mapping[str, object]) -> Target:
    """Return the target at an address; a store elsewhere may be asked for a connection at once.

    Args:
        address: a folder's path, or a URL: ``file:``, ``s3:``, ``sftp:``, ``webdavs:`` and whatever fsspec or a plug-in
            knows. A plug-in's name is its protocol.
        options: what ``options_of`` returns.

    Raises:
        TargetError: there is no such place, or it does not let us in.
        NotInstalledError: a package for that protocol is missing.
        ConfigError: an option is unknown.
    """
    protocol = protocol_of(address)
    if urlsplit(address).password:
        raise TargetError(
            f"the address of {_without_password(address)} holds a password",
            way_out=f'write password = "env:NAME" under [publish.{_ONE_NAME.get(protocol, protocol)}] instead',
        )
    if protocol in ("", "file"):
        name = "folder"
    else:
        name = protocol if protocol in plugins.names(_GROUP) and protocol not in _BUILT_IN else "remote"
    kind = plugins.load(_GROUP, name)
    try:
        target: Target = kind(address, options)
    except AudiocastError:
        raise
    except Exception as error:  # a third party's class may raise anything
        raise plugins.broken(_GROUP, name, error) from error
    return target


def options_of(address: str, tables: Mapping[str, object], environ: Mapping[str, str]) -> dict[str, Any]:
    """Return a target's options with every ``env:NAME`` filled in.

    Args:
        address: its path or URL.
        tables: ``[publish.PROTOCOL]`` by protocol.
        environ: the environment, the only place for secrets.

    Raises:
        ConfigError: a key of ``[publish]`` is no table, a secret stands in the file, or a name is not set.
    """
    for key, table in tables.items():
        if not isinstance(table, Mapping):
            raise ConfigError(
                f"[publish]: unknown key {key!r}",
                way_out=f"options of a kind of target stand in a table of its own, [publish.{key}]",
            )
    protocol = protocol_of(address)
    protocol = _ONE_NAME.get(protocol, protocol)
    own = tables.get(protocol, {})
    return {key: _filled(value, f"publish.{protocol}.{key}", environ) for key, value in dict(own).items()}  # type: ignore[call-overload]


def protocol_of(address: str) -> str:
    """Return the protocol in front of ``://``, empty for a path (a drive's letter is part of one)."""
    match = re.match(r"([A-Za-z][A-Za-z0-9+.-]+)://", address)
    return match[1].lower() if match else ""


def _filled(value: object, place: str, environ: Mapping[str, str]) -> Any:
    if isinstance(value, Mapping):
        return {key: _filled(one, f"{place}.{key}", environ) for key, one in value.items()}
    if isinstance(value, list):
        return [_filled(one, place, environ) for one in value]
    if not isinstance(value, str):
        return value
    if value.startswith(_FROM_ENVIRONMENT):
        name = value.removeprefix(_FROM_ENVIRONMENT)
        if not environ.get(name):
            raise ConfigError(f"{place} names {name}, which is not set", way_out=f"export {name} before publishing")
        return environ[name]
    if _SECRET.search(place.rsplit(".", 1)[1]):
        raise ConfigError(
            f"{place} holds a secret", way_out=f'write {place.rsplit(".", 1)[1]} = "env:NAME" and export NAME'
        )
    return value


def _without_password(address: str) -> str:
    return re.sub(r"(://[^/@]*?):[^/]*@", r"\1@", address)
