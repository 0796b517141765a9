"""The Edge engine: one request to Microsoft's read-aloud service for each utterance, through edge-tts.

The service is free, without a key and without a promise (docs/engines.md). When to ask again is not decided here:
every failure is an `EngineError` that says what it is about, and ``audiocast.patience`` has the policy.
"""

from __future__ import annotations

import os
import re
from collections.abc import Coroutine, Sequence
from datetime import UTC, datetime
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, field_validator
from pydantic_core import PydanticCustomError

from audiocast.engines import Place, Takes
from audiocast.engines.data import default_data_dir
from audiocast.engines.edge import stream, voices
from audiocast.engines.edge.faults import engine_error
from audiocast.engines.edge.loop import BackgroundLoop
from audiocast.engines.voice import find_voice, require_speech
from audiocast.errors import EngineError, StorageError
from audiocast.models import Clip, Utterance, Voice

if TYPE_CHECKING:
    from edge_tts import Communicate

Answer = TypeVar("Answer")

FORMAT = "audio-24khz-48kbitrate-mono-mp3"
"""The only format the library asks for: constant bit rate, MPEG-2 layer III, frames of 24 ms."""
VOICES_LIMIT_S = 6.0
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What may not stand in a document at all (XML 1.0, 2.2); edge-tts blanks the ASCII part of it only."""


class EdgeOptions(BaseModel):
    """How long to wait for the service, which proxy leads to it, and where its list of voices is kept."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    proxy: str | None = None
    """``http://host:port``; the environment's HTTPS_PROXY does not reach the library's WebSocket."""
    connect_limit_s: float = Field(default=5, gt=0)
    """The longest that looking up, connecting and the handshake may each take."""
    idle_limit_s: float = Field(default=15, gt=0)
    """The longest silence between two messages."""
    total_limit_s: float = Field(default=60, gt=0)
    """The longest that one request may take."""
    data_dir: Path | None = None

    @field_validator("proxy")
    @classmethod
    def _is_spoken(cls, proxy: str | None) -> str | None:
        if proxy is None:
            return None
        try:
            parts = urlsplit(proxy)
            usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
        except ValueError:
            usable = False
        if not usable:
            raise PydanticCustomError("proxy", "write it as http://host:port; SOCKS is not spoken")
        return proxy


class EdgeEngine:
    """Microsoft Edge's read-aloud voices: 24 kHz 48 kbit/s mono MP3, untrimmed (0.1 s before, 0.9 s after)."""

    Options = EdgeOptions
    takes: Takes = "text"
    place: Place = "driver"
    max_chars = 120
    fingerprint = f"edge/{FORMAT}"

    def __init__(self, options: EdgeOptions) -> None:
        self._options = options
        self._loops: dict[int, BackgroundLoop] = {}

    def __reduce__(self) -> tuple[type[EdgeEngine], tuple[EdgeOptions]]:
        return (type(self), (self._options,))

    def voices(self) -> Sequence[Voice]:
        """Return the list that `ask_voices` kept, else the built-in table; asks no network."""
        return voices.stored(self._data_dir) or voices.BUILT_IN

    def ask_voices(self) -> Sequence[Voice]:
        """Ask the service for its Chinese voices, keep the list for `voices`, and return it.

        Speaking never needs it: the built-in table is enough.

        Raises:
            EngineError: the service did not answer within 6 s, or with something else, or the list cannot be kept.
        """
        try:
            import edge_tts
        except ImportError as error:
            raise _not_installed(error) from error

        async def ask() -> Sequence[Any]:
            return await stream.within(VOICES_LIMIT_S, edge_tts.list_voices(proxy=self._options.proxy))

        try:
            found = voices.chinese(self._run(ask()))
        except (KeyError, TypeError, AttributeError) as error:
            raise engine_error(error, self._options.proxy, datetime.now(UTC)) from error
        voices.require_any(found)
        try:
            voices.store(found, self._data_dir)
        except StorageError as error:
            raise EngineError(f"the list of voices: {error.what}", way_out=error.way_out) from error
        return found

    def speak(self, utterance: Utterance) -> Clip:
        """Return the service's MP3 for ``utterance``, once it is known to be whole. Asks once.

        Raises:
            VoiceError: the voice is in neither list.
            EngineError: refused, throttled, unreachable, late, incomplete, or nothing to say.
        """
        if all(utterance.voice != voice.name for voice in voices.BUILT_IN):
            find_voice(self.voices(), utterance)
        require_speech(utterance)
        if len(utterance.text) > self.max_chars:
            raise EngineError(
                f"{len(utterance.text)} characters in one request to the Edge service",
                way_out=f"at most {self.max_chars}",
            )
        communicate = self._request(utterance)
        limits = {"idle_limit_s": self._options.idle_limit_s, "total_limit_s": self._options.total_limit_s}
        return Clip(self._run(stream.collect(communicate, **limits)), "mp3")

    @property
    def _data_dir(self) -> Path:
        return self._options.data_dir or default_data_dir()

    def _request(self, utterance: Utterance) -> Communicate:
        try:
            from aiohttp import ClientTimeout
            from edge_tts import Communicate
        except ImportError as error:
            raise _not_installed(error) from error
        limit_s = self._options.connect_limit_s
        try:
            communicate = Communicate(
                _NO_XML.sub(" ", utterance.text),
                utterance.voice,
                rate=f"{utterance.rate_percent:+d}%",
                pitch=f"{utterance.pitch_hz:+d}Hz",
                proxy=self._options.proxy,
                connect_timeout=ceil(limit_s),
                receive_timeout=ceil(limit_s),
            )
        except ValueError as error:
            raise EngineError(
                f"edge-tts refuses the request ({error})", way_out="check voice, rate and pitch"
            ) from error
        # The library limits neither the look-up of the name nor what a proxy takes. Reading is limited during the
        # handshake only: aiohttp lifts that limit for a WebSocket.
        communicate.session_timeout = ClientTimeout(connect=limit_s, sock_connect=limit_s, sock_read=limit_s)
        return communicate

    def _run(self, work: Coroutine[Any, Any, Answer]) -> Answer:
        # setdefault is atomic: each process has one loop, whose lock was made in it.
        loop = self._loops.setdefault(os.getpid(), BackgroundLoop())
        try:
            return loop.run(work)
        except EngineError:
            raise
        except Exception as error:  # aiohttp, asyncio, json and edge_tts each have a root of their own
            raise engine_error(error, self._options.proxy, datetime.now(UTC)) from error


def _not_installed(error: ImportError) -> EngineError:
    return EngineError(
        f"edge-tts is not installed ({error})", way_out="pip install 'audiocast[edge]'", trouble="refusal"
    )
