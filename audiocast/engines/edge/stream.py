"""Listening to one answer of the service: how long to wait for it, and whether it is whole.

The library calls a dropped socket a success, and after the handshake it waits on a silent one for ever, so time
limits and the test for completeness are here (edge-tts 7.3.1, shown against a loopback server).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

from audiocast.errors import EngineError

if TYPE_CHECKING:
    from edge_tts import Communicate

Answer = TypeVar("Answer")

FRAME_BYTES = 144
BYTES_PER_S = 6000
MAX_BYTES = 600 * BYTES_PER_S
"""The service itself ends every answer after ten minutes."""
TICKS_PER_S = 10_000_000
CLOSE_GRACE_S = 0.5
"""How long a socket that is given up, or has said all, may take to say goodbye."""
LATER = "try again later, or use another engine"


@dataclass(slots=True)
class _Heard:
    last_at: float
    audio: bytearray = field(default_factory=bytearray)
    spoken_until_s: float = 0.0


async def collect(communicate: Communicate, *, idle_limit_s: float, total_limit_s: float) -> bytes:
    """Return the whole answer to one request: MP3 frames without a gap or a half.

    Args:
        communicate: a request that was not sent yet, of one chunk of text.
        idle_limit_s: the longest silence between two messages, and before the first.
        total_limit_s: the longest that the request may take.

    Raises:
        EngineError: the answer is late or incomplete; whatever the library raises passes through.
    """
    now = asyncio.get_running_loop().time
    heard = _Heard(last_at=now())
    deadline = now() + total_limit_s
    listening = asyncio.ensure_future(_listen(communicate, heard, now))
    ended = False
    try:
        while not listening.done() and not ended and len(heard.audio) <= MAX_BYTES:
            left_s = min(heard.last_at + idle_limit_s, deadline) - now()
            if left_s <= 0:
                break
            # The turn's end is no chunk, and the goodbye after it may take aiohttp 10 s: so it is looked for.
            ended = _turn_ended(communicate) is True
            await asyncio.wait({listening}, timeout=min(left_s, CLOSE_GRACE_S))
        closed = listening.done()
    finally:
        await _leave(listening)
    if closed:
        listening.result()
    elif len(heard.audio) > MAX_BYTES:
        raise _broken("the Edge service's audio does not end")
    elif not _turn_ended(communicate):
        late = now() >= deadline
        limit = f"{total_limit_s:g} s for all" if late else f"{idle_limit_s:g} s for one message"
        raise _broken(f"the Edge service {'took too long' if late else 'went silent'} (limit: {limit})")
    audio = bytes(heard.audio)
    require_whole(audio, heard.spoken_until_s, _turn_ended(communicate))
    return audio


def require_whole(audio: bytes, spoken_until_s: float, turn_ended: bool | None) -> None:
    """Refuse audio that is short or damaged.

    Args:
        audio: constant bit rate MP3 of 144-byte frames, 24 ms each.
        spoken_until_s: where the last sentence mark ends; 0 when none came.
        turn_ended: whether the service said that it was done, None when the library does not tell.

    Raises:
        EngineError: it is; asking again can help.
    """
    incomplete = "the Edge service's audio is incomplete"
    if not audio:
        raise _broken(f"{incomplete}: no audio came")
    if turn_ended is False:
        raise _broken(f"{incomplete}: the connection ended before the sentence did")
    if turn_ended is None and not spoken_until_s:
        raise _broken(f"{incomplete}: nothing says where it ends")
    if len(audio) / BYTES_PER_S < spoken_until_s:
        raise _broken(f"{incomplete}: {len(audio) / BYTES_PER_S:.2f} s came of {spoken_until_s:.2f} s")
    if len(audio) % FRAME_BYTES:
        raise _broken(f"{incomplete}: it ends inside an MP3 frame")
    if not _is_mp3(audio):
        raise _broken("the Edge service sent something that is not MP3")


def _is_mp3(audio: bytes) -> bool:
    """Whether every frame says that it is MPEG-2 layer III, 48 kbit/s, 24 kHz, not padded (ISO 13818-3, 2.4.2.3)."""
    sync, version, rates = (set(audio[byte::FRAME_BYTES]) for byte in range(3))
    return sync == {0xFF} and version <= {0xF2, 0xF3} and rates <= {0x64, 0x65}


async def _listen(communicate: Communicate, heard: _Heard, now: Callable[[], float]) -> None:
    chunk: Any
    async for chunk in communicate.stream():
        heard.last_at = now()
        if chunk["type"] == "audio":
            heard.audio += chunk["data"]
        else:
            heard.spoken_until_s = (chunk["offset"] + chunk["duration"]) / TICKS_PER_S


async def within(limit_s: float, work: Coroutine[Any, Any, Answer]) -> Answer:
    """Return what ``work`` returns; raises what it raises, or an EngineError after ``limit_s``."""
    working = asyncio.ensure_future(work)
    try:
        await asyncio.wait({working}, timeout=limit_s)
        if working.done():
            return working.result()
    finally:
        await _leave(working)
    raise EngineError(
        f"the Edge service did not answer within {limit_s:g} s", way_out=LATER, retryable=True, trouble="unreachable"
    )


async def _leave(listening: asyncio.Future[Any]) -> None:
    """End a request so that its socket is closed, in a bounded time.

    The first cancellation starts aiohttp's closing handshake, which waits 10 s for a peer that is silent already; the
    second ends that.
    """
    for _ in range(2):
        if listening.done():
            break
        listening.cancel()
        await asyncio.wait({listening}, timeout=CLOSE_GRACE_S)
    if listening.done():
        with suppress(asyncio.CancelledError):
            listening.exception()  # an exception that nobody looks at is reported by asyncio


def _turn_ended(communicate: Communicate) -> bool | None:
    """Whether the service said that it was done; None if this edge-tts does not tell (its state is undocumented)."""
    compensation = getattr(communicate, "state", {}).get("offset_compensation")
    return None if compensation is None else compensation > 0


def _broken(what: str) -> EngineError:
    return EngineError(what, way_out=LATER, retryable=True, trouble="connection")
