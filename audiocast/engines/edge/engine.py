"""The Edge engine: Microsoft's read-aloud service through edge-tts, one request for each utterance.

The service is free, without a key and without a promise (docs/engines.md). The library calls a dropped socket a
success and waits on a silent one for ever, so time limits and the test for completeness are here.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

import stamina
from pydantic import BaseModel, ConfigDict, Field

from audiocast.engines import Place, Takes
from audiocast.engines.voice import find_voice, require_speech
from audiocast.errors import EngineError
from audiocast.models import Clip, Utterance, Voice

if TYPE_CHECKING:
    from edge_tts import Communicate

FORMAT = "audio-24khz-48kbitrate-mono-mp3"
"""The only format the library asks for: constant bit rate, MPEG-2 layer III, frames of 24 ms."""
FRAME_BYTES = 144
BYTES_PER_S = 6000
TICKS_PER_S = 10_000_000
CLOSE_GRACE_S = 0.5
"""How long a socket that was given up may take to say goodbye."""

# stamina announces every retry on its logger; without a handler Python would print that between our own lines.
logging.getLogger("stamina").addHandler(logging.NullHandler())

# (language, short name, gender, what it is meant for), as the service listed them in November 2026.
_VOICES = (
    ("zh-CN", "zh-CN-XiaoxiaoNeural", "female", "news and novels, warm"),
    ("zh-CN", "zh-CN-XiaoyiNeural", "female", "cartoons and novels, lively"),
    ("zh-CN", "zh-CN-YunyangNeural", "male", "the news reader, professional"),
    ("zh-CN", "zh-CN-YunxiNeural", "male", "novels, lively"),
    ("zh-CN", "zh-CN-YunjianNeural", "male", "sports and novels, passionate"),
    ("zh-CN", "zh-CN-YunxiaNeural", "male", "cartoons and novels, a boy"),
    ("zh-CN", "zh-CN-liaoning-XiaobeiNeural", "female", "Liaoning dialect, fails in spells"),
    ("zh-CN", "zh-CN-shaanxi-XiaoniNeural", "female", "Shaanxi dialect, fails in spells"),
    ("zh-TW", "zh-TW-HsiaoChenNeural", "female", "Taiwan Mandarin"),
    ("zh-TW", "zh-TW-HsiaoYuNeural", "female", "Taiwan Mandarin"),
    ("zh-TW", "zh-TW-YunJheNeural", "male", "Taiwan Mandarin"),
    ("zh-HK", "zh-HK-HiuGaaiNeural", "female", "Cantonese"),
    ("zh-HK", "zh-HK-HiuMaanNeural", "female", "Cantonese"),
    ("zh-HK", "zh-HK-WanLungNeural", "male", "Cantonese"),
)


class EdgeOptions(BaseModel):
    """How long to wait for the service, how often to try, and which proxy leads to it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    proxy: str | None = None
    """``http://host:port``; the environment's HTTPS_PROXY does not reach the library's WebSocket."""
    idle_limit_s: float = Field(default=20, gt=0)
    """The longest silence between two messages."""
    total_limit_s: float = Field(default=90, gt=0)
    """The longest that one request may take."""
    tries: int = Field(default=3, ge=1)


class EdgeEngine:
    """Microsoft Edge's read-aloud voices: 24 kHz 48 kbit/s mono MP3, untrimmed (0.1 s before, 0.9 s after)."""

    Options = EdgeOptions
    takes: Takes = "text"
    place: Place = "driver"
    max_chars = 120
    fingerprint = f"edge/{FORMAT}"

    def __init__(self, options: EdgeOptions) -> None:
        self._options = options

    def voices(self) -> Sequence[Voice]:
        """Return the built-in table; the service's own list is not asked."""
        return tuple(Voice(name, "edge", language, gender, about) for language, name, gender, about in _VOICES)

    def speak(self, utterance: Utterance) -> Clip:
        """Return the service's MP3 for ``utterance``, once it is known to be whole.

        Raises:
            VoiceError: the voice is not in the table.
            EngineError: refused, unreachable, silent, incomplete after every try, or nothing to say.
        """
        find_voice(self.voices(), utterance)
        require_speech(utterance)
        tries = stamina.retry_context(
            on=_is_retryable, attempts=self._options.tries, timeout=None, wait_initial=1, wait_max=20, wait_jitter=1
        )
        for attempt in tries:
            with attempt:
                return Clip(self._request(utterance), "mp3")
        raise AssertionError("stamina raises the last error itself")

    def _request(self, utterance: Utterance) -> bytes:
        try:
            from edge_tts import Communicate
        except ImportError as error:
            raise EngineError(
                f"edge-tts is not installed ({error})", way_out="pip install 'audiocast[edge]'"
            ) from error
        try:
            communicate = Communicate(
                utterance.text,
                utterance.voice,
                rate=f"{utterance.rate_percent:+d}%",
                pitch=f"{utterance.pitch_hz:+d}Hz",
                proxy=self._options.proxy,
            )
        except ValueError as error:
            raise EngineError(
                f"edge-tts refuses the request ({error})", way_out="check voice, rate and pitch"
            ) from error
        try:
            return asyncio.run(_collect(communicate, self._options))
        except EngineError:
            raise
        except Exception as error:  # aiohttp, asyncio, json and edge_tts each have a root of their own
            raise _engine_error(error, self._options) from error


