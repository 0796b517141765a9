"""The whole examination in its order; each check is yielded as soon as it is made."""

from __future__ import annotations

import platform
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from audiocast.cache import default_cache_dir
from audiocast.config import Settings
from audiocast.doctor import engines, machine, packages, places, service
from audiocast.doctor.check import Check, failed
from audiocast.doctor.engines import Examined
from audiocast.engines.data import default_data_dir
from audiocast.errors import ConfigError
from audiocast.shows import find, open_show


@dataclass(frozen=True, slots=True)
class Scope:
    """What is to be looked at.

    Attributes:
        show: a show's folder or its name in feeds/, to look at as well.
        online: whether services may be asked.
        user_file: where the user's own settings would be.
        environ: the environment.
    """

    show: str | None
    online: bool
    user_file: Path
    environ: Mapping[str, str]


def examine(scope: Scope) -> Iterator[Check]:
    """Yield the checks.

    Raises:
        UsageError: there is no such show.
    """
    if scope.show is not None:
        find(scope.show)
    installed = packages.installed_version
    system = f"{platform.system()} {platform.release()} {platform.machine()}"
    yield machine.python_check(sys.version_info[:3], system)
    yield machine.package_check(installed)
    check, settings = places.settings_check(scope.user_file, scope.environ)
    yield check
    show = _open(scope) if scope.show is not None else None
    if isinstance(show, Settings):
        settings = show
    by_environment = bool(scope.environ.get("AUDIOCAST_FFMPEG"))
    yield machine.ffmpeg_check(settings.build.ffmpeg, by_environment=by_environment, installed=installed)
    examined = []
    for one in engines.examine_engines(settings.voice):
        examined.append(one)
        yield from one.checks
    yield engines.speaking_check(examined)
    if show is not None:
        yield engines.show_check(show.title, show, examined) if isinstance(show, Settings) else show
    for extra in packages.EXTRAS:
        yield packages.extra_check(extra, packages.needs(packages.own_requirements(), extra), installed)
    cache = default_cache_dir(settings.build.cache)
    yield places.cache_check(cache)
    yield places.disk_check(places.free_bytes(cache))
    yield places.data_check(default_data_dir(scope.environ))
    if scope.online:
        yield from _ask_services(examined, settings)


def _open(scope: Scope) -> Settings | Check:
    try:
        return open_show(str(scope.show), user_file=scope.user_file, environ=scope.environ).settings
    except ConfigError as error:
        return failed("show", error)


def _ask_services(examined: Sequence[Examined], settings: Settings) -> Iterator[Check]:
    asked = 0
    for one in examined:
        check = service.service_check(one.name, one.engine) if one.engine else None
        if check is None:
            continue
        asked += 1
        yield check
        if one.name == "edge":
            proxy = settings.voice.options_of("edge").get("proxy")
            yield service.clock_check(service.ask_skew_s(service.EDGE_SERVICE, proxy))
    if not asked:
        yield Check("service", "off", "no engine that speaks through a service can be opened")
