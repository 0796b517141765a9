"""A loopback server that speaks the read-aloud protocol, with every fault that the service is known for.

The library under test is the unmodified edge-tts: only the address it dials is changed, in this process by
monkeypatching ``edge_tts.communicate.WSS_URL`` and ``edge_tts.voices.VOICE_LIST``, in a child process by
`child_environment`. As a program::

    python -m tests.engines.edge_server --port-file PORT [--latency 0.3] [--rates '{"dropped": 0.2, "429": 0.1}']

writes its port into PORT and says so in one line, answers ``GET /stats`` with what was counted, and runs until it is
terminated.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import re
import signal
import socket
import struct
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import Any, Literal, get_args

from aiohttp import WSMsgType, web

from tests.engines.edge_child import child_environment
from tests.engines.edge_speech import FRAME_BYTES, boundary, silence, speech
from tests.engines.edge_voices import SERVICE_VOICES, service_entry

__all__ = ["FAULTS", "EdgeServer", "Fault", "State", "child_environment", "serving"]

Fault = Literal[
    "none",
    # before the handshake
    "403 without date",  # as a filter answers: the library cannot set its clock by it
    "hang",  # TCP is accepted, nothing is ever answered
    "reset",  # RST in place of an answer
    "garbled",  # something that is not HTTP
    # after it
    "mute",  # not a message
    "no audio",  # a turn with nothing in it
    "closed",  # close code 1007 and not a byte
    "hung up",  # FIN without a word
    "silence",  # a real MP3 of silence
    "garbage",  # bytes that are no MP3
    "unknown path",  # a message of another protocol
    "odd frame",  # a header line without a colon
    # mid audio
    "dropped",  # FIN
    "dropped by reset",  # RST
    "closed mid audio",  # close code 1011
    "no turn end",  # all the audio, then close code 1000
    "stalled",  # half the audio, then nothing
    "truncated",  # half the audio, then a clean end
    "half frame",  # all but half a frame, then a clean end
    "slow",  # all of it, in ``slow_s``
    "no goodbye",  # all of it, then the closing handshake is not answered
    "hasty",  # half the text, signed off as if it were all: only the rate of speech tells
]
State = Fault | int
"""A fault, or the HTTP status that refuses the handshake."""
FAULTS: tuple[Fault, ...] = get_args(Fault)

_BINARY_HEAD = b"X-RequestId:1\r\nContent-Type:audio/mpeg\r\nX-StreamId:1\r\nPath:audio\r\n"
_BINARY_LAST = b"X-RequestId:1\r\nX-StreamId:1\r\nPath:audio\r\n"
_WITHOUT_DATE = "X-Without-Date"
_GOODBYES = (WSMsgType.CLOSE, WSMsgType.CLOSED, WSMsgType.CLOSING, WSMsgType.ERROR)


@dataclass
class EdgeServer:
    """What the server does next, and what it was asked.

    For each connection the first that applies decides: the next entry of ``script``; ``ban`` when more than
    ``ban_after`` connections were made; a draw from ``rates``; ``always``.
    """

    port: int = 0
    script: list[State] = field(default_factory=list)
    ban_after: int | None = None
    ban: State = 429
    rates: Mapping[State, float] = field(default_factory=dict)
    always: State = "none"
    seed: int = 0
    latency_s: float = 0.0
    slow_s: float = 0.6
    retry_after: str | None = None
    """The header of a 429 or 503, as it is to stand there."""
    date: str | None = None
    """The Date of a refusal, in place of now."""
    voices_script: list[State] = field(default_factory=list)
    voices: list[dict[str, Any]] = field(default_factory=lambda: [service_entry(*row) for row in SERVICE_VOICES])

    connections: int = 0
    """Requests for speech that were begun, refused ones included."""
    voices_asked: int = 0
    ssml: list[str] = field(default_factory=list)
    asked: Counter[str] = field(default_factory=Counter)
    """How often each text was asked for; a refused handshake never tells its text."""
    answered: Counter[str] = field(default_factory=Counter)
    """How often each text was sent to its end without a fault."""
    open_now: int = 0
    most_at_once: int = 0

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)
        self._changed = threading.Condition()

    @property
    def origin(self) -> str:
        return f"//127.0.0.1:{self.port}/consumer/speech/synthesize/readaloud"

    @property
    def url(self) -> str:
        """What ``edge_tts.constants.WSS_URL`` is to be."""
        return f"ws:{self.origin}/edge/v1?TrustedClientToken=none"

    @property
    def voices_url(self) -> str:
        """What ``edge_tts.constants.VOICE_LIST`` is to be."""
        return f"http:{self.origin}/voices/list?trustedclienttoken=none"

    @property
    def texts(self) -> list[str]:
        """Every text that was asked for, in order of arrival."""
        return [_text_of(ssml) for ssml in self.ssml]

    def wait_until(self, true: Callable[[], bool], limit_s: float = 5) -> bool:
        """Wait until ``true()``, looked at whenever a request is begun, read or over; return whether it came true."""
        with self._changed:
            return self._changed.wait_for(true, limit_s)

    def wait_until_idle(self, limit_s: float = 5) -> bool:
        """Wait until no socket is open; return whether that came true."""
        return self.wait_until(lambda: self.open_now == 0, limit_s)

    def note(self, ssml: str) -> None:
        with self._changed:
            self.ssml.append(ssml)
            self.asked[_text_of(ssml)] += 1
            self._changed.notify_all()

    def next_state(self) -> State:
        if self.script:
            return self.script.pop(0)
        if self.ban_after is not None and self.connections > self.ban_after:
            return self.ban
        drawn = self._random.random()
        for state, rate in self.rates.items():
            drawn -= rate
            if drawn < 0:
                return state
        return self.always

    @contextmanager
    def one_more_open(self) -> Iterator[None]:
        with self._changed:
            self.open_now += 1
            self.most_at_once = max(self.most_at_once, self.open_now)
            self._changed.notify_all()
        try:
            yield
        finally:
            with self._changed:
                self.open_now -= 1
                self._changed.notify_all()

    def stats(self) -> dict[str, Any]:
        counts = ("connections", "voices_asked", "open_now", "most_at_once")
        return {name: getattr(self, name) for name in counts} | {
            "asked": dict(self.asked),
            "answered": dict(self.answered),
        }


@contextmanager
def serving(server: EdgeServer | None = None) -> Iterator[EdgeServer]:
    """Run ``server`` in a thread of its own until the block ends."""
    server = server or EdgeServer()
    loop = asyncio.new_event_loop()
    runner = loop.run_until_complete(_start(server))
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield server
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.run_until_complete(runner.cleanup())
        loop.close()


async def _start(server: EdgeServer) -> web.AppRunner:
    async def speak(request: web.Request) -> web.StreamResponse:
        server.connections += 1
        with server.one_more_open():
            return await _answer(server, request)

    async def list_voices(request: web.Request) -> web.StreamResponse:
        server.voices_asked += 1
        state = server.voices_script.pop(0) if server.voices_script else "none"
        refusal = await _refuse(server, request, state)
        if state == "garbage":
            return web.Response(text="<html>sign in</html>", content_type="text/html")
        return refusal or web.json_response(server.voices)

    async def stats(_: web.Request) -> web.StreamResponse:
        return web.json_response(server.stats())

    async def take_date(_: web.Request, response: web.StreamResponse) -> None:
        if response.headers.pop(_WITHOUT_DATE, None):
            response.headers.popall("Date", None)

    app = web.Application()
    app.router.add_get("/stats", stats)
    app.router.add_get("/{path:.*}/voices/list", list_voices)
    app.router.add_get("/{path:.*}", speak)
    app.on_response_prepare.append(take_date)
    runner = web.AppRunner(app, shutdown_timeout=0.1, handler_cancellation=True)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", server.port).start()
    server.port = runner.addresses[0][1]
    return runner


async def _answer(server: EdgeServer, request: web.Request) -> web.StreamResponse:
    state = server.next_state()
    refusal = await _refuse(server, request, state)
    if refusal is not None:
        return refusal
    ws = web.WebSocketResponse(autoclose=False)
    await ws.prepare(request)
    config = await ws.receive_str()
    assert '"outputFormat":"audio-24khz-48kbitrate-mono-mp3"' in config
    ssml = (await ws.receive_str()).split("\r\n\r\n", 1)[1]
    text = _text_of(ssml)
    server.note(ssml)
    if state == "mute":
        await asyncio.Event().wait()
    await asyncio.sleep(server.latency_s)
    if not await _speak(server, ws, request, ssml, state):
        return ws
    await ws.send_str("X-RequestId:1\r\nPath:turn.end\r\n\r\n{}")
    if state in ("none", "slow", "no goodbye"):
        server.answered[text] += 1
    if state == "no goodbye":
        await asyncio.Event().wait()
    while (await ws.receive()).type not in _GOODBYES:
        pass
    await ws.close()
    return ws


async def _refuse(server: EdgeServer, request: web.Request, state: State) -> web.StreamResponse | None:
    """Do what ``state`` does before the handshake; None when it does nothing there."""
    headers: dict[str, str] = {"Date": server.date} if server.date else {}
    if state == "hang":
        await asyncio.Event().wait()
    if state in ("reset", "garbled"):
        assert request.transport is not None
        if state == "garbled":
            request.transport.write(b"\x00\x01 this is not HTTP\r\n\r\n")
            request.transport.close()
        else:
            _cut(request, reset=True)
        return web.Response()
    if state == "403 without date":
        return web.Response(status=403, headers={_WITHOUT_DATE: "1"})
    if isinstance(state, int):
        if server.retry_after is not None and state in (429, 503):
            headers["Retry-After"] = server.retry_after
        return web.Response(status=state, headers=headers)
    return None


async def _speak(server: EdgeServer, ws: web.WebSocketResponse, request: web.Request, ssml: str, state: State) -> bool:
    """Send everything between turn.start and turn.end; False when the connection is over."""
    if state == "hung up":
        _cut(request)
        return False
    if state == "closed":
        await ws.close(code=1007, message=b"SSML is invalid")
        return False
    text = _text_of(ssml)
    audio, claimed = _sound(text, ssml, state)
    await ws.send_str("X-RequestId:1\r\nPath:turn.start\r\n\r\n{}")
    if state == "unknown path":
        await ws.send_str("X-RequestId:1\r\nPath:turn.sideways\r\n\r\n{}")
    if state == "odd frame":
        await ws.send_str("no colon here\r\n\r\n{}")
    await ws.send_str("X-RequestId:1\r\nPath:response\r\n\r\n{}")
    if not audio:
        return True
    await ws.send_str("X-RequestId:1\r\nPath:audio.metadata\r\n\r\n" + boundary(text, claimed))
    starts = range(0, len(audio), 2000)
    for start in starts:
        await _send(ws, _BINARY_HEAD, audio[start : start + 2000])
        if state == "slow":
            await asyncio.sleep(server.slow_s / len(starts))
    if state == "stalled":
        await asyncio.Event().wait()
    if state in ("dropped", "dropped by reset"):
        _cut(request, reset=state == "dropped by reset")
        return False
    if state in ("closed mid audio", "no turn end"):
        await ws.close(code=1011 if state == "closed mid audio" else 1000)
        return False
    await _send(ws, _BINARY_LAST, b"")
    return True


def _sound(text: str, ssml: str, state: State) -> tuple[bytes, int]:
    """Return the bytes that are sent and how many the metadata lays claim to."""
    whole = silence(text) if state == "silence" else speech(text, ssml)
    if state == "no audio" or not whole:
        return b"", 0
    if state == "hasty":
        hasty = speech(text[: max(1, len(text) // 3)], ssml)
        return hasty, len(hasty)
    if state == "garbage":
        return bytes(len(whole)), len(whole)
    if state == "half frame":
        return whole[: -FRAME_BYTES // 2], len(whole)
    if state in ("dropped", "dropped by reset", "closed mid audio", "stalled", "truncated"):
        return whole[: len(whole) // 2 // FRAME_BYTES * FRAME_BYTES], len(whole)
    return whole, len(whole)


async def _send(ws: web.WebSocketResponse, head: bytes, data: bytes) -> None:
    await ws.send_bytes(len(head).to_bytes(2, "big") + head + data)


def _cut(request: web.Request, *, reset: bool = False) -> None:
    assert request.transport is not None
    if reset:
        lingering = struct.pack("ii", 1, 0)
        request.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, lingering)
    request.transport.abort()


def _text_of(ssml: str) -> str:
    said = re.search(r"<prosody[^>]*>(.*)</prosody>", ssml, re.DOTALL)
    assert said is not None
    return unescape(said[1])


def _state(name: str) -> State:
    if name.isdecimal():
        return int(name)
    for fault in FAULTS:
        if fault == name:
            return fault
    raise SystemExit(f"no such fault: {name}; known: {', '.join(FAULTS)}")


async def _serve_until_terminated(server: EdgeServer, port_file: Path) -> None:
    runner = await _start(server)
    done = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, done.set)
    temporary = port_file.with_suffix(".writing")
    temporary.write_text(str(server.port), encoding="utf-8")
    temporary.replace(port_file)
    print(f"listening on 127.0.0.1:{server.port}", flush=True)
    await done.wait()
    await runner.cleanup()


def main() -> None:
    options = argparse.ArgumentParser(prog="python -m tests.engines.edge_server", description=__doc__)
    options.add_argument("--port-file", type=Path, required=True)
    options.add_argument("--port", type=int, default=0)
    options.add_argument("--latency", type=float, default=0.0, help="seconds for each request")
    options.add_argument("--rates", type=json.loads, default={}, help="JSON: fault or status -> probability")
    options.add_argument("--always", default="none", help="a fault or status")
    options.add_argument("--ban-after", type=int)
    options.add_argument("--seed", type=int, default=0)
    chosen = options.parse_args()
    server = EdgeServer(
        port=chosen.port,
        latency_s=chosen.latency,
        rates={_state(name): rate for name, rate in chosen.rates.items()},
        always=_state(chosen.always),
        ban_after=chosen.ban_after,
        seed=chosen.seed,
    )
    asyncio.run(_serve_until_terminated(server, chosen.port_file))


if __name__ == "__main__":
    main()