async def _collect(communicate: Communicate, options: EdgeOptions) -> bytes:
    now = asyncio.get_running_loop().time
    deadline = now() + options.total_limit_s
    audio = bytearray()
    spoken_until_s = 0.0
    stream = communicate.stream()
    while True:
        try:
            chunk: Any = await _next(stream, min(options.idle_limit_s, deadline - now()))
        except TimeoutError:
            if _turn_ended(communicate):
                break  # all was said; only the goodbye is slow
            raise
        if chunk is None:
            break
        if chunk["type"] == "audio":
            audio += chunk["data"]
        else:
            spoken_until_s = (chunk["offset"] + chunk["duration"]) / TICKS_PER_S
    _require_whole(bytes(audio), spoken_until_s, _turn_ended(communicate))
    return bytes(audio)


async def _next(stream: AsyncIterator[Any], limit_s: float) -> Any:
    """Return the stream's next chunk, or None at its end; TimeoutError after ``limit_s``."""
    waiting = asyncio.ensure_future(anext(stream, None))
    done, _ = await asyncio.wait({waiting}, timeout=max(limit_s, 0))
    if done:
        return waiting.result()
    # The first cancellation starts aiohttp's closing handshake, which waits 10 s for a peer that is silent already;
    # the second ends that.
    waiting.cancel()
    await asyncio.wait({waiting}, timeout=CLOSE_GRACE_S)
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    raise TimeoutError


def _turn_ended(communicate: Communicate) -> bool | None:
    """Whether the service said that it was done; None if this edge-tts does not tell (its state is undocumented)."""
    compensation = getattr(communicate, "state", {}).get("offset_compensation")
    return None if compensation is None else compensation > 0


def _require_whole(audio: bytes, spoken_until_s: float, turn_ended: bool | None) -> None:
    def cut_short(why: str) -> EngineError:
        return EngineError(f"the Edge service's audio is incomplete: {why}", way_out=_LATER, retryable=True)

    if not audio:
        raise cut_short("no audio came")
    if turn_ended is False:
        raise cut_short("the connection ended before the sentence did")
    if turn_ended is None and not spoken_until_s:
        raise cut_short("nothing says where it ends")
    if len(audio) / BYTES_PER_S < spoken_until_s:
        raise cut_short(f"{len(audio) / BYTES_PER_S:.2f} s came of {spoken_until_s:.2f} s")
    if len(audio) % FRAME_BYTES:
        raise cut_short("it ends inside an MP3 frame")
    for start in range(0, len(audio), FRAME_BYTES):
        if audio[start] != 0xFF or audio[start + 1] & 0xE0 != 0xE0:
            raise EngineError("the Edge service sent something that is not MP3", way_out=_LATER, retryable=True)


def _is_retryable(error: Exception) -> bool:
    return isinstance(error, EngineError) and error.retryable


_LATER = "try again later, or use another engine"


def _engine_error(error: Exception, options: EdgeOptions) -> EngineError:
    import aiohttp
    from edge_tts import exceptions

    if isinstance(error, (aiohttp.ClientHttpProxyError, aiohttp.ClientProxyConnectionError)):
        return EngineError(f"the proxy {options.proxy} refuses ({error})", way_out="check proxy in [voice.edge]")
    if isinstance(error, aiohttp.WSServerHandshakeError):
        return _refusal(error.status)
    if isinstance(error, exceptions.SkewAdjustmentError):
        what = f"a 403 without a date came in place of the Edge service (edge-tts {_version()})"
        return EngineError(what, way_out=f"a proxy or filter stands between: {options.proxy or 'check the network'}")
    if isinstance(error, (aiohttp.ClientConnectorCertificateError, aiohttp.ClientConnectorSSLError)):
        return EngineError(
            f"the Edge service's certificate is not trusted ({error})",
            way_out="a proxy that opens TLS needs its CA in certifi's file",
        )
    if isinstance(error, exceptions.NoAudioReceived):
        return EngineError("the Edge service returned no audio", way_out=_LATER, retryable=True)
    if isinstance(error, TimeoutError):
        limits = f"{options.idle_limit_s:g} s for one message, {options.total_limit_s:g} s for all"
        return EngineError(f"the Edge service went silent (limits: {limits})", way_out=_LATER, retryable=True)
    if isinstance(error, (aiohttp.ClientError, exceptions.WebSocketError, OSError)):
        return EngineError(
            f"no connection to the Edge service ({type(error).__name__}: {error})",
            way_out="check the network, or use another engine",
            retryable=True,
        )
    return EngineError(
        f"edge-tts {_version()} does not understand the service ({type(error).__name__}: {error})",
        way_out="pip install --upgrade edge-tts",
        retryable=True,
    )


def _refusal(status: int) -> EngineError:
    what = f"the Edge service answered {status}"
    if status in (401, 403, 404):
        way_out = "upgrade it (pip install --upgrade edge-tts), or check the clock; the address may be blocked"
        return EngineError(f"{what} to edge-tts {_version()}", way_out=way_out)
    return EngineError(what, way_out=_LATER, retryable=status == 429 or status >= 500)


def _version() -> str:
    try:
        return version("edge-tts")
    except PackageNotFoundError:
        return "of an unknown version"
