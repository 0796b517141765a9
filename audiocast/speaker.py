"""An engine made ready for a show: its voices checked, its manner known, its worker function bound."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from audiocast import engines, plugins
from audiocast.config import Settings, VoiceSettings
from audiocast.engines import AsksForVoices, Engine, EngineSpec, Place
from audiocast.errors import ConfigError, EngineError, MissingVoiceError, NotInstalledError, VoiceError, suggest
from audiocast.executors import default_jobs
from audiocast.models import Clip, Failure, Utterance, Voice
from audiocast.plan import Cast, Manner, Respell
from audiocast.plugins import BrokenError


@dataclass(frozen=True, slots=True)
class Speaker:
    """One engine of a show. ``jobs`` is how many utterances it speaks side by side when nobody says otherwise."""

    name: str
    spec: EngineSpec
    cast: Cast
    manner: Manner
    place: Place
    jobs: int

    @property
    def say(self) -> Callable[[Utterance], Clip | Failure]:
        """The function that speaks one utterance, here or in a worker.

        What a service sends is not measured by it, so that nobody waits for a place at the service meanwhile.
        """
        return partial(engines.speak, self.spec, measure=self.place == "anywhere")


def engine_names(voice: VoiceSettings) -> tuple[str, ...]:
    """Return the engines that may speak, in the order in which they are tried."""
    return voice.engine if voice.fallback else voice.engine[:1]


def open_speakers(settings: Settings) -> tuple[list[Speaker], list[str]]:
    """Return the show's engines in the order in which they are tried, and a line for each that cannot stand in.

    The first must be usable; one that would only stand in for it need not be, if its name, options and voices are
    right.

    Raises:
        ConfigError: an engine or an option is unknown; VoiceError: a voice is unknown or not installed.
    """
    voice = settings.voice
    speakers: list[Speaker] = []
    lacking: list[str] = []
    for name in engine_names(voice):
        spec = EngineSpec(name, tuple(voice.options_of(name).items()))
        try:
            engine = engines.open_engine(spec)
        except (NotInstalledError, BrokenError) as error:
            if not speakers:
                raise
            lacking.append(f"{name} cannot stand in: {error}")
            continue
        try:
            speakers.append(_speaker(spec, engine, voice, settings.pauses.clause, settings.respell))
        except (ConfigError, EngineError) as error:
            is_mistake = isinstance(error, VoiceError) and not isinstance(error, MissingVoiceError)
            if is_mistake or not speakers:
                raise
            lacking.append(f"{name} cannot stand in: {error}")
    return speakers, lacking


def open_speaker(name: str, voice: VoiceSettings, *, clause_pause_ms: int, respell: Respell = "lexicon") -> Speaker:
    """Return one engine, ready to speak; raises as ``open_speakers`` does."""
    spec = EngineSpec(name, tuple(voice.options_of(name).items()))
    return _speaker(spec, engines.open_engine(spec), voice, clause_pause_ms, respell)


def _speaker(spec: EngineSpec, engine: Engine, voice: VoiceSettings, clause_pause_ms: int, respell: Respell) -> Speaker:
    name = spec.name
    roles = voice.roles_of(name)
    with engines.blaming(name):
        offered, fingerprint = tuple(engine.voices()), engine.fingerprint
    cast = Cast(choose_voices(name, voice.voices_of(name), offered), roles.opening, roles.headline, roles.quotation)
    choose_voices(name, cast.names, offered)
    manner = Manner(
        takes=engine.takes,
        max_chars=engine.max_chars,
        fingerprint=fingerprint,
        rate_percent=voice.rate,
        pitch_hz=voice.pitch,
        clause_pause_ms=clause_pause_ms,
        respell=respell,
    )
    return Speaker(name, spec, cast, manner, engine.place, default_jobs(engine.place))


def choose_voices(engine: str, wanted: Sequence[str], offered: Sequence[Voice]) -> tuple[str, ...]:
    """Return the wanted voices, or the engine's first when none is named.

    Raises:
        VoiceError: a voice is unknown (the nearest is suggested) or not installed.
    """
    by_name = {voice.name: voice for voice in offered}
    chosen = tuple(wanted) or tuple(by_name)[:1]
    for name in chosen:
        if name not in by_name:
            way_out = suggest(name, by_name, f"`audiocast voices --engine {engine}` lists them")
            raise VoiceError(f"{engine} has no voice {name!r}", way_out=way_out)
        if not by_name[name].installed:
            raise MissingVoiceError(f"voice {name!r} is not installed", way_out=f"audiocast voices install {name}")
    return chosen


def list_voices(engine: str | None, voice: VoiceSettings, *, ask: bool) -> tuple[list[Voice], list[str]]:
    """Return the voices of one engine or of all, and a line for each engine that cannot be used and why.

    Args:
        engine: its name; None lists all.
        voice: where engines' options stand.
        ask: ask a service for the voices that it has now; when it does not answer, a line says so and its built-in or
            last list is returned.

    Raises:
        ConfigError: the engine that was named is unknown or not installed.
    """
    voices: list[Voice] = []
    remarks: list[str] = []
    for name in [engine] if engine else plugins.names("audiocast.engines"):
        try:
            opened = engines.open_engine(EngineSpec(name, tuple(voice.options_of(name).items())))
            with engines.blaming(name):
                if ask and isinstance(opened, AsksForVoices):
                    try:
                        opened.ask_voices()
                    except EngineError as error:
                        remarks.append(f"{name}: {error}; these are the voices known before")
                voices += opened.voices()
        except ConfigError as error:
            if engine:
                raise
            remarks.append(str(error))
    return voices, remarks
