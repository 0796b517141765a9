"""A loopback server that speaks the read-aloud protocol, with scriptable faults.

The library under test is the unmodified edge-tts: only the address it dials is changed.
"""

from __future__ import annotations

import asyncio
import json
import re
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from html import unescape
from typing import Literal

import imageio_ffmpeg
from aiohttp import WSMsgType, web

from audiocast.engines import EngineSpec, open_engine
from audiocast.models import Utterance

FRAME_BYTES = 144
BYTES_PER_S = 6000
TICKS_PER_S = 10_000_000
TAIL_S = 0.3

Fault = Literal["none", "dropped", "stalled", "truncated", "half frame", "silent", "garbage", "unknown path", "mute"]


@dataclass
class EdgeServer:
    """What the server was asked, and what it does next: one entry of ``script`` per connection, then no fault.

    An int in ``script`` is an HTTP status that refuses the handshake.
    """

    port: int = 0
    script: list[Fault | int] = field(default_factory=list)
    ssml: list[str] = field(default_factory=list)
    connections: int = 0

    @property
    def url(self) -> str:
        path = "consumer/speech/synthesize/readaloud/edge/v1"
        return f"ws://127.0.0.1:{self.port}/{path}?TrustedClientToken=none"


@contextmanager
def serving() -> Iterator[EdgeServer]:
    """Run the server in a thread of its own until the block ends."""
    server = EdgeServer()

    async def answer(request: web.Request) -> web.StreamResponse:
        return await _answer(server, request)

    app = web.Application()
    app.router.add_get("/{path:.*}", answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    loop = asyncio.new_event_loop()
    loop.run_until_complete(runner.setup())
    loop.run_until_complete(web.TCPSite(runner, "127.0.0.1", 0).start())
    server.port = runner.addresses[0][1]
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield server
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.run_until_complete(runner.cleanup())
        loop.close()


async def _answer(server: EdgeServer, request: web.Request) -> web.StreamResponse:
    server.connections += 1
    fault = server.script.pop(0) if server.script else "none"
    if isinstance(fault, int):
        return web.Response(status=fault)
    socket = web.WebSocketResponse(autoclose=False)
    await socket.prepare(request)
    config = await socket.receive_str()
    assert '"outputFormat":"audio-24khz-48kbitrate-mono-mp3"' in config
    ssml = (await socket.receive_str()).split("\r\n\r\n", 1)[1]
    server.ssml.append(ssml)
    if fault == "mute":
        await asyncio.Event().wait()
    await _speak(socket, ssml, fault)
    if fault == "dropped":
        assert request.transport is not None
        request.transport.abort()
        return socket
    await socket.send_str("X-RequestId:1\r\nPath:turn.end\r\n\r\n{}")
    while (await socket.receive()).type not in (WSMsgType.CLOSE, WSMsgType.CLOSED, WSMsgType.CLOSING, WSMsgType.ERROR):
        pass
    await socket.close()
    return socket


async def _speak(socket: web.WebSocketResponse, ssml: str, fault: Fault) -> None:
    said = re.search(r"<prosody[^>]*>(.*)</prosody>", ssml, re.DOTALL)
    assert said is not None
    text = unescape(said[1])
    audio = _speech(text)
    if fault == "garbage":
        audio = bytes(len(audio))
    if fault == "silent":
        audio = b""
    await socket.send_str("X-RequestId:1\r\nPath:turn.start\r\n\r\n{}")
    if fault == "unknown path":
        await socket.send_str("X-RequestId:1\r\nPath:turn.sideways\r\n\r\n{}")
    await socket.send_str("X-RequestId:1\r\nPath:response\r\n\r\n{}")
    if any(character.isalnum() for character in text) and audio:
        await socket.send_str("X-RequestId:1\r\nPath:audio.metadata\r\n\r\n" + _boundary(text, len(audio)))
    else:
        audio = b""
    if fault in ("dropped", "stalled", "truncated"):
        audio = audio[: len(audio) // 2 // FRAME_BYTES * FRAME_BYTES]
    if fault == "half frame":
        audio = audio[: -FRAME_BYTES // 2]
    head = b"X-RequestId:1\r\nContent-Type:audio/mpeg\r\nX-StreamId:1\r\nPath:audio\r\n"
    for start in range(0, len(audio), 1000):
        await socket.send_bytes(len(head).to_bytes(2, "big") + head + audio[start : start + 1000])
    if fault == "stalled":
        await asyncio.Event().wait()
    last = b"X-RequestId:1\r\nX-StreamId:1\r\nPath:audio\r\n"
    if audio:
        await socket.send_bytes(len(last).to_bytes(2, "big") + last)


def _boundary(text: str, size_bytes: int) -> str:
    start_s = 0.1
    end_s = size_bytes / BYTES_PER_S - TAIL_S
    data = {
        "Offset": round(start_s * TICKS_PER_S),
        "Duration": round((end_s - start_s) * TICKS_PER_S),
        "text": {"Text": text, "Length": len(text), "BoundaryType": "SentenceBoundary"},
    }
    return json.dumps({"Metadata": [{"Type": "SentenceBoundary", "Data": data}]})


@cache
def _speech(text: str) -> bytes:
    """Return sound for ``text`` in the service's own format: bare MPEG-2 layer III frames of 144 bytes."""
    if not any(character.isalnum() for character in text):
        return b""
    tone = open_engine(EngineSpec("tone"))
    clip = tone.speak(Utterance(text, "middle", tone.fingerprint))
    command = [
        *(imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-f", "wav", "-i", "pipe:0", "-c:a", "libmp3lame"),
        *("-b:a", "48k", "-ar", "24000", "-ac", "1", "-reservoir", "0", "-write_xing", "0", "-id3v2_version", "0"),
        *("-f", "mp3", "pipe:1"),
    ]
    mp3 = subprocess.run(command, input=clip.data, capture_output=True, check=True).stdout
    assert len(mp3) % FRAME_BYTES == 0
    return mp3
