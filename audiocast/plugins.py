"""One loader for every kind of plug-in: built-ins and third parties come through the same entry points."""

from __future__ import annotations

from importlib.metadata import EntryPoint, entry_points
from typing import Literal

from audiocast.errors import ConfigError, NotInstalledError, suggest

Group = Literal["audiocast.engines", "audiocast.sources", "audiocast.targets"]


class BrokenError(ConfigError):
    """A plug-in raised what is no `AudiocastError`: a bug of its package, whatever is set."""


def names(group: Group) -> list[str]:
    """Return the names registered in ``group``, sorted; loads none of them."""
    return sorted({point.name for point in entry_points(group=group)})


def load(group: Group, name: str) -> type:
    """Import and return the class registered as ``name`` in ``group``.

    Raises:
        ConfigError: nothing has that name, or two packages claim it.
        BrokenError: its module breaks when it is imported.
        NotInstalledError: a package that it needs is missing.
    """
    found = {point.value: point for point in entry_points(group=group) if point.name == name}
    noun = _noun(group)
    if not found:
        raise ConfigError(f"unknown {noun} {name!r}", way_out=suggest(name, names(group)))
    if len(found) > 1:
        raise ConfigError(f"{noun} {name!r} is registered twice", way_out=f"uninstall one of {sorted(found)}")
    return _import(next(iter(found.values())), group)


def broken(group: Group, name: str, error: Exception) -> BrokenError:
    """Return the error that stands for one which a plug-in ought not to have raised."""
    point = next(iter(entry_points(group=group, name=name)), None)
    package = _package(point) if point is not None else "its package"
    what = f"{_noun(group)} {name!r} of {package} broke ({type(error).__name__}: {error})"
    return BrokenError(what, way_out=f"update or uninstall {package}")


def _import(point: EntryPoint, group: Group) -> type:
    try:
        loaded: type = point.load()
    except ImportError as error:
        raise NotInstalledError(
            f"{_noun(group)} {point.name!r} is not installed ({error})",
            way_out=_how_to_install(point),
        ) from error
    except Exception as error:  # a third party's module may raise anything
        raise broken(group, point.name, error) from error
    return loaded


def _how_to_install(point: EntryPoint) -> str:
    package = _package(point)
    return f"pip install 'audiocast[{point.name}]'" if package == "audiocast" else f"install what {package} needs"


def _package(point: EntryPoint) -> str:
    return point.dist.name if point.dist is not None else "audiocast"


def _noun(group: Group) -> str:
    return group.rsplit(".", 1)[1].removesuffix("s")
