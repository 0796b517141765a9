"""Engines turn an utterance into a clip; all of them come through the same entry points.

A worker process runs `speak`: it opens the engine once, speaks, measures the clip and returns data. It never raises,
so that one sentence that fails is a value among the others.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, Literal, Protocol, cast, runtime_checkable

from audiocast import plugins
from audiocast.errors import AudiocastError, ConfigError, EngineError, suggest
from audiocast.models import Clip, Failure, Utterance, Voice

if TYPE_CHECKING:
    from pydantic import BaseModel, ValidationError

Takes = Literal["text", "pinyin"]
Place = Literal["driver", "anywhere"]


class Engine(Protocol):
    """What speaks. A class is made as ``cls(options)``, does no I/O until first use, and may be called by threads.

    Its ``Options`` attribute names a frozen pydantic model with ``extra="forbid"``.
    """

    @property
    def takes(self) -> Takes:
        """Whether ``Utterance.pinyin`` is wanted, or the text alone."""

    @property
    def place(self) -> Place:
        """``driver`` for services: their limits hold only when one process asks."""

    @property
    def max_chars(self) -> int:
        """The most characters of spoken text in one utterance."""

    @property
    def fingerprint(self) -> str:
        """What changes the sound: model digest and options, or a service's name and format."""

    def voices(self) -> Sequence[Voice]:
        """Return every voice, installed or not, in a fixed order; asks no network."""

    def speak(self, utterance: Utterance) -> Clip:
        """Return the spoken utterance, not inspected and not trimmed.

        Raises:
            EngineError: it could not be spoken; ``retryable`` says whether trying later can help.
        """


@runtime_checkable
class AsksForVoices(Protocol):
    """An engine whose service can be asked for the voices that it has now."""

    def ask_voices(self) -> Sequence[Voice]:
        """Ask the service, keep its answer for ``voices``, and return it.

        Raises:
            EngineError: it did not answer; nothing is changed then.
        """


@dataclass(frozen=True, slots=True, init=False)
class EngineSpec:
    """An engine's name and its options: all that a worker needs to open it. Hashable and picklable.

    Options are given as a mapping or as pairs of plain values; they are kept as sorted pairs.
    """

    name: str
    options: tuple[tuple[str, Any], ...]

    def __init__(self, name: str, options: Mapping[str, Any] | Iterable[tuple[str, Any]] = ()) -> None:
        pairs = options.items() if isinstance(options, Mapping) else options
        plain = ((option, tuple(value) if isinstance(value, list) else value) for option, value in pairs)
        object.__setattr__(self, "name", name)
        object.__setattr__(self, "options", tuple(sorted(plain)))


def open_engine(spec: EngineSpec) -> Engine:
    """Return a new engine with validated options; nothing is loaded yet.

    Raises:
        ConfigError: no engine has that name, or an option is unknown or malformed; a `BrokenError` when it breaks.
    """
    from pydantic import ValidationError

    kind: Any = plugins.load("audiocast.engines", spec.name)
    model: type[BaseModel] | None = getattr(kind, "Options", None)
    if model is None:
        raise ConfigError(f"{kind.__module__} is no audiocast engine", way_out="its class needs an Options model")
    with blaming(spec.name):
        try:
            options = model.model_validate(dict(spec.options))
        except ValidationError as error:
            raise _option_error(spec.name, model, error) from error
        engine = cast(Engine, kind(options))
        _ = engine.takes, engine.place, engine.max_chars  # whoever asks later gets them
    return engine


@contextmanager
def blaming(name: str) -> Iterator[None]:
    """Turn what engine ``name`` raises inside, and is no `AudiocastError`, into one line that names its package.

    Whatever the driver asks an engine for is asked within this: a third party's engine may raise anything.

    Raises:
        BrokenError: the engine broke.
    """
    try:
        yield
    except AudiocastError:
        raise
    except Exception as error:
        raise plugins.broken("audiocast.engines", name, error) from error


def speak(spec: EngineSpec, utterance: Utterance, *, measure: bool = True) -> Clip | Failure:
    """Speak and inspect one utterance: the function a worker runs; it returns a `Failure` instead of raising.

    The engine is opened once per process and spec. A clip that does not hold up to inspection may be retried only
    where the next one can differ, that is with a service. Without ``measure`` it is not inspected here.
    """
    from audiocast.audio.inspect import inspect

    try:
        engine = _opened(spec)
    except AudiocastError as error:
        return Failure(utterance, str(error), retryable=False, trouble="refusal")
    try:
        if utterance.fingerprint != engine.fingerprint:
            return _stranger(spec, engine, utterance)
        clip = engine.speak(utterance)
        return replace(clip, facts=inspect(clip.data, clip.format) if measure else None)
    except EngineError as error:
        return Failure(utterance, str(error), error.retryable, error.trouble, error.retry_after_s)
    except AudiocastError as error:
        return Failure(utterance, f"engine {spec.name!r}: {error}", retryable=engine.place == "driver")
    except Exception as error:  # a plug-in's bug must not take the worker, and the other sentences, down with it
        return Failure(utterance, f"engine {spec.name!r} broke: {type(error).__name__}: {error}", retryable=False)


def versions(specs: Iterable[EngineSpec]) -> dict[str, str]:
    """Return what must be equal wherever an utterance may be spoken: audiocast's version and each engine's fingerprint.

    An engine that cannot be opened here is named with the reason. Workers are asked for the same before they get work.
    """
    found = {"audiocast": version("audiocast")}
    for spec in specs:
        try:
            engine = _opened(spec)
            with blaming(spec.name):
                found[spec.name] = engine.fingerprint
        except AudiocastError as error:
            found[spec.name] = f"not usable ({error})"
    return found


def _stranger(spec: EngineSpec, engine: Engine, utterance: Utterance) -> Failure:
    what = f"engine {spec.name!r} is {engine.fingerprint} where it was to speak, not {utterance.fingerprint}"
    return Failure(utterance, f"{what}: install the same versions everywhere", retryable=False, trouble="refusal")


_engines: dict[EngineSpec, Engine] = {}
_opening = threading.Lock()


def _opened(spec: EngineSpec) -> Engine:
    with _opening:
        if spec not in _engines:
            _engines[spec] = open_engine(spec)
        return _engines[spec]


def _option_error(name: str, model: type[BaseModel], error: ValidationError) -> ConfigError:
    first = error.errors()[0]
    option = ".".join(str(part) for part in first["loc"])
    if first["type"] == "extra_forbidden":
        way_out = suggest(option, sorted(model.model_fields))
        return ConfigError(f"engine {name!r} has no option {option!r}", way_out=way_out)
    return ConfigError(f"engine {name!r}: option {option!r} = {first['input']!r}", way_out=first["msg"])
