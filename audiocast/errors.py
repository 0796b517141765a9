"""The error tree: every failure that a producer can meet, as one line.

::

    AudiocastError                 exit status 1
    ├── ConfigError                exit status 2: show.toml, user file, environment, flags
    │   └── NotInstalledError      exit status 2: a plug-in whose package is not here
    ├── UsageError                 exit status 2: a name or a value on the command line
    ├── InputError                 an article that cannot be read as one
    ├── EngineError                an utterance that could not be spoken (retryable or not)
    │   └── VoiceError             exit status 2: a voice that is unknown
    │       └── MissingVoiceError  exit status 2: a voice that is not installed
    ├── WorkerError                a worker that died, or is of another version
    ├── ClipError                  bytes from an engine that are not usable speech
    ├── EncodeError                ffmpeg refused, or its result is not what was asked for
    ├── EpisodeError               an episode that would have had a hole
    ├── FeedError                  a feed that would break a rule, so the old one stays
    ├── CatalogError               a record that cannot be read or written
    └── StorageError               a folder or file that cannot be written
        └── TargetError            a place to publish to that refuses or does not answer (``audiocast.targets``)

The first argument says what is wrong and names the thing; ``way_out`` says what to do about it. ``str()`` is
both on one line, which is all that the command line prints.
"""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from typing import ClassVar, Literal

Trouble = Literal["sentence", "connection", "throttle", "unreachable", "refusal", "protocol", "worker"]
"""What an engine's failure is about, which decides how often it is worth trying again (``audiocast.patience``).

``sentence``: this utterance, whatever happens to others. ``connection``: it broke, fell silent or brought half.
``throttle``: the service asks to slow down. ``unreachable``: no connection was made. ``refusal``: no waiting heals it.
``protocol``: the answer is not understood. ``worker``: the process that spoke died.
"""


class AudiocastError(Exception):
    """Base of the tree; ``str(error)`` is one line that names the thing and the way out."""

    exit_status: ClassVar[int] = 1

    def __init__(self, what: str, *, way_out: str = "") -> None:
        super().__init__(what, way_out)
        self.what = _one_line(what)
        self.way_out = _one_line(way_out)

    def __reduce__(self) -> tuple[object, ...]:
        return (_error, (type(self), self.what, self.way_out))

    def __str__(self) -> str:
        return f"{self.what}: {self.way_out}" if self.way_out else self.what


class ConfigError(AudiocastError):
    """A setting is unknown, malformed or points at something that is not there."""

    exit_status = 2


class NotInstalledError(ConfigError):
    """A plug-in is known, but a package that it needs is not installed."""


class UsageError(AudiocastError):
    """A name or value given on the command line fits nothing."""

    exit_status = 2


class InputError(AudiocastError):
    """An article is empty, is not text, or lacks what an episode needs (a date)."""


class EngineError(AudiocastError):
    """An utterance could not be spoken.

    Attributes:
        retryable: whether the same request may succeed later; the policy in ``speech`` decides what follows.
        trouble: what it is about.
        retry_after_s: how long the service asks to be left alone (RFC 9110, 10.2.3), if it said so.
    """

    def __init__(
        self,
        what: str,
        *,
        way_out: str = "",
        retryable: bool = False,
        trouble: Trouble = "sentence",
        retry_after_s: float | None = None,
    ) -> None:
        super().__init__(what, way_out=way_out)
        self.retryable = retryable
        self.trouble = trouble
        self.retry_after_s = retry_after_s

    def __reduce__(self) -> tuple[object, ...]:
        marks = (self.retryable, self.trouble, self.retry_after_s)
        return (_engine_error, (type(self), self.what, self.way_out, *marks))


class VoiceError(EngineError):
    """The engine has no such voice, or its file is not installed."""

    exit_status = 2


class MissingVoiceError(VoiceError):
    """The engine has such a voice, but its file is not installed."""


class WorkerError(AudiocastError):
    """The process or machine that was to speak died, or is not of our version."""


class ClipError(AudiocastError):
    """The bytes an engine returned do not decode, are empty or hold no speech."""


class EncodeError(AudiocastError):
    """ffmpeg is missing or refused, or what it wrote does not hold what was asked for."""


class EpisodeError(AudiocastError):
    """A sentence of the episode could not be spoken, so the episode is not made."""


class FeedError(AudiocastError):
    """A feed would break a rule that apps insist on; the feeds in public/ are left as they were."""


class CatalogError(AudiocastError):
    """A record in ``episodes/`` is damaged or cannot be written."""


class StorageError(AudiocastError):
    """A folder or a file cannot be read or written."""


def suggest(name: object, known: Iterable[str], otherwise: str = "") -> str:
    """Return the way out for a name that is not known: the nearest one that is.

    With nothing near it is ``otherwise``, which says where to look; without that, everything known.
    """
    names = list(known)
    near = get_close_matches(str(name), names, n=1)
    if near:
        return f"did you mean {near[0]!r}?"
    return otherwise or f"known: {', '.join(names) or 'none'}"


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _error(kind: type[AudiocastError], what: str, way_out: str) -> AudiocastError:
    return kind(what, way_out=way_out)


def _engine_error(
    kind: type[EngineError],
    what: str,
    way_out: str,
    retryable: bool,
    trouble: Trouble,
    retry_after_s: float | None,
) -> EngineError:
    return kind(what, way_out=way_out, retryable=retryable, trouble=trouble, retry_after_s=retry_after_s)
