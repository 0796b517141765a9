"""One loader for every kind of plug-in: built-ins and third parties come through the same entry points."""

from __future__ import annotations

from importlib.metadata import EntryPoint, entry_points
from typing import Literal

from audiocast.errors import ConfigError, NotInstalledError, suggest

Group = Literal["audiocast.engines", "audiocast.sources", "audiocast.targets"]


def names(group: Group) -> list[str]:
    """Return the names registered in ``group``, sorted; loads none of them."""
    return sorted({point.name for point in entry_points(group=group)})


def load(group: Group, name: str) -> type:
    """Import and return the class registered as ``name`` in ``group``.

    Raises:
        ConfigError: nothing has that name, or two packages claim it.
        NotInstalledError: a package that it needs is missing.
    """
    found = {point.value: point for point in entry_points(group=group) if point.name == name}
    noun = group.rsplit(".", 1)[1].removesuffix("s")
    if not found:
        raise ConfigError(f"unknown {noun} {name!r}", way_out=suggest(name, names(group)))
    if len(found) > 1:
        raise ConfigError(f"{noun} {name!r} is registered twice", way_out=f"uninstall one of {sorted(found)}")
    return _import(next(iter(found.values())), noun)


def _import(point: EntryPoint, noun: str) -> type:
    try:
        loaded: type = point.load()
    except ImportError as error:
        raise NotInstalledError(
            f"{noun} {point.name!r} is not installed ({error})",
            way_out=_how_to_install(point),
        ) from error
    return loaded


def _how_to_install(point: EntryPoint) -> str:
    package = point.dist.name if point.dist is not None else "audiocast"
    return f"pip install 'audiocast[{point.name}]'" if package == "audiocast" else f"install what {package} needs"
